//! The one file that looks at the clock and waits. Everything here measures real programs, so real time is meant.
#![expect(clippy::disallowed_methods, reason = "a bench measures real time")]

use std::time::{Duration, Instant, SystemTime};

/// This instant.
pub fn now() -> Instant {
    Instant::now()
}

/// Lets time pass.
pub fn pause(duration: Duration) {
    std::thread::sleep(duration);
}

/// A seed that differs from run to run.
pub fn seed() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(1, |since| since.as_micros() as u64)
}

/// Asks `done` every `step` until it says yes or `patience` is over; tells how long it took.
pub fn wait_for(patience: Duration, step: Duration, mut done: impl FnMut() -> bool) -> Option<Duration> {
    let begun = now();
    loop {
        if done() {
            return Some(begun.elapsed());
        }
        if begun.elapsed() >= patience {
            return None;
        }
        pause(step);
    }
}
