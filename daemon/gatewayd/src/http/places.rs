//! Places at a listener: so many connections in all, and so many from one address. When all are taken, a newcomer gets
//! the oldest place of whoever holds most, so that no crowd keeps anybody out.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;
use std::rc::Rc;

use tokio::task::AbortHandle;

/// Connections of guests at once.
const MOST: usize = 256;
/// Connections of a counter at once: a few people, and TLS takes memory for each.
const MOST_AT_A_COUNTER: usize = 24;
/// From one guest's address: more than any browser opens.
const MOST_OF_A_GUEST: usize = 32;
/// From a router that hides its guests behind its own address.
const MOST_OF_A_ROUTER: usize = 128;

/// The places of one listener.
#[derive(Clone)]
pub(super) struct Places(Rc<RefCell<Taken>>);

struct Taken {
    most: usize,
    /// The connections of each address, the oldest first.
    by_address: BTreeMap<IpAddr, VecDeque<(u64, AbortHandle)>>,
    count: usize,
    next: u64,
}

/// A place taken; given back when dropped.
pub(super) struct Place {
    address: IpAddr,
    number: u64,
    taken: Rc<RefCell<Taken>>,
}

impl Places {
    /// Places for guests, and for whoever reads figures.
    pub(super) fn for_many() -> Self {
        Places::of(MOST)
    }

    /// Places for the people behind a counter.
    pub(super) fn for_few() -> Self {
        Places::of(MOST_AT_A_COUNTER)
    }

    fn of(most: usize) -> Self {
        Places(Rc::new(RefCell::new(Taken { most, by_address: BTreeMap::new(), count: 0, next: 0 })))
    }

    /// Whether places are getting scarce: then nobody keeps one for later.
    pub(super) fn are_scarce(&self) -> bool {
        self.0.borrow().is_half_full()
    }

    /// Lets a connection of this address be served, if there is a place for it or can be made one.
    pub(super) fn serve(&self, address: IpAddr, is_router: bool, start: impl FnOnce(Place) -> AbortHandle) {
        let number = {
            let mut taken = self.0.borrow_mut();
            let most = if is_router { MOST_OF_A_ROUTER } else { MOST_OF_A_GUEST }.min(taken.most / 2);
            if taken.held_by(address) >= most || (taken.count >= taken.most && !taken.make_room(address)) {
                return;
            }
            taken.count += 1;
            taken.next += 1;
            taken.next
        };
        let connection = start(Place { address, number, taken: Rc::clone(&self.0) });
        self.0.borrow_mut().by_address.entry(address).or_default().push_back((number, connection));
    }
}

impl Taken {
    fn is_half_full(&self) -> bool {
        self.count > self.most / 2
    }

    fn held_by(&self, address: IpAddr) -> usize {
        self.by_address.get(&address).map_or(0, VecDeque::len)
    }

    /// Ends the oldest connection of the address that holds most, unless the newcomer holds as many.
    fn make_room(&mut self, newcomer: IpAddr) -> bool {
        let own = self.held_by(newcomer);
        let Some(connections) = self.by_address.values_mut().max_by_key(|connections| connections.len()) else {
            return false;
        };
        if connections.len() <= own {
            return false;
        }
        if let Some((_, connection)) = connections.pop_front() {
            connection.abort();
            self.count -= 1;
        }
        true
    }

    fn give_back(&mut self, address: IpAddr, number: u64) {
        let Some(connections) = self.by_address.get_mut(&address) else { return };
        let before = connections.len();
        connections.retain(|(other, _)| *other != number);
        self.count -= before - connections.len();
        if connections.is_empty() {
            self.by_address.remove(&address);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.taken.borrow_mut().give_back(self.address, self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::task::LocalSet;

    fn on_a_loop(test: impl FnOnce()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        LocalSet::new().block_on(&runtime, async { test() });
    }

    /// Opens a connection that stays; whether it was served.
    fn opens(places: &Places, address: &str) -> bool {
        let before = places.0.borrow().next;
        places.serve(address.parse().unwrap(), false, |place| {
            let stays = async move {
                std::future::pending::<()>().await;
                drop(place);
            };
            tokio::task::spawn_local(stays).abort_handle()
        });
        places.0.borrow().next > before
    }

    #[test]
    fn one_address_cannot_take_all_places() {
        on_a_loop(|| {
            let places = Places::for_many();
            (0..MOST_OF_A_GUEST).for_each(|_| assert!(opens(&places, "10.5.50.20")));
            assert!(!opens(&places, "10.5.50.20"));
            assert!(opens(&places, "10.5.50.21"));
        });
    }

    #[test]
    fn when_all_places_are_taken_a_newcomer_gets_one_of_whoever_holds_most() {
        on_a_loop(|| {
            let places = Places::for_many();
            for crowd in 1..=MOST / MOST_OF_A_GUEST {
                (0..MOST_OF_A_GUEST).for_each(|_| assert!(opens(&places, &format!("10.5.50.{crowd}"))));
            }
            assert!(places.are_scarce());
            for newcomer in 100..120 {
                assert!(opens(&places, &format!("10.5.50.{newcomer}")));
            }
            assert_eq!(places.0.borrow().count, MOST);
            // Whoever had to give one up takes no other's.
            let crowd = "10.5.50.1".parse().unwrap();
            while places.0.borrow().held_by(crowd) < MOST_OF_A_GUEST - 2 && opens(&places, "10.5.50.1") {}
            assert_eq!(places.0.borrow().count, MOST);
        });
    }

    #[test]
    fn a_place_is_given_back() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        LocalSet::new().block_on(&runtime, async {
            let places = Places::for_many();
            places.serve("10.5.50.20".parse().unwrap(), false, |place| {
                tokio::task::spawn_local(async move { drop(place) }).abort_handle()
            });
            assert_eq!(places.0.borrow().count, 1);
            tokio::task::yield_now().await;
            assert_eq!(places.0.borrow().count, 0);
            assert!(places.0.borrow().by_address.is_empty());
        });
    }
}
