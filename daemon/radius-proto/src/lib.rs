#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod attribute;
pub mod mikrotik;
pub mod wispr;

mod access;
mod accounting;
mod authenticate;
mod code;
mod dynamic;
mod identification;
mod malformed;
mod octets;
mod packet;
mod password;
mod reading;
mod reply;
mod reply_to;
mod request;
mod secret;
mod status;
mod text;
mod unfit;
mod value;
mod writer;

pub use access::{AccessRequest, Chap, Proof};
pub use accounting::AccountingRequest;
pub use attribute::Attribute;
pub use authenticate::{Forged, Verified};
pub use code::Code;
pub use dynamic::{DynamicAction, DynamicOutcome, DynamicRequest};
pub use identification::Identification;
pub use malformed::Malformed;
pub use octets::{join_octets, split_octets};
pub use packet::{Attributes, Authenticator, MAX_PACKET, MIN_PACKET, Packet};
pub use password::{MAX_PASSWORD, Password};
pub use reply::Reply;
pub use reply_to::ReplyTo;
pub use secret::{EmptySecret, Secret};
pub use status::StatusRequest;
pub use text::Text;
pub use unfit::Unfit;
pub use value::{AcctStatusType, ErrorCause, NasPortType, ServiceType, TerminateCause};
pub use writer::{Datagram, PacketWriter, Unwritable};
