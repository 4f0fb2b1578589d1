//! The visited site's side of custody: a ticket of another site comes for a while and goes home with what was used of it.

use crate::custody::{Custody, Errand, FirstUse, Lending, Visit};
use crate::decisions::{Disconnect, end_if_over, lend, revoke, take_back, withdraw};
use crate::event::Event;
use crate::ids::{SiteId, TicketId};
use crate::ledger::{Ledger, MOST_VISITORS, Read};
use crate::ticket::{Binding, Standing, Ticket};
use crate::time::Now;
use crate::usage::Usage;

/// Does what the cloud asks for a ticket's sake. An errand seen before changes nothing.
pub fn run_errand(ledger: &mut dyn Ledger, errand: &Errand, now: &Now<'_>) -> Read<Vec<Disconnect>> {
    match errand {
        Errand::Release(release) => lend(ledger, release, now),
        Errand::Host { ticket, home, lending } => host(ledger, *ticket, *home, lending, now),
        Errand::SendHome { ticket, visit } => send_home(ledger, *ticket, *visit, now),
        Errand::TakeBack(homecoming) => take_back(ledger, homecoming, now),
        Errand::Revoke(ticket) => match ledger.ticket(*ticket)? {
            Some(ticket) => Ok(revoke(ledger, ticket.code, now)?.unwrap_or_default()),
            None => Ok(Vec::new()),
        },
    }
}

/// Takes a ticket of another site in. One that comes too late, or that would hide a ticket of this site, goes home at once.
/// A visit seen before changes nothing; one that is over is told of again.
pub fn host(
    ledger: &mut dyn Ledger,
    ticket: TicketId,
    home: SiteId,
    lending: &Lending,
    now: &Now<'_>,
) -> Read<Vec<Disconnect>> {
    let known = ledger.ticket(ticket)?;
    if let Some(gone) = known.as_ref().filter(|known| is_gone(known, lending.visit)) {
        tell_of_visit(ledger, gone);
        return Ok(Vec::new());
    }
    if known.as_ref().is_some_and(|known| known.custody.visit() >= lending.visit) {
        return Ok(Vec::new());
    }
    let is_free = match &known {
        Some(known) => !known.custody.is_own(),
        None => ledger.ticket_by_code(lending.code)?.is_none(),
    };
    let is_in_time = now.wall_ms().is_some_and(|wall_ms| wall_ms < lending.until_ms);
    if !is_free || !is_in_time || ledger.visitors()?.len() >= MOST_VISITORS {
        let (visit, used) = (lending.visit, Usage::default());
        ledger.record(Event::TicketSentHome { ticket, visit, used, first_use: None });
        return Ok(Vec::new());
    }
    take_in(ledger, ticket, home, lending, now)?;
    ledger.record(Event::TicketHosted { ticket, home, lending: Box::new(lending.clone()) });
    Ok(Vec::new())
}

/// Puts a visiting ticket into the books.
pub(super) fn take_in(
    ledger: &mut dyn Ledger,
    id: TicketId,
    home: SiteId,
    lending: &Lending,
    now: &Now<'_>,
) -> Read<()> {
    let wall_ms = now.wall_ms().unwrap_or(lending.until_ms);
    let secs = |ms: u64| u32::try_from(ms / 1000).unwrap_or(u32::MAX);
    let mut offer = lending.offer;
    offer.terms = lending.terms_after(secs(wall_ms.saturating_sub(lending.lent_ms)));
    let visit = Visit {
        visit: lending.visit,
        home,
        since: now.moment(),
        secs: secs(lending.until_ms.saturating_sub(wall_ms)),
        until_ms: lending.until_ms,
        was_new: !lending.is_running,
        first_use: None,
    };
    let standing = if lending.is_running { Standing::Active { since: now.moment() } } else { Standing::New };
    let devices = lending.devices.iter().map(|&device| Binding { device, awaited_since: None }).collect();
    let minted = Ticket::mint(id, lending.code, offer, now);
    let custody = Custody::Visiting(visit);
    ledger.put_ticket(Ticket { standing, devices, payer: lending.payer, custody, ..minted });
    let mut visitors = ledger.visitors()?;
    if !visitors.contains(&id) {
        visitors.push(id);
        ledger.put_visitors(visitors);
    }
    Ok(())
}

