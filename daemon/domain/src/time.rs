//! Trusted time. A router without a clock battery boots in 1970 and jumps when NTP arrives, so nothing here rests on
//! the wall clock alone. Every boot is a stretch of monotonic uptime; the [`Timeline`] lays the stretches one after
//! another. What lies between two boots is free while its length is unknown, and is charged once two trusted wall
//! readings around it tell how long it was.

use serde::{Deserialize, Serialize};

/// The kernel's name for one boot; a new one after every start of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BootId(pub [u8; 16]);

/// What the machine's clocks say, read by a roof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockReading {
    /// Which boot this is.
    pub boot: BootId,
    /// Milliseconds since that boot, suspended time included.
    pub uptime_ms: u64,
    /// Wall clock in milliseconds since 1970 (UTC).
    pub wall_ms: u64,
    /// Whether the wall clock was set by NTP or the cloud in this boot.
    pub wall_trusted: bool,
}

/// A point on the timeline: it stays right when an earlier stretch of off time becomes known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Moment {
    boot: u32,
    uptime_ms: u64,
}

impl Moment {
    /// The first moment of the first boot.
    pub const BEGINNING: Moment = Moment { boot: 0, uptime_ms: 0 };

    /// What moments are ordered by: the number of the boot, and the milliseconds in it.
    pub fn key(self) -> (u32, u64) {
        (self.boot, self.uptime_ms)
    }

    /// Whether the machine has not restarted between the two.
    pub fn is_in_boot_of(self, other: Moment) -> bool {
        self.boot == other.boot
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Boot {
    number: u32,
    id: BootId,
    /// Where uptime zero of this boot lies in service time; negative when the daemon first ran late in its boot.
    origin_ms: i64,
    last_uptime_ms: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Anchor {
    wall_ms: u64,
    moment: Moment,
}

/// All boots the site remembers, and the last moment at which the wall clock was trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    boots: Vec<Boot>,
    anchor: Option<Anchor>,
}

/// The present, as decisions see it.
#[derive(Clone, Copy, Debug)]
pub struct Now<'a> {
    timeline: &'a Timeline,
    moment: Moment,
    wall_ms: Option<u64>,
}

/// What taking in a reading did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The moment of the reading.
    pub moment: Moment,
    /// Whether the timeline itself changed (a new boot, time trusted anew) and wants to be stored whole.
    pub is_landmark: bool,
}

impl Timeline {
    /// Boots remembered; moments in older ones count as the start of the oldest.
    pub const BOOTS_KEPT: usize = 512;

    /// Takes in a reading. Uptime never runs backwards within a boot.
    pub fn advance(&mut self, reading: &ClockReading) -> Step {
        let is_new_boot = self.boots.last().is_none_or(|boot| boot.id != reading.boot);
        if is_new_boot {
            self.begin_boot(reading);
        }
        let mut moment = Moment::BEGINNING;
        if let Some(boot) = self.boots.last_mut() {
            boot.last_uptime_ms = boot.last_uptime_ms.max(reading.uptime_ms);
            moment = Moment { boot: boot.number, uptime_ms: boot.last_uptime_ms };
        }
        let is_newly_trusted =
            reading.wall_trusted && self.anchor.is_none_or(|anchor| anchor.moment.boot < moment.boot);
        if reading.wall_trusted {
            self.learn_off_time(reading.wall_ms, moment);
        }
        Step { moment, is_landmark: is_new_boot || is_newly_trusted }
    }

    /// Brings a stored timeline up to the last moment known to be on disk, after a power cut.
    pub fn resume(&mut self, reached: Moment) {
        if let Some(boot) = self.boots.last_mut().filter(|boot| boot.number == reached.boot) {
            boot.last_uptime_ms = boot.last_uptime_ms.max(reached.uptime_ms);
        }
    }

