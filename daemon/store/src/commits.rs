//! Which decisions are on disk. Decisions that wait together are written together: one sync for many. While one group
//! is being written the next one gathers, so there are never more than two that are not on disk.

use std::collections::BTreeSet;

use domain::ids::{CheckoutId, TicketId};
use domain::receipt::ReceiptNumber;

use crate::changes::Changes;

/// Groups are numbered as they are written. Zero: nothing to wait for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct CommitNumber(u64);

impl CommitNumber {
    fn next(self) -> Self {
        CommitNumber(self.0 + 1)
    }
}

/// A group of decisions that is gathering or being written.
#[derive(Debug, Default)]
pub(crate) struct Group {
    pub(crate) number: CommitNumber,
    pub(crate) changes: Changes,
    tickets: BTreeSet<TicketId>,
    checkouts: BTreeSet<CheckoutId>,
    receipts: BTreeSet<ReceiptNumber>,
}

/// The two groups, and the last one that is on disk.
#[derive(Debug, Default)]
pub(crate) struct Commits {
    pub(crate) durable: CommitNumber,
    last: CommitNumber,
    gathering: Option<Group>,
    in_flight: Option<Group>,
}

impl Commits {
    /// Adds a decision to the gathering group and returns the group's number.
    pub(crate) fn gather(&mut self, changes: Changes) -> CommitNumber {
        let group = self.gathering.get_or_insert_with(|| {
            self.last = self.last.next();
            Group { number: self.last, ..Group::default() }
        });
        group.tickets.extend(changes.tickets.iter().map(|ticket| ticket.id));
        group.receipts.extend(changes.receipts.iter().map(|receipt| receipt.number));
        group.checkouts.extend(changes.checkouts.iter().map(|checkout| checkout.id));
        group.changes.append(changes);
        group.number
    }

    /// The group that must be on disk before this ticket's row may be spoken of.
    pub(crate) fn awaited_for(&self, ticket: TicketId) -> CommitNumber {
        self.awaited(|group| group.tickets.contains(&ticket))
    }

    /// The group that must be on disk before this checkout's row may be spoken of.
    pub(crate) fn awaited_for_checkout(&self, checkout: CheckoutId) -> CommitNumber {
        self.awaited(|group| group.checkouts.contains(&checkout))
    }

    /// The group that must be on disk before this receipt's row may be spoken of.
    pub(crate) fn awaited_for_receipt(&self, receipt: ReceiptNumber) -> CommitNumber {
        self.awaited(|group| group.receipts.contains(&receipt))
    }

    /// The group that must be on disk before the review queue may be spoken of.
    pub(crate) fn awaited_for_reviews(&self) -> CommitNumber {
        self.awaited(|group| !group.changes.reviews.is_empty())
    }

    fn awaited(&self, touches: impl Fn(&Group) -> bool) -> CommitNumber {
        let groups = [&self.gathering, &self.in_flight];
        let touching = groups.into_iter().flatten().filter(|group| touches(group));
        touching.map(|group| group.number).max().unwrap_or_default()
    }

    /// What was decided and is still on its way to the disk, in order.
    pub(crate) fn under_way(&self) -> impl Iterator<Item = &Changes> {
        [&self.in_flight, &self.gathering].into_iter().flatten().map(|group| &group.changes)
    }

    pub(crate) fn is_writing(&self) -> bool {
        self.in_flight.is_some()
    }

    pub(crate) fn is_gathering(&self) -> bool {
        self.gathering.is_some()
    }

    /// Sends the gathered group on its way; an empty one if nothing gathered.
    pub(crate) fn send(&mut self) -> &Group {
        let group = self.gathering.take().unwrap_or_else(|| {
            self.last = self.last.next();
            Group { number: self.last, ..Group::default() }
        });
        self.in_flight.insert(group)
    }

    /// The group in flight is on disk.
    pub(crate) fn arrived(&mut self) {
        if let Some(group) = self.in_flight.take() {
            self.durable = group.number;
        }
    }

    /// The group in flight is not on disk and never will be, nor what gathered on top of it.
    pub(crate) fn abandon(&mut self) {
        self.in_flight = None;
        self.gathering = None;
    }
}