/// Sends a ticket home because the cloud asks for it: its guest is waiting elsewhere. Asked twice it changes nothing, and says again what was used.
pub fn send_home(ledger: &mut dyn Ledger, ticket: TicketId, visit: u64, now: &Now<'_>) -> Read<Vec<Disconnect>> {
    match ledger.ticket(ticket)? {
        Some(mut ticket) if matches!(ticket.custody, Custody::Visiting(here) if here.visit == visit) => {
            leave(ledger, &mut ticket, now)
        }
        Some(ticket) if is_gone(&ticket, visit) => {
            tell_of_visit(ledger, &ticket);
            Ok(Vec::new())
        }
        _ => Ok(Vec::new()),
    }
}

/// Whether that visit is over here. Who asks about it all the same has lost what was told, and is told again.
fn is_gone(ticket: &Ticket, visit: u64) -> bool {
    matches!(ticket.custody, Custody::Gone(gone) if gone.visit == visit)
}

/// Looks over all visitors: whose time is over goes home.
pub fn watch_visitors(ledger: &mut dyn Ledger, now: &Now<'_>) -> Read<Vec<Disconnect>> {
    let mut orders = Vec::new();
    for id in ledger.visitors()? {
        let Some(mut ticket) = ledger.ticket(id)? else { continue };
        if !end_if_over(ledger, &mut ticket, now)? {
            continue;
        }
        // Without the time nobody could be told when it was used first; the guests go at once all the same.
        orders.extend(match now.wall_ms() {
            Some(_) => leave(ledger, &mut ticket, now)?,
            None => withdraw(ledger, &mut ticket, now)?,
        });
    }
    Ok(orders)
}

fn leave(ledger: &mut dyn Ledger, ticket: &mut Ticket, now: &Now<'_>) -> Read<Vec<Disconnect>> {
    let Custody::Visiting(visit) = ticket.custody else { return Ok(Vec::new()) };
    let orders = depart(ledger, ticket, visit, now)?;
    tell_of_visit(ledger, ticket);
    Ok(orders)
}

/// Ends a visit in the books.
pub(super) fn depart(
    ledger: &mut dyn Ledger,
    ticket: &mut Ticket,
    visit: Visit,
    now: &Now<'_>,
) -> Read<Vec<Disconnect>> {
    let orders = withdraw(ledger, ticket, now)?;
    ticket.custody = Custody::Gone(Visit { first_use: first_use(ticket, &visit, now), ..visit });
    ledger.put_ticket(ticket.clone());
    let mut visitors = ledger.visitors()?;
    visitors.retain(|id| *id != ticket.id);
    ledger.put_visitors(visitors);
    Ok(orders)
}

/// Tells the home what was used, now or once more.
pub(super) fn tell_of_visit(ledger: &mut dyn Ledger, ticket: &Ticket) {
    if let Custody::Gone(Visit { visit, first_use, .. }) = ticket.custody {
        let (ticket, used) = (ticket.id, ticket.settled);
        ledger.record(Event::TicketSentHome { ticket, visit, used, first_use });
    }
}

fn first_use(ticket: &Ticket, visit: &Visit, now: &Now<'_>) -> Option<FirstUse> {
    let device = ticket.devices.first().filter(|_| visit.was_new)?.device;
    let since = match ticket.standing {
        Standing::Active { since } => since,
        // It ended here: when it began does not matter any more, but that it did.
        Standing::Ended { .. } | Standing::Revoked { .. } => visit.since,
        Standing::New => return None,
    };
    Some(FirstUse { at_ms: now.wall_ms()?.saturating_sub(now.ms_since(since)), device })
}
