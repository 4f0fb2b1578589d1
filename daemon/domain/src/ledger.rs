//! The door between decisions and storage. Decisions read and write through this small trait: redb and its journal in
//! production, ordered maps in tests and simulation. What a decision puts becomes one transaction, or nothing.

use std::fmt;
use std::net::Ipv4Addr;

use crate::checkout::{Checkout, Reference};
use crate::code::Code;
use crate::device::Mac;
use crate::event::Event;
use crate::ids::{CheckoutId, PlanId, ReviewId, TicketId};
use crate::link::Link;
use crate::plan::Plan;
use crate::receipt::{Receipt, ReceiptNumber};
use crate::review::Review;
use crate::session::{Session, SessionKey};
use crate::ticket::Ticket;

/// The books could not be read. A decision that meets this changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerError {
    /// What the storage said.
    pub cause: String,
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the books cannot be read: {}", self.cause)
    }
}

impl std::error::Error for LedgerError {}

/// What a read of the books gives.
pub type Read<T> = Result<T, LedgerError>;

/// Tickets of other sites that can be here at once.
pub const MOST_VISITORS: usize = 500;

/// The site's books, as one decision sees them.
pub trait Ledger {
    /// The plan with this id.
    fn plan(&self, id: PlanId) -> Read<Option<Plan>>;
    /// All plans.
    fn plans(&self) -> Read<Vec<Plan>>;
    /// The ticket with this id.
    fn ticket(&self, id: TicketId) -> Read<Option<Ticket>>;
    /// The ticket this site minted under this code.
    fn ticket_by_code(&self, code: Code) -> Read<Option<Ticket>>;
    /// A session, open or closed, as far as it is remembered.
    fn session(&self, key: &SessionKey) -> Read<Option<Session>>;
    /// The open sessions of a ticket.
    fn open_sessions_of(&self, ticket: TicketId) -> Read<Vec<Session>>;
    /// The open sessions of a device.
    fn open_sessions_of_device(&self, device: Mac) -> Read<Vec<Session>>;
    /// The open sessions at a guest's address.
    fn open_sessions_at(&self, ip: Ipv4Addr) -> Read<Vec<Session>>;
    /// All open sessions.
    fn open_sessions(&self) -> Read<Vec<Session>>;

    /// The checkout with this id.
    fn checkout(&self, id: CheckoutId) -> Read<Option<Checkout>>;
    /// The one checkout with this short name; none if two share it.
    fn checkout_named(&self, reference: Reference) -> Read<Option<Checkout>>;
    /// The checkouts of the last days that are wanted: those whose end or receipt is open for three days, paid ones for
    /// two, failed ones for a quarter of an hour.
    fn recent_checkouts(&self, wanted: &dyn Fn(&Checkout) -> bool) -> Read<Vec<Checkout>>;
    /// Money that arrived under this number.
    fn receipt(&self, number: ReceiptNumber) -> Read<Option<Receipt>>;
    /// An entry of the review queue.
    fn review(&self, id: ReviewId) -> Read<Option<Review>>;
    /// The entries of the review queue that are wanted, the oldest first, settled ones too as long as they are kept.
    fn reviews(&self, wanted: &dyn Fn(&Review) -> bool) -> Read<Vec<Review>>;
    /// How far this site and the cloud have understood each other.
    fn link(&self) -> Read<Link>;

    /// The tickets of other sites that are here for a while; at most [`MOST_VISITORS`].
    fn visitors(&self) -> Read<Vec<TicketId>>;

    /// Adds or replaces a plan.
    fn put_plan(&mut self, plan: Plan);
    /// Adds or replaces a ticket.
    fn put_ticket(&mut self, ticket: Ticket);
    /// Adds or replaces a session, on disk before anyone is answered.
    fn put_session(&mut self, session: Session);
    /// Updates a session in memory only: running totals that the router will report again.
    fn note_session(&mut self, session: Session);
    /// Adds or replaces a checkout.
    fn put_checkout(&mut self, checkout: Checkout);
    /// Adds or replaces a receipt.
    fn put_receipt(&mut self, receipt: Receipt);
    /// Adds or replaces an entry of the review queue.
    fn put_review(&mut self, review: Review);
    /// Moves what is understood between this site and the cloud.
    fn put_link(&mut self, link: Link);
    /// Replaces the list of tickets of other sites that are here.
    fn put_visitors(&mut self, visitors: Vec<TicketId>);
    /// Writes a line into the outbox.
    fn record(&mut self, event: Event);
}
