//! How far a site and the cloud have understood each other. It stands in the books, so that what a directive changes and
//! the cursor that says so move in one transaction.

use serde::{Deserialize, Serialize};

use crate::lease::Lease;

/// A place in the outbox. Places are ordered by the life of the books, then by number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cursor {
    /// Which life of the books; zero before the first.
    pub epoch: u32,
    /// The place within it; zero before the first record.
    pub sequence: u64,
}

/// Both directions of the link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Up to here the cloud has stored the outbox.
    pub acknowledged: Cursor,
    /// The last directive of the cloud that was carried out; they come without gaps, from 1.
    pub applied: u64,
    /// How often the gateway has begun to speak; each beginning makes its frames newer than all before.
    pub starts: u32,
    /// Up to here the cloud has given back what earlier lives of these books had told it; in the present life, all of it.
    pub recalled: Cursor,
    /// The right to sell, as the cloud said last.
    pub lease: Option<Lease>,
}

impl Link {
    /// Behind which place of earlier lives the cloud may know more than these books; `None` if that was asked.
    pub fn recalls_behind(&self, epoch: u32) -> Option<Cursor> {
        // What was told is known without gaps only in a life that had got back all before it.
        let told = self.acknowledged;
        let known = if told.epoch == self.recalled.epoch { self.recalled.max(told) } else { self.recalled };
        (self.recalled.epoch < epoch).then_some(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(epoch: u32, sequence: u64) -> Cursor {
        Cursor { epoch, sequence }
    }

    #[test]
    fn restored_books_ask_for_what_they_told_and_lost() {
        let restored = Link { acknowledged: at(1, 70), recalled: at(1, 0), ..Link::default() };
        assert_eq!(restored.recalls_behind(2), Some(at(1, 70)));
        let asked = Link { recalled: at(2, 0), ..restored };
        assert_eq!(asked.recalls_behind(2), None);
    }

    #[test]
    fn what_an_earlier_life_had_not_got_back_is_still_asked_for() {
        let restored = Link { acknowledged: at(2, 9), recalled: at(1, 3), ..Link::default() };
        assert_eq!(restored.recalls_behind(3), Some(at(1, 3)));
    }

    #[test]
    fn a_fork_asks_from_where_the_pasts_part() {
        let forked = Link { acknowledged: at(4, 0), recalled: at(1, 80), ..Link::default() };
        assert_eq!(forked.recalls_behind(4), Some(at(1, 80)));
    }
}
