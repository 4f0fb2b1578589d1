//! The home's side of custody: a ticket is lent to another site for a visit, comes back with what was used of it, or falls
//! home by itself when nobody brings it back.

use crate::custody::{Custody, FirstUse, Homecoming, Lending, Loan, Release, Report};
use crate::decisions::admit::why_over;
use crate::decisions::{Disconnect, Refusal, end_if_over, withdraw};
use crate::event::Event;
use crate::ledger::{Ledger, Read};
use crate::plan::{Allowance, Offer, Terms};
use crate::ticket::{Binding, Standing, Ticket};
use crate::time::Now;
use crate::usage::Usage;

/// Lends a ticket, or says why not. Whoever is online with it here is sent off. A request seen before changes nothing.
pub fn lend(ledger: &mut dyn Ledger, release: &Release, now: &Now<'_>) -> Read<Vec<Disconnect>> {
    let Some(mut ticket) = ledger.ticket(release.ticket)? else {
        keep(ledger, release, Some(Refusal::UnknownCode));
        return Ok(Vec::new());
    };
    if ticket.custody.visit() >= release.visit {
        return Ok(Vec::new());
    }
    // Whoever asked has gone long ago, or nobody here can say: the ticket stays where its guest may look for it.
    let Some(lent_ms) = now.wall_ms().filter(|wall_ms| *wall_ms <= release.answer_by_ms) else {
        keep(ledger, release, None);
        return Ok(Vec::new());
    };
    if let Some(why) = why_kept(ledger, &mut ticket, now)? {
        keep(ledger, release, Some(why));
        return Ok(Vec::new());
    }
    let orders = withdraw(ledger, &mut ticket, now)?;
    ticket.devices.iter_mut().for_each(|binding| binding.awaited_since = None);
    let lending = Lending {
        visit: release.visit,
        to: release.to,
        code: ticket.code,
        offer: Offer { plan: ticket.plan, price: ticket.price, terms: ticket.terms_left(now) },
        is_running: ticket.standing != Standing::New,
        lent_ms,
        until_ms: release.until_ms,
        devices: ticket.devices.iter().map(|binding| binding.device).collect(),
        payer: ticket.payer,
    };
    ticket.custody = Custody::Lent(lending.loan(now));
    ledger.put_ticket(ticket);
    ledger.record(Event::TicketLent { ticket: release.ticket, lending: Box::new(lending) });
    Ok(orders)
}

fn keep(ledger: &mut dyn Ledger, release: &Release, why: Option<Refusal>) {
    ledger.record(Event::TicketKept { ticket: release.ticket, visit: release.visit, why });
}

fn why_kept(ledger: &mut dyn Ledger, ticket: &mut Ticket, now: &Now<'_>) -> Read<Option<Refusal>> {
    match ticket.custody {
        Custody::Visiting(_) | Custody::Gone(_) => return Ok(Some(Refusal::UnknownCode)),
        // What an earlier visit used must be known before the next one.
        Custody::Lent(_) => return Ok(Some(Refusal::Elsewhere)),
        Custody::Back(loan) if loan.report != Report::Told => return Ok(Some(Refusal::Elsewhere)),
        Custody::Home | Custody::Back(_) => {}
    }
    if end_if_over(ledger, ticket, now)? {
        return Ok(Some(why_over(ticket)));
    }
    Ok(ledger.link()?.doubts(ticket).then_some(Refusal::AwaitsCloud))
}

/// Takes a ticket back with what was used of it. Totals only rise, and what was presumed gives way to what is told.
pub fn take_back(ledger: &mut dyn Ledger, told: &Homecoming, now: &Now<'_>) -> Read<Vec<Disconnect>> {
    let Some(mut ticket) = ledger.ticket(told.ticket)? else { return Ok(Vec::new()) };
    let (Custody::Lent(loan) | Custody::Back(loan)) = ticket.custody else { return Ok(Vec::new()) };
    let charged = if loan.report == Report::Told { loan.charged.raised_to(told.used) } else { told.used };
    if loan.visit != told.visit || (loan.report == Report::Told && charged == loan.charged) {
        return Ok(Vec::new());
    }
    ticket.settled = ticket.settled.since(loan.charged) + charged;
    if loan.was_new && loan.report != Report::Told {
        ticket.standing = standing_after(&ticket, &loan, told.first_use, now);
        if let Some(FirstUse { device, .. }) = told.first_use.filter(|first| !ticket.knows(first.device)) {
            ticket.devices.insert(0, Binding { device, awaited_since: None });
            ticket.devices.truncate(usize::from(Terms::MOST_DEVICES));
        }
    }
    ticket.custody = Custody::Back(Loan { charged, report: Report::Told, ..loan });
    ledger.put_ticket(ticket.clone());
    if end_if_over(ledger, &mut ticket, now)? { withdraw(ledger, &mut ticket, now) } else { Ok(Vec::new()) }
}

/// A ticket that left unused: its clock began with its first use, here or there.
fn standing_after(ticket: &Ticket, loan: &Loan, first_use: Option<FirstUse>, now: &Now<'_>) -> Standing {
    let used_there = first_use.map(|first| {
        let ago_ms = now.wall_ms().map_or(0, |wall_ms| wall_ms.saturating_sub(first.at_ms));
        now.moment_ago(ago_ms).unwrap_or(loan.since).max(loan.since)
    });
    match (ticket.standing, used_there, loan.report) {
        (Standing::New | Standing::Active { .. }, Some(since), _) => Standing::Active { since },
        (Standing::Active { .. }, None, _) if ticket.devices.is_empty() => Standing::New,
        (Standing::Active { .. }, None, Report::Presumed { since }) => Standing::Active { since },
        (recorded, ..) => recorded,
    }
}

/// A lent ticket whose visit has long been over is home's again, charged with all that could have been used of it.
pub(super) fn fall_home(ledger: &mut dyn Ledger, ticket: &mut Ticket, now: &Now<'_>) {
    let Custody::Lent(loan) = ticket.custody else { return };
    if !loan.has_lapsed(now) {
        return;
    }
    fell_home(ticket, loan, now);
    ledger.put_ticket(ticket.clone());
    ledger.record(Event::TicketFellHome { ticket: ticket.id, visit: loan.visit });
}

/// The same where it is known to have happened.
pub(super) fn fell_home(ticket: &mut Ticket, loan: Loan, now: &Now<'_>) {
    // It may have been used first there, in time: then how long it could have lain unused is no matter.
    if ticket.standing == Standing::New {
        ticket.standing = Standing::Active { since: loan.since };
    }
    let charged = most_used(ticket, &loan, now);
    ticket.settled = ticket.settled + charged;
    ticket.custody = Custody::Back(Loan { charged, report: Report::Presumed { since: now.moment() }, ..loan });
}

/// All that can have been used of a ticket in a visit: each of its devices was connected all the time.
fn most_used(ticket: &Ticket, loan: &Loan, now: &Now<'_>) -> Usage {
    let left = ticket.remaining(Usage::default(), now);
    match ticket.terms.allowance {
        Allowance::Elapsed { .. } => Usage::default(),
        Allowance::Online { .. } => {
            let connected = u64::from(loan.secs).saturating_mul(u64::from(ticket.terms.devices));
            Usage { secs: left.secs.unwrap_or(0).min(connected), ..Usage::default() }
        }
        Allowance::Data { .. } => Usage { bytes_down: left.bytes.unwrap_or(0), ..Usage::default() },
    }
}
