//! What happened of an evening, with its time: counted by kind, and told when something is wrong.

use std::collections::BTreeMap;

use testkit::Event;

/// Everything in order.
#[derive(Default)]
pub(super) struct Diary {
    lines: Vec<(u64, String)>,
    counts: BTreeMap<String, u32>,
}

impl Diary {
    /// Something was done to the place.
    pub(super) fn note(&mut self, now: u64, what: &str) {
        self.count(what);
        self.lines.push((now, format!("--- {what}")));
    }

    /// Something happened at the router.
    pub(super) fn hear(&mut self, now: u64, event: &Event) {
        match event {
            Event::LoginRefused { error, .. } => self.count(&format!("refused: {error}")),
            Event::SessionEnded { cause, .. } => self.count(&format!("ended: {cause}")),
            Event::AccountingLost { status, .. } => self.count(&format!("lost: {status}")),
            Event::ReplyLost { .. } => self.count("a reply lost"),
            Event::DynamicAcknowledged { .. } => self.count("order obeyed"),
            Event::DynamicRefused { .. } => self.count("order refused"),
            Event::BadDynamicRequest { .. } => self.count("order dropped"),
            Event::RestNotApplied { .. } => self.count("REST not applied"),
            Event::Traffic { .. } => return self.count("traffic"),
            _ => {}
        }
        self.lines.push((now, event.to_string()));
    }

    /// One more of a kind.
    pub(super) fn count(&mut self, what: &str) {
        *self.counts.entry(what.to_owned()).or_default() += 1;
    }

    /// How often something happened, by the beginning of its name.
    pub(super) fn times(&self, what: &str) -> u32 {
        self.counts.iter().filter(|(name, _)| name.starts_with(what)).map(|(_, count)| count).sum()
    }

    /// The lines that name one of these, with all that was done to the place.
    pub(super) fn about(&self, names: &[&str]) -> String {
        let is_meant = |line: &str| line.starts_with("---") || names.iter().any(|name| line.contains(name));
        let lines = self.lines.iter().filter(|(_, line)| is_meant(line));
        lines.map(|(now, line)| format!("{now:>6} {line}\n")).collect()
    }

    /// All counts in a sentence each.
    pub(super) fn summary(&self) -> String {
        self.counts.iter().map(|(name, count)| format!("{count:>6} {name}\n")).collect()
    }
}
