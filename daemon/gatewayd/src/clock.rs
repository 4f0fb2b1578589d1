//! What the machine's clocks say: the boot's name, uptime with suspended time, the wall, and whether NTP or the cloud
//! stands behind it. The only place that asks.

use std::fs;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain::time::{BootId, ClockReading};

use crate::chance::Kernel;

/// When this version was made: a wall clock before it is wrong whatever anyone says. Seconds since 1970.
pub(crate) const BUILT_AFTER_SECS: u64 = 1_777_600_000;

/// A time somebody knew, and when by the uptime.
#[derive(Clone, Copy, Debug)]
struct Told {
    wall_ms: u64,
    uptime_ms: u64,
}

impl Told {
    /// What it has become by now.
    fn by(self, uptime_ms: u64) -> u64 {
        self.wall_ms.saturating_add(uptime_ms.saturating_sub(self.uptime_ms))
    }
}

/// What others know of the time.
#[derive(Debug, Default)]
struct Known {
    /// What the cloud said it was.
    told: Option<Told>,
    /// It is later than this, by the books.
    past: Option<Told>,
}

/// The machine's clocks. Clones share what others know.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    boot: BootId,
    /// Whether the owner vouches for the wall clock.
    is_vouched: bool,
    is_synchronised: bool,
    known: Arc<Mutex<Known>>,
}

impl Clock {
    /// Learns which boot this is. Where the kernel does not tell, every start counts as a boot of its own.
    pub(crate) fn new() -> Self {
        let named = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok().and_then(|text| boot_id(&text));
        let boot = named.unwrap_or_else(|| {
            let mut bytes = [0; 16];
            domain::ids::Chance::fill(&mut Kernel, &mut bytes);
            BootId(bytes)
        });
        let mut clock = Clock { boot, is_vouched: false, is_synchronised: false, known: Arc::default() };
        clock.refresh_trust();
        clock
    }

    /// Takes the wall clock for right even if the kernel knows of no NTP: in a container the router keeps it. One from
    /// before this version was made is still not believed.
    pub(crate) fn vouched_for(mut self, is_vouched: bool) -> Self {
        self.is_vouched = is_vouched;
        self
    }

    /// Somebody trustworthy has answered a question of ours with the time; a little of it has passed on the way.
    pub(crate) fn tell(&self, wall_ms: u64) {
        if wall_ms / 1000 >= BUILT_AFTER_SECS {
            self.with(|known| known.told = Some(Told { wall_ms, uptime_ms: uptime_ms() }));
        }
    }

    /// The books know that this time is past.
    pub(crate) fn has_passed(&self, wall_ms: u64) {
        self.with(|known| known.past = Some(Told { wall_ms, uptime_ms: uptime_ms() }));
    }

    /// The time certificates are judged at, in milliseconds since 1970. While nobody stands behind the wall clock it is
    /// never earlier than what is known to be past, or a router in 1970 could reach nobody who tells it the time. A wall
    /// clock that is ahead of that may be right.
    pub(crate) fn for_certificates(&self) -> u64 {
        let reading = Clock { is_synchronised: is_synchronised(), ..self.clone() }.read();
        if reading.wall_trusted {
            return reading.wall_ms;
        }
        let past_ms = self.with(|known| known.past).map_or(0, |past| past.by(reading.uptime_ms));
        reading.wall_ms.max(BUILT_AFTER_SECS * 1000).max(past_ms)
    }

