#![doc = include_str!("../README.md")]

mod amounts;
mod carry;
mod frame;
mod home;
mod language;
mod plan;
mod policy;
mod print;
mod qr;
mod refusal;
mod router_url;
pub mod samples;
mod status;
mod ticket;
mod words;

pub use amounts::{bytes_in_words, duration_in_words};
pub use carry::Carry;
pub use frame::{Frame, Page};
pub use home::Home;
pub use language::Language;
pub use plan::{Grant, Plan};
pub use policy::content_security_policy;
pub use print::{A4Sheet, Issuer, PaperWidth, PrintTicket, ThermalStrip};
pub use refusal::{Refusal, Refused};
pub use router_url::RouterUrl;
pub use status::{Standing, Status};
pub use ticket::{Clock, Left, SignIn, Ticket, TicketSummary};

/// Why a page could not be written: only ever a formatting error of the templates themselves.
pub use askama::Error as RenderError;
