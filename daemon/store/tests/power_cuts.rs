//! The power is cut at every single step of a day's work, and the books are opened again from what was really on the
//! disk. Whatever was answered must be there; whatever was not may be there wholly or not at all.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod disks;
mod site;

use disks::{FragileDisk, Leaves};
use domain::code::Code;
use site::Site;
use store::FoldDue;

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

#[test]
fn the_power_goes_at_every_step_and_nothing_answered_is_lost() {
    let whole = FragileDisk::default();
    assert_eq!(work(&whole).activated.len(), 6);
    let steps = whole.steps();
    assert!(steps > 100, "only {steps} steps: the disk is not being used");
    for cut in 0..=steps {
        let disk = FragileDisk::default();
        disk.cut_at(cut);
        let answered = work(&disk);
        for leaves in [Leaves::Synced, Leaves::Everything, Leaves::EverySecond] {
            let found = disk.after_power_cut(leaves);
            check_after(&found, &answered, &format!("cut at step {cut} of {steps}, leaving {leaves:?}"));
        }
    }
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
