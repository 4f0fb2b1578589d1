//! Guests who are online use the internet a little, so that usage moves, and whoever watches pulls plugs; until somebody says
//! stop.

use std::io;
use std::thread;
use std::time::Duration;

use testkit::Control;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;
use tokio::time::interval;

use crate::hotspot::Hotspot;
use crate::narrator::say;

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

/// Lines typed meanwhile. Whoever has no keyboard types none.
fn typed() -> mpsc::Receiver<String> {
    let (lines, typed) = mpsc::channel(8);
    let read = move || {
        for line in io::stdin().lines().map_while(Result::ok) {
            if lines.blocking_send(line).is_err() {
                return;
            }
        }
    };
    // Without the thread the plugs stay in; the rest of the demo goes on.
    let _ = thread::Builder::new().name("keyboard".to_owned()).spawn(read);
    typed
}

fn obey(line: &str, hotspot: &mut Hotspot) {
    match line.trim() {
        "i" => say(hotspot.outside.pull_the_internet()),
        "c" => match hotspot.outside.kill_the_cloud() {
            Ok(said) => say(said),
            Err(error) => say(&format!("the cloud does not obey: {error:#}")),
        },
        "" => {}
        other => say(&format!("`{other}` is nothing here: i pulls the internet's plug, c kills the cloud")),
    }
}

pub(crate) async fn until(mut stop: Stop, hotspot: &mut Hotspot) {
    let (mut pace, mut typed) = (interval(PACE), typed());
    loop {
        tokio::select! {
            _ = stop.interrupt.recv() => return,
            _ = stop.terminate.recv() => return,
            Some(line) = typed.recv() => obey(&line, hotspot),
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
