#![doc = include_str!("../README.md")]

pub mod form;
pub mod langod;
pub mod machine;
pub mod phone;
pub mod router;

pub use langod::Langod;
pub use phone::Phone;
pub use router::{Control, Device, Event, Quirks, Router, RouterConfig};
