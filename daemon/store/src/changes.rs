//! What one decision changes: whole rows, so that writing a change twice is the same as writing it once. A list of
//! changes is what the journal keeps, what is folded into redb, and what a snapshot or a backup is made of.

use domain::checkout::Checkout;
use domain::event::Record;
use domain::ids::{SiteId, TicketId};
use domain::link::Link;
use domain::plan::Plan;
use domain::receipt::Receipt;
use domain::review::Review;
use domain::session::Session;
use domain::ticket::Ticket;
use domain::time::{Moment, Timeline};
use serde::{Deserialize, Serialize};

/// Who keeps these books, and in which life of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The site.
    pub site: SiteId,
    /// Starts at 1; every restore or recovery begins a new one.
    pub epoch: u32,
}

impl Identity {
    /// The same site in its next life.
    pub(crate) fn in_next_epoch(self) -> Self {
        Identity { epoch: self.epoch.saturating_add(1), ..self }
    }
}

/// Rows to put into the books.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Changes {
    /// The file's identity, written when it is made or restored.
    pub(crate) identity: Option<Identity>,
    /// The timeline as a whole, written when it changed in kind.
    pub(crate) timeline: Option<Timeline>,
    /// The last moment known to have been lived through.
    pub(crate) reached: Option<Moment>,
    /// How far the site and the cloud have understood each other.
    pub(crate) link: Option<Link>,
    /// The tickets of other sites that are here, all of them.
    pub(crate) visitors: Option<Vec<TicketId>>,
    /// Plans.
    pub(crate) plans: Vec<Plan>,
    /// Tickets.
    pub(crate) tickets: Vec<Ticket>,
    /// Sessions, open or closed.
    pub(crate) sessions: Vec<Session>,
    /// Intents to be paid.
    pub(crate) checkouts: Vec<Checkout>,
    /// Money that arrived.
    pub(crate) receipts: Vec<Receipt>,
    /// What a person has to look at.
    pub(crate) reviews: Vec<Review>,
    /// Lines of the outbox.
    pub(crate) records: Vec<Record>,
}

impl Changes {
    /// Who keeps the books, and nothing else.
    pub(crate) fn of_identity(identity: Identity) -> Self {
        Changes { identity: Some(identity), ..Changes::default() }
    }

    /// Whether there is nothing in it worth a write.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Changes::default()
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> usize {
        let of_guests = self.plans.len() + self.tickets.len() + self.sessions.len();
        let of_payments = self.checkouts.len() + self.receipts.len() + self.reviews.len();
        of_guests + of_payments + self.records.len()
    }

    /// Adds another decision's changes; later rows win.
    pub(crate) fn append(&mut self, later: Changes) {
        self.identity = later.identity.or(self.identity);
        self.timeline = later.timeline.or_else(|| self.timeline.take());
        self.reached = later.reached.or(self.reached);
        self.link = later.link.or(self.link);
        self.visitors = later.visitors.or_else(|| self.visitors.take());
        self.plans.extend(later.plans);
        self.tickets.extend(later.tickets);
        self.sessions.extend(later.sessions);
        self.checkouts.extend(later.checkouts);
        self.receipts.extend(later.receipts);
        self.reviews.extend(later.reviews);
        self.records.extend(later.records);
    }
}
