//! The script that sets a RouterOS router up for a site, and the one that takes everything back: typed options in, text
//! out, nothing else. Pieces of it lie in `data/script`, the login pages in `data/pages`; what RouterOS knows in which
//! version is in `data/routeros`, against which the tests hold every line that can come out.

mod container;
mod fill;
mod fold;
mod options;
mod pages;
mod quote;
mod release;
mod rule;
mod set_up;
mod take_back;

pub use options::{Container, Guests, Hotspot, Options, Place, Radius, RestUser, Unfit};
pub use pages::{Page, pages};
pub use release::{Architecture, Release};
pub use set_up::set_up;
pub use take_back::take_back;
