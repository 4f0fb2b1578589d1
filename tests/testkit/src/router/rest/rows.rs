//! What stands in the menus: the router's tables in RouterOS's names.

use std::time::Instant;

use super::menu::Menu;
use super::quirks::{RestQuirks, Secrets};
use super::row::{Pen, Row};
use super::span;
use super::users::{Policy, RestUser};
use crate::router::clock::date_and_time;
use crate::router::cookies::Cookie;
use crate::router::event::LoginMethod;
use crate::router::host::Host;
use crate::router::hotspot::Hotspot;
use crate::router::local_users::LocalUser;
use crate::router::session::Session;
use crate::router::{Quirks, RouterConfig};

/// `idle-timeout` of a server, for hosts that are not logged in.
const HOST_IDLE_SECS: u32 = 300;
/// `keepalive-timeout` of the default user profile.
const KEEPALIVE_SECS: u32 = 120;

/// The rows of a menu, as this user may see them.
pub(super) fn rows(hotspot: &Hotspot, menu: Menu, user: &RestUser) -> Vec<Row> {
    let (quirks, now) = (hotspot.quirks(), hotspot.now());
    let shows_secrets = user.may(Policy::Sensitive);
    match menu {
        Menu::Host => {
            let state = hotspot.state();
            let row = |host: &Host| host_row(hotspot, &quirks.rest, host, state.sessions.get(&host.device.ip), now);
            state.hosts.values().map(row).collect()
        }
        Menu::Active => {
            hotspot.state().sessions.values().map(|session| active_row(hotspot, &quirks.rest, session, now)).collect()
        }
        Menu::Cookie => {
            hotspot.state().living_cookies(now).map(|cookie| cookie_row(&quirks.rest, cookie, now)).collect()
        }
        Menu::User => {
            let state = hotspot.state();
            state.users.rows().map(|(row, user)| user_row(&quirks.rest, row, user, shows_secrets)).collect()
        }
        Menu::Profile => vec![profile_row(&hotspot.config, &quirks)],
        Menu::Resource => vec![resource_row(hotspot, &quirks)],
        Menu::Clock => vec![clock_row(hotspot, &quirks.rest)],
        Menu::Identity => vec![Pen::new(&quirks.rest).text("name", &hotspot.config.identity).done()],
        Menu::Radius => vec![radius_row(&hotspot.config, &quirks, shows_secrets)],
        Menu::RadiusIncoming => {
            let port = hotspot.config.coa_listen.port();
            let pen = Pen::new(&quirks.rest).flag("accept", quirks.coa_accept);
            vec![pen.text("port", port).text("vrf", "main").done()]
        }
    }
}

fn host_row(hotspot: &Hotspot, quirks: &RestQuirks, host: &Host, session: Option<&Session>, now: Instant) -> Row {
    let device = host.device;
    let pen = Pen::row(quirks, host.row)
        .text("mac-address", device.mac)
        .text("address", device.ip)
        .text("to-address", device.ip)
        .text("server", &hotspot.config.server_name)
        .span("uptime", secs(host.appeared, now))
        .span("idle-time", secs(host.last_seen, now))
        .span("idle-timeout", HOST_IDLE_SECS)
        .span("host-dead-time", 0)
        .flag("static", false)
        .flag("DHCP", true)
        .flag("dynamic", true)
        .flag("authorized", session.is_some())
        .flag("bypassed", false);
    traffic(pen, session).done()
}

fn active_row(hotspot: &Hotspot, quirks: &RestQuirks, session: &Session, now: Instant) -> Row {
    let grant = &session.grant;
    // RouterOS names an active row by the guest's address: the next guest at that address has the same name.
    let pen = Pen::row(quirks, session.device.ip.to_bits())
        .text("server", &hotspot.config.server_name)
        .text("user", &session.username)
        .text("address", session.device.ip)
        .text("mac-address", session.device.mac)
        .text("login-by", login_by(session.method))
        .span("uptime", session.secs(now))
        .span("idle-time", secs(session.last_traffic, now))
        .span("keepalive-timeout", KEEPALIVE_SECS)
        .maybe("domain", Some(&session.domain).filter(|domain| !domain.is_empty()))
        .maybe("session-time-left", session.secs_left(now).map(span::written))
        .maybe("idle-timeout", grant.idle_timeout_secs.map(span::written))
        .maybe("limit-bytes-in", grant.recv_limit_bytes)
        .maybe("limit-bytes-out", grant.xmit_limit_bytes)
        .maybe("limit-bytes-total", grant.total_limit_bytes)
        .flag("radius", session.is_by_radius)
        .flag("blocked", false);
    traffic(pen, Some(session)).done()
}

fn traffic<'a>(pen: Pen<'a>, session: Option<&Session>) -> Pen<'a> {
    let (upload, download) = session.map_or((0, 0), |session| (session.upload_bytes, session.download_bytes));
    pen.text("bytes-in", upload)
        .text("bytes-out", download)
        .text("packets-in", upload.div_ceil(1000))
        .text("packets-out", download.div_ceil(1000))
}

/// What `login-by` calls it. How RouterOS calls a login by the owner's hand is not known: it sends a password in clear.
fn login_by(method: LoginMethod) -> &'static str {
    match method {
        LoginMethod::HttpPap | LoginMethod::Api => "http-pap",
        LoginMethod::HttpChap => "http-chap",
        LoginMethod::Cookie => "cookie",
        LoginMethod::MacCookie => "mac-cookie",
    }
}

