//! The counters of `/metrics`.

use testkit::machine::{PATIENCE, poll};
use testkit::{Cloud, Langod, phone};

/// How often something happened.
pub fn events(langod: &Langod, name: &str) -> u64 {
    let start = format!("lango_events_total{{event=\"{name}\"}} ");
    value(&exposition(langod), &start).unwrap_or(0)
}

/// All events of these names together.
pub fn all_events(langod: &Langod, names: &[&str]) -> u64 {
    names.iter().map(|name| events(langod, name)).sum()
}

/// A gauge.
pub fn gauge(langod: &Langod, name: &str) -> u64 {
    value(&exposition(langod), &format!("{name} ")).unwrap()
}

/// Waits until something has happened so often; packets and this question come in by different doors.
pub fn wait_for_events(langod: &Langod, name: &str, count: u64) {
    let seen = poll(PATIENCE, || (events(langod, name) >= count).then_some(()));
    assert!(seen.is_some() && events(langod, name) == count, "{name} is not {count}:\n{}", exposition(langod));
}

/// Everything as one text.
pub fn exposition(langod: &Langod) -> String {
    phone::get(&langod.metrics_url()).unwrap().body
}

/// A number of a cloud's, by everything that stands before it in its line.
pub fn of_cloud(cloud: &Cloud, start: &str) -> u64 {
    value(&phone::get(&cloud.metrics_url()).unwrap().body, &format!("{start} ")).unwrap_or(0)
}

fn value(text: &str, start: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix(start))?.parse().ok()
}
