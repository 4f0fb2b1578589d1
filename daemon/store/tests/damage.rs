//! Damaged files, full disks, newer versions, backups: what the owner of a site with a worn flash lives through.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod site;

use std::sync::Arc;

use domain::decisions::mint;
use domain::link::{Cursor, Link};
use site::Site;
use store::{Disk as _, FILE_NAME, FILE_VERSION, Finding, FoldDue, OpenError, restore};
use testkit::fragile_disk::{FragileDisk, Leaves};

#[expect(clippy::ptr_arg, reason = "other damage cuts the file short")]
fn garble(bytes: &mut Vec<u8>) {
    bytes.iter_mut().for_each(|byte| *byte ^= 0x5a);
}

fn backup_of(site: &Site) -> Vec<u8> {
    let mut backup = Vec::new();
    let kept = site.store.backup(|bytes| {
        backup.extend_from_slice(bytes);
        Ok(())
    });
    kept.unwrap();
    backup
}

#[test]
fn a_damaged_file_is_rebuilt_from_snapshot_and_journal_without_loss_under_a_new_epoch() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    let plan = site.offer().unwrap();
    let before = site.sell(plan).unwrap();
    assert!(site.fold(FoldDue::Snapshot));
    let after = site.sell(plan).unwrap();
    drop(site);
    disk.overwrite(FILE_NAME, garble);
    let mut site = Site::open(&disk, 2).unwrap();
    assert!(matches!(&site.findings[..], [Finding::Rebuilt { from: Some(_), .. }]), "{:?}", site.findings);
    assert_eq!(site.store.identity().epoch, 2);
    assert!(site.ticket(before).is_some() && site.ticket(after).is_some());
    assert!(disk.list().unwrap().contains(&"lango.redb.damaged".to_owned()));
}

#[test]
fn a_damaged_file_of_a_young_site_is_rebuilt_from_the_journal_alone() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    let plan = site.offer().unwrap();
    let code = site.sell(plan).unwrap();
    drop(site);
    disk.overwrite(FILE_NAME, |bytes| bytes.truncate(100));
    let mut site = Site::open(&disk, 2).unwrap();
    assert!(site.ticket(code).is_some());
}

#[test]
fn a_snapshot_that_is_not_whole_is_passed_over() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    let plan = site.offer().unwrap();
    let first = site.sell(plan).unwrap();
    assert!(site.fold(FoldDue::Snapshot));
    site.sell(plan).unwrap();
    assert!(site.fold(FoldDue::Snapshot));
    drop(site);
    let newest = disk.list().unwrap().into_iter().rfind(|name| name.starts_with("snapshot-")).unwrap();
    disk.overwrite(&newest, |bytes| bytes.truncate(bytes.len() - 1));
    disk.overwrite(FILE_NAME, garble);
    let mut site = Site::open(&disk, 2).unwrap();
    assert!(site.ticket(first).is_some());
}

#[test]
fn without_anything_whole_opening_is_refused_and_touches_nothing() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    site.offer().unwrap();
    assert!(site.fold(FoldDue::Snapshot));
    drop(site);
    for name in disk.list().unwrap() {
        if name != "ballast" {
            disk.overwrite(&name, garble);
        }
    }
    let before = disk.read(FILE_NAME).unwrap();
    let error = Site::open(&disk, 2).err().unwrap();
    assert!(matches!(error, OpenError::Unrecoverable { .. }), "{error}");
    assert!(error.to_string().contains(FILE_NAME) && error.to_string().contains("langod restore"), "{error}");
    assert_eq!(disk.read(FILE_NAME).unwrap(), before);
}

#[test]
fn a_full_disk_spends_the_ballast_and_pauses_sales_and_reopens_them_later() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    let plan = site.offer().unwrap();
    let codes: Vec<_> = (0..20).map(|_| site.sell(plan).unwrap()).collect();
    assert!(!site.store.sales_paused());
    disk.leave_room(Some(0));
    for &code in &codes {
        assert_eq!(site.login(code, 1), Some(true), "the ballast made room");
        assert!(site.store.sales_paused());
        // A minute passes: what room there is, is not taken by a new ballast.
        site.tend();
        assert!(site.store.sales_paused());
    }
    disk.leave_room(None);
    site.tend();
    assert!(!site.store.sales_paused());
    assert!(site.sell(plan).is_some());
    let mut found = Site::open(&disk.after_power_cut(Leaves::Synced), 3).unwrap();
    assert!(codes.into_iter().all(|code| found.is_active(code)));
}

#[test]
fn a_disk_without_a_byte_left_refuses_what_is_new_and_honours_what_is_running() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    let plan = site.offer().unwrap();
    let (running, fresh) = (site.sell(plan).unwrap(), site.sell(plan).unwrap());
    site.login(running, 1).unwrap();
    disk.remove("ballast").unwrap();
    disk.leave_room(Some(0));
    assert_eq!(site.login(fresh, 1), None);
    assert_eq!(site.login(running, 1), Some(true));
    disk.leave_room(None);
    assert_eq!(site.login(fresh, 1), Some(true));
}