fn cookie_row(quirks: &RestQuirks, cookie: &Cookie, now: Instant) -> Row {
    Pen::row(quirks, cookie.row)
        .text("user", &cookie.username)
        .maybe("domain", Some(&cookie.domain).filter(|domain| !domain.is_empty()))
        .text("mac-address", cookie.mac)
        .span("expires-in", secs(now, cookie.expires))
        .flag("mac-cookie", cookie.is_by_mac())
        .done()
}

pub(super) fn user_row(quirks: &RestQuirks, row: u32, user: &LocalUser, shows_secrets: bool) -> Row {
    let limit = |bytes: u64| (bytes > 0).then_some(bytes);
    let filled = |text: &'_ String| Some(text.clone()).filter(|text| !text.is_empty());
    Pen::row(quirks, row)
        .text("name", &user.name)
        .maybe("password", secret(quirks, &user.password, shows_secrets))
        .text("profile", if user.profile.is_empty() { "default" } else { &user.profile })
        .maybe("mac-address", filled(&user.mac_address))
        .maybe("comment", filled(&user.comment))
        .maybe("limit-uptime", Some(user.limit_uptime_secs).filter(|secs| *secs > 0).map(span::written))
        .maybe("limit-bytes-in", limit(user.limit_bytes_in))
        .maybe("limit-bytes-out", limit(user.limit_bytes_out))
        .maybe("limit-bytes-total", limit(user.limit_bytes_total))
        .span("uptime", user.used_secs)
        .text("bytes-in", user.used_bytes_in)
        .text("bytes-out", user.used_bytes_out)
        .flag("disabled", user.disabled)
        .flag("dynamic", false)
        .done()
}

fn profile_row(config: &RouterConfig, quirks: &Quirks) -> Row {
    let ways = [
        (quirks.http_chap, "http-chap"),
        (quirks.http_pap, "http-pap"),
        (quirks.http_cookie, "cookie"),
        (quirks.mac_cookie, "mac-cookie"),
    ];
    let login_by: Vec<&str> = ways.into_iter().filter(|(is_on, _)| *is_on).map(|(_, way)| way).collect();
    let interim = match quirks.interim_update_secs {
        0 => "received".to_owned(),
        secs => span::written(secs),
    };
    Pen::row(&quirks.rest, 1)
        .text("name", "hsprof1")
        .text("hotspot-address", config.hotspot_address)
        .text("dns-name", "")
        .text("html-directory", &quirks.html_directory)
        .text("html-directory-override", "")
        .text("http-proxy", "0.0.0.0:0")
        .text("smtp-server", "0.0.0.0")
        .text("login-by", login_by.join(","))
        .span("http-cookie-lifetime", quirks.cookie_lifetime_secs)
        .flag("split-user-domain", false)
        .flag("use-radius", quirks.use_radius)
        .flag("radius-accounting", quirks.radius_accounting)
        .text("radius-interim-update", interim)
        .text("nas-port-type", "wireless-802.11")
        .text("radius-default-domain", "")
        .text("radius-location-id", "")
        .text("radius-location-name", "")
        .text("radius-mac-format", &quirks.mac_format)
        .flag("default", false)
        .done()
}

fn resource_row(hotspot: &Hotspot, quirks: &Quirks) -> Row {
    Pen::new(&quirks.rest)
        .text("architecture-name", &hotspot.config.architecture)
        .text("board-name", &hotspot.config.board)
        .text("cpu", "ARM64")
        .text("cpu-count", "4")
        .text("cpu-frequency", "864")
        .text("cpu-load", "3")
        .text("free-hdd-space", "83439616")
        .text("free-memory", "687116288")
        .text("platform", "MikroTik")
        .text("total-hdd-space", "134217728")
        .text("total-memory", "1073741824")
        .span("uptime", hotspot.uptime_secs())
        .text("version", &quirks.version)
        .done()
}

fn clock_row(hotspot: &Hotspot, quirks: &RestQuirks) -> Row {
    let (date, time) = date_and_time(hotspot.clock_secs());
    Pen::new(quirks)
        .text("date", date)
        .text("time", time)
        .text("time-zone-name", "UTC")
        .text("gmt-offset", "+00:00")
        .flag("time-zone-autodetect", false)
        .flag("dst-active", false)
        .done()
}

fn radius_row(config: &RouterConfig, quirks: &Quirks, shows_secrets: bool) -> Row {
    let millis = quirks.radius_timeout_ms;
    let timeout = match (millis / 1000, millis % 1000) {
        (0, millis) => format!("{millis}ms"),
        (secs, 0) => span::written(secs),
        (secs, millis) => format!("{}{millis}ms", span::written(secs)),
    };
    let required = if quirks.require_message_auth { "yes-for-request-resp" } else { "no" };
    Pen::row(&quirks.rest, 1)
        .text("service", "hotspot")
        .text("address", config.auth_server.ip())
        .maybe("secret", secret(&quirks.rest, &config.secret, shows_secrets))
        .text("authentication-port", config.auth_server.port())
        .text("accounting-port", config.acct_server.port())
        .text("timeout", timeout)
        .text("src-address", config.src_address)
        .flag("accounting-backup", false)
        .text("called-id", "")
        .text("domain", "")
        .text("realm", "")
        .text("certificate", "none")
        .text("protocol", "udp")
        .text("require-message-auth", required)
        .flag("disabled", false)
        .done()
}

fn secret(quirks: &RestQuirks, secret: &str, is_shown: bool) -> Option<String> {
    match quirks.secrets {
        _ if is_shown => Some(secret.to_owned()),
        Secrets::Absent => None,
        Secrets::Stars => Some("*****".to_owned()),
    }
}

fn secs(from: Instant, to: Instant) -> u32 {
    u32::try_from(to.saturating_duration_since(from).as_secs()).unwrap_or(u32::MAX)
}
