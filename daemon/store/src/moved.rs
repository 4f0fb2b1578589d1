//! Records of earlier lives that are told in a later one. They keep their places in the outbox, so that a life that begins
//! behind a long past costs one small entry of the journal and no memory. Under which new place a line is told follows from
//! counting: the last that was there when the life began has the last of their numbers, however many of the first ones
//! have been forgotten since.

use domain::event::Record;
use domain::ledger::Read;
use domain::link::{Cursor, Moved};

use crate::books::Books;

/// How far the counting had come the last time: the next one goes on from there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted {
    moved: Moved,
    /// The new place of a line,
    number: u64,
    /// and where it stands.
    stands: Cursor,
}

impl Books {
    /// Up to `limit` lines of the outbox behind a place, in order, under the places they are told at; none that stands at
    /// `before` or behind it.
    pub(crate) fn lines_after(&self, told: Cursor, before: Cursor, limit: usize) -> Read<Vec<Record>> {
        let read = |behind: Cursor, limit: usize| {
            let mut lines = self.records_after(behind, limit)?;
            lines.retain(|record| place_of(record) < before);
            Ok(lines)
        };
        let is_moved = |moved: &Moved| told < Cursor { epoch: moved.epoch, sequence: moved.count };
        let Some(moved) = self.link.moved.filter(is_moved) else { return read(told, limit) };
        if told < moved.behind {
            let mut stayed = read(told, limit)?;
            stayed.retain(|record| place_of(record) <= moved.behind);
            if !stayed.is_empty() {
                return Ok(stayed);
            }
        }
        let number = if told.epoch == moved.epoch { told.sequence } else { 0 };
        let counted = self.count_to(moved, number)?;
        let mut lines = read(counted.stands, limit)?;
        let moved_lines = lines.iter_mut().take_while(|record| record.epoch < moved.epoch);
        for (record, number) in moved_lines.zip(counted.number.saturating_add(1)..) {
            (record.epoch, record.sequence) = (moved.epoch, number);
        }
        Ok(lines)
    }

    /// Where the line stands that is told at a place: what is behind the one is behind the other.
    pub(crate) fn standing_place(&self, told: Cursor) -> Read<Cursor> {
        match self.link.moved {
            Some(moved) if told.epoch < moved.epoch => Ok(told.min(moved.behind)),
            Some(moved) if told.epoch == moved.epoch && told.sequence < moved.count => {
                Ok(self.count_to(moved, told.sequence)?.stands)
            }
            _ => Ok(told),
        }
    }

    /// How many lines stand behind a place, up to those of an epoch.
    pub(crate) fn count_lines(&self, behind: Cursor, epoch: u32) -> Read<u64> {
        let mut count = 0;
        self.walk(behind, epoch, &mut |_| {
            count += 1;
            true
        })?;
        Ok(count)
    }

    /// The line with a number, or the place before the first that is left.
    fn count_to(&self, moved: Moved, number: u64) -> Read<Counted> {
        let known = self.counted.get().filter(|known| known.moved == moved && known.number <= number);
        let mut counted = match known {
            Some(known) => known,
            None => {
                let forgotten = moved.count.saturating_sub(self.count_lines(moved.behind, moved.epoch)?);
                Counted { moved, number: forgotten, stands: moved.behind }
            }
        };
        if counted.number < number {
            self.walk(counted.stands, moved.epoch, &mut |stands| {
                counted = Counted { number: counted.number + 1, stands, ..counted };
                counted.number < number
            })?;
        }
        self.counted.set(Some(counted));
        Ok(counted)
    }

    /// Shows the places of lines, in order, until it was enough. What is not folded yet stands behind what is.
    fn walk(&self, behind: Cursor, epoch: u32, more: &mut dyn FnMut(Cursor) -> bool) -> Read<()> {
        let (mut last, mut goes_on) = (behind, true);
        let mut show = |place: Cursor| {
            if goes_on && place > last {
                last = place;
                goes_on = place.epoch < epoch && more(place);
            }
            goes_on
        };
        if let Some(file) = &self.file {
            file.walk_outbox(behind, &mut show)?;
        }
        for layer in self.frozen.as_deref().into_iter().chain([&self.live]) {
            let places = layer.records.range((behind.epoch, behind.sequence)..);
            let _ = places.map(|(&(epoch, sequence), _)| Cursor { epoch, sequence }).all(&mut show);
        }
        Ok(())
    }
}

fn place_of(record: &Record) -> Cursor {
    Cursor { epoch: record.epoch, sequence: record.sequence }
}
