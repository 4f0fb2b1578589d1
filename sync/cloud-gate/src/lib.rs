#![doc = include_str!("../README.md")]

mod address;
mod enrol;
mod frame;
mod hold;
mod notice;
mod push;

pub use frame::Refused;
pub use hold::{Asked, Held};
pub use notice::{Notice, Posted};

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
