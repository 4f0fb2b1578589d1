//! Accounting: what the NAS reports of its sessions, in whatever order and however often it arrives. Totals only rise;
//! starts and stops are on disk before they are acknowledged, interims are kept in memory between checkpoints.

use std::net::Ipv4Addr;

use crate::code::Code;
use crate::decisions::admit::{arrived, has_place_for};
use crate::decisions::visit::tell_of_visit;
use crate::decisions::{Disconnect, close, end_if_over, withdraw};
use crate::device::Mac;
use crate::event::Event;
use crate::ids::TicketId;
use crate::ledger::{Ledger, Read};
use crate::plan::Allowance;
use crate::session::{Closing, Session, SessionKey, UserName};
use crate::ticket::{Standing, Ticket};
use crate::time::Now;
use crate::usage::Usage;

/// What kind of report it is (RFC 2866 section 5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportKind {
    /// The guest came online.
    Start,
    /// The guest is online.
    Interim,
    /// The guest went offline; the number is Acct-Terminate-Cause.
    Stop {
        /// The cause's number.
        cause: u32,
    },
}

/// One report of a NAS about one session.
#[derive(Clone, Debug)]
pub struct AccountingReport {
    /// The session.
    pub key: SessionKey,
    /// What happened.
    pub kind: ReportKind,
    /// The ticket and accept our Class named, if the NAS repeated it.
    pub class: Option<(TicketId, u64)>,
    /// The code in the user name, if it reads as one.
    pub code: Option<Code>,
    /// The user name as sent.
    pub user_name: UserName,
    /// The guest's device.
    pub device: Mac,
    /// The guest's address.
    pub ip: Option<Ipv4Addr>,
    /// The session's running totals.
    pub usage: Usage,
}

/// What became of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accounted {
    /// Taken into the books, or known already; acknowledge it and carry out the orders.
    Booked(Vec<Disconnect>),
    /// About no ticket of ours; acknowledge it, or the NAS repeats it for ever.
    Foreign,
}

/// At most this much counted data is at risk of a power cut between checkpoints, per session.
const CHECKPOINT_BYTES: u64 = 50_000_000;

/// A start that overtakes its own stop on the way arrives within this time.
const LATE_START_SECS: u64 = 60;

/// Takes in one report.
pub fn account(ledger: &mut dyn Ledger, report: &AccountingReport, now: &Now<'_>) -> Read<Accounted> {
    let Some(mut ticket) = ticket_of(ledger, report)? else { return Ok(Accounted::Foreign) };
    let (mut orders, settled) = (Vec::new(), ticket.settled);
    match ledger.session(&report.key)? {
        Some(session) if is_same(&session, &ticket, report, now) => {
            orders.extend(continue_session(ledger, &mut ticket, session, report, now)?);
        }
        other => {
            if let Some(stale) = other.filter(Session::is_open) {
                supersede(ledger, &mut ticket, &stale, now)?;
            }
            orders.extend(begin_session(ledger, &mut ticket, report, now)?);
        }
    }
    if end_if_over(ledger, &mut ticket, now)? {
        orders.extend(withdraw(ledger, &mut ticket, now)?);
    }
    if ticket.settled != settled {
        tell_of_visit(ledger, &ticket);
    }
    Ok(Accounted::Booked(orders))
}

fn ticket_of(ledger: &dyn Ledger, report: &AccountingReport) -> Read<Option<Ticket>> {
    if let Some((id, _)) = report.class
        && let Some(ticket) = ledger.ticket(id)?
    {
        return Ok(Some(ticket));
    }
    report.code.map_or(Ok(None), |code| ledger.ticket_by_code(code))
}

/// Whether a report is about the session we know under its key. Session ids return after sixteen reboots; the accept
/// named in our Class does not. Without a Class, a start long after a stop is a new session, soon after it a late one.
fn is_same(session: &Session, ticket: &Ticket, report: &AccountingReport, now: &Now<'_>) -> bool {
    let same_guest = session.ticket == ticket.id && session.device == report.device;
    let same_accept = match (session.admission, report.class) {
        (Some(known), Some((_, reported))) => known == reported,
        _ => true,
    };
    let stopped = matches!(session.closing, Some(Closing::Stopped { .. }));
    let may_begin_again = report.kind == ReportKind::Start && report.class.is_none();
    let begins_again = stopped && may_begin_again && now.secs_since(session.heard) >= LATE_START_SECS;
    same_guest && same_accept && !begins_again
}

