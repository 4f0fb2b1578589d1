//! What the cloud may be told, and what becomes of it when the cloud knows another past.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod site;

use domain::device::Mac;
use domain::event::{Event, Record};
use domain::ids::{EventId, SiteId, TicketId};
use domain::ledger::Ledger;
use domain::link::{Cursor, Link};
use domain::session::SessionKey;
use site::Site;
use store::{Disk as _, FoldDue};
use testkit::fragile_disk::FragileDisk;

fn told(site: &Site, after: Cursor) -> Vec<Record> {
    site.store.outbox_after(after, 100).unwrap()
}

fn at(epoch: u32, sequence: u64) -> Cursor {
    Cursor { epoch, sequence }
}

#[test]
fn what_is_not_on_disk_is_told_to_nobody() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    let plan = site.offer().unwrap();
    let reading = site.reading();
    let minted = site.store.decide(&reading, |ledger, chance, now| domain::decisions::mint(ledger, plan, chance, now));
    assert_eq!(told(&site, Cursor::default()).len(), 1);
    assert!(site.settle(minted.unwrap().rests_on));
    assert_eq!(told(&site, Cursor::default()).len(), 2);
}

#[test]
fn the_outbox_is_read_across_layers_and_file_without_gaps() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    let plan = site.offer().unwrap();
    for _ in 0..5 {
        site.sell(plan).unwrap();
    }
    assert!(site.fold(FoldDue::Fold));
    site.sell(plan).unwrap();
    let sequences: Vec<u64> = told(&site, at(1, 2)).iter().map(|record| record.sequence).collect();
    assert_eq!(sequences, [3, 4, 5, 6, 7]);
    assert_eq!(site.store.outbox_after(at(1, 2), 2).unwrap().len(), 2);
}

#[test]
fn the_cursors_survive_a_power_cut() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    let moved = Link { acknowledged: at(1, 3), applied: 9, starts: 2, ..Link::default() };
    site.decide(|ledger, _, _| {
        ledger.put_link(moved);
        Ok(())
    });
    drop(site);
    assert_eq!(Site::open(&disk, 2).unwrap().store.link(), moved);
    let mut site = Site::open(&disk, 3).unwrap();
    assert!(site.fold(FoldDue::Snapshot));
    drop(site);
    assert_eq!(Site::open(&disk, 4).unwrap().store.link(), moved);
}

#[test]
fn a_forked_past_moves_into_a_new_epoch_and_loses_nothing() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    let plan = site.offer().unwrap();
    (0..4).for_each(|_| assert!(site.sell(plan).is_some()));
    let before = told(&site, at(1, 2));
    site.decide(|ledger, _, _| {
        let link = ledger.link()?;
        ledger.put_link(Link { recalled: at(1, 0), ..link });
        Ok(())
    });
    let moved = site.store.begin_epoch(4, at(1, 2)).unwrap();
    assert!(site.settle(moved));
    assert_eq!(site.store.link().recalls_behind(4), Some(at(1, 2)));
    let check = |site: &Site| {
        let after = told(site, site.store.link().acknowledged);
        let ids = |records: &[Record]| records.iter().map(|record| record.id).collect::<Vec<_>>();
        assert_eq!(ids(&after), ids(&before));
        assert!(after.iter().zip(1..).all(|(record, place)| (record.epoch, record.sequence) == (4, place)));
    };
    check(&site);
    drop(site);
    let mut site = Site::open(&disk, 5).unwrap();
    check(&site);
    let moved = site.store.begin_epoch(6, at(4, 3)).unwrap();
    assert!(site.settle(moved));
    // The fourth life had not got back yet what it wanted.
    assert_eq!(site.store.link().recalls_behind(6), Some(at(1, 2)));
    let moved = site.store.begin_epoch(7, at(6, 0)).unwrap();
    assert!(site.settle(moved));
    assert_eq!(site.store.identity().epoch, 7);
    site.sell(plan).unwrap();
    assert_eq!(told(&site, at(7, 0)).last().map(|record| record.sequence), Some(1));
}

/// Guests come, many at once: nothing but lines of the outbox.
fn come(site: &mut Site, guests: u64) {
    for first in (0..guests).step_by(1000) {
        let come = |ledger: &mut dyn Ledger| {
            for guest in first..guests.min(first + 1000) {
                let (ticket, id) = (TicketId::from_bytes([9; 16]), guest.to_string());
                let session = SessionKey { nas: "router".parse().unwrap(), id: id.parse().unwrap() };
                let device = Mac::from_bytes([2, 0, 0, 0, 1, 1]).unwrap();
                ledger.record(Event::SessionStarted { ticket, session, device });
            }
        };
        site.decide(|ledger, _, _| {
            come(ledger);
            Ok(())
        });
    }
}

/// All lines behind a place, page by page as the cloud is told them.
fn all_told(site: &Site, mut after: Cursor) -> Vec<Record> {
    let mut lines = Vec::new();
    loop {
        let page = told(site, after);
        let Some(last) = page.last() else { return lines };
        after = at(last.epoch, last.sequence);
        lines.extend(page);
    }
}

#[track_caller]
fn is_contiguous(lines: &[Record], from: Cursor) {
    let places = lines.iter().map(|line| (line.epoch, line.sequence));
    let wanted: Vec<_> = (from.sequence..).map(|sequence| (from.epoch, sequence)).take(lines.len()).collect();
    assert_eq!(places.collect::<Vec<_>>(), wanted);
}

fn ids(lines: &[Record]) -> Vec<EventId> {
    lines.iter().map(|line| line.id).collect()
}

fn journal_bytes(disk: &FragileDisk) -> usize {
    let names = disk.list().unwrap().into_iter().filter(|name| name.starts_with("journal"));
    names.map(|name| disk.read(&name).unwrap().len()).sum()
}

