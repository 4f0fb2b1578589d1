//! The script that takes everything back. It knows what is ours by comment and name, and what was the owner's by what the
//! other script has noted; so it needs to be told nothing but the version.

use super::fill::{asked, filled, indented, tried};
use super::fold::folded;
use super::pages::FILES;
use super::quote::quoted;
use super::release::Release;

const REMOVE: &str = include_str!("../../data/script/remove.rsc");
const STATE: &str = include_str!("../../data/script/state.rsc");

/// The script that removes Lango from a router.
pub fn take_back(release: &Release) -> String {
    let rows = [
        format!("/container/envs remove [/container/envs find {}=\"lango\"]", release.envs_key),
        format!("/container/mounts remove [/container/mounts find {}=\"lango-etc\"]", release.mounts_key),
        format!("/container/mounts remove [/container/mounts find {}=\"lango-data\"]", release.mounts_key),
        "/interface/veth remove [/interface/veth find name=\"veth-lango\"]".to_owned(),
    ];
    let rows: String = rows.iter().map(|command| tried(command, &[])).collect();
    let of_ours = |verb: &str| tried(&format!("/container {verb} [/container find comment=\"lango: gateway\"]"), &[]);
    let names: Vec<String> = FILES.iter().map(|(name, _)| quoted(name)).collect();
    let values = [
        ("range", release.range()),
        ("state", state(release)),
        ("has", asked("has", "[:len [/container find comment=\"lango: gateway\"]]").trim_end().to_owned()),
        ("stop", indented(4, &of_ours("stop"))),
        ("drop", indented(4, &of_ours("remove"))),
        ("rows", indented(2, &rows)),
        ("pages", format!("{{{}}}", names.join("; "))),
        ("forget", forgotten(&["langoState"])),
    ];
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    folded(&filled(REMOVE, &values))
}

/// A function of the script that tells whether the container is `stopped` or `running`, in this version's way, else in
/// the other.
pub(super) fn state(release: &Release) -> String {
    let status = asked("s", "[/container get [/container find comment=\"lango: gateway\"] status]");
    let flag = |flag: &str, means: &str| {
        let count = format!(":return [:len [/container find comment=\"lango: gateway\" {flag}]]");
        format!(":do {{ :if ([[:parse {}]] > 0) do={{ :set s \"{means}\" }} }} on-error={{}}\n", quoted(&count))
    };
    let flags = flag("stopped", "stopped") + &flag("running", "running");
    // One that says by itself how it is may be healthy instead of running.
    let healthy = flag("healthy", "running");
    let (first, second) = if release.has_status() { (status, flags + &healthy) } else { (flags, status + &healthy) };
    let text = filled(STATE, &[("first", &indented(2, &first)), ("second", &indented(4, &second))]);
    text.trim_end().to_owned()
}

/// Leaves no variables behind.
pub(super) fn forgotten(globals: &[&str]) -> String {
    globals.iter().map(|name| format!("{{ :global {name}; :set {name} }}")).collect::<Vec<_>>().join("\n")
}
