//! The container's part of the script. Between versions only the spelling differs: the version's own is tried first, with
//! all it knows, then without what only some versions know, then the others'.

use super::fill::{asked, filled, first_taken, indented};
use super::options::{Container, Options};
use super::quote::quoted;
use super::release::Release;
use super::take_back::state;

const CONTAINER: &str = include_str!("../../data/script/container.rsc");
const LISTED: &str = include_str!("../../data/script/listed.rsc");
const TMPDIR: &str = include_str!("../../data/script/tmpdir.rsc");

/// Makes it where it is not there yet, and starts it.
pub(super) fn made(options: &Options, container: &Container) -> String {
    let release = options.release;
    let tmpdir = if container.storage == "flash" { "" } else { TMPDIR };
    let envs = listed(release.envs_key, "/container/envs", "lango", "key=LANGO_SITE value=\"\"");
    let mount = |folder: &str, inside: &str| {
        let rest = format!("src=\"%STORE%lango/{folder}\" dst=\"{inside}\"");
        listed(release.mounts_key, "/container/mounts", &format!("lango-{folder}"), &rest)
    };
    let values = [
        ("site", quoted(&options.site)),
        ("image", quoted(&container.image)),
        ("envs", envs),
        ("mounts", mount("etc", "/etc/lango") + &mount("data", "/data")),
        ("tmpdir", tmpdir.to_owned()),
        ("state", state(release)),
        ("container", indented(4, &add(options))),
    ];
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    filled(CONTAINER, &values)
}

/// This version's spelling with everything in it, then without what only some versions know, then the others'.
fn add(options: &Options) -> String {
    let release = options.release;
    let own = (release.envs_key, release.mounts_key);
    let named = if release.restart.is_empty() { "" } else { " name=\"lango\"" };
    let full = spelled(options, own, &format!("{named}{}", release.restart));
    let others = [("list", "list"), ("list", "name"), ("name", "name")];
    let spellings = [own].into_iter().chain(others.into_iter().filter(|other| *other != own));
    let plain = spellings.map(|spelling| spelled(options, spelling, ""));
    let mut commands: Vec<String> = [full].into_iter().chain(plain).collect();
    commands.dedup();
    first_taken(&commands, &[("%TAR%", "$tar"), ("%STORE%", "$langoStore")])
}

fn spelled(options: &Options, (envs_key, mounts_key): (&str, &str), more: &str) -> String {
    let router = options.router;
    let (envs, mounts) = (Release::envs_reference(envs_key), Release::mounts_reference(mounts_key));
    format!(
        "/container add file=\"%TAR%\" interface=\"veth-lango\" root-dir=\"%STORE%lango/root\" hostname=\"lango\" \
         dns={router} logging=yes start-on-boot=yes cmd=\"/langod run\" {envs}=\"lango\" \
         {mounts}=\"lango-etc,lango-data\" comment=\"lango: gateway\"{more}"
    )
}

/// A row of a named list where it is not there yet, with the version's own word for the name before the other.
fn listed(key: &str, menu: &str, name: &str, rest: &str) -> String {
    let keys = [key, if key == "list" { "name" } else { "list" }];
    let [own, other] = keys.map(|key| asked("has", &format!("[:len [{menu} find {key}=\"{name}\"]]")));
    let add = keys.map(|key| format!("{menu} add {key}=\"{name}\" {rest}"));
    let values = [
        ("menu", menu),
        ("own-count", &indented(2, &own)),
        ("other-count", &indented(4, &other)),
        ("add", &indented(4, &first_taken(&add, &[("%STORE%", "$langoStore")]))),
    ];
    filled(LISTED, &values)
}