#[test]
fn a_fold_that_fails_leaves_the_books_readable_and_is_done_later() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    let plan = site.offer().unwrap();
    let codes: Vec<_> = (0..300).map(|_| site.sell(plan).unwrap()).collect();
    assert!(site.fold(FoldDue::Fold));
    site.sell(plan).unwrap();
    disk.refuse_redb(true);
    assert!(!site.fold(FoldDue::Fold));
    disk.refuse_redb(false);
    site.tend();
    assert!(codes.iter().all(|&code| site.ticket(code).is_some()));
    assert!(site.fold(FoldDue::Fold));
    assert_eq!(site.all_tickets().len(), 301);
}

#[test]
fn a_decision_on_its_way_to_the_disk_outlives_a_fold_that_fails_meanwhile() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    let plan = site.offer().unwrap();
    let code = site.sell(plan).unwrap();
    disk.refuse_redb(true);
    let mut sold = None;
    let work = |site: &mut Site| {
        assert!(site.store.is_folding(), "nobody else could open these books");
        let reading = site.reading();
        let decided = site.store.decide(&reading, |ledger, chance, now| mint(ledger, plan, chance, now)).unwrap();
        sold = Some((decided.outcome.unwrap().code, decided.rests_on));
    };
    site.during_a_failing_fold(work, || disk.refuse_redb(false));
    assert!(!site.store.is_folding());
    let (fresh, rests_on) = sold.unwrap();
    assert!(site.ticket(fresh).is_some(), "it is in the books while it is on its way");
    assert!(site.settle(rests_on));
    let lines = site.store.last_sequence();
    let mut found = Site::open(&disk.after_power_cut(Leaves::Synced), 2).unwrap();
    assert!(found.ticket(code).is_some() && found.ticket(fresh).is_some());
    assert_eq!(found.store.last_sequence(), lines);
}

#[test]
fn a_first_write_that_fails_does_not_cost_the_site_its_name() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    disk.remove("ballast").unwrap();
    disk.leave_room(Some(0));
    assert_eq!(site.offer(), None);
    disk.leave_room(None);
    site.offer().unwrap();
    let (identity, sequence) = (site.store.identity(), site.store.last_sequence());
    let found = Site::open(&disk.after_power_cut(Leaves::Synced), 2).unwrap();
    assert_eq!((found.store.identity(), found.store.last_sequence()), (identity, sequence));
}

#[test]
fn a_new_epoch_after_damage_survives_a_power_cut_right_behind_it() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    let plan = site.offer().unwrap();
    for _ in 0..5 {
        site.sell(plan).unwrap();
    }
    drop(site);
    disk.overwrite("journal-0000000001.log", |bytes| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
    });
    let opened = Site::open(&disk, 2).unwrap();
    assert!(opened.findings.iter().any(|finding| matches!(finding, Finding::JournalDamaged { .. })));
    assert_eq!(opened.store.identity().epoch, 2);
    let again = Site::open(&disk.after_power_cut(Leaves::Synced), 3).unwrap();
    assert_eq!(again.store.identity().epoch, 2);
}

#[test]
fn the_snapshot_before_the_newest_and_the_journal_behind_it_hold_everything_too() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    let plan = site.offer().unwrap();
    let mut sold = Vec::new();
    for _ in 0..3 {
        sold.push(site.sell(plan).unwrap());
        assert!(site.fold(FoldDue::Snapshot));
    }
    drop(site);
    let newest = disk.list().unwrap().into_iter().rfind(|name| name.starts_with("snapshot-")).unwrap();
    disk.overwrite(&newest, garble);
    disk.overwrite(FILE_NAME, garble);
    let mut site = Site::open(&disk, 2).unwrap();
    assert!(sold.into_iter().all(|code| site.ticket(code).is_some()));
}

#[test]
fn a_backup_is_brought_back_elsewhere_under_a_new_epoch() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    let plan = site.offer().unwrap();
    let folded = site.sell(plan).unwrap();
    assert!(site.fold(FoldDue::Fold));
    let fresh = site.sell(plan).unwrap();
    let backup = backup_of(&site);
    let elsewhere = FragileDisk::default();
    let identity = restore(&(Arc::new(elsewhere.clone()) as Arc<dyn store::Disk>), &backup).unwrap();
    assert_eq!(identity.epoch, 2);
    assert_eq!(identity.site, site.store.identity().site);
    let mut restored = Site::open(&elsewhere, 2).unwrap();
    assert!(restored.ticket(folded).is_some() && restored.ticket(fresh).is_some());
    assert!(restored.sell(plan).is_some());
}

