//! The power is cut at every single step of a day's work, and the books are opened again from what was really on the
//! disk. Whatever was answered must be there; whatever was not may be there wholly or not at all.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod site;

use domain::code::Code;
use domain::decisions::{Opened, Payment, Purchase, open_checkout, paid, redeem};
use domain::event::{Event, Record};
use domain::ids::CheckoutId;
use domain::link::Cursor;
use domain::phone::Phone;
use domain::receipt::ReceiptNumber;
use site::Site;
use store::FoldDue;
use testkit::fragile_disk::{FragileDisk, Leaves};

/// What guests and cashier were told before the power went.
#[derive(Debug, Default)]
struct Answered {
    sold: Vec<Code>,
    activated: Vec<Code>,
}

/// Sells and activates with folds and snapshots in between, until the end or the power cut.
fn work(disk: &FragileDisk) -> Answered {
    let mut answered = Answered::default();
    let Ok(mut site) = Site::open(disk, 1) else { return answered };
    let Some(plan) = site.offer() else { return answered };
    for round in 0..6 {
        let Some(code) = site.sell(plan) else { return answered };
        answered.sold.push(code);
        if site.login(code, 1) != Some(true) {
            return answered;
        }
        answered.activated.push(code);
        match round {
            1 | 4 => drop(site.fold(FoldDue::Fold)),
            3 => drop(site.fold(FoldDue::Snapshot)),
            _ => {}
        }
    }
    answered
}

fn check_after(disk: &FragileDisk, answered: &Answered, what: &str) {
    let mut site = Site::open(disk, 2).unwrap_or_else(|error| panic!("{what}: {error}"));
    for &code in &answered.sold {
        assert!(site.ticket(code).is_some(), "{what}: {code} was sold and is gone");
    }
    for &code in &answered.activated {
        assert!(site.is_active(code), "{what}: {code} was activated and is not");
    }
    let sold = site.all_tickets().len();
    assert!(sold <= answered.sold.len() + 1, "{what}: {sold} tickets from {} sales", answered.sold.len());
    let lines = site.store.last_sequence() as usize;
    let active = site.all_tickets().into_iter().filter(|ticket| site.is_active(ticket.code)).count();
    assert!(sold == 0 || lines == 1 + sold + active, "{what}: {lines} lines for {sold} sold, {active} active");
    let plan = site.offer().unwrap_or(domain::ids::PlanId::from_bytes([3; 16]));
    assert!(site.sell(plan).is_some(), "{what}: the site cannot sell");
}

/// What guests who pay by phone, and the rail, were told before the power went.
#[derive(Debug, Default)]
struct Taken {
    asked: Vec<CheckoutId>,
    paid: Vec<(CheckoutId, ReceiptNumber)>,
}

/// Guests are asked to pay, and pay, with folds and snapshots in between, until the end or the power cut.
fn work_by_phone(disk: &FragileDisk) -> Taken {
    let mut taken = Taken::default();
    let Ok(mut site) = Site::open(disk, 1) else { return taken };
    let Some(plan) = site.offer() else { return taken };
    for round in 0..6 {
        let payer = Phone::from_number(254_700_000_000 + round).unwrap();
        let purchase = Purchase { plan, payer, device: None, address: None, once: None, remembered: None, named: None };
        let opened = site.decide(|ledger, chance, now| open_checkout(ledger, purchase, 100, chance, now));
        let Some(opened) = opened else { return taken };
        let Ok(Opened::New(checkout)) = opened else { panic!("{opened:?}") };
        taken.asked.push(checkout.id);
        let number = ReceiptNumber::parse(&format!("UAF0AB12C{round}")).unwrap();
        let payment = Payment { receipt: Some(number), amount: Some(checkout.offer.price), ..Payment::default() };
        if site.decide(|ledger, chance, now| paid(ledger, checkout.id, &payment, chance, now)).is_none() {
            return taken;
        }
        taken.paid.push((checkout.id, number));
        match round {
            1 | 4 => drop(site.fold(FoldDue::Fold)),
            3 => drop(site.fold(FoldDue::Snapshot)),
            _ => {}
        }
    }
    taken
}

fn check_money(disk: &FragileDisk, taken: &Taken, what: &str) {
    let mut site = Site::open(disk, 2).unwrap_or_else(|error| panic!("{what}: {error}"));
    for &id in &taken.asked {
        assert!(
            site.decide(|ledger, _, _| ledger.checkout(id)).unwrap().is_some(),
            "{what}: {id} was asked and is gone"
        );
    }
    for &(id, number) in &taken.paid {
        let checkout = site.decide(|ledger, _, _| ledger.checkout(id)).unwrap().unwrap();
        let found = site.decide(|ledger, chance, now| redeem(ledger, number, None, chance, now)).unwrap();
        assert_eq!(found.ok().map(|ticket| ticket.id), checkout.ticket, "{what}: {number} was paid");
    }
    let tickets = site.all_tickets().len();
    let paid = site.store.checkouts_after(None, 100).unwrap().into_iter().filter(|row| row.ticket.is_some()).count();
    assert_eq!(tickets, paid, "{what}: a ticket by halves");
    assert!(tickets <= taken.paid.len() + 1, "{what}: {tickets} tickets from {} payments", taken.paid.len());
}