#[test]
fn a_life_behind_a_long_past_begins_with_one_small_entry() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    let plan = site.offer().unwrap();
    come(&mut site, 2500);
    assert!(site.fold(FoldDue::Fold));
    come(&mut site, 700);
    let ours = all_told(&site, at(1, 50));
    let before = journal_bytes(&disk);
    let moved = site.store.begin_epoch(4, at(1, 50)).unwrap();
    assert!(told(&site, at(4, 0)).is_empty(), "not on disk yet");
    assert!(site.settle(moved));
    assert!(journal_bytes(&disk) - before < 1000, "{} bytes", journal_bytes(&disk) - before);
    site.sell(plan).unwrap();
    drop(site);
    let mut site = Site::open(&disk, 2).unwrap();
    assert!(site.fold(FoldDue::Snapshot));
    let lines = all_told(&site, at(4, 0));
    is_contiguous(&lines, at(4, 1));
    assert_eq!(ids(&lines[..ours.len()]), ids(&ours));
    assert_eq!(site.store.last_sequence(), lines.len() as u64);
    // Going back is as good as going on.
    assert_eq!(told(&site, at(4, 3))[0], lines[3]);
    // A fork in the midst of them, and one behind them.
    for (epoch, common) in [(6, at(4, 1200)), (9, at(6, 1900))] {
        let ours = all_told(&site, common);
        let moved = site.store.begin_epoch(epoch, common).unwrap();
        assert!(site.settle(moved));
        let lines = all_told(&site, at(epoch, 0));
        is_contiguous(&lines, at(epoch, 1));
        assert_eq!(ids(&lines), ids(&ours));
        site.sell(plan).unwrap();
        assert_eq!(site.store.last_sequence(), ours.len() as u64 + 1);
    }
}

#[test]
fn what_is_forgotten_of_an_earlier_life_changes_no_place_of_the_rest() {
    const MONTH_SECS: u64 = 31 * 24 * 3600;
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    let plan = site.offer().unwrap();
    come(&mut site, 300);
    let moved = site.store.begin_epoch(2, at(1, 1)).unwrap();
    assert!(site.settle(moved));
    site.decide(|ledger, _, _| {
        let link = ledger.link()?;
        ledger.put_link(Link { starts: 1, acknowledged: at(2, 120), ..link });
        Ok(())
    });
    let untold = all_told(&site, at(2, 120));
    assert_eq!(untold.len(), 180);
    site.wait_secs(MONTH_SECS);
    site.sell(plan).unwrap();
    assert!(site.fold(FoldDue::Snapshot));
    drop(site);
    let site = Site::open(&disk, 2).unwrap();
    let lines = all_told(&site, at(2, 120));
    is_contiguous(&lines, at(2, 121));
    assert_eq!(lines[..180], untold[..]);
    // The cloud that has lost what is forgotten here sees that there is a gap.
    assert_eq!(told(&site, at(2, 7))[0].sequence, 121);
}

#[test]
fn a_gateway_without_a_cloud_keeps_its_outbox_within_bounds_and_money_longest() {
    const MOST: usize = 50_000;
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    let plan = site.offer().unwrap();
    come(&mut site, 100);
    site.sell(plan).unwrap();
    come(&mut site, MOST as u64 + 200);
    // One may be under way: the next one keeps a snapshot, and forgets.
    assert!(site.fold(FoldDue::Fold));
    come(&mut site, 1);
    assert!(site.fold(FoldDue::Snapshot));

    // What a person has bought stays; the sessions before it are gone.
    let (plan_added, sold) = (told(&site, at(1, 0)), told(&site, at(1, 2)));
    assert!(matches!(plan_added[..], [Record { event: Event::PlanAdded(_), sequence: 1, .. }]));
    assert!(matches!(sold[..], [Record { event: Event::TicketMinted { .. }, sequence: 102, .. }]));
    let last = site.store.last_sequence();
    let newest = all_told(&site, at(1, last - 1000));
    is_contiguous(&newest, at(1, last - 999));
    // Told to a cloud, they have no gaps.
    let moved = site.store.begin_epoch(2, at(1, 0)).unwrap();
    assert!(site.settle(moved));
    assert_eq!(site.store.last_sequence(), MOST as u64);
    let first = told(&site, at(2, 0));
    is_contiguous(&first, at(2, 1));
    assert_eq!(ids(&first[..2]), [plan_added[0].id, sold[0].id]);
}

#[test]
fn books_that_were_another_sites_tell_the_new_one_nothing_of_it() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    let plan = site.offer().unwrap();
    let adopted = site.store.adopt(SiteId::from_bytes([1; 16]));
    assert!(site.settle(adopted));
    drop(site);
    let mut site = Site::open(&disk, 3).unwrap();
    assert_eq!(site.store.identity().site, SiteId::from_bytes([1; 16]));
    assert_eq!(told(&site, site.store.link().acknowledged).len(), 1);
    site.decide(|ledger, _, _| {
        ledger.put_link(Link { starts: 3, applied: 57, acknowledged: at(1, 1), ..Link::default() });
        Ok(())
    });
    site.sell(plan).unwrap();
    let adopted = site.store.adopt(SiteId::from_bytes([2; 16]));
    assert!(site.settle(adopted));
    let check = |site: &Site| {
        let link = site.store.link();
        assert_eq!((link.applied, link.starts, link.recalls_behind(2)), (0, 3, None));
        assert!(told(site, link.acknowledged).is_empty());
        assert_eq!(site.store.identity().site, SiteId::from_bytes([2; 16]));
    };
    check(&site);
    drop(site);
    check(&Site::open(&disk, 2).unwrap());
}