    /// Nothing is done under the lock that could leave it broken.
    fn with<T>(&self, look: impl FnOnce(&mut Known) -> T) -> T {
        look(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Asks the kernel again whether NTP keeps the wall clock; cheap, but not worth it for every packet.
    pub(crate) fn refresh_trust(&mut self) {
        self.is_synchronised = is_synchronised();
    }

    /// The clocks now.
    pub(crate) fn read(&self) -> ClockReading {
        let wall_ms = u64::try_from(since_1970().as_millis()).unwrap_or(u64::MAX);
        let uptime_ms = uptime_ms();
        let is_kept = (self.is_synchronised || self.is_vouched) && wall_ms / 1000 >= BUILT_AFTER_SECS;
        // What the cloud told goes on by the uptime; a clock that is kept knows better.
        let told = self.with(|known| known.told).map(|told| told.by(uptime_ms));
        let (wall_ms, wall_trusted) = match told.filter(|_| !is_kept) {
            Some(told_ms) => (told_ms, true),
            None => (wall_ms, is_kept),
        };
        ClockReading { boot: self.boot, uptime_ms, wall_ms, wall_trusted }
    }
}

/// The wall clock whatever stands behind it, in seconds since 1970: for the log.
pub(crate) fn wall_secs() -> u64 {
    since_1970().as_secs()
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that asks")]
fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

fn boot_id(text: &str) -> Option<BootId> {
    let digits: String = text.trim().chars().filter(|&c| c != '-').collect();
    let number = u128::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == 32)?;
    Some(BootId(number.to_be_bytes()))
}

/// `CLOCK_BOOTTIME`: monotonic, and it goes on while the machine is suspended.
#[expect(unsafe_code, reason = "the standard library offers no clock that counts suspended time")]
pub(crate) fn uptime_ms() -> u64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer is to a live timespec, and the call writes nothing else.
    let failed = unsafe { libc::clock_gettime(libc::CLOCK_BOOTTIME, &raw mut now) } != 0;
    if failed {
        return 0;
    }
    let secs = u64::try_from(now.tv_sec).unwrap_or(0);
    let nanos = u64::try_from(now.tv_nsec).unwrap_or(0);
    secs.saturating_mul(1000).saturating_add(nanos / 1_000_000)
}

/// Whether the kernel says that NTP disciplines the clock (adjtimex(2): neither STA_UNSYNC nor TIME_ERROR).
#[expect(unsafe_code, reason = "the standard library does not ask the kernel about NTP")]
fn is_synchronised() -> bool {
    // SAFETY: all-zero bytes are a valid timex; with `modes` zero the call only reads, into this struct alone.
    let (state, status) = unsafe {
        let mut timex: libc::timex = std::mem::zeroed();
        (libc::adjtimex(&raw mut timex), timex.status)
    };
    state >= 0 && state != libc::TIME_ERROR && status & libc::STA_UNSYNC == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_boot_id_is_read() {
        let id = boot_id("7b0c2a52-0a51-4f0e-9a43-0d6f0f5a9c11\n");
        assert_eq!(id.map(|id| id.0[..2].to_vec()), Some(vec![0x7b, 0x0c]));
        assert_eq!(boot_id("nonsense"), None);
    }

    #[test]
    fn what_the_cloud_tells_is_trusted_until_the_clock_is_kept() {
        let clock = Clock { is_synchronised: false, ..Clock::new() };
        let told_ms = (BUILT_AFTER_SECS + 1000) * 1000;
        clock.tell(5);
        assert!(!clock.read().wall_trusted);
        clock.tell(told_ms);
        let reading = clock.clone().read();
        assert!(reading.wall_trusted && (told_ms..told_ms + 60_000).contains(&reading.wall_ms));
        let kept = Clock { is_vouched: true, ..clock };
        assert!(kept.read().wall_ms > told_ms + 60_000);
    }

    #[test]
    fn certificates_are_judged_at_the_latest_time_known_to_be_past() {
        // This machine's own clock is later than the build, so the times told here are later still.
        let clock = Clock { is_synchronised: false, ..Clock::new() };
        let wall_ms = clock.read().wall_ms;
        let is_about = |judged_ms: u64, wanted_ms: u64| (wanted_ms..wanted_ms + 60_000).contains(&judged_ms);
        assert!(clock.for_certificates() >= BUILT_AFTER_SECS * 1000);
        clock.has_passed(1000);
        assert!(clock.for_certificates() >= BUILT_AFTER_SECS * 1000);
        let is_kept = is_synchronised() && wall_ms / 1000 >= BUILT_AFTER_SECS;
        clock.has_passed(2 * wall_ms);
        assert!(is_about(clock.for_certificates(), if is_kept { wall_ms } else { 2 * wall_ms }));
        clock.tell(3 * wall_ms);
        assert!(is_about(clock.for_certificates(), if is_kept { wall_ms } else { 3 * wall_ms }));
    }

    #[test]
    fn two_readings_are_of_one_boot_and_in_order() {
        let clock = Clock::new();
        let (first, second) = (clock.read(), clock.read());
        assert_eq!(first.boot, second.boot);
        assert!(first.uptime_ms > 0 && second.uptime_ms >= first.uptime_ms);
    }
}
