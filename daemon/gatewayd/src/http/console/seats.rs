//! Who is signed in: a few seats, each a secret in one browser's cookie. They are in memory only: after a power cut the
//! PIN is typed once more.

use domain::ids::Chance;

/// People behind one counter, and the phones they use.
const MOST: usize = 8;
/// A seat nobody sits on.
const IDLE_MS: u64 = 4 * 3600 * 1000;
/// A working day, and some.
const LONGEST_MS: u64 = 16 * 3600 * 1000;

/// A secret of so many bits that nobody guesses it.
type Secret = [u8; 16];

/// The seats.
#[derive(Debug, Default)]
pub(super) struct Seats {
    taken: Vec<Seat>,
}

#[derive(Debug)]
struct Seat {
    cookie: Secret,
    form: Secret,
    since_ms: u64,
    used_ms: u64,
}

/// What a browser that signed in is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Taken {
    /// For its cookie.
    pub(super) cookie: String,
    /// For its forms.
    pub(super) form: String,
}

impl Seats {
    /// Takes a seat; where all are taken, the one that was used longest ago.
    pub(super) fn take(&mut self, now_ms: u64, chance: &mut dyn Chance) -> Taken {
        self.forget(now_ms);
        if self.taken.len() >= MOST {
            self.taken.sort_unstable_by_key(|seat| std::cmp::Reverse(seat.used_ms));
            self.taken.truncate(MOST - 1);
        }
        let (mut cookie, mut form) = (Secret::default(), Secret::default());
        chance.fill(&mut cookie);
        chance.fill(&mut form);
        self.taken.push(Seat { cookie, form, since_ms: now_ms, used_ms: now_ms });
        Taken { cookie: written(&cookie), form: written(&form) }
    }

    /// What the forms of whoever shows this cookie carry; `None` if nobody sits there.
    pub(super) fn form_of(&mut self, cookie: &str, now_ms: u64) -> Option<String> {
        self.forget(now_ms);
        let seat = self.taken.iter_mut().find(|seat| is_same(&written(&seat.cookie), cookie))?;
        seat.used_ms = now_ms;
        Some(written(&seat.form))
    }

    /// Gives a seat up.
    pub(super) fn leave(&mut self, cookie: &str) {
        self.taken.retain(|seat| !is_same(&written(&seat.cookie), cookie));
    }

    fn forget(&mut self, now_ms: u64) {
        self.taken.retain(|seat| {
            now_ms.saturating_sub(seat.used_ms) < IDLE_MS && now_ms.saturating_sub(seat.since_ms) < LONGEST_MS
        });
    }
}

fn written(secret: &Secret) -> String {
    secret.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Compares in a time that does not tell how far two secrets agree.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting(u8);

    impl Chance for Counting {
        fn fill(&mut self, buffer: &mut [u8]) {
            self.0 += 1;
            buffer.fill(self.0);
        }
    }

    #[test]
    fn a_seat_is_kept_while_it_is_used_and_lost_when_it_is_not() {
        let (mut seats, mut chance) = (Seats::default(), Counting(0));
        let taken = seats.take(0, &mut chance);
        assert_ne!(taken.cookie, taken.form);
        assert_eq!(seats.form_of(&taken.cookie, IDLE_MS - 1), Some(taken.form.clone()));
        assert_eq!(seats.form_of(&taken.form, IDLE_MS - 1), None);
        assert!(seats.form_of(&taken.cookie, 2 * IDLE_MS - 2).is_some());
        assert_eq!(seats.form_of(&taken.cookie, 3 * IDLE_MS), None);
    }

    #[test]
    fn nobody_stays_longer_than_a_day_and_whoever_leaves_is_gone() {
        let (mut seats, mut chance) = (Seats::default(), Counting(0));
        let (one, other) = (seats.take(0, &mut chance), seats.take(0, &mut chance));
        seats.leave(&other.cookie);
        assert_eq!(seats.form_of(&other.cookie, 1), None);
        let mut now_ms = 0;
        while now_ms + IDLE_MS / 2 < LONGEST_MS {
            now_ms += IDLE_MS / 2;
            assert!(seats.form_of(&one.cookie, now_ms).is_some());
        }
        assert_eq!(seats.form_of(&one.cookie, LONGEST_MS), None);
    }

    #[test]
    fn a_ninth_browser_takes_the_seat_that_was_used_longest_ago() {
        let (mut seats, mut chance) = (Seats::default(), Counting(0));
        let taken: Vec<_> = (0..MOST as u64).map(|ms| seats.take(ms, &mut chance)).collect();
        seats.form_of(&taken[0].cookie, 100);
        seats.take(101, &mut chance);
        assert!(seats.form_of(&taken[0].cookie, 102).is_some());
        assert_eq!(seats.form_of(&taken[1].cookie, 102), None);
        assert_eq!(seats.taken.len(), MOST);
    }
}
