//! The guess limiter. Only unknown codes count, against the device that typed them. The first few are free; each one
//! more makes that device wait longer for its next try. Nobody else waits, so nobody can be locked out by another.

use std::collections::BTreeMap;

use crate::device::Mac;

#[derive(Clone, Copy, Debug)]
struct Guesses {
    count: u32,
    last_ms: u64,
}

impl Guesses {
    fn waits_until_ms(self, free_guesses: u32) -> u64 {
        let beyond = self.count.saturating_sub(free_guesses);
        let wait_secs = match beyond {
            0 => 0,
            _ => (1u64 << beyond.min(16)).min(GuessLimiter::LONGEST_WAIT_SECS),
        };
        self.last_ms.saturating_add(wait_secs * 1000)
    }
}

/// Wrong codes by device. Times are milliseconds of uptime: a restart forgives.
#[derive(Debug)]
pub struct GuessLimiter {
    devices: BTreeMap<Mac, Guesses>,
    free_guesses: u32,
}

/// For single devices.
impl Default for GuessLimiter {
    fn default() -> Self {
        GuessLimiter::allowing(Self::FREE_GUESSES)
    }
}

impl GuessLimiter {
    /// Wrong codes of one device that cost no wait.
    pub const FREE_GUESSES: u32 = 5;
    /// The longest wait between two tries.
    pub const LONGEST_WAIT_SECS: u64 = 300;
    /// A device that typed nothing wrong for this long starts afresh.
    pub const FORGIVEN_AFTER_SECS: u64 = 1800;
    /// Devices remembered; the one that has been quiet longest makes room.
    pub const MOST_DEVICES: usize = 4096;

    /// Wrong codes of a crowd behind one address that cost no wait.
    pub const FREE_GUESSES_OF_A_CROWD: u32 = 200;

    /// A limiter under which so many wrong codes cost no wait.
    pub fn allowing(free_guesses: u32) -> Self {
        GuessLimiter { devices: BTreeMap::new(), free_guesses }
    }

    /// Seconds this device must still wait before a code of its is looked at; zero: go on.
    pub fn wait_secs(&self, device: Mac, now_ms: u64) -> u64 {
        let until_ms = self.devices.get(&device).map_or(0, |guesses| guesses.waits_until_ms(self.free_guesses));
        until_ms.saturating_sub(now_ms).div_ceil(1000)
    }

    /// Forgets the wrong codes of a device that has shown it belongs here.
    pub fn forgive(&mut self, device: Mac) {
        self.devices.remove(&device);
    }

    /// Counts an unknown code.
    pub fn count(&mut self, device: Mac, now_ms: u64) {
        if self.devices.len() >= Self::MOST_DEVICES && !self.devices.contains_key(&device) {
            self.make_room();
        }
        let guesses = self.devices.entry(device).or_insert(Guesses { count: 0, last_ms: now_ms });
        if now_ms.saturating_sub(guesses.last_ms) > Self::FORGIVEN_AFTER_SECS * 1000 {
            guesses.count = 0;
        }
        *guesses = Guesses { count: guesses.count.saturating_add(1), last_ms: now_ms };
    }

    fn make_room(&mut self) {
        let quietest = self.devices.iter().min_by_key(|(_, guesses)| guesses.last_ms).map(|(&device, _)| device);
        quietest.map(|device| self.devices.remove(&device));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(number: u32) -> Mac {
        let [a, b, c, d] = number.to_be_bytes();
        Mac::from_bytes([2, 0, a, b, c, d]).unwrap()
    }

    #[test]
    fn a_few_slips_cost_nothing_and_a_guesser_waits_longer_each_time() {
        let mut limiter = GuessLimiter::default();
        let mut waits = Vec::new();
        let mut now_ms = 0;
        for _ in 0..16 {
            limiter.count(device(1), now_ms);
            let wait_secs = limiter.wait_secs(device(1), now_ms);
            now_ms += wait_secs * 1000;
            waits.push(wait_secs);
        }
        assert_eq!(waits[..8], [0, 0, 0, 0, 0, 2, 4, 8]);
        assert_eq!(waits[15], GuessLimiter::LONGEST_WAIT_SECS);
        assert_eq!(limiter.wait_secs(device(1), now_ms), 0);
    }

    #[test]
    fn a_guesser_locks_nobody_else_out() {
        let mut limiter = GuessLimiter::default();
        (0..100).for_each(|_| limiter.count(device(1), 0));
        assert!(limiter.wait_secs(device(1), 0) > 0);
        assert_eq!(limiter.wait_secs(device(2), 0), 0);
    }

    #[test]
    fn half_an_hour_without_a_wrong_code_forgives() {
        let mut limiter = GuessLimiter::default();
        (0..8).for_each(|_| limiter.count(device(1), 0));
        let later_ms = (GuessLimiter::FORGIVEN_AFTER_SECS + 1) * 1000;
        limiter.count(device(1), later_ms);
        assert_eq!(limiter.wait_secs(device(1), later_ms), 0);
    }

    #[test]
    fn the_memory_of_guesses_is_bounded() {
        let mut limiter = GuessLimiter::default();
        (0..10_000).for_each(|number| limiter.count(device(number), u64::from(number)));
        assert_eq!(limiter.devices.len(), GuessLimiter::MOST_DEVICES);
    }
}
