//! Admitting a guest: the code is looked up, the ticket's clock is started or read, a device takes its place. Nothing
//! here waits for the cloud or the WAN.

use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::custody::Custody;
use crate::decisions::lend::{fall_home, fell_home};
use crate::decisions::{end_if_over, open_usage};
use crate::device::Mac;
use crate::event::Event;
use crate::ids::TicketId;
use crate::ledger::{Ledger, Read};
use crate::plan::{Allowance, Rate, Terms};
use crate::ticket::{Binding, Ending, Remaining, Standing, Ticket};
use crate::time::Now;

/// Someone who wants to go online.
#[derive(Clone, Copy, Debug)]
pub struct Login {
    /// What was typed.
    pub code: Code,
    /// The device it was typed on.
    pub device: Mac,
}

/// What the router is to be told about an admitted guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The right used.
    pub ticket: TicketId,
    /// What is left of it.
    pub remaining: Remaining,
    /// How fast, if limited.
    pub rate: Option<Rate>,
    /// Seconds without traffic after which the router ends the session.
    pub idle_timeout_secs: Option<u32>,
    /// How many devices may be online at once.
    pub devices: u8,
    /// Whether this login started the clock.
    pub first_use: bool,
}

/// Why a guest is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// No ticket has this code.
    UnknownCode,
    /// Its time is over.
    Expired,
    /// It was not used in time.
    Lapsed,
    /// Its connected time is used.
    TimeUsed,
    /// Its data is used.
    DataUsed,
    /// The owner took it back.
    Revoked,
    /// As many devices as it allows are online.
    TooManyDevices {
        /// How many it allows.
        allowed: u8,
    },
    /// It was moved to another device too often today.
    TooManyMoves,
    /// It was paid by phone, and only who knows the last three digits of that number may move it.
    AsksPayer,
    /// It comes from a backup, and only the cloud knows whether it was used since.
    AwaitsCloud,
    /// Another site may honour it, or has yet to tell what was used of it.
    Elsewhere,
}

/// How long a device holds its place after an accept that no session followed.
const AWAITED_SECS: u64 = 300;

/// Reads a ticket as it stands now, without changing anything.
pub fn look_up(ledger: &dyn Ledger, code: Code, now: &Now<'_>) -> Read<Option<(Ticket, Standing, Remaining)>> {
    let Some(mut ticket) = ledger.ticket_by_code(code)? else { return Ok(None) };
    let open = open_usage(ledger, &ticket)?;
    if let Custody::Lent(loan) = ticket.custody
        && loan.has_lapsed(now)
    {
        fell_home(&mut ticket, loan, now);
    }
    let (standing, remaining) = (ticket.standing_at(open, now), ticket.remaining(open, now));
    Ok(Some((ticket, standing, remaining)))
}

/// What [`admit`] would answer this device about a ticket just looked up; a look does not start the clock.
pub fn would_refuse(
    ledger: &dyn Ledger,
    ticket: &Ticket,
    standing: Standing,
    device: Mac,
    now: &Now<'_>,
) -> Read<Option<Refusal>> {
    if ticket.is_elsewhere(open_usage(ledger, ticket)?, now) {
        return Ok(Some(why_over(ticket)));
    }
    if matches!(standing, Standing::Ended { .. } | Standing::Revoked { .. }) {
        return Ok(Some(why_over(&Ticket { standing, ..ticket.clone() })));
    }
    if ledger.link()?.doubts(ticket) {
        return Ok(Some(Refusal::AwaitsCloud));
    }
    let has_place = has_place_for(ledger, ticket, device, now)?;
    Ok((!has_place).then_some(Refusal::TooManyDevices { allowed: ticket.terms.devices }))
}

/// Lets a guest in, or says why not.
pub fn admit(ledger: &mut dyn Ledger, login: Login, now: &Now<'_>) -> Read<Result<Grant, Refusal>> {
    let Some(mut ticket) = ledger.ticket_by_code(login.code)? else { return Ok(Err(Refusal::UnknownCode)) };
    fall_home(ledger, &mut ticket, now);
    if end_if_over(ledger, &mut ticket, now)? {
        return Ok(Err(why_over(&ticket)));
    }
    if ledger.link()?.doubts(&ticket) {
        return Ok(Err(Refusal::AwaitsCloud));
    }
    if !has_place_for(ledger, &ticket, login.device, now)? {
        return Ok(Err(Refusal::TooManyDevices { allowed: ticket.terms.devices }));
    }
    let first_use = ticket.standing == Standing::New;
    let arrives = !is_here(ledger, &ticket, login.device, now)?;
    if first_use {
        ticket.standing = Standing::Active { since: now.moment() };
        ledger.record(Event::TicketActivated { ticket: ticket.id, device: login.device });
    }
    if arrives {
        bind(&mut ticket, login.device, now);
    }
    if first_use || arrives {
        ledger.put_ticket(ticket.clone());
    }
    Ok(Ok(Grant {
        ticket: ticket.id,
        remaining: ticket.remaining(open_usage(ledger, &ticket)?, now),
        rate: ticket.terms.rate,
        idle_timeout_secs: ticket.terms.idle_timeout_secs,
        devices: ticket.terms.devices,
        first_use,
    }))
}

