#![doc = include_str!("../README.md")]

mod account;
mod address;
mod direct;
mod enrol;
mod frame;
mod hold;
mod inquiry;
mod notice;
mod push;
mod receiver;
mod sale;

pub use frame::Refused;
pub use hold::{Asked, Held};
pub use notice::{Notice, Posted};
pub use sale::{NotSold, Seller};

use cloud_store::CloudStore;
use sync_proto::{Keys, PublicKeys};

/// Where gateways and rails come in.
#[derive(Clone, Debug)]
pub struct Gate {
    store: CloudStore,
    keys: Keys,
}

impl Gate {
    /// A gate over these books, signing with these keys.
    pub fn new(store: CloudStore, keys: Keys) -> Self {
        Gate { store, keys }
    }

    /// The keys gateways know the cloud by.
    pub fn keys(&self) -> PublicKeys {
        self.keys.public()
    }
}
