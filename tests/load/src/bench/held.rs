//! Ten thousand gateways on hold at one `lango-cloud`, as behind a proxy and with TLS inside: what each weighs, what they
//! cost while nothing happens, and how soon one of them hears of a directive that another process wrote.

use std::time::Duration;

use anyhow::{Context, Result};

use super::line::{Budget, Line, Unit, nth};
use super::{Settings, progress};
use crate::chance::Chance;
use crate::cloud::{
    Certificate, Crowd, Dial, LangoCloud, Line as CloudLine, Setup, Voice, copy_of, copy_site, own_runtime, postgresql,
};
use crate::scratch::Scratch;
use crate::{clock, machine, open_files};

const GATEWAYS: u32 = 10_000;
/// As long as a question is held, so that they go on asking evenly.
const TO_GATHER: Duration = Duration::from_secs(25);
/// Twice that: each has asked twice.
const TO_WATCH: Duration = Duration::from_secs(50);
const WAKES: usize = 300;
const PATIENCE: Duration = Duration::from_secs(30);
/// What the rail posts when money was received.
const RECEIVED: &str = r#"{"TransactionType":"Pay Bill","TransID":"RKTQDM7W6S","TransTime":"20261122093100","TransAmount":"20.00","BusinessShortCode":"174379","BillRefNumber":"L1","InvoiceNumber":"","OrgAccountBalance":"1520.00","ThirdPartyTransID":"","MSISDN":"25470****149","FirstName":"JANE"}"#;

/// What a crowd on hold costs.
struct Weight {
    idle: u64,
    held: u64,
    cpu_per_minute: Duration,
    answers_per_sec: f64,
}

pub(super) fn measure(settings: &Settings, scratch: &Scratch) -> Result<Vec<Line>> {
    if settings.peers_only {
        return Ok(Vec::new());
    }
    open_files::make_room(GATEWAYS.into())?;
    let certificate = Certificate::make(&scratch.room("held")?)?;
    let cluster = postgresql()?;
    let database = cluster.database()?;
    let start = |name: &str, certificate: Option<Certificate>| {
        let setup = Setup { database: Some(database.clone()), certificate, ..Setup::default() };
        LangoCloud::start(scratch, name, &settings.lango_cloud, &setup)
    };
    let plain = start("held-plain", None)?;
    let sealed = start("held-tls", Some(certificate.clone()))?;
    let to_plain = Dial { address: plain.address(), tls: None };
    let to_sealed = Dial { address: sealed.address(), tls: Some(certificate.client()?) };
    let first = enrol(&plain, &to_plain)?;
    copy_site(&cluster, &database, first.site(), GATEWAYS)?;

    progress("held: 10,000 gateways, plain");
    let (weight, crowd) = weigh(&plain, &to_plain, voices(&first, 1))?;
    progress("held: directives by another process");
    let wakes = wake(&crowd, &first, &to_sealed)?;
    drop(crowd);
    progress("held: 10,000 gateways, TLS inside");
    let (tls, _crowd) = weigh(&sealed, &to_sealed, voices(&first, 2))?;
    Ok(lines(&weight, &tls, &wakes))
}

fn enrol(cloud: &LangoCloud, dial: &Dial) -> Result<Voice> {
    let claim = cloud.create_site("the first")?;
    let enrol = async { Voice::enrol(&mut dial.open().await?, &claim.code, 1).await };
    let voice = own_runtime("enrolling")?.block_on(enrol)?;
    cloud.confirm(&claim)?;
    Ok(voice)
}

/// All of them, beginning to speak for the `start`th time.
fn voices(first: &Voice, start: u32) -> Vec<Voice> {
    (1..=GATEWAYS).map(|nth| first.of_site(copy_of(nth), start, u64::from(nth) << 8 | u64::from(start))).collect()
}

fn weigh(cloud: &LangoCloud, dial: &Dial, voices: Vec<Voice>) -> Result<(Weight, Crowd)> {
    let idle = machine::resident_bytes(cloud.pid())?;
    let crowd = Crowd::gather(dial, voices, TO_GATHER)?;
    // At every moment some are just asking again.
    let is_held = || cloud.metrics().held().is_ok_and(|held| held * 100 >= u64::from(GATEWAYS) * 98);
    let gathered = clock::wait_for(TO_GATHER + PATIENCE, Duration::from_millis(100), is_held);
    crowd.is_whole()?;
    gathered.context("the gateways do not all come to be held")?;
    let (cpu, answers, begun) = (machine::cpu_time(cloud.pid())?, crowd.answers(), clock::now());
    clock::pause(TO_WATCH);
    let (time, answers) = (begun.elapsed(), crowd.answers() - answers);
    let cpu = machine::cpu_time(cloud.pid())?.saturating_sub(cpu);
    crowd.is_whole()?;
    let weight = Weight {
        idle,
        held: machine::resident_bytes(cloud.pid())?,
        cpu_per_minute: cpu.mul_f64(60.0 / time.as_secs_f64()),
        answers_per_sec: answers as f64 / time.as_secs_f64(),
    };
    Ok((weight, crowd))
}

/// Milliseconds from the rail's post at the other process to the answer of the held poll, in order.
fn wake(crowd: &Crowd, first: &Voice, other: &Dial) -> Result<Vec<f64>> {
    let runtime = own_runtime("rail")?;
    let mut line: CloudLine = runtime.block_on(other.open())?;
    let mut chance = Chance::new(7);
    let mut waits = Vec::with_capacity(WAKES);
    for _ in 0..WAKES {
        let number = u32::try_from(chance.below(GATEWAYS.into()))?;
        let path = first.of_site(copy_of(number + 1), 1, 0).receiver_path()?;
        let begun = clock::now();
        runtime.block_on(line.post(&path, RECEIVED.as_bytes()))?;
        let woken = crowd.wakes(number as usize, PATIENCE)?;
        waits.push(Unit::Millis.of(woken.saturating_duration_since(begun)));
    }
    crowd.is_whole()?;
    waits.sort_by(f64::total_cmp);
    Ok(waits)
}

fn lines(plain: &Weight, tls: &Weight, wakes: &[f64]) -> Vec<Line> {
    let each = |weight: &Weight| weight.held.saturating_sub(weight.idle) as f64 / f64::from(GATEWAYS);
    let note = |weight: &Weight| {
        format!(
            "The process as a whole: {} with nobody, {} with all; {:.0} questions answered a second meanwhile, books in \
             PostgreSQL.",
            Unit::Bytes.show(weight.idle as f64),
            Unit::Bytes.show(weight.held as f64),
            weight.answers_per_sec
        )
    };
    vec![
        Line::new("held gateway of 10,000, RSS", Unit::Bytes, Budget::AtMost(25e3)).measured(each(plain)).note(note(plain)),
        Line::new("10,000 held, CPU a minute", Unit::Seconds, Budget::None)
            .measured(Unit::Seconds.of(plain.cpu_per_minute)),
        Line::new("directive to a held gateway, p50", Unit::Millis, Budget::None).measured(nth(wakes, 50)),
        Line::new("directive to a held gateway, p99", Unit::Millis, Budget::None).measured(nth(wakes, 99)).note(
            "From the rail's post at another process of the cloud, over TLS, to the answer of the held question; 300 of \
             the 10,000, one after another, while all go on asking.",
        ),
        Line::new("the same with TLS inside, RSS", Unit::Bytes, Budget::None).measured(each(tls)).note(note(tls)),
        Line::new("the same with TLS inside, CPU", Unit::Seconds, Budget::None)
            .measured(Unit::Seconds.of(tls.cpu_per_minute)),
    ]
}
