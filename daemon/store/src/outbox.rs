//! The outbox as the link to the cloud sees it: what may be told, and a new life of the books when the cloud knows another
//! past than ours.

use domain::event::Record;
use domain::ids::SiteId;
use domain::ledger::Read;
use domain::link::{Cursor, Link};

use crate::changes::{Changes, Identity};
use crate::commits::CommitNumber;
use crate::store::Store;

impl Store {
    /// Up to `limit` lines of the outbox behind a place, oldest first, all of one epoch. Only what is on disk: the cloud
    /// must never know what a power cut could still undo.
    pub fn outbox_after(&self, after: Cursor, limit: usize) -> Read<Vec<Record>> {
        self.unreadable.clone().map_or(Ok(()), Err)?;
        let under_way = self.commits.under_way().flat_map(|changes| &changes.records);
        let first_under_way = under_way.map(|record| (record.epoch, record.sequence)).min();
        let mut records = self.books.records_after(after, limit)?;
        records.retain(|record| first_under_way.is_none_or(|first| (record.epoch, record.sequence) < first));
        let epoch = records.first().map(|record| record.epoch);
        records.retain(|record| Some(record.epoch) == epoch);
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
    /// its ids and gets new places.
    pub fn begin_epoch(&mut self, epoch: u32, common: Cursor) -> Read<CommitNumber> {
        self.unreadable.clone().map_or(Ok(()), Err)?;
        if epoch <= self.identity.epoch {
            return Ok(CommitNumber::default());
        }
        let ours = self.books.records_after(common, usize::MAX)?;
        let renumbered = (1..).zip(ours).map(|(sequence, record)| Record { epoch, sequence, ..record });
        let records: Vec<Record> = renumbered.collect();
        self.next_sequence = records.last().map_or(1, |last| last.sequence + 1);
        let acknowledged = Cursor { epoch, sequence: 0 };
        // What an earlier life has not got back yet it still wants.
        let wanted = self.books.link.recalls_behind(self.identity.epoch);
        let recalled = wanted.map_or(common, |wanted| wanted.min(common));
        let link = Some(Link { acknowledged, recalled, ..self.books.link });
        self.identity = Identity { epoch, ..self.identity };
        Ok(self.gather(Changes { records, link, ..Changes::of_identity(self.identity) }))
    }
}
