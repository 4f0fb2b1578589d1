#![doc = include_str!("../README.md")]

mod changes;
pub mod cloud;
pub mod daraja;
pub mod door;
mod event_log;
pub mod form;
pub mod fragile_disk;
pub mod langod;
pub mod machine;
mod own_thread;
pub mod phone;
pub mod postgres;
pub mod relay;
pub mod router;

pub use cloud::Cloud;
pub use daraja::{Daraja, DarajaConfig};
pub use door::{Door, Posted};
pub use langod::Langod;
pub use phone::Phone;
pub use relay::Relay;
pub use router::{Control, Device, Event, Quirks, Router, RouterConfig};
