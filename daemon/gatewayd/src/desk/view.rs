//! Tickets and sessions as listings, the portal and the status interface show them.

use domain::code::Code;
use domain::custody::Custody;
use domain::decisions::open_usage;
use domain::device::Mac;
use domain::ids::{PlanId, TicketId};
use domain::ledger::{Ledger, Read};
use domain::money::Money;
use domain::plan::{Allowance, Terms};
use domain::session::Session;
use domain::ticket::{Ending, Standing, Ticket};
use domain::time::Now;
use serde::{Deserialize, Serialize};

/// Where a ticket stands, in the words of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    New,
    Active,
    Used,
    Expired,
    Revoked,
}

impl Status {
    fn of(standing: Standing) -> Self {
        match standing {
            Standing::New => Status::New,
            Standing::Active { .. } => Status::Active,
            Standing::Ended { ending: Ending::Used, .. } => Status::Used,
            Standing::Ended { ending: Ending::Expired, .. } => Status::Expired,
            Standing::Revoked { .. } => Status::Revoked,
        }
    }

    /// The word on the wire.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Status::New => "new",
            Status::Active => "active",
            Status::Used => "used",
            Status::Expired => "expired",
            Status::Revoked => "revoked",
        }
    }
}

/// A ticket with what is left of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TicketView {
    pub(crate) id: TicketId,
    pub(crate) code: Code,
    pub(crate) plan_id: PlanId,
    pub(crate) plan: String,
    pub(crate) price: Money,
    pub(crate) terms: Terms,
    pub(crate) status: Status,
    pub(crate) remaining_secs: Option<u64>,
    pub(crate) remaining_bytes: Option<u64>,
    /// Whether a device was ever let in with it.
    pub(crate) was_used: bool,
    /// The devices online with it.
    pub(crate) online: Vec<Mac>,
    /// When it ends by the calendar, in seconds since 1970, if its time runs and the wall clock is trusted.
    pub(crate) expires_at_secs: Option<u64>,
    /// Which site may honour it.
    pub(crate) custody: Custody,
}

impl TicketView {
    pub(crate) fn of(ledger: &dyn Ledger, ticket: Ticket, now: &Now<'_>) -> Read<Self> {
        let open = open_usage(ledger, &ticket)?;
        let remaining = ticket.remaining(open, now);
        let status = Status::of(ticket.standing_at(open, now));
        let runs = status == Status::Active && !matches!(ticket.terms.allowance, Allowance::Online { .. });
        let expires_at_secs = match (now.wall_ms(), remaining.secs) {
            (Some(wall_ms), Some(secs)) if runs => Some(wall_ms / 1000 + secs),
            _ => None,
        };
        Ok(TicketView {
            id: ticket.id,
            code: ticket.code,
            plan_id: ticket.plan,
            plan: ledger.plan(ticket.plan)?.map_or_else(String::new, |plan| plan.name),
            price: ticket.price,
            terms: ticket.terms,
            status,
            remaining_secs: remaining.secs,
            remaining_bytes: remaining.bytes,
            was_used: !ticket.devices.is_empty(),
            online: ledger.open_sessions_of(ticket.id)?.into_iter().map(|session| session.device).collect(),
            expires_at_secs,
            custody: ticket.custody,
        })
    }

    /// `time` or `data`, as the interface names the kinds.
    pub(crate) fn plan_type(&self) -> &'static str {
        plan_type(&self.terms)
    }
}

/// `time` or `data`, as the interface names the kinds.
pub(crate) fn plan_type(terms: &Terms) -> &'static str {
    match terms.allowance {
        Allowance::Elapsed { .. } | Allowance::Online { .. } => "time",
        Allowance::Data { .. } => "data",
    }
}

/// A guest who is online.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SessionView {
    pub(crate) session: Session,
    /// Since we first heard of it.
    pub(crate) age_secs: u64,
}

impl SessionView {
    pub(crate) fn of(session: &Session, now: &Now<'_>) -> Self {
        SessionView { session: session.clone(), age_secs: now.secs_since(session.started) }
    }
}
