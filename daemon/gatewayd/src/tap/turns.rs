//! One login of a device at a router at a time: RouterOS refuses a second one while the first is under way, and whoever waits for it
//! finds the device online.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use domain::device::Mac;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// The devices that are being signed in. No more are kept than there are errands.
#[derive(Default)]
pub(super) struct Turns(RefCell<BTreeMap<Mac, Arc<Mutex<()>>>>);

impl Turns {
    /// Waits for its turn, which ends with what is returned.
    pub(super) async fn take(&self, device: Mac) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.0.borrow_mut();
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            Arc::clone(turns.entry(device).or_default())
        };
        turn.lock_owned().await
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => Some(value),
            Poll::Pending => None,
        }
    }

    #[test]
    fn a_device_waits_for_itself_and_for_no_other() {
        let turns = Turns::default();
        let mac = |text: &str| Mac::parse(text).unwrap();
        let (mine, yours) = (mac("02:00:5E:10:00:01"), mac("02:00:5E:10:00:02"));
        let first = at_once(turns.take(mine));
        assert!(first.is_some() && at_once(turns.take(mine)).is_none());
        assert!(at_once(turns.take(yours)).is_some());
        drop(first);
        assert!(at_once(turns.take(mine)).is_some());
        assert_eq!(turns.0.borrow().len(), 1, "who is done is forgotten");
    }
}