fn continue_session(
    ledger: &mut dyn Ledger,
    ticket: &mut Ticket,
    mut session: Session,
    report: &AccountingReport,
    now: &Now<'_>,
) -> Read<Vec<Disconnect>> {
    let before = session.usage;
    session.usage = before.raised_to(report.usage);
    session.ip = report.ip.or(session.ip);
    let added = session.usage.since(before);
    match (session.closing, report.kind) {
        (None, ReportKind::Stop { cause }) => close(ledger, ticket, &session, Closing::Stopped { cause }, now),
        (None, _) => {
            session.heard = now.moment();
            let unsaved_bytes = session.usage.since(session.checkpointed).bytes();
            let counts_bytes = matches!(ticket.terms.allowance, Allowance::Data { .. });
            if counts_bytes && unsaved_bytes >= CHECKPOINT_BYTES {
                session.checkpointed = session.usage;
                ledger.put_session(session);
            } else {
                ledger.note_session(session);
            }
        }
        // It lived before the device's present session, and came late.
        (Some(_), ReportKind::Interim) if is_overtaken(report, &sessions_of_device(ledger, report)?) => {
            settle(ledger, ticket, session, added);
        }
        (Some(closing), ReportKind::Interim) if closing.is_presumed() && may_go_on(ledger, ticket, &session, now)? => {
            // It is alive after all: its usage moves back from the ticket's settled sum to the open session.
            ticket.settled = (ticket.settled + added).since(session.usage);
            session.closing = None;
            session.heard = now.moment();
            ledger.put_ticket(ticket.clone());
            ledger.put_session(session);
        }
        (Some(closing), ReportKind::Interim) if closing.is_presumed() || closing == Closing::Withdrawn => {
            // The router did not hear us, or the right has gone to someone else meanwhile: book it, and send it off.
            settle(ledger, ticket, session.clone(), added);
            return Ok(vec![Disconnect::of(&session)]);
        }
        (Some(_), _) => settle(ledger, ticket, session, added),
    }
    Ok(Vec::new())
}

/// Books usage that arrives after the end of a session.
fn settle(ledger: &mut dyn Ledger, ticket: &mut Ticket, session: Session, added: Usage) {
    if added != Usage::default() {
        ticket.settled = ticket.settled + added;
        ledger.put_ticket(ticket.clone());
        ledger.put_session(session);
    }
}

fn may_go_on(ledger: &dyn Ledger, ticket: &Ticket, session: &Session, now: &Now<'_>) -> Read<bool> {
    Ok(still_good(ticket, now) && has_place_for(ledger, ticket, session.device, now)?)
}

fn still_good(ticket: &Ticket, now: &Now<'_>) -> bool {
    matches!(ticket.standing, Standing::Active { .. }) && !ticket.is_elsewhere(Usage::default(), now)
}

fn supersede(ledger: &mut dyn Ledger, ticket: &mut Ticket, stale: &Session, now: &Now<'_>) -> Read<()> {
    if stale.ticket == ticket.id {
        close(ledger, ticket, stale, Closing::Superseded, now);
    } else if let Some(mut other) = ledger.ticket(stale.ticket)? {
        close(ledger, &mut other, stale, Closing::Superseded, now);
    }
    Ok(())
}

fn begin_session(
    ledger: &mut dyn Ledger,
    ticket: &mut Ticket,
    report: &AccountingReport,
    now: &Now<'_>,
) -> Read<Vec<Disconnect>> {
    let others = sessions_of_device(ledger, report)?;
    let is_overtaken = is_overtaken(report, &others);
    for stale in others.iter().filter(|_| !is_overtaken) {
        supersede(ledger, ticket, stale, now)?;
    }
    let session = Session {
        key: report.key.clone(),
        ticket: ticket.id,
        code: ticket.code,
        user_name: report.user_name.clone(),
        device: report.device,
        ip: report.ip,
        admission: report.class.map(|(_, admission)| admission),
        started: now.moment(),
        heard: now.moment(),
        usage: report.usage,
        checkpointed: report.usage,
        closing: None,
    };
    ledger.record(Event::SessionStarted { ticket: ticket.id, session: session.key.clone(), device: session.device });
    if let ReportKind::Stop { cause } = report.kind {
        close(ledger, ticket, &session, Closing::Stopped { cause }, now);
        return Ok(Vec::new());
    }
    if is_overtaken {
        close(ledger, ticket, &session, Closing::Superseded, now);
        return Ok(Vec::new());
    }
    arrived(ticket, report.device);
    ledger.put_ticket(ticket.clone());
    if !still_good(ticket, now) || !has_place_for(ledger, ticket, report.device, now)? {
        close(ledger, ticket, &session, Closing::Withdrawn, now);
        return Ok(vec![Disconnect::of(&session)]);
    }
    ledger.put_session(session);
    Ok(Vec::new())
}