/// The refusal that fits a ticket that is over, or not here.
pub(super) fn why_over(ticket: &Ticket) -> Refusal {
    match ticket.standing {
        Standing::Revoked { .. } => Refusal::Revoked,
        Standing::New | Standing::Active { .. } => Refusal::Elsewhere,
        Standing::Ended { ending: Ending::Used, .. } => match ticket.terms.allowance {
            Allowance::Data { .. } => Refusal::DataUsed,
            Allowance::Elapsed { .. } | Allowance::Online { .. } => Refusal::TimeUsed,
        },
        // A ticket that ended without ever having had a device was never used.
        _ if ticket.devices.is_empty() => Refusal::Lapsed,
        _ => Refusal::Expired,
    }
}

/// Whether this device may come online beside those that are.
pub(super) fn has_place_for(ledger: &dyn Ledger, ticket: &Ticket, device: Mac, now: &Now<'_>) -> Read<bool> {
    let others = places_taken(ledger, ticket, now)?.into_iter().filter(|&other| other != device).count();
    Ok(others < usize::from(ticket.terms.devices))
}

/// Devices that are online, or were let in a moment ago and not yet reported.
pub(super) fn places_taken(ledger: &dyn Ledger, ticket: &Ticket, now: &Now<'_>) -> Read<Vec<Mac>> {
    let mut taken: Vec<Mac> = ledger.open_sessions_of(ticket.id)?.iter().map(|session| session.device).collect();
    let awaited = |binding: &&Binding| binding.awaited_since.is_some_and(|at| now.secs_since(at) < AWAITED_SECS);
    taken.extend(ticket.devices.iter().filter(awaited).map(|binding| binding.device));
    taken.sort_unstable();
    taken.dedup();
    Ok(taken)
}

/// Whether this device is online or holds a place already: logging in again then changes nothing.
fn is_here(ledger: &dyn Ledger, ticket: &Ticket, device: Mac, now: &Now<'_>) -> Read<bool> {
    Ok(places_taken(ledger, ticket, now)?.contains(&device))
}

/// Gives a device its place; when the list is full the one bound longest ago is forgotten.
pub(super) fn bind(ticket: &mut Ticket, device: Mac, now: &Now<'_>) {
    ticket.devices.retain(|binding| binding.device != device);
    if ticket.devices.len() >= usize::from(Terms::MOST_DEVICES) {
        ticket.devices.remove(0);
    }
    ticket.devices.push(Binding { device, awaited_since: Some(now.moment()) });
}