/// What was answered before the power went, and whether a new life had begun by then.
#[derive(Debug, Default)]
struct Forked {
    sold: Vec<Code>,
    has_begun: bool,
}

/// The last place that both pasts share: the plan, and the first sale.
const COMMON: Cursor = Cursor { epoch: 1, sequence: 2 };

/// Sells, begins a new life behind a fork, and sells on, until the end or the power cut.
fn work_through_a_fork(disk: &FragileDisk) -> Forked {
    let mut forked = Forked::default();
    let Ok(mut site) = Site::open(disk, 1) else { return forked };
    let Some(plan) = site.offer() else { return forked };
    for round in 0..6 {
        if round == 4 {
            let begun = site.store.begin_epoch(5, COMMON).unwrap();
            forked.has_begun = site.settle(begun);
            if !forked.has_begun {
                return forked;
            }
        }
        let Some(code) = site.sell(plan) else { return forked };
        forked.sold.push(code);
        match round {
            1 | 4 => drop(site.fold(FoldDue::Fold)),
            5 => drop(site.fold(FoldDue::Snapshot)),
            _ => {}
        }
    }
    forked
}

fn check_told(disk: &FragileDisk, forked: &Forked, what: &str) {
    let site = Site::open(disk, 2).unwrap_or_else(|error| panic!("{what}: {error}"));
    let has_begun = site.store.identity().epoch >= 5;
    assert!(has_begun || !forked.has_begun, "{what}: back in the life before");
    let behind = if has_begun { site.store.link().acknowledged } else { COMMON };
    let told = site.store.outbox_after(behind, 100).unwrap();
    let places = told.iter().map(|line| (line.epoch, line.sequence));
    let wanted = (behind.sequence + 1..).map(|sequence| (behind.epoch, sequence));
    assert!(places.eq(wanted.take(told.len())), "{what}: {told:?}");
    for code in forked.sold.iter().skip(1) {
        let tells = |line: &&Record| matches!(&line.event, Event::TicketMinted { code: minted, .. } if minted == code);
        assert_eq!(told.iter().filter(tells).count(), 1, "{what}: {code}");
    }
}

/// Cuts the power at every step of some work, and looks at what each kind of disk leaves.
fn cut_everywhere<T>(work: impl Fn(&FragileDisk) -> T, check: impl Fn(&FragileDisk, &T, &str)) {
    let whole = FragileDisk::default();
    work(&whole);
    let steps = whole.steps();
    assert!(steps > 100, "only {steps} steps: the disk is not being used");
    for cut in 0..=steps {
        let disk = FragileDisk::default();
        disk.cut_at(cut);
        let answered = work(&disk);
        for leaves in [Leaves::Synced, Leaves::Everything, Leaves::EverySecond] {
            let found = disk.after_power_cut(leaves);
            check(&found, &answered, &format!("cut at step {cut} of {steps}, leaving {leaves:?}"));
        }
    }
}

#[test]
fn the_power_goes_at_every_step_and_nothing_answered_is_lost() {
    assert_eq!(work(&FragileDisk::default()).activated.len(), 6);
    cut_everywhere(work, check_after);
}

#[test]
fn the_power_goes_at_every_step_of_a_sale_by_phone_and_no_money_is_lost() {
    assert_eq!(work_by_phone(&FragileDisk::default()).paid.len(), 6);
    cut_everywhere(work_by_phone, check_money);
}

#[test]
fn the_power_goes_at_every_step_of_a_fork_and_what_only_these_books_know_is_told_once() {
    assert_eq!(work_through_a_fork(&FragileDisk::default()).sold.len(), 6);
    cut_everywhere(work_through_a_fork, check_told);
}

#[test]
fn a_second_power_cut_while_opening_again_loses_nothing_either() {
    let whole = FragileDisk::default();
    let answered = work(&whole);
    let found = whole.after_power_cut(Leaves::Synced);
    drop(Site::open(&found.after_power_cut(Leaves::Synced), 2).unwrap());
    for cut in 0..40 {
        let again = found.after_power_cut(Leaves::Synced);
        again.cut_at(cut);
        drop(Site::open(&again, 2));
        check_after(&again.after_power_cut(Leaves::Everything), &answered, &format!("second cut at step {cut}"));
    }
}