    /// Decisions get the present from here, right after [`Timeline::advance`].
    pub fn now(&self, moment: Moment) -> Now<'_> {
        let wall_ms = self.anchor.filter(|anchor| anchor.moment.boot == moment.boot).map(|anchor| {
            let since = moment.uptime_ms.saturating_sub(anchor.moment.uptime_ms);
            anchor.wall_ms.saturating_add(since)
        });
        Now { timeline: self, moment, wall_ms }
    }

    /// The latest wall time ever trusted, and the service seen since: while the clock is untrusted, nothing can be earlier
    /// than this.
    pub fn high_water_ms(&self) -> Option<u64> {
        let (anchor, newest) = (self.anchor?, self.boots.last()?);
        let reached = Moment { boot: newest.number, uptime_ms: newest.last_uptime_ms };
        let since_ms = self.service_ms(reached).saturating_sub(self.service_ms(anchor.moment));
        Some(anchor.wall_ms.saturating_add(u64::try_from(since_ms).unwrap_or(0)))
    }

    /// The moment that lies so many milliseconds of service before now; `None` if the site is younger than that.
    pub fn moment_ago(&self, ago_ms: u64) -> Option<Moment> {
        let newest = self.boots.last()?;
        let target_ms = newest.origin_ms.saturating_add_unsigned(newest.last_uptime_ms).saturating_sub_unsigned(ago_ms);
        let boot = self.boots.iter().rev().find(|boot| boot.origin_ms <= target_ms)?;
        let uptime_ms = u64::try_from(target_ms.saturating_sub(boot.origin_ms)).ok()?;
        Some(Moment { boot: boot.number, uptime_ms })
    }

    fn begin_boot(&mut self, reading: &ClockReading) {
        let (number, reached_ms) = match self.boots.last() {
            Some(boot) => (boot.number.saturating_add(1), boot.origin_ms.saturating_add_unsigned(boot.last_uptime_ms)),
            None => (0, 0),
        };
        let origin_ms = reached_ms.saturating_sub_unsigned(reading.uptime_ms);
        self.boots.push(Boot { number, id: reading.boot, origin_ms, last_uptime_ms: reading.uptime_ms });
        if self.boots.len() > Self::BOOTS_KEPT {
            self.boots.remove(0);
        }
    }

    /// Off time between the last trusted moment and this one is put right behind the last trusted one: rights that
    /// began before it are charged, rights that began in a boot that did not know the time are not.
    fn learn_off_time(&mut self, wall_ms: u64, moment: Moment) {
        if let Some(anchor) = self.anchor.filter(|anchor| anchor.moment.boot < moment.boot) {
            let real_ms = i64::try_from(wall_ms.saturating_sub(anchor.wall_ms)).unwrap_or(i64::MAX);
            let seen_ms = self.service_ms(moment).saturating_sub(self.service_ms(anchor.moment));
            let unseen_ms = real_ms.saturating_sub(seen_ms).max(0);
            for boot in self.boots.iter_mut().filter(|boot| boot.number > anchor.moment.boot) {
                boot.origin_ms = boot.origin_ms.saturating_add(unseen_ms);
            }
        }
        let wall_ms = self.anchor.map_or(wall_ms, |anchor| wall_ms.max(anchor.wall_ms));
        self.anchor = Some(Anchor { wall_ms, moment });
    }

    fn service_ms(&self, moment: Moment) -> i64 {
        let within = self.boots.iter().rev().find(|boot| boot.number <= moment.boot);
        match within.or(self.boots.first()) {
            Some(boot) if boot.number == moment.boot => boot.origin_ms.saturating_add_unsigned(moment.uptime_ms),
            Some(boot) => boot.origin_ms,
            None => 0,
        }
    }
}

