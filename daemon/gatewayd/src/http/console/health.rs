//! How the place is, a copy of its books to take away, and what was done at the counter.

use std::fs;
use std::time::UNIX_EPOCH;

use web_ui::console::{
    Act, ActKind, Acts, BackupProblem, ClockHealth, CloudHealth, DiskHealth, Fact, Health as HealthPage, HealthRow,
    HealthState, MpesaHealth, Refused, RouterHealth,
};

use super::acts::{self, Deed};
use super::visit::{CLOUD_IS_AWAY_SECS, Visit};
use crate::desk::{self, Ask, Closed, Said, SalesState};
use crate::http::response::Response;
use crate::sealed_copy;
use crate::tap::Tap;

/// Writes that take so long make guests wait.
const SLOW_FLUSH_MS: u64 = 200;
/// A passphrase of fewer characters is tried out.
const SHORTEST_PASSPHRASE: usize = 12;
/// A snapshot is made each day.
const SNAPSHOT_IS_OLD_SECS: u64 = 3 * 24 * 3600;

pub(super) async fn page(visit: Visit<'_>, backup_problem: Option<BackupProblem>) -> Response {
    let Some(health) = visit.health().await else { return visit.refuse(Refused::NotNow) };
    let mut rows = vec![cloud(health.cloud.as_ref()), mpesa(visit.sales().await), clock(health.wall_trusted)];
    for nas in &visit.shared.config.radius.nas {
        rows.push(router(nas.name.to_string(), visit.shared.taps.named(&nas.name)).await);
    }
    rows.push(disk(health.sales_paused));
    rows.extend(flush(&visit).await);
    rows.push(snapshot(&visit));
    rows.push(good(Fact::Uptime { secs: health.running_secs }));
    rows.push(good(Fact::Version(env!("CARGO_PKG_VERSION").to_owned())));
    let page = HealthPage { frame: visit.frame.clone(), rows, backup_problem };
    visit.show(&page)
}

fn good(fact: Fact) -> HealthRow {
    HealthRow { state: HealthState::Good, fact }
}

fn warn(fact: Fact) -> HealthRow {
    HealthRow { state: HealthState::Warn, fact }
}

fn bad(fact: Fact) -> HealthRow {
    HealthRow { state: HealthState::Bad, fact }
}

fn cloud(cloud: Option<&desk::CloudHealth>) -> HealthRow {
    let Some(cloud) = cloud else { return good(Fact::Cloud(CloudHealth::NotEnrolled)) };
    match cloud.heard_secs_ago {
        Some(_) if !cloud.is_confirmed => warn(Fact::Cloud(CloudHealth::Unconfirmed)),
        Some(secs_ago) if secs_ago <= CLOUD_IS_AWAY_SECS => good(Fact::Cloud(CloudHealth::Connected { secs_ago })),
        secs_ago => bad(Fact::Cloud(CloudHealth::Away { secs_ago })),
    }
}

fn mpesa(sales: Option<SalesState>) -> HealthRow {
    match sales {
        Some(SalesState::Open) => good(Fact::Mpesa(MpesaHealth::Ready)),
        None | Some(SalesState::Closed(Closed::NotOffered)) => good(Fact::Mpesa(MpesaHealth::NotOffered)),
        Some(SalesState::LineDown) => bad(Fact::Mpesa(MpesaHealth::LineDown)),
        Some(SalesState::DiskFull) => bad(Fact::Disk(DiskHealth::Full)),
        Some(SalesState::Closed(Closed::ClockUnknown)) => bad(Fact::Mpesa(MpesaHealth::ClockUnknown)),
        Some(SalesState::Closed(Closed::Lapsed)) => bad(Fact::Mpesa(MpesaHealth::Lapsed)),
    }
}

fn clock(is_trusted: bool) -> HealthRow {
    match is_trusted {
        true => good(Fact::Clock(ClockHealth::Trusted)),
        false => warn(Fact::Clock(ClockHealth::Untrusted)),
    }
}

