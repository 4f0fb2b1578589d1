//! Guests who are online use the internet a little, so that usage moves; until somebody says stop.

use std::io;
use std::time::Duration;

use testkit::Control;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::interval;

use crate::hotspot::Hotspot;

const PACE: Duration = Duration::from_secs(3);
/// About half of what a 2M/5M plan carries at that pace.
const UPLOAD_BYTES: u64 = 120_000;
const DOWNLOAD_BYTES: u64 = 900_000;

/// Ctrl-C and SIGTERM, caught from the moment this is made.
pub(crate) struct Stop {
    interrupt: Signal,
    terminate: Signal,
}

impl Stop {
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Stop { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }
}

pub(crate) async fn until(mut stop: Stop, hotspot: &Hotspot) {
    let mut pace = interval(PACE);
    loop {
        tokio::select! {
            _ = stop.interrupt.recv() => return,
            _ = stop.terminate.recv() => return,
            _ = pace.tick() => surf(hotspot.router.control()),
        }
    }
}

pub(crate) fn surf(control: &Control) {
    for session in control.sessions() {
        // A session that ended this very moment uses nothing more.
        let _ = control.traffic(session.device, UPLOAD_BYTES, DOWNLOAD_BYTES);
    }
}
