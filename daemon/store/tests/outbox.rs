//! What the cloud may be told, and what becomes of it when the cloud knows another past.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod site;

use domain::event::Record;
use domain::ids::SiteId;
use domain::link::{Cursor, Link};
use site::Site;
use store::FoldDue;
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