async fn router(name: String, tap: Option<&Tap>) -> HealthRow {
    let Some(tap) = tap else { return good(Fact::Router { name, health: RouterHealth::NotAsked }) };
    match tap.about().await {
        Ok(version) => good(Fact::Router { name, health: RouterHealth::Answers { version } }),
        Err(why) => bad(Fact::Router { name, health: RouterHealth::Silent { why } }),
    }
}

fn disk(is_full: bool) -> HealthRow {
    match is_full {
        true => bad(Fact::Disk(DiskHealth::Full)),
        false => good(Fact::Disk(DiskHealth::Room)),
    }
}

async fn flush(visit: &Visit<'_>) -> Option<HealthRow> {
    let data = visit.console.data.clone();
    let ms = tokio::task::spawn_blocking(move || crate::disk::flush_ms(&data)).await.ok()?.ok()?;
    Some(if ms < SLOW_FLUSH_MS { good(Fact::Flush { ms }) } else { warn(Fact::Flush { ms }) })
}

/// The newest copy the daemon keeps beside its books.
fn snapshot(visit: &Visit<'_>) -> HealthRow {
    let names = fs::read_dir(&visit.console.data).into_iter().flatten().flatten();
    let made = names.filter(|entry| store::is_snapshot(&entry.file_name().to_string_lossy()));
    let newest = made.filter_map(|entry| entry.metadata().ok()?.modified().ok()).max();
    let newest_ms = newest.and_then(|at| u64::try_from(at.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok());
    let secs_ago = newest_ms.map(|ms| visit.console.clock.read().wall_ms.saturating_sub(ms) / 1000);
    let fact = Fact::Snapshot { secs_ago };
    match secs_ago {
        Some(secs) if secs > SNAPSHOT_IS_OLD_SECS => warn(fact),
        _ => good(fact),
    }
}

/// The books under a passphrase, to be kept elsewhere.
pub(super) async fn backup(mut visit: Visit<'_>) -> Response {
    let passphrase = visit.field("passphrase").to_owned();
    if passphrase.chars().count() < SHORTEST_PASSPHRASE {
        visit.look_outside().await;
        return page(visit, Some(BackupProblem::TooShort)).await;
    }
    if let Err(why) = visit.note(Deed::BackUp).await {
        return visit.refuse(why);
    }
    let Said::Backup(books) = visit.ask(Ask::Backup).await else { return visit.refuse(Refused::NotNow) };
    let sealed = tokio::task::spawn_blocking(move || sealed_copy::seal(books, &passphrase)).await;
    let Ok(Ok(sealed)) = sealed else { return visit.refuse(Refused::NotNow) };
    Response::file("lango-books.sealed", sealed)
}

pub(super) async fn acts(visit: Visit<'_>) -> Response {
    let log = visit.console.acts.clone();
    let latest = tokio::task::spawn_blocking(move || log.latest()).await.unwrap_or_default();
    let now = visit.console.clock.read();
    let acts = latest.into_iter().map(|act| Act {
        ago_secs: act.at_ms.filter(|_| now.wall_trusted).map(|at_ms| now.wall_ms.saturating_sub(at_ms) / 1000),
        from: act.from.to_string(),
        what: kind(act),
    });
    let page = Acts { frame: visit.frame.clone(), acts: acts.collect() };
    visit.show(&page)
}

fn kind(act: acts::Act) -> ActKind {
    match act.what {
        Deed::SignIn => ActKind::SignedIn,
        Deed::WrongPin => ActKind::WrongPin,
        Deed::SignOut => ActKind::SignedOut,
        Deed::Sell { plan } => ActKind::Sold { plan },
        Deed::Mint { count, plan } => ActKind::Minted { count: u32::from(count), plan },
        Deed::SendOff { who } => ActKind::SentOff { who },
        Deed::GiveTime { code, minutes } => ActKind::GaveTime { code, minutes },
        Deed::Resolve { .. } => ActKind::Resolved,
        Deed::BackUp => ActKind::BackedUp,
    }
}