impl Now<'_> {
    /// Where the present lies on the timeline.
    pub fn moment(&self) -> Moment {
        self.moment
    }

    /// Milliseconds of service since an earlier moment; zero for a later one.
    pub fn ms_since(&self, earlier: Moment) -> u64 {
        let passed_ms = self.timeline.service_ms(self.moment).saturating_sub(self.timeline.service_ms(earlier));
        u64::try_from(passed_ms).unwrap_or(0)
    }

    /// Whole seconds of service since an earlier moment.
    pub fn secs_since(&self, earlier: Moment) -> u64 {
        self.ms_since(earlier) / 1000
    }

    /// The moment that lies so many milliseconds of service before the present; `None` if the site is younger than that.
    pub fn moment_ago(&self, ago_ms: u64) -> Option<Moment> {
        self.timeline.moment_ago(ago_ms)
    }

    /// Wall clock in milliseconds since 1970, if it can be trusted.
    pub fn wall_ms(&self) -> Option<u64> {
        self.wall_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOUR: u64 = 3_600_000;
    const YEAR_2026: u64 = 1_767_225_600_000;

    fn trusted(boot: u8, uptime_ms: u64, wall_ms: u64) -> ClockReading {
        ClockReading { boot: BootId([boot; 16]), uptime_ms, wall_ms, wall_trusted: true }
    }

    fn untrusted(boot: u8, uptime_ms: u64) -> ClockReading {
        ClockReading { boot: BootId([boot; 16]), uptime_ms, wall_ms: uptime_ms, wall_trusted: false }
    }

    fn advance(timeline: &mut Timeline, reading: &ClockReading) -> Moment {
        timeline.advance(reading).moment
    }

    fn hours_between(timeline: &Timeline, earlier: Moment, later: Moment) -> u64 {
        timeline.now(later).ms_since(earlier) / HOUR
    }

    #[test]
    fn a_wall_clock_that_jumps_from_1970_charges_nothing() {
        let mut timeline = Timeline::default();
        let start = advance(&mut timeline, &untrusted(1, 0));
        let later = advance(&mut timeline, &trusted(1, HOUR, YEAR_2026));
        assert_eq!(hours_between(&timeline, start, later), 1);
    }

    #[test]
    fn a_wall_clock_that_jumps_within_a_boot_charges_nothing() {
        let mut timeline = Timeline::default();
        let start = advance(&mut timeline, &trusted(1, 0, YEAR_2026));
        let later = advance(&mut timeline, &trusted(1, HOUR, YEAR_2026 + 50 * HOUR));
        assert_eq!(hours_between(&timeline, start, later), 1);
        let back = advance(&mut timeline, &trusted(1, 2 * HOUR, YEAR_2026));
        assert_eq!(hours_between(&timeline, start, back), 2);
    }

    #[test]
    fn off_time_between_two_trusted_moments_is_charged() {
        let mut timeline = Timeline::default();
        let start = advance(&mut timeline, &trusted(1, 0, YEAR_2026));
        advance(&mut timeline, &trusted(1, HOUR, YEAR_2026 + HOUR));
        let later = advance(&mut timeline, &trusted(2, HOUR, YEAR_2026 + 5 * HOUR));
        assert_eq!(hours_between(&timeline, start, later), 5);
    }

    #[test]
    fn off_time_of_unknown_length_is_free_until_it_is_known() {
        let mut timeline = Timeline::default();
        let start = advance(&mut timeline, &trusted(1, 0, YEAR_2026));
        advance(&mut timeline, &trusted(1, HOUR, YEAR_2026 + HOUR));
        let dark = advance(&mut timeline, &untrusted(2, 0));
        assert_eq!(hours_between(&timeline, start, dark), 1);
        let lit = advance(&mut timeline, &trusted(2, HOUR, YEAR_2026 + 9 * HOUR));
        assert_eq!(hours_between(&timeline, start, lit), 9);
    }

    #[test]
    fn a_right_that_began_in_the_dark_is_not_charged_for_the_night_before() {
        let mut timeline = Timeline::default();
        advance(&mut timeline, &trusted(1, HOUR, YEAR_2026));
        let in_the_dark = advance(&mut timeline, &untrusted(2, HOUR));
        let lit = advance(&mut timeline, &trusted(3, HOUR, YEAR_2026 + 48 * HOUR));
        assert_eq!(hours_between(&timeline, in_the_dark, lit), 0);
    }

    #[test]
    fn the_wall_is_known_only_in_a_boot_that_learnt_it() {
        let mut timeline = Timeline::default();
        let lit = advance(&mut timeline, &trusted(1, HOUR, YEAR_2026));
        assert_eq!(timeline.now(lit).wall_ms(), Some(YEAR_2026));
        let dark = advance(&mut timeline, &untrusted(2, HOUR));
        assert_eq!(timeline.now(dark).wall_ms(), None);
    }

    #[test]
    fn what_has_been_lived_through_since_the_wall_was_known_is_past_too() {
        let mut timeline = Timeline::default();
        advance(&mut timeline, &untrusted(1, HOUR));
        assert_eq!(timeline.high_water_ms(), None);
        advance(&mut timeline, &trusted(1, 2 * HOUR, YEAR_2026));
        let reached = advance(&mut timeline, &trusted(1, 3 * HOUR, YEAR_2026 + HOUR));
        assert_eq!(timeline.high_water_ms(), Some(YEAR_2026 + HOUR));
        // As read from a disk that the anchor reached, but nothing after it did but how far time had come.
        let mut stored = Timeline::default();
        advance(&mut stored, &trusted(1, 2 * HOUR, YEAR_2026));
        stored.resume(reached);
        advance(&mut stored, &untrusted(2, HOUR));
        advance(&mut stored, &untrusted(2, 3 * HOUR));
        assert_eq!(stored.high_water_ms(), Some(YEAR_2026 + 3 * HOUR));
    }

    #[test]
    fn a_moment_ago_is_found_in_the_boot_it_fell_into() {
        let mut timeline = Timeline::default();
        advance(&mut timeline, &untrusted(1, HOUR));
        let middle = advance(&mut timeline, &untrusted(1, 3 * HOUR));
        let now = advance(&mut timeline, &untrusted(2, 0));
        advance(&mut timeline, &untrusted(2, 2 * HOUR));
        assert_eq!(timeline.moment_ago(2 * HOUR), Some(now));
        assert_eq!(timeline.moment_ago(4 * HOUR).map(|ago| ago < middle), Some(true));
        assert_eq!(timeline.moment_ago(100 * HOUR), None);
    }

    #[test]
    fn old_boots_are_forgotten_without_charging_their_rights() {
        let mut timeline = Timeline::default();
        let start = advance(&mut timeline, &untrusted(0, 0));
        let mut last = start;
        for number in 0..2 * Timeline::BOOTS_KEPT {
            let boot = BootId((number as u128).to_le_bytes());
            last = advance(&mut timeline, &ClockReading { boot, uptime_ms: 0, wall_ms: 0, wall_trusted: false });
        }
        assert_eq!(timeline.boots.len(), Timeline::BOOTS_KEPT);
        assert_eq!(timeline.now(last).ms_since(start), 0);
    }

    #[derive(Clone, Debug)]
    enum Step {
        Run { ms: u64, trusted: bool },
        PowerCut { off_ms: u64 },
        DaemonRestart,
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            4 => (0..10 * HOUR, any::<bool>()).prop_map(|(ms, trusted)| Step::Run { ms, trusted }),
            1 => (0..100 * HOUR).prop_map(|off_ms| Step::PowerCut { off_ms }),
            1 => Just(Step::DaemonRestart),
        ];
        proptest::collection::vec(step, 1..40)
    }

    proptest! {
        /// Whatever happens to power and clocks: time charged never shrinks, is at least the time seen running and
        /// never more than the time that really passed.
        #[test]
        fn time_charged_lies_between_what_was_seen_and_what_was_real(steps in steps()) {
            let (mut boot, mut uptime_ms, mut real_ms, mut seen_ms) = (1u8, 0u64, 0u64, 0u64);
            let mut timeline = Timeline::default();
            let start = advance(&mut timeline, &untrusted(boot, 0));
            let mut reached = start;
            let mut charged_before = 0;
            for step in steps {
                match step {
                    Step::Run { ms, trusted } => {
                        uptime_ms += ms;
                        real_ms += ms;
                        seen_ms += ms;
                        let wall_ms = YEAR_2026 + real_ms;
                        let reading = ClockReading { boot: BootId([boot; 16]), uptime_ms, wall_ms, wall_trusted: trusted };
                        let moment = advance(&mut timeline, &reading);
                        reached = moment;
                        let charged = timeline.now(moment).ms_since(start);
                        prop_assert!(charged >= charged_before.max(seen_ms), "{charged} charged, {seen_ms} seen");
                        prop_assert!(charged <= real_ms, "{charged} charged, {real_ms} real");
                        charged_before = charged;
                    }
                    Step::PowerCut { off_ms } => {
                        boot += 1;
                        uptime_ms = 0;
                        real_ms += off_ms;
                        advance(&mut timeline, &untrusted(boot, 0));
                    }
                    Step::DaemonRestart => {
                        let mut kept = timeline.clone();
                        kept.resume(timeline.now(reached).moment());
                        timeline = kept;
                    }
                }
            }
        }
    }
}
