//! The log: one line an event on standard error, none longer than a RouterOS log keeps of a container's.
//!
//! It knows levels and events only; nothing here follows spans. That is a tenth of what a general subscriber weighs, and
//! on MIPS there is no room for one.

use std::fmt::{self, Write as _};
use std::io::Write as _;

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::clock::wall_secs;

/// Bytes of a line. RouterOS cuts at about 179, the container's name included, and says nothing of what is missing.
const LONGEST: usize = 170;
const CUT: char = '…';

/// From now on events up to this level are written.
pub(crate) fn start(most: Level) {
    // It fails only if somebody has started one before; then that one writes.
    let _ = tracing::subscriber::set_global_default(Lines { most });
}

struct Lines {
    most: Level,
}

impl Subscriber for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && *metadata.level() <= self.most
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::from_level(self.most))
    }

    fn event(&self, event: &Event<'_>) {
        let now = jiff::Timestamp::from_second(i64::try_from(wall_secs()).unwrap_or_default()).unwrap_or_default();
        let mut line = Line::default();
        // A line takes everything and fails never.
        let _ = write!(line, "{now} {:>5}", event.metadata().level().as_str());
        event.record(&mut line);
        // Whoever reads standard error may have gone; the daemon goes on.
        let _ = std::io::stderr().write_all(line.finished().as_bytes());
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// A line as it grows. What a stranger sent can neither begin another line nor steer a terminal, and however much it is, no
/// more of it is kept than is shown.
#[derive(Default)]
struct Line {
    text: String,
    is_cut: bool,
}

impl Line {
    fn push(&mut self, character: char) {
        self.is_cut |= self.text.len() + character.len_utf8() > LONGEST;
        if !self.is_cut {
            self.text.push(character);
        }
    }

    fn finished(mut self) -> String {
        if self.is_cut {
            while self.text.len() + CUT.len_utf8() > LONGEST {
                self.text.pop();
            }
            self.text.push(CUT);
        }
        self.text.push('\n');
        self.text
    }
}

impl fmt::Write for Line {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        for character in more.chars() {
            if character.is_control() {
                character.escape_default().for_each(|shown| self.push(shown));
            } else {
                self.push(character);
            }
        }
        Ok(())
    }
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = match field.name() {
            "message" => write!(self, " {value:?}"),
            name => write!(self, " {name}={value:?}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> String {
        let mut line = Line::default();
        write!(line, "{text}").unwrap();
        line.finished()
    }

    #[test]
    fn a_line_is_as_long_as_a_router_keeps_it() {
        assert_eq!(line(&"x".repeat(LONGEST)), "x".repeat(LONGEST) + "\n");
        for text in ["x".repeat(LONGEST + 1), "ñ".repeat(LONGEST), "x".repeat(168) + "\u{7}", "€".repeat(1000)] {
            let cut = line(&text);
            assert!(cut.trim_end().len() <= LONGEST && cut.len() > LONGEST - 4 && cut.ends_with("…\n"), "{cut}");
        }
    }

    #[test]
    fn what_strangers_send_stays_on_its_line() {
        assert_eq!(line("a\nb\u{1b}[2J\u{9b}c\td"), "a\\nb\\u{1b}[2J\\u{9b}c\\td\n");
    }
}
