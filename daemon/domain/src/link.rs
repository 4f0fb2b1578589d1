//! How far a site and the cloud have understood each other. It stands in the books, so that what a directive changes and
//! the cursor that says so move in one transaction.

use serde::{Deserialize, Serialize};

use crate::custody::Custody;
use crate::lease::Lease;
use crate::ticket::{Standing, Ticket};
use crate::time::Moment;

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
    /// Records of earlier lives that are told in a later one.
    pub moved: Option<Moved>,
    /// The backup these books were brought back from.
    pub restored: Option<Restored>,
}

/// Records that stand in the outbox under their old places and are told under new ones: a life begun behind a fork takes
/// along what only these books know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The life in which they are told.
    pub epoch: u32,
    /// All that stand behind this place, up to that life's own.
    pub behind: Cursor,
    /// How many they were when it began: its first places.
    pub count: u64,
}

/// A backup that was brought back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    /// The life of the books that began with it.
    pub epoch: u32,
    /// The last moment it knows of.
    pub last: Moment,
}

impl Link {
    /// The backup whose unused tickets wait until the cloud has told what came after it, or the owner answers for them.
    pub fn in_doubt(&self) -> Option<Restored> {
        self.restored.filter(|restored| self.recalled.epoch < restored.epoch)
    }

    /// Whether nobody here knows if a ticket was used after the backup it comes from: its clock does not start yet.
    pub fn doubts(&self, ticket: &Ticket) -> bool {
        let is_of_it = |restored: Restored| ticket.minted <= restored.last;
        // A ticket of another site may have gone home since.
        let may_have_moved = ticket.standing == Standing::New || matches!(ticket.custody, Custody::Visiting(_));
        may_have_moved && self.in_doubt().is_some_and(is_of_it)
    }

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
