//! The outbox as the link to the cloud sees it: what may be told, and a new life of the books when the cloud knows another
//! past than ours.

use domain::event::Record;
use domain::ids::SiteId;
use domain::ledger::Read;
use domain::link::{Cursor, Link, Moved};

use crate::changes::{Changes, Identity};
use crate::commits::CommitNumber;
use crate::store::Store;

impl Store {
    /// Up to `limit` lines of the outbox behind a place, oldest first, all of one epoch and without gaps. Only what is on
    /// disk: the cloud must never know what a power cut could still undo.
    pub fn outbox_after(&self, after: Cursor, limit: usize) -> Read<Vec<Record>> {
        self.unreadable.clone().map_or(Ok(()), Err)?;
        if self.commits.under_way().any(|changes| changes.identity.is_some()) {
            return Ok(Vec::new());
        }
        let under_way = self.commits.under_way().flat_map(|changes| &changes.records);
        let first = under_way.map(|record| Cursor { epoch: record.epoch, sequence: record.sequence }).min();
        let before = first.unwrap_or(Cursor { epoch: u32::MAX, sequence: u64::MAX });
        let mut records = self.books.lines_after(after, before, limit)?;
        let follow = |pair: &&[Record]| match pair {
            [one, next] => (one.epoch, one.sequence.checked_add(1)) == (next.epoch, Some(next.sequence)),
            _ => false,
        };
        let contiguous = records.windows(2).take_while(follow).count() + 1;
        records.truncate(contiguous);
        Ok(records)
    }

    /// How far this site and the cloud have understood each other.
    pub fn link(&self) -> Link {
        self.books.link
    }

    /// Takes the name the cloud knows this site by. Books that were another site's before begin a new life: what they told
    /// there is told nobody else.
    pub fn adopt(&mut self, site: SiteId) -> CommitNumber {
        self.identity = Identity { site, ..self.identity };
        let known = self.books.link;
        if known.starts == 0 {
            return self.gather(Changes::of_identity(self.identity));
        }
        self.identity = self.identity.in_next_epoch();
        self.next_sequence = 1;
        let nothing = Cursor { epoch: self.identity.epoch, sequence: 0 };
        let link = Link { acknowledged: nothing, recalled: nothing, starts: known.starts, ..Link::default() };
        self.gather(Changes { link: Some(link), ..Changes::of_identity(self.identity) })
    }

    /// Begins a new life of the books: the cloud knows another past of this one behind `common`. What only we know keeps
    /// its ids and is told at new places.
    pub fn begin_epoch(&mut self, epoch: u32, common: Cursor) -> Read<CommitNumber> {
        self.unreadable.clone().map_or(Ok(()), Err)?;
        if epoch <= self.identity.epoch {
            return Ok(CommitNumber::default());
        }
        let behind = self.books.standing_place(common)?;
        let count = self.books.count_lines(behind, epoch)?;
        self.next_sequence = count.saturating_add(1);
        let moved = (count > 0).then_some(Moved { epoch, behind, count });
        let acknowledged = Cursor { epoch, sequence: 0 };
        // What an earlier life has not got back yet it still wants.
        let wanted = self.books.link.recalls_behind(self.identity.epoch);
        let recalled = wanted.map_or(common, |wanted| wanted.min(common));
        let link = Some(Link { acknowledged, recalled, moved, ..self.books.link });
        self.identity = Identity { epoch, ..self.identity };
        Ok(self.gather(Changes { link, ..Changes::of_identity(self.identity) }))
    }
}
