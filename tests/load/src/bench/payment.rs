//! Paying by phone: how long from the PIN to the ticket on the waiting page, how many sales a second, what a sale writes.
//! The rail answers at once here, so what is left is ours.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, ensure};
use testkit::DarajaConfig;
use testkit::daraja::{Behaviour, CallbackMode, Msisdn, Subscriber};

use super::line::{Budget, Line, Unit, nth};
use super::{Settings, progress};
use crate::scratch::Scratch;
use crate::till::Till;
use crate::{clock, machine};

const WITH_CALLBACK: usize = 100;
const BY_QUESTION: usize = 20;
const SALES: usize = 1000;
const AT_ONCE: usize = 16;
const ONE_BY_ONE: usize = 200;
const ALL_WITHIN: Duration = Duration::from_secs(60);

pub(super) fn measure(settings: &Settings, _: &Scratch) -> Result<Vec<Line>> {
    if settings.peers_only {
        return Ok(Vec::new());
    }
    progress("payment: from the PIN to the ticket, by callback");
    let by_callback = waits(settings, CallbackMode::Once, WITH_CALLBACK)?;
    progress("payment: from the PIN to the ticket, by question only");
    let by_question = waits(settings, CallbackMode::Never, BY_QUESTION)?;
    progress("payment: sales side by side, and one by one");
    let till = Till::open(&settings.langod, at_once, |builder| builder)?;
    let rate = sales_a_second(&till)?;
    let written = written_per_sale(&till)?;
    let door = "The callback comes through `langod payment notice`, a process each, without a cloud in between. \
                Both include the commit.";
    let question = "query_after_seconds = 1 here: the wait is the setting's, 20 s as it comes.";
    Ok(vec![
        Line::new("PIN to ticket, by callback, p50", Unit::Millis, Budget::None).measured(nth(&by_callback, 50)),
        Line::new("PIN to ticket, by callback, p99", Unit::Millis, Budget::AtMost(250.0))
            .measured(nth(&by_callback, 99))
            .note(door),
        Line::new("PIN to ticket, by question, p50", Unit::Millis, Budget::None).measured(nth(&by_question, 50)),
        Line::new("PIN to ticket, by question, p99", Unit::Millis, Budget::None)
            .measured(nth(&by_question, 99))
            .note(question),
        Line::new("sales by phone", Unit::PerSecond, Budget::None).measured(rate).note(
            "From the guest's request to the ticket on disk, with the push and the callback; 16 guests at once, the \
             stand-in and a process for each callback on the same cores.",
        ),
        Line::new("written per sale by phone, unbatched", Unit::Bytes, Budget::AtMost(256e3)).measured(written),
    ])
}

/// A rail without delays.
pub(super) fn at_once(config: DarajaConfig) -> DarajaConfig {
    let config = config.in_real_time().with_quirks(|quirks| {
        quirks.callback_delay_ms = [0, 0];
        quirks.callback_lag_ms = 0;
    });
    DarajaConfig { unknown_subscriber: Subscriber::new(Behaviour::Pays).after_ms(0), ..config }
}

/// Guests one after another; milliseconds from the PIN to the ticket, in order.
fn waits(settings: &Settings, callback: CallbackMode, guests: usize) -> Result<Vec<f64>> {
    let by_hand = |config: DarajaConfig| {
        let config = at_once(config).with_quirks(|quirks| quirks.callback = callback);
        DarajaConfig { unknown_subscriber: Subscriber::new(Behaviour::Manual), ..config }
    };
    let till = Till::open(&settings.langod, by_hand, |builder| builder)?;
    let mut waits = Vec::with_capacity(guests);
    for number in 0..guests {
        let guest = till.guest(number as u64)?;
        let payment = guest.ask()?.context("a guest was turned away")?;
        let mut waiting = guest.wait_for(&payment)?;
        let phone: Msisdn = guest.phone.parse().map_err(|_| anyhow!("{} is no phone", guest.phone))?;
        let begun = clock::now();
        till.daraja.control().enter_pin(phone)?;
        waiting.ticket()?;
        waits.push(Unit::Millis.of(begun.elapsed()));
    }
    waits.sort_by(f64::total_cmp);
    Ok(waits)
}

fn sales_a_second(till: &Till) -> Result<f64> {
    let next = AtomicUsize::new(0);
    let begun = clock::now();
    thread::scope(|scope| {
        let buy = || -> Result<()> {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= SALES {
                    return Ok(());
                }
                ensure!(till.guest(number as u64)?.ask()?.is_some(), "a guest was turned away");
            }
        };
        let guests: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(buy)).collect();
        guests.into_iter().try_for_each(|guest| guest.join().map_err(|_| anyhow!("a guest broke down"))?)
    })?;
    // The last callbacks are still on their way.
    let all_sold = || tickets(till).is_ok_and(|tickets| tickets >= SALES);
    clock::wait_for(ALL_WITHIN, Duration::from_millis(5), all_sold).context("not every sale came to its ticket")?;
    Ok(SALES as f64 / begun.elapsed().as_secs_f64())
}

fn tickets(till: &Till) -> Result<usize> {
    Ok(till.langod.json(&["ticket", "list"])?.as_array().map_or(0, Vec::len))
}

fn written_per_sale(till: &Till) -> Result<f64> {
    let pid = till.langod.pid().context("langod is gone")?;
    let before = machine::written_bytes(pid)?;
    for nth in 0..ONE_BY_ONE {
        let guest = till.guest((SALES + nth) as u64)?;
        let payment = guest.ask()?.context("a guest was turned away")?;
        let has_ticket =
            || till.langod.json(&["payment", "show", &payment]).is_ok_and(|row| row["status"] == "success");
        clock::wait_for(ALL_WITHIN, Duration::from_millis(1), has_ticket).context("a sale came to nothing")?;
    }
    Ok(machine::written_bytes(pid)?.saturating_sub(before) as f64 / ONE_BY_ONE as f64)
}
