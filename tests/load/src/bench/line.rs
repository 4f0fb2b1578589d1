//! One line of the table: what was measured, what it is held against, and the verdict.

use std::time::Duration;

/// A measurement.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it is.
    pub name: String,
    /// The figure, if there is one.
    pub measured: Option<f64>,
    /// The peer's.
    pub peer: Option<f64>,
    /// What both count.
    pub unit: Unit,
    /// What was promised.
    pub budget: Budget,
    /// What a reader must know to believe it; printed below the table.
    pub note: Option<String>,
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Things.
    Count,
    /// Of something, each second.
    PerSecond,
    /// Microseconds.
    Micros,
    /// Milliseconds.
    Millis,
    /// Seconds.
    Seconds,
    /// Bytes.
    Bytes,
}

/// A promise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Budget {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
    /// No more than this multiple of the peer's.
    AtMostOfPeer(f64),
    /// No less than this multiple of the peer's.
    AtLeastOfPeer(f64),
    /// Nothing was promised; the figure helps to read the others.
    None,
}

impl Line {
    /// A line with nothing but its name and its promise.
    pub fn new(name: impl Into<String>, unit: Unit, budget: Budget) -> Self {
        Line { name: name.into(), measured: None, peer: None, unit, budget, note: None }
    }

    /// With what was measured.
    pub fn measured(mut self, measured: impl Into<Option<f64>>) -> Self {
        self.measured = measured.into();
        self
    }

    /// With what the peer does.
    pub fn peer(mut self, peer: impl Into<Option<f64>>) -> Self {
        self.peer = peer.into();
        self
    }

    /// With what must be known to believe it.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Measured, as a multiple of the peer's.
    pub fn ratio(&self) -> Option<f64> {
        Some(self.measured? / self.peer.filter(|peer| *peer > 0.0)?)
    }

    /// Whether the promise is kept, if there is one and it could be tried.
    pub fn is_kept(&self) -> Option<bool> {
        match self.budget {
            Budget::AtMost(most) => Some(self.measured? <= most),
            Budget::AtLeast(least) => Some(self.measured? >= least),
            Budget::AtMostOfPeer(most) => Some(self.ratio()? <= most),
            Budget::AtLeastOfPeer(least) => Some(self.ratio()? >= least),
            Budget::None => None,
        }
    }
}

impl Unit {
    /// A duration in this unit of time.
    pub fn of(self, duration: Duration) -> f64 {
        duration.as_secs_f64()
            * match self {
                Unit::Micros => 1e6,
                Unit::Seconds => 1.0,
                _ => 1e3,
            }
    }

    /// A figure as people read it.
    pub fn show(self, figure: f64) -> String {
        match self {
            Unit::Count => format!("{figure:.0}"),
            Unit::PerSecond => format!("{}/s", short(figure)),
            Unit::Micros => format!("{} µs", short(figure)),
            Unit::Millis => format!("{} ms", short(figure)),
            Unit::Seconds => format!("{} s", short(figure)),
            Unit::Bytes if figure >= 1e6 => format!("{} MB", short(figure / 1e6)),
            Unit::Bytes if figure >= 1e4 => format!("{} KB", short(figure / 1e3)),
            Unit::Bytes => format!("{figure:.0} B"),
        }
    }
}

/// The value below which so many of a hundred lie.
pub(super) fn nth(sorted: &[f64], percent: usize) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    sorted.get((sorted.len() * percent / 100).min(last)).copied()
}

/// Three digits that count.
pub(super) fn short(figure: f64) -> String {
    match figure {
        figure if figure >= 100.0 => format!("{figure:.0}"),
        figure if figure >= 10.0 => format!("{figure:.1}"),
        figure => format!("{figure:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promises_are_held_against_figure_or_ratio() {
        let line = |budget| Line::new("", Unit::PerSecond, budget).measured(50.0).peer(10.0);
        for (budget, kept) in [
            (Budget::AtMost(50.0), Some(true)),
            (Budget::AtLeast(51.0), Some(false)),
            (Budget::AtLeastOfPeer(5.0), Some(true)),
            (Budget::AtMostOfPeer(0.1), Some(false)),
            (Budget::None, None),
        ] {
            assert_eq!(line(budget).is_kept(), kept, "{budget:?}");
        }
    }

    #[test]
    fn what_could_not_be_tried_is_neither_kept_nor_broken() {
        assert_eq!(Line::new("", Unit::Bytes, Budget::AtMost(1.0)).is_kept(), None);
        assert_eq!(Line::new("", Unit::Bytes, Budget::AtLeastOfPeer(1.0)).measured(1.0).is_kept(), None);
    }

    #[test]
    fn figures_keep_three_digits() {
        assert_eq!(Unit::PerSecond.show(12345.6), "12346/s");
        assert_eq!(Unit::Micros.show(23.45), "23.4 µs");
        assert_eq!(Unit::Bytes.show(14_336.0), "14.3 KB");
        assert_eq!(Unit::Bytes.show(512.0), "512 B");
    }
}
