#![doc = include_str!("../README.md")]

mod address;
pub mod books;
mod columns;
mod entities;
mod error;
mod fuse;
pub mod ids;
mod itinerary;
mod kind;
mod lookup;
pub mod platform;
mod projection;
mod rows;
mod store;
mod transaction;
mod wakes;

pub use books::ProviderBooks;
pub use error::{Refused, StoreError};
pub use platform::Platform;
pub use store::{CloudStore, Patience};
pub use wakes::{Wake, Wakes};