#[test]
fn restoring_over_newer_books_raises_their_epoch_and_forgets_their_journal() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    let plan = site.offer().unwrap();
    let backup = backup_of(&site);
    let later = site.sell(plan).unwrap();
    drop(site);
    restore(&(Arc::new(disk.clone()) as Arc<dyn store::Disk>), &backup).unwrap();
    let mut site = Site::open(&disk, 2).unwrap();
    assert_eq!(site.ticket(later), None);
    assert_eq!(site.store.identity().epoch, 2);
}

#[test]
fn unused_tickets_of_a_backup_wait_where_there_is_a_cloud_to_ask() {
    for starts in [0, 3] {
        let mut site = Site::open(&FragileDisk::default(), 1).unwrap();
        let plan = site.offer().unwrap();
        let (unused, running) = (site.sell(plan).unwrap(), site.sell(plan).unwrap());
        site.login(running, 1).unwrap();
        site.decide(|ledger, _, _| {
            ledger.put_link(Link { starts, ..Link::default() });
            Ok(())
        });
        let backup = backup_of(&site);
        let elsewhere = FragileDisk::default();
        let disk: Arc<dyn store::Disk> = Arc::new(elsewhere.clone());
        let identity = restore(&disk, &backup).unwrap();
        drop(disk);
        let mut site = Site::open(&elsewhere, 2).unwrap();
        site.wait_secs(60);
        let sold_since = site.sell(plan).unwrap();
        assert_eq!(site.login(unused, 2), Some(starts == 0));
        assert_eq!((site.login(running, 3), site.login(sold_since, 4)), (Some(true), Some(true)));
        site.decide(|ledger, _, _| {
            let link = ledger.link()?;
            ledger.put_link(Link { recalled: Cursor { epoch: identity.epoch, sequence: 0 }, ..link });
            Ok(())
        });
        assert_eq!(site.login(unused, 2), Some(true));
    }
}

#[test]
fn half_a_backup_is_refused() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    site.offer().unwrap();
    let backup = backup_of(&site);
    let elsewhere: Arc<dyn store::Disk> = Arc::new(FragileDisk::default());
    for cut in [0, 1, backup.len() / 2, backup.len() - 1] {
        assert!(restore(&elsewhere, &backup[..cut]).is_err(), "{cut} bytes of {}", backup.len());
    }
    assert!(elsewhere.list().unwrap().is_empty());
}

#[test]
fn snapshots_rotate_and_the_journal_behind_them_goes() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    let plan = site.offer().unwrap();
    for _ in 0..5 {
        site.sell(plan).unwrap();
        assert!(site.fold(FoldDue::Snapshot));
    }
    let names = disk.list().unwrap();
    assert_eq!(names.iter().filter(|name| name.starts_with("snapshot-")).count(), 3, "{names:?}");
    // The segment being written, and the one that only the newest snapshot holds.
    assert_eq!(names.iter().filter(|name| name.starts_with("journal-")).count(), 2, "{names:?}");
}

#[test]
fn a_file_of_a_newer_version_is_refused_with_what_to_do() {
    let disk = FragileDisk::default();
    drop(Site::open(&disk, 1).unwrap());
    let database = redb::Builder::new().create_with_backend(AsNewer(disk.backend(FILE_NAME).unwrap())).unwrap();
    let transaction = database.begin_write().unwrap();
    let meta: redb::TableDefinition<'_, &[u8], &[u8]> = redb::TableDefinition::new("meta");
    let newer = postcard::to_stdvec(&(FILE_VERSION + 1)).unwrap();
    transaction.open_table(meta).unwrap().insert(&b"version"[..], newer.as_slice()).unwrap();
    transaction.commit().unwrap();
    drop(database);
    let error = Site::open(&disk, 2).err().unwrap();
    assert!(matches!(error, OpenError::Newer { .. }), "{error}");
    assert!(error.to_string().contains("langod restore"), "{error}");
}

#[test]
fn a_file_from_before_the_first_release_is_not_taken_for_a_damaged_one() {
    let disk = FragileDisk::default();
    let database = redb::Builder::new().create_with_backend(AsNewer(disk.backend(FILE_NAME).unwrap())).unwrap();
    let transaction = database.begin_write().unwrap();
    let meta: redb::TableDefinition<'_, &str, &[u8]> = redb::TableDefinition::new("meta");
    transaction.open_table(meta).unwrap().insert("version", &[2][..]).unwrap();
    transaction.commit().unwrap();
    drop(database);
    let error = Site::open(&disk, 2).err().unwrap();
    assert!(matches!(error, OpenError::Older { .. }), "{error}");
}

/// A later langod with the file in its hands.
#[derive(Debug)]
struct AsNewer(Box<dyn redb::StorageBackend>);

impl redb::StorageBackend for AsNewer {
    fn len(&self) -> std::io::Result<u64> {
        self.0.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> std::io::Result<()> {
        self.0.read(offset, out)
    }

    fn set_len(&self, len: u64) -> std::io::Result<()> {
        self.0.set_len(len)
    }

    fn sync_data(&self) -> std::io::Result<()> {
        self.0.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> std::io::Result<()> {
        self.0.write(offset, data)
    }
}