/// How a session's reported start settles a place: the device is online now, no longer awaited.
pub(super) fn arrived(ticket: &mut Ticket, device: Mac) {
    for binding in ticket.devices.iter_mut().filter(|binding| binding.device == device) {
        binding.awaited_since = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decisions::trial_books::{Books, HOUR, HOUR_ONLINE, MEGABYTE_A_DAY, device};
    use crate::decisions::trust_restored;
    use crate::link::{Cursor, Link, Restored};

    #[test]
    fn the_first_login_starts_the_clock_and_the_next_reads_it() {
        let mut books = Books::default();
        let code = books.sell(HOUR, 1);
        let first = books.login(code, 1).unwrap();
        assert!(first.first_use);
        assert_eq!(first.remaining.secs, Some(3600));
        books.wait_secs(600);
        let second = books.login(code, 1).unwrap();
        assert!(!second.first_use);
        assert_eq!(second.remaining.secs, Some(3000));
    }

    #[test]
    fn a_login_that_changes_nothing_writes_nothing() {
        let mut books = Books::default();
        let code = books.sell(HOUR, 1);
        books.login(code, 1).unwrap();
        let writes = books.writes;
        books.login(code, 1).unwrap();
        assert_eq!(books.writes, writes);
    }

    #[test]
    fn unknown_expired_lapsed_and_revoked_codes_are_told_apart() {
        let mut books = Books::default();
        assert_eq!(books.login(Code::from_random(5), 1), Err(Refusal::UnknownCode));
        let (expired, lapsed) = (books.sell(HOUR, 1), books.sell(HOUR, 1));
        books.login(expired, 1).unwrap();
        books.wait_secs(3600);
        assert_eq!(books.login(expired, 1), Err(Refusal::Expired));
        books.wait_secs(100 * 24 * 3600);
        assert_eq!(books.login(lapsed, 1), Err(Refusal::Lapsed));
        let revoked = books.sell(HOUR, 1);
        books.decide(|ledger, _, now| crate::decisions::revoke(ledger, revoked, now)).unwrap();
        assert_eq!(books.login(revoked, 1), Err(Refusal::Revoked));
    }

    #[test]
    fn a_ticket_of_a_backup_starts_once_the_cloud_has_told_what_came_after_it() {
        let mut books = Books::default();
        let (unused, running) = (books.sell(HOUR, 1), books.sell(HOUR, 2));
        books.login(running, 1).unwrap();
        let restored = Some(Restored { epoch: 2, last: books.moment() });
        let told = Link { recalled: Cursor { epoch: 1, sequence: 4 }, restored, ..Link::default() };
        books.put_link(told);
        books.wait_secs(1);
        let sold_since = books.sell(HOUR, 1);
        assert_eq!(books.login(unused, 1), Err(Refusal::AwaitsCloud));
        let looked = books.decide(|ledger, _, now| {
            let (ticket, standing, _) = look_up(ledger, unused, now)?.unwrap();
            would_refuse(ledger, &ticket, standing, device(1), now)
        });
        assert_eq!(looked, Some(Refusal::AwaitsCloud));
        assert!(books.login(running, 2).is_ok() && books.login(sold_since, 3).is_ok());
        books.put_link(Link { recalled: Cursor { epoch: 3, sequence: 0 }, ..told });
        assert!(books.login(unused, 1).unwrap().first_use);
    }

    #[test]
    fn the_owner_may_answer_for_the_tickets_of_a_backup() {
        let mut books = Books::default();
        let unused = books.sell(HOUR, 1);
        let restored = Some(Restored { epoch: 2, last: books.moment() });
        books.put_link(Link { restored, ..Link::default() });
        assert_eq!(books.login(unused, 1), Err(Refusal::AwaitsCloud));
        assert!(books.decide(|ledger, _, _| trust_restored(ledger)));
        assert!(books.login(unused, 1).is_ok());
        assert!(!books.decide(|ledger, _, _| trust_restored(ledger)));
    }

    #[test]
    fn a_ticket_without_data_left_is_used() {
        let mut books = Books::default();
        let code = books.sell(MEGABYTE_A_DAY, 1);
        books.login(code, 1).unwrap();
        books.start(code, "s1", 1);
        books.stop("s1", 1, 60, 2_000_000);
        assert_eq!(books.login(code, 1), Err(Refusal::DataUsed));
    }

    #[test]
    fn a_device_too_many_is_refused_until_a_place_is_free() {
        let mut books = Books::default();
        let code = books.sell(HOUR_ONLINE, 1);
        books.login(code, 1).unwrap();
        assert_eq!(books.login(code, 2), Err(Refusal::TooManyDevices { allowed: 1 }));
        books.start(code, "s1", 1);
        books.wait_secs(1000);
        assert_eq!(books.login(code, 2), Err(Refusal::TooManyDevices { allowed: 1 }));
        books.stop("s1", 1, 1000, 0);
        assert_eq!(books.login(code, 2).unwrap().remaining.secs, Some(2600));
    }

    #[test]
    fn two_devices_the_ticket_knows_do_not_both_slip_in() {
        let mut books = Books::default();
        let code = books.sell(HOUR, 1);
        for (session, number) in [("s1", 1), ("s2", 2)] {
            books.login(code, number).unwrap();
            books.start(code, session, number);
            books.stop(session, number, 10, 0);
        }
        books.login(code, 1).unwrap();
        assert_eq!(books.login(code, 2), Err(Refusal::TooManyDevices { allowed: 1 }));
    }

    #[test]
    fn a_place_whose_session_never_came_is_free_again_after_a_while() {
        let mut books = Books::default();
        let code = books.sell(HOUR, 1);
        books.login(code, 1).unwrap();
        books.wait_secs(AWAITED_SECS);
        assert!(books.login(code, 2).is_ok());
    }

    #[test]
    fn as_many_devices_as_were_bought_come_online() {
        let mut books = Books::default();
        let code = books.sell(HOUR, 2);
        books.login(code, 1).unwrap();
        books.login(code, 2).unwrap();
        assert_eq!(books.login(code, 3), Err(Refusal::TooManyDevices { allowed: 2 }));
        let ticket = books.ticket(code);
        assert!(ticket.knows(device(1)) && ticket.knows(device(2)) && !ticket.knows(device(3)));
    }
}