/// A device has one session at a NAS: when it begins another, the older one's stop was lost.
fn sessions_of_device(ledger: &dyn Ledger, report: &AccountingReport) -> Read<Vec<Session>> {
    if report.device == Mac::UNNAMED {
        return Ok(Vec::new());
    }
    let mut sessions = ledger.open_sessions_of_device(report.device)?;
    sessions.retain(|session| session.key.nas == report.key.nas);
    Ok(sessions)
}

/// Whether the device has begun another session since: a report that was said again, to a gateway just back, arrives after
/// it.
fn is_overtaken(report: &AccountingReport, others: &[Session]) -> bool {
    others.iter().any(|other| report.key.precedes(&other.key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decisions::trial_books::{Books, HOUR, HOUR_ONLINE, MEGABYTE_A_DAY, device, key};

    fn online(books: &mut Books, allowance: Allowance) -> Code {
        let code = books.sell(allowance, 1);
        books.login(code, 1).unwrap();
        books.start(code, "s1", 1);
        code
    }

    #[test]
    fn repeated_and_late_reports_count_once() {
        let mut books = Books::default();
        let code = online(&mut books, HOUR_ONLINE);
        for (secs, bytes) in [(60, 100), (120, 900), (60, 100), (120, 900)] {
            books.interim("s1", 1, secs, bytes);
        }
        assert_eq!(books.left(code).secs, Some(3480));
        for _ in 0..3 {
            books.stop("s1", 1, 180, 1000);
        }
        assert_eq!(books.left(code).secs, Some(3420));
        assert_eq!(books.ticket(code).settled.bytes(), 1000);
    }

    #[test]
    fn a_stop_without_a_start_is_booked() {
        let mut books = Books::default();
        let code = books.sell(HOUR_ONLINE, 1);
        books.login(code, 1).unwrap();
        books.report(code, "s1", 1, ReportKind::Stop { cause: 1 }, 60, 500);
        assert_eq!(books.left(code).secs, Some(3540));
        books.start(code, "s1", 1);
        assert!(books.open().is_empty(), "a start that comes after its stop opens nothing");
    }

    #[test]
    fn an_interim_without_a_start_opens_the_session() {
        let mut books = Books::default();
        let code = books.sell(HOUR, 1);
        books.login(code, 1).unwrap();
        books.report(code, "s1", 1, ReportKind::Interim, 60, 500);
        assert_eq!(books.open(), [key("s1")]);
    }

    #[test]
    fn a_session_id_used_again_with_another_accept_is_another_session() {
        let mut books = Books::default();
        let code = books.sell(HOUR_ONLINE, 1);
        books.login(code, 1).unwrap();
        let ticket = books.ticket(code).id;
        for admission in [1, 2] {
            for (kind, secs) in
                [(ReportKind::Start, 0), (ReportKind::Interim, 60), (ReportKind::Stop { cause: 1 }, 100)]
            {
                let mut report = books.about(code, "s1", 1, kind, secs, 0);
                report.class = Some((ticket, admission));
                books.send(&report);
            }
        }
        assert_eq!(books.left(code).secs, Some(3400));
    }

    #[test]
    fn a_device_that_begins_again_ends_its_older_session() {
        let mut books = Books::default();
        let code = online(&mut books, HOUR_ONLINE);
        books.interim("s1", 1, 100, 0);
        books.start(code, "s2", 1);
        assert_eq!(books.open(), [key("s2")]);
        assert_eq!(books.left(code).secs, Some(3500));
    }

    #[test]
    fn reports_that_arrive_after_the_device_began_again_are_booked_and_leave_it_online() {
        for kind in [ReportKind::Start, ReportKind::Interim, ReportKind::Stop { cause: 1 }] {
            let mut books = Books::default();
            let code = books.sell(HOUR_ONLINE, 1);
            books.login(code, 1).unwrap();
            books.start(code, "80100002", 1);
            let orders = books.report(code, "80100001", 1, kind, 60, 500);
            assert_eq!((orders, books.open()), (Vec::new(), vec![key("80100002")]), "{kind:?}");
            books.interim("80100001", 1, 70, 600);
            books.stop("80100001", 1, 80, 700);
            assert_eq!(books.open(), [key("80100002")], "{kind:?}");
            assert_eq!(books.left(code).secs, Some(3520), "{kind:?}");
        }
    }

    #[test]
    fn at_a_router_that_counts_down_a_session_whose_older_one_lost_its_stop_is_open_once_that_is_silent() {
        let mut books = Books::default();
        let code = books.sell(HOUR_ONLINE, 1);
        books.login(code, 1).unwrap();
        books.start(code, "80100002", 1);
        books.start(code, "80100001", 1);
        assert_eq!(books.open(), [key("80100002")], "the device is online all the same");
        books.wait_secs(200);
        books.interim("80100001", 1, 200, 0);
        books.watch(190);
        let orders = books.interim("80100001", 1, 260, 0);
        assert_eq!((orders, books.open()), (Vec::new(), vec![key("80100001")]));
        assert_eq!(books.left(code).secs, Some(3340));
    }

    #[test]
    fn a_session_thought_lost_that_reports_again_is_open_again_and_counts_once() {
        let mut books = Books::default();
        let code = online(&mut books, HOUR_ONLINE);
        books.interim("s1", 1, 100, 0);
        books.wait_secs(1000);
        books.watch(190);
        assert!(books.open().is_empty());
        assert_eq!(books.left(code).secs, Some(3500));
        books.interim("s1", 1, 1100, 0);
        assert_eq!(books.open(), [key("s1")]);
        assert_eq!(books.left(code).secs, Some(2500));
        books.stop("s1", 1, 1200, 0);
        assert_eq!(books.left(code).secs, Some(2400));
    }

    #[test]
    fn a_session_thought_lost_that_reports_again_does_not_take_a_place_given_away() {
        let mut books = Books::default();
        let code = online(&mut books, HOUR_ONLINE);
        books.wait_secs(1000);
        books.watch(190);
        books.login(code, 2).unwrap();
        books.start(code, "s2", 2);
        let orders = books.interim("s1", 1, 1000, 0);
        assert_eq!(orders.iter().map(|order| &order.session).collect::<Vec<_>>(), [&key("s1")]);
        assert_eq!(books.open(), [key("s2")]);
        assert_eq!(books.left(code).secs, Some(2600));
    }

    #[test]
    fn a_ticket_revoked_while_its_guest_was_thought_gone_sends_the_guest_off() {
        let mut books = Books::default();
        let code = online(&mut books, HOUR);
        books.wait_secs(1000);
        books.watch(190);
        books.decide(|ledger, _, now| crate::decisions::revoke(ledger, code, now)).unwrap();
        assert_eq!(books.interim("s1", 1, 1060, 0).len(), 1);
        assert_eq!(books.interim("s1", 1, 1120, 0).len(), 1);
    }

    #[test]
    fn the_last_byte_sends_every_device_off() {
        let mut books = Books::default();
        let code = books.sell(MEGABYTE_A_DAY, 2);
        for (session, number) in [("s1", 1), ("s2", 2)] {
            books.login(code, number).unwrap();
            books.start(code, session, number);
        }
        books.interim("s1", 1, 60, 600_000);
        let orders = books.interim("s2", 2, 60, 500_000);
        assert_eq!(orders.len(), 2);
        assert!(books.open().is_empty());
    }

    #[test]
    fn a_guest_sent_off_who_still_surfs_is_booked_and_sent_off_again() {
        let mut books = Books::default();
        let code = online(&mut books, MEGABYTE_A_DAY);
        books.decide(|ledger, _, now| crate::decisions::kick(ledger, &key("s1"), now)).unwrap();
        let orders = books.interim("s1", 1, 60, 400_000);
        assert_eq!(orders.len(), 1);
        assert_eq!(books.left(code).bytes, Some(600_000));
    }

    #[test]
    fn a_device_too_many_that_slipped_in_is_sent_off() {
        let mut books = Books::default();
        let code = online(&mut books, HOUR);
        let orders = books.start(code, "s2", 2);
        assert_eq!(orders.len(), 1);
        assert_eq!(books.open(), [key("s1")]);
    }

    #[test]
    fn interims_are_kept_in_memory_and_checkpointed_after_much_data() {
        let mut books = Books::default();
        let code = books.sell(Allowance::Data { quota_bytes: 1_000_000_000, validity_secs: 86_400 }, 1);
        books.login(code, 1).unwrap();
        books.start(code, "s1", 1);
        let writes = books.writes;
        books.interim("s1", 1, 60, 49_000_000);
        assert_eq!(books.writes, writes);
        books.interim("s1", 1, 120, 51_000_000);
        assert_eq!(books.writes, writes + 1);
    }

    #[test]
    fn reports_about_no_ticket_of_ours_are_foreign() {
        let mut books = Books::default();
        let mut report = books.about(Code::from_random(3), "s1", 1, ReportKind::Start, 0, 0);
        assert_eq!(books.decide(|ledger, _, now| account(ledger, &report, now)), Accounted::Foreign);
        report.code = None;
        assert_eq!(books.decide(|ledger, _, now| account(ledger, &report, now)), Accounted::Foreign);
        assert!(books.open().is_empty() && !books.knows(device(1)));
    }
}
