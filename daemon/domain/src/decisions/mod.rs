//! Decisions: functions of (books, input, now). They put what changes into the books and return what is to be done
//! afterwards; the roof does it once the change is on disk.

mod account;
mod admit;
mod checkout;
mod end;
mod give;
mod lend;
mod purchase;
mod reboot;
mod receive;
mod recollect;
mod redeem;
mod relocate;
mod review;
mod sell;
mod settle;
mod tries;
mod trust;
mod visit;
mod watch;

#[cfg(test)]
mod custody_promises;
#[cfg(test)]
mod payment_promises;
#[cfg(test)]
mod trial_books;

pub use account::{Accounted, AccountingReport, ReportKind, account};
pub use admit::{Grant, Login, Refusal, admit, look_up, would_refuse};
pub use checkout::{MOST_SHILLINGS, Opened, PROMPT_SECS, is_payable, open_checkout, open_sale};
pub use end::{kick, revoke};
pub use give::{NotGiven, give_time, lengths};
pub use lend::{lend, take_back};
pub use purchase::{Purchase, SaleRefused};
pub use reboot::{RebootWatch, close_before_reboot};
pub use receive::{Likeness, Received, received};
pub use recollect::recollect;
pub use redeem::{NotRedeemed, redeem};
pub use relocate::relocate;
pub use review::{About, open_review, resolve_review, review_overdue};
pub use sell::{MintRefused, add_plan, change_plan, mint, mint_batch};
pub use settle::{Paid, Payment, accepted, doubt_unsent, failed, heard_of, paid, unanswered, unmatched};
pub use tries::{MOST_TRIES, MOST_TRIES_OF_A_SITE, TRIES_WITHIN_SECS};
pub use trust::trust_restored;
pub use visit::{host, run_errand, send_home, watch_visitors};
pub use watch::{checkpoint, watch_sessions};

use std::net::Ipv4Addr;

use crate::device::Mac;
use crate::event::Event;
use crate::ledger::{Ledger, Read};
use crate::session::{Closing, Session, SessionKey, UserName};
use crate::ticket::{Standing, Ticket};
use crate::time::Now;
use crate::usage::Usage;

/// An order to the access device: this guest is no longer to be let through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disconnect {
    /// The session to end.
    pub session: SessionKey,
    /// The user name the router knows it by.
    pub user_name: UserName,
    /// The guest's device: others may be online with the same ticket.
    pub device: Mac,
    /// The guest's address, without which RouterOS does not find hotspot sessions.
    pub ip: Option<Ipv4Addr>,
}

impl Disconnect {
    /// The one that ends this session.
    pub fn of(session: &Session) -> Self {
        let Session { key, user_name, device, ip, .. } = session;
        Disconnect { session: key.clone(), user_name: user_name.clone(), device: *device, ip: *ip }
    }
}

/// Usage of the open sessions of a ticket.
pub fn open_usage(ledger: &dyn Ledger, ticket: &Ticket) -> Read<Usage> {
    let sessions = ledger.open_sessions_of(ticket.id)?;
    Ok(sessions.iter().fold(Usage::default(), |sum, session| sum + session.usage))
}

/// Records the natural end of a ticket that has run out; says whether it has, or is not this site's to honour now.
fn end_if_over(ledger: &mut dyn Ledger, ticket: &mut Ticket, now: &Now<'_>) -> Read<bool> {
    let open = open_usage(ledger, ticket)?;
    if ticket.is_elsewhere(open, now) {
        return Ok(true);
    }
    let standing = ticket.standing_at(open, now);
    if let Standing::Ended { ending, .. } = standing
        && standing != ticket.standing
    {
        ticket.standing = standing;
        ledger.put_ticket(ticket.clone());
        ledger.record(Event::TicketEnded { ticket: ticket.id, ending });
    }
    Ok(matches!(standing, Standing::Ended { .. } | Standing::Revoked { .. }))
}

/// Closes a session and moves its usage to the ticket, so that what was used stays used.
fn close(ledger: &mut dyn Ledger, ticket: &mut Ticket, session: &Session, closing: Closing, now: &Now<'_>) {
    let closed = Session { closing: Some(closing), heard: now.moment(), ..session.clone() };
    ticket.settled = ticket.settled + closed.usage;
    for binding in ticket.devices.iter_mut().filter(|binding| binding.device == session.device) {
        binding.awaited_since = None;
    }
    ledger.put_ticket(ticket.clone());
    ledger.record(Event::SessionClosed {
        ticket: ticket.id,
        session: closed.key.clone(),
        usage: closed.usage,
        closing,
    });
    ledger.put_session(closed);
}

/// Closes all open sessions of a ticket that we take away, and says whom to disconnect.
fn withdraw(ledger: &mut dyn Ledger, ticket: &mut Ticket, now: &Now<'_>) -> Read<Vec<Disconnect>> {
    let sessions = ledger.open_sessions_of(ticket.id)?;
    for session in &sessions {
        close(ledger, ticket, session, Closing::Withdrawn, now);
    }
    Ok(sessions.iter().map(Disconnect::of).collect())
}
