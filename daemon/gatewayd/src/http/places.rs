//! Places at a listener: so many connections in all, and so many from one address, so that no guest can take them all.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Connections at once; the next ones wait in the kernel.
const MOST: usize = 256;
/// From one guest's address: more than any browser opens.
const MOST_OF_A_GUEST: usize = 32;
/// From a router that hides its guests behind its own address.
const MOST_OF_A_ROUTER: usize = 128;

/// The places of one listener.
#[derive(Clone)]
pub(super) struct Places {
    all: Arc<Semaphore>,
    by_address: Rc<RefCell<BTreeMap<IpAddr, usize>>>,
}

/// A place taken; given back when dropped.
pub(super) struct Place {
    address: IpAddr,
    by_address: Rc<RefCell<BTreeMap<IpAddr, usize>>>,
    _permit: OwnedSemaphorePermit,
}

impl Places {
    pub(super) fn new() -> Self {
        Places { all: Arc::new(Semaphore::new(MOST)), by_address: Rc::default() }
    }

    /// Waits until there is room for anyone.
    pub(super) async fn room(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.all).acquire_owned().await.ok()
    }

    /// Whether places are getting scarce: then nobody keeps one for later.
    pub(super) fn are_scarce(&self) -> bool {
        self.all.available_permits() < MOST / 2
    }

    /// Takes a place for this address; `None` if it has enough.
    pub(super) fn take(&self, address: IpAddr, is_router: bool, permit: OwnedSemaphorePermit) -> Option<Place> {
        let most = if is_router { MOST_OF_A_ROUTER } else { MOST_OF_A_GUEST };
        let mut by_address = self.by_address.borrow_mut();
        let taken = by_address.entry(address).or_default();
        if *taken >= most {
            return None;
        }
        *taken += 1;
        Some(Place { address, by_address: Rc::clone(&self.by_address), _permit: permit })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut by_address = self.by_address.borrow_mut();
        if let Some(taken) = by_address.get_mut(&self.address) {
            *taken -= 1;
            if *taken == 0 {
                by_address.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_take_all_places() {
        let places = Places::new();
        let take = |text: &str| {
            let permit = Arc::clone(&places.all).try_acquire_owned().unwrap();
            places.take(text.parse().unwrap(), false, permit)
        };
        let mut taken: Vec<_> = (0..MOST_OF_A_GUEST).map(|_| take("10.5.50.20").unwrap()).collect();
        assert!(take("10.5.50.20").is_none());
        assert!(take("10.5.50.21").is_some());
        taken.pop();
        assert!(take("10.5.50.20").is_some());
        drop(taken);
        assert!(places.by_address.borrow().is_empty());
        assert_eq!(places.all.available_permits(), MOST);
    }
}
