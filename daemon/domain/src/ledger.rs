//! The door between decisions and storage. Decisions read and write through this small trait: redb and its journal in
//! production, ordered maps in tests and simulation. What a decision puts becomes one transaction, or nothing.

use std::fmt;
use std::net::Ipv4Addr;

use crate::code::Code;
use crate::device::Mac;
use crate::event::Event;
use crate::ids::{PlanId, TicketId};
use crate::plan::Plan;
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

    /// Adds or replaces a plan.
    fn put_plan(&mut self, plan: Plan);
    /// Adds or replaces a ticket.
    fn put_ticket(&mut self, ticket: Ticket);
    /// Adds or replaces a session, on disk before anyone is answered.
    fn put_session(&mut self, session: Session);
    /// Updates a session in memory only: running totals that the router will report again.
    fn note_session(&mut self, session: Session);
    /// Writes a line into the outbox.
    fn record(&mut self, event: Event);
}
