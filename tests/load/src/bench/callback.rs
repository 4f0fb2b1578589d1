//! From the PIN to the ticket where the rail tells the cloud and the cloud tells a gateway behind NAT, with TLS inside the
//! cloud: guests one after another, and sixteen at once.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context, Result, anyhow};
use testkit::DarajaConfig;
use testkit::daraja::{Behaviour, Msisdn, Subscriber};

use super::line::{Budget, Line, Unit, nth};
use super::payment::at_once;
use super::{Settings, progress};
use crate::clock;
use crate::cloud::{Certificate, LangoCloud, Setup, TlsLine};
use crate::scratch::Scratch;
use crate::till::Till;

/// The first of them open what stays open.
const WARM_UP: usize = 10;
const SALES: usize = 400;
const AT_ONCE: usize = 16;

pub(super) fn measure(settings: &Settings, scratch: &Scratch) -> Result<Vec<Line>> {
    if settings.peers_only {
        return Ok(Vec::new());
    }
    let certificate = Certificate::make(&scratch.room("callback")?)?;
    let setup = Setup { certificate: Some(certificate.clone()), ..Setup::default() };
    let cloud = LangoCloud::start(scratch, "callback", &settings.lango_cloud, &setup)?;
    let line = TlsLine::to(cloud.address(), &certificate)?;
    let mut till = Till::open(&settings.langod, by_hand, |builder| builder)?;
    till.join(&cloud, line.address(), line.address())?;
    waits(&till, 0..WARM_UP, 1)?;
    progress("callback: from the PIN to the ticket through the cloud, one after another");
    let alone = waits(&till, WARM_UP..WARM_UP + SALES, 1)?;
    progress("callback: sixteen at once");
    let together = waits(&till, WARM_UP + SALES..WARM_UP + 2 * SALES, AT_ONCE)?;
    let note = "From the PIN; the rail's callback comes at once, on a connection of its own with a TLS handshake of its \
                own. The cloud writes it to SQLite before it answers, the gateway's held poll brings it down, and the \
                ticket is on disk before the waiting page hears of it. langod reaches the cloud through a line that adds \
                the TLS; 400 sales.";
    Ok(vec![
        Line::new("callback by the cloud to ticket, p50", Unit::Millis, Budget::None).measured(nth(&alone, 50)),
        Line::new("callback by the cloud to ticket, p99", Unit::Millis, Budget::AtMost(250.0))
            .measured(nth(&alone, 99))
            .note(note),
        Line::new("the same, 16 guests at once, p50", Unit::Millis, Budget::None).measured(nth(&together, 50)),
        Line::new("the same, 16 guests at once, p99", Unit::Millis, Budget::AtMost(250.0)).measured(nth(&together, 99)),
    ])
}

/// A rail without delays whose guests enter their PIN when they are told to.
pub(super) fn by_hand(config: DarajaConfig) -> DarajaConfig {
    DarajaConfig { unknown_subscriber: Subscriber::new(Behaviour::Manual), ..at_once(config) }
}

/// Milliseconds from the PIN to the ticket, in order.
fn waits(till: &Till, guests: std::ops::Range<usize>, at_once: usize) -> Result<Vec<f64>> {
    let next = AtomicUsize::new(guests.start);
    let buy_all = || -> Result<Vec<f64>> {
        let mut waits = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= guests.end {
                return Ok(waits);
            }
            waits.push(wait(till, number)?);
        }
    };
    let mut waits = thread::scope(|scope| {
        let guests: Vec<_> = (0..at_once).map(|_| scope.spawn(buy_all)).collect();
        guests.into_iter().try_fold(Vec::new(), |mut all, guest| {
            all.extend(guest.join().map_err(|_| anyhow!("a guest broke down"))??);
            anyhow::Ok(all)
        })
    })?;
    waits.sort_by(f64::total_cmp);
    Ok(waits)
}

fn wait(till: &Till, number: usize) -> Result<f64> {
    let guest = till.guest(number as u64)?;
    let payment = guest.ask()?.context("a guest was turned away")?;
    let mut waiting = guest.wait_for(&payment)?;
    let phone: Msisdn = guest.phone.parse().map_err(|_| anyhow!("{} is no phone", guest.phone))?;
    let begun = clock::now();
    till.daraja.control().enter_pin(phone)?;
    waiting.ticket()?;
    Ok(Unit::Millis.of(begun.elapsed()))
}
