//! Whether the routers' REST interface answers, with the rights we need, and how the routers are set.

use std::net::IpAddr;

use enforcement::rest::{Ask, Refused, Router, Row, Unmet, Version};
use ipnet::IpNet;

use crate::cli::doctor::finding::Finding;
use crate::cli::doctor::radio;
use crate::clock::Clock;
use crate::config::{Config, Nas};
use crate::tap::{NotPrinted, Tap, Taps};

/// Before it, the router does not prove its questions to us, nor drop answers that prove nothing.
const GOOD: Version = Version { major: 7, minor: 15 };
const RIGHTS: &str = "on the router: /user group set [find name=lango] policy=read,write,api,rest-api";

pub(super) async fn routers(config: &Config) -> Vec<Finding> {
    let radius = &config.radius;
    let taps = match Taps::new(radius, &Clock::new()) {
        Ok(taps) => taps,
        Err(why) => return vec![Finding::bad("rest", why, "correct rest in [[radius.nas]]")],
    };
    if taps.all().is_empty() {
        return vec![Finding::mind(
            "rest",
            "no router has it: a guest who closes the page before paying signs in by hand",
            "langod routeros script prints what sets it up, and the line for [[radius.nas]]",
        )];
    }
    let mut findings: Vec<Finding> =
        radius.nas.iter().filter_map(|nas| overheard(nas, &config.console.guests)).collect();
    for tap in taps.all() {
        match resource(tap).await {
            Ok(router) => {
                findings.push(version(tap, &router));
                findings.push(rights(tap).await);
                findings.extend(clock(tap).await);
                findings.extend(hotspot(tap).await);
                findings.push(radio::looked_at(tap).await);
            }
            Err(why) => findings.push(unanswered(tap, &why)),
        }
    }
    findings
}

/// Among guests a password in the clear is everybody's.
fn overheard(nas: &Nas, guests: &[IpNet]) -> Option<Finding> {
    let url = nas.rest.as_ref()?.url.strip_prefix("http://")?;
    let host = url.split(['/', ':']).next()?.parse::<IpAddr>().ok()?;
    guests.iter().any(|network| network.contains(&host)).then(|| {
        Finding::bad(
            "rest",
            format!("{}: its password goes over the guests' own network in the clear", nas.name),
            "ask the router at an address guests have no part in, or by https:// (/ip service set www-ssl)",
        )
    })
}

async fn resource(tap: &Tap) -> Result<Router, NotPrinted> {
    let rows = tap.print(Ask::print("/system/resource")).await?;
    rows.first().and_then(Router::read).ok_or(NotPrinted::Refused(Refused::Foreign))
}

fn unanswered(tap: &Tap, why: &NotPrinted) -> Finding {
    let remedy = match why {
        NotPrinted::Refused(Refused::Credentials) => {
            "put the password of the router's user lango into rest, and let /user address= name this gateway's address"
        }
        NotPrinted::Refused(Refused::Rights) => RIGHTS,
        NotPrinted::Refused(_) => {
            "rest.url names another machine, or RouterOS is older than 7.1, or its REST is off (/ip service)"
        }
        NotPrinted::Unmet(Unmet::NoConnection) => "on the router: /ip service set www disabled=no",
        NotPrinted::Unmet(_) => "on the router: look at /system resource and the log; it may be overloaded",
    };
    Finding::bad("rest", format!("{}: {why}", tap.nas), remedy)
}

fn version(tap: &Tap, router: &Router) -> Finding {
    let Router { version, architecture, board, .. } = router;
    let found = format!("{}: {board} ({architecture}) with RouterOS {version}", tap.nas);
    match Version::read(version) {
        Some(known) if known < GOOD => {
            Finding::mind("router", found, "on the router: /system package update install, to 7.20 or later")
        }
        _ => Finding::good("router", found),
    }
}

/// Reads what errands read, and signs in nobody.
async fn rights(tap: &Tap) -> Finding {
    for menu in ["/ip/hotspot/host", "/ip/hotspot/active", "/ip/hotspot/cookie"] {
        if let Err(why) = tap.print(Ask::names(menu)).await {
            let remedy = match why {
                NotPrinted::Refused(Refused::NoSuchCommand) => "on the router: /system package enable hotspot",
                _ => RIGHTS,
            };
            return Finding::bad("rest", format!("{}: {menu}: {why}", tap.nas), remedy);
        }
    }
    match tap.print(Ask::log_nobody_in()).await {
        Err(NotPrinted::Refused(Refused::Rights)) => {
            Finding::bad("rest", format!("{}: it may look, and may not sign anybody in", tap.nas), RIGHTS)
        }
        _ => Finding::good("rest", format!("{} lets us see who is there, and sign guests in", tap.nas)),
    }
}

async fn clock(tap: &Tap) -> Option<Finding> {
    let rows = tap.print(Ask::print("/system/clock")).await.ok()?;
    let date = rows.first()?.text("date")?.to_owned();
    // `1970-01-02`, and `jan/02/1970` before 7.10.
    let year = date.split(['-', '/']).find(|part| part.len() == 4)?.parse::<u16>().ok()?;
    (year < 2024).then(|| {
        let remedy = "on the router: /system ntp client set enabled=yes servers=162.159.200.1,216.239.35.0";
        Finding::mind("router clock", format!("{} believes it is {date}", tap.nas), remedy)
    })
}

/// What a hotspot profile has to say for RADIUS to decide and to hear.
async fn hotspot(tap: &Tap) -> Option<Finding> {
    let servers = tap.print(Ask::print("/ip/hotspot")).await.ok()?;
    let profiles = tap.print(Ask::print("/ip/hotspot/profile")).await.ok()?;
    let used = |profile: &&Row| servers.iter().any(|server| server.text("profile") == profile.text("name"));
    let name = |profile: &Row| profile.text("name").unwrap_or_default().to_owned();
    if let Some(profile) = profiles.iter().filter(used).find(|profile| !profile.is("use-radius")) {
        let found = format!("{}: the hotspot profile {} does not ask RADIUS", tap.nas, name(profile));
        let remedy = format!("on the router: /ip hotspot profile set \"{}\" use-radius=yes", name(profile));
        return Some(Finding::bad("hotspot", found, remedy));
    }
    let is_deaf = |profile: &&Row| profile.text("radius-accounting").is_some() && !profile.is("radius-accounting");
    if let Some(profile) = profiles.iter().filter(used).find(is_deaf) {
        let found = format!("{}: the hotspot profile {} does not report usage", tap.nas, name(profile));
        let remedy = format!("on the router: /ip hotspot profile set \"{}\" radius-accounting=yes", name(profile));
        return Some(Finding::bad("hotspot", found, remedy));
    }
    Some(match servers.iter().any(|server| !server.is("disabled")) {
        true => Finding::good("hotspot", format!("{} asks RADIUS and reports usage", tap.nas)),
        false => Finding::bad("hotspot", format!("{} has no hotspot", tap.nas), "langod routeros script makes one"),
    })
}
