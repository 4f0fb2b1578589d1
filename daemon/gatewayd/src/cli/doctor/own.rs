//! What is ours: the configuration and its secrets, the clock, the disk.

use std::path::Path;

use crate::cli::doctor::finding::Finding;
use crate::cli::try_seals;
use crate::clock::Clock;
use crate::config::{Config, ConfigError};
use crate::disk::flush_ms;
use crate::http::console::pin;

pub(super) fn configuration(config: &Result<Config, ConfigError>) -> Finding {
    match config {
        Ok(config) if config.portal.router_names.is_empty() => Finding::mind(
            "configuration",
            "any private address may pass for the router's login page",
            "list the hotspot's dns-name or address in [portal] router_names",
        ),
        Ok(config) if config.radius.nas.iter().all(|nas| nas.coa.is_some()) => {
            Finding::good("configuration", format!("{} router(s) listed", config.radius.nas.len()))
        }
        Ok(_) => Finding::mind(
            "configuration",
            "a router has no coa address, so guests cannot be sent off",
            "add coa = \"ADDRESS:3799\" to it, and on the router: /radius incoming set accept=yes port=3799",
        ),
        Err(error) => Finding::bad("configuration", error.to_string(), "correct the file, then `langod config check`"),
    }
}

/// How long the disk takes to promise a small write: every first login waits for it once.
pub(super) fn disk(data: &Path) -> Finding {
    const SLOW_MS: u64 = 200;
    match flush_ms(data) {
        Ok(ms) if ms < SLOW_MS => Finding::good("disk", format!("a small write is safe after {ms} ms")),
        Ok(ms) => Finding::mind(
            "disk",
            format!("a small write is safe only after {ms} ms"),
            "logins wait for it: use the router's own flash or a better USB stick for the data directory",
        ),
        Err(error) => Finding::bad(
            "disk",
            format!("{} cannot be written: {error}", data.display()),
            "make room there, mount it read-write, or choose another place with --data",
        ),
    }
}

pub(super) fn clock(config: &Result<Config, ConfigError>) -> Finding {
    let is_vouched = config.as_ref().is_ok_and(|config| config.site.trust_clock);
    match (Clock::new().read().wall_trusted, Clock::new().vouched_for(is_vouched).read().wall_trusted) {
        (true, _) => Finding::good("clock", "kept by NTP"),
        (false, true) => Finding::good("clock", "taken for right, as [site] trust_clock says"),
        (false, false) => Finding::mind(
            "clock",
            "nobody vouches for the wall clock: time is counted by uptime, time off is free, and M-PESA has to wait",
            "on RouterOS: /system ntp client set enabled=yes servers=pool.ntp.org, then [site] trust_clock = true",
        ),
    }
}

pub(super) fn secrets(config: &Config, data: &Path) -> Option<Finding> {
    if let Err(failure) = try_seals(config, data) {
        let remedy = format!("if it is lost, write the secrets anew; else bring it back to {}", data.display());
        return Some(Finding::bad("secrets", failure.to_string(), remedy));
    }
    config.mpesa.as_ref()?;
    let clear = config.in_the_clear();
    Some(if clear.is_empty() {
        Finding::good("secrets", "sealed")
    } else {
        Finding::mind("secrets", format!("{} stand in the clear", clear.join(", ")), "langod config seal")
    })
}

/// Whether the counter is open, and shut to guests.
pub(super) fn counter(config: &Config, data: &Path) -> Option<Finding> {
    let listen = config.console.listen;
    pin::is_set(data).then(|| match config.console.guests.is_empty() {
        false => Finding::good("counter", format!("open at https://{listen}, and shut to guests")),
        true => Finding::mind(
            "counter",
            format!("open at https://{listen}; only guests who are online are known as guests"),
            "name the networks guests are in: guests = [\"10.5.50.0/24\"] in [console]",
        ),
    })
}

/// How much room the books have. RouterOS boards keep them on flash that is small, and slow when it is full.
pub(super) fn room(data: &Path) -> Finding {
    const LITTLE_BYTES: u64 = 20_000_000;
    let remedy = "remove what is not needed there, or move the data directory to a USB stick (ext4)";
    match rustix::fs::statvfs(data) {
        Ok(disk) => {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            let found = format!("{} MB are free for the books", free / 1_000_000);
            if free < LITTLE_BYTES { Finding::mind("room", found, remedy) } else { Finding::good("room", found) }
        }
        Err(error) => Finding::mind("room", format!("nobody says how much is free: {error}"), remedy),
    }
}
