//! What happens, told as it happens: the router's happenings and the gateway's log, a line each with the time since the
//! start. Traffic is told when it is reported, not each time a byte moves.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::thread;
use std::time::Duration;

use domain::device::Mac;
use radius_proto::AcctStatusType;
use testkit::langod::Log;
use testkit::{Control, Event, daraja};

use crate::hotspot::Hotspot;

/// Tells in the background until the demo ends.
pub(crate) fn begin(hotspot: &Hotspot) -> io::Result<()> {
    let (control, log) = (hotspot.router.control().clone(), hotspot.langod.log().clone());
    let rail = hotspot.outside.rail.control().clone();
    thread::Builder::new().name("router-narrator".to_owned()).spawn(move || tell_router(&control))?;
    thread::Builder::new().name("rail-narrator".to_owned()).spawn(move || tell_rail(&rail))?;
    thread::Builder::new().name("gateway-narrator".to_owned()).spawn(move || tell_gateway(&log))?;
    Ok(())
}

fn tell_router(control: &Control) {
    let mut seen = 0;
    let mut narrator = Narrator::default();
    loop {
        // Nothing for a while is no reason to stop listening.
        let _ = control.wait_after(seen, |_| true);
        for record in control.events_after(seen) {
            seen = record.number;
            if let Some(line) = narrator.line(&record.event) {
                say(&format!("{}  {line}", clock(record.at_ms)));
            }
        }
    }
}

fn tell_rail(control: &daraja::Control) {
    let mut seen = 0;
    loop {
        let _ = control.wait_after(seen, |_| true);
        for record in control.events_after(seen) {
            seen = record.number;
            say(&format!("M-PESA   {}", record.event));
        }
    }
}

fn tell_gateway(log: &Log) {
    let mut seen = 0;
    loop {
        let _ = log.wait_for(seen, |_| true);
        for line in log.lines(seen) {
            seen += 1;
            say(&format!("gateway  {}", without_time(&line)));
        }
    }
}

/// Remembers whose session is whose, and the traffic that was not told yet.
#[derive(Default)]
pub(crate) struct Narrator {
    devices: BTreeMap<String, Mac>,
    untold: BTreeMap<Mac, String>,
}

impl Narrator {
    /// What there is to say about a happening, if anything.
    pub(crate) fn line(&mut self, event: &Event) -> Option<String> {
        match event {
            Event::Traffic { mac, .. } => {
                self.untold.insert(*mac, event.to_string());
                return None;
            }
            Event::AccountingAnswered { status: AcctStatusType::InterimUpdate, acct_session_id } => {
                let used = self.devices.get(acct_session_id).and_then(|mac| self.untold.remove(mac))?;
                return Some(format!("{used}, and the gateway has it on record"));
            }
            Event::SessionStarted { mac, acct_session_id, .. } => {
                self.devices.insert(acct_session_id.clone(), *mac);
            }
            _ => {}
        }
        Some(event.to_string())
    }
}

/// Minutes and seconds since the start.
pub(crate) fn clock(at_ms: u64) -> String {
    let since = Duration::from_millis(at_ms).as_secs();
    format!("{:>3}:{:02}", since / 60, since % 60)
}

pub(crate) fn say(line: &str) {
    // A terminal that is gone is told nothing.
    let _ = writeln!(io::stdout(), "{line}");
}

/// A line of the gateway's log from its level on; the time stands in the first column already.
fn without_time(line: &str) -> &str {
    match line.split_once(' ') {
        Some((time, rest)) if time.ends_with('Z') => rest.trim_start(),
        _ => line,
    }
}
