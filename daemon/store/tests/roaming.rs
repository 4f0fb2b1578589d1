//! A ticket that goes from one site's books to another's and home again, through journals, folds and power cuts; and books
//! that were restored while it was away.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod site;

use domain::code::Code;
use domain::custody::{Custody, Errand, Homecoming, Lending, Release};
use domain::decisions::{recollect, run_errand, watch_visitors};
use domain::event::{Event, Record};
use domain::ids::SiteId;
use domain::link::Cursor;
use site::Site;
use store::FoldDue;
use testkit::fragile_disk::{FragileDisk, Leaves};

const HOME: SiteId = SiteId::from_bytes([7; 16]);
const VISITED: SiteId = SiteId::from_bytes([8; 16]);
const TWELVE_HOURS_MS: u64 = 12 * 3_600_000;

fn run(site: &mut Site, errand: &Errand) {
    site.decide(|ledger, _, now| run_errand(ledger, errand, now)).unwrap();
}

fn custody(site: &mut Site, code: Code) -> Custody {
    site.decide(|ledger, _, _| ledger.ticket_by_code(code)).unwrap().unwrap().custody
}

fn wall_ms(site: &mut Site) -> u64 {
    site.decide(|_, _, now| Ok(now.wall_ms())).unwrap().unwrap()
}

fn records(site: &Site) -> Vec<Record> {
    site.store.outbox_after(Cursor::default(), 100).unwrap()
}

fn lending_of(site: &Site) -> Lending {
    let lent = records(site).into_iter().rev().find_map(|record| match record.event {
        Event::TicketLent { lending, .. } => Some(*lending),
        _ => None,
    });
    lent.unwrap()
}

fn homecoming_of(site: &Site) -> Homecoming {
    let sent = records(site).into_iter().rev().find_map(|record| match record.event {
        Event::TicketSentHome { ticket, visit, used, first_use } => Some(Homecoming { ticket, visit, used, first_use }),
        _ => None,
    });
    sent.unwrap()
}

/// Two sites, and a ticket that was lent from one to the other.
fn lent(disks: [&FragileDisk; 2]) -> ([Site; 2], Code) {
    let [mut home, mut visited] = disks.map(|disk| Site::open(disk, 1).unwrap());
    home.trust_clock();
    visited.trust_clock();
    let plan = home.offer().unwrap();
    let code = home.sell(plan).unwrap();
    let ticket = home.ticket(code).unwrap().id;
    let now_ms = wall_ms(&mut home);
    let (answer_by_ms, until_ms) = (now_ms + 1000, now_ms + TWELVE_HOURS_MS);
    run(&mut home, &Errand::Release(Release { ticket, visit: 1, to: VISITED, answer_by_ms, until_ms }));
    let lending = Box::new(lending_of(&home));
    run(&mut visited, &Errand::Host { ticket, home: HOME, lending });
    ([home, visited], code)
}

#[test]
fn a_visitor_is_known_after_a_fold_and_a_power_cut_and_goes_home_in_time() {
    let disks = [FragileDisk::default(), FragileDisk::default()];
    let ([mut home, mut visited], code) = lent([&disks[0], &disks[1]]);
    assert_eq!(visited.login(code, 1), Some(true));
    assert_eq!(home.login(code, 1), Some(false));
    assert!(visited.fold(FoldDue::Fold));
    drop(visited);
    let mut visited = Site::open(&disks[1].after_power_cut(Leaves::Synced), 2).unwrap();
    visited.boots(2);
    // A box that does not know how long it was off honours nobody else's ticket.
    assert_eq!(visited.login(code, 1), Some(false));
    visited.trust_clock();
    assert_eq!(visited.login(code, 1), Some(true));
    visited.wait_secs(TWELVE_HOURS_MS / 1000);
    visited.decide(|ledger, _, now| watch_visitors(ledger, now)).unwrap();
    assert!(matches!(custody(&mut visited, code), Custody::Gone(_)));
    assert_eq!(visited.decide(|ledger, _, _| ledger.visitors()).unwrap(), []);
    let homecoming = homecoming_of(&visited);
    assert!(homecoming.first_use.is_some());
    for _ in 0..2 {
        run(&mut home, &Errand::TakeBack(homecoming));
    }
    assert!(matches!(custody(&mut home, code), Custody::Back(_)));
}

#[test]
fn books_brought_back_learn_what_they_had_lent_and_hosted() {
    let disks = [FragileDisk::default(), FragileDisk::default()];
    let ([home, mut visited], code) = lent([&disks[0], &disks[1]]);
    visited.login(code, 1).unwrap();
    for told in [records(&home), records(&visited)] {
        let mut restored = Site::twin(3);
        restored.trust_clock();
        for _ in 0..2 {
            for record in &told {
                restored.decide(|ledger, _, now| recollect(ledger, record, now)).unwrap();
            }
        }
        let is_home = told.iter().any(|record| matches!(record.event, Event::TicketMinted { .. }));
        let custody = custody(&mut restored, code);
        assert_eq!(is_home, matches!(custody, Custody::Lent(loan) if loan.to == VISITED), "{custody:?}");
        assert_eq!(!is_home, matches!(custody, Custody::Visiting(visit) if visit.home == HOME), "{custody:?}");
        assert_eq!(restored.login(code, 1), Some(!is_home));
    }
}
