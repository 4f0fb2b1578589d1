//! Waking held questions. A gateway's question for directives waits here for its site's name to be called, by a handler of
//! this process or by the database's word from another one. A call that nobody waits for is nobody's loss: whoever comes
//! next looks into the books before waiting.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::ids::SiteId;
use tokio::sync::Notify;

/// Who waits for what.
#[derive(Clone, Default)]
pub(crate) struct Wake {
    waiting: Arc<Mutex<Row>>,
}

/// Several may wait for one site: a gateway whose line was cut asks anew while its old question is still held.
type Row = BTreeMap<SiteId, Vec<Arc<Notify>>>;

/// A place in the row, until it is dropped. Take it before looking into the books, else a call in between is missed.
pub(crate) struct Waiting {
    wake: Wake,
    site: SiteId,
    call: Arc<Notify>,
}

impl Wake {
    /// Begins to listen for a site.
    pub(crate) fn listen(&self, site: SiteId) -> Waiting {
        let call = Arc::new(Notify::new());
        self.lock().entry(site).or_default().push(Arc::clone(&call));
        Waiting { wake: self.clone(), site, call }
    }

    /// Calls a site: there is something for it.
    pub(crate) fn call(&self, site: SiteId) {
        // Whoever has taken a place but does not wait yet finds the call when it does.
        self.lock().get(&site).into_iter().flatten().for_each(|call| call.notify_one());
    }

    /// Calls everybody, when calls may have been missed.
    pub(crate) fn call_all(&self) {
        self.lock().values().flatten().for_each(|call| call.notify_one());
    }

    /// How many questions are held.
    pub(crate) fn held(&self) -> usize {
        self.lock().values().map(Vec::len).sum()
    }

    fn lock(&self) -> MutexGuard<'_, Row> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    /// Returns when the site is called.
    pub(crate) async fn called(&self) {
        self.call.notified().await;
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut waiting = self.wake.lock();
        let Some(calls) = waiting.get_mut(&self.site) else { return };
        calls.retain(|call| !Arc::ptr_eq(call, &self.call));
        if calls.is_empty() {
            waiting.remove(&self.site);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: SiteId = SiteId::from_bytes([1; 16]);

    #[tokio::test]
    async fn a_call_between_listening_and_waiting_is_not_missed() {
        let wake = Wake::default();
        let waiting = wake.listen(SITE);
        wake.call(SiteId::from_bytes([2; 16]));
        wake.call(SITE);
        waiting.called().await;
        wake.call_all();
        waiting.called().await;
    }

    #[tokio::test]
    async fn the_question_of_a_line_that_was_cut_takes_no_call_from_the_new_one() {
        let wake = Wake::default();
        let (_cut, new) = (wake.listen(SITE), wake.listen(SITE));
        wake.call(SITE);
        new.called().await;
    }

    #[test]
    fn nothing_is_left_of_those_who_went() {
        let wake = Wake::default();
        let (first, second) = (wake.listen(SITE), wake.listen(SITE));
        drop(first);
        assert_eq!(wake.held(), 1);
        drop(second);
        assert_eq!((wake.held(), wake.lock().len()), (0, 0));
    }
}
