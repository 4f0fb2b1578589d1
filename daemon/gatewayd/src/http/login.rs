//! The way back to the router: whether the login address in a guest's link is a router's at all, and what the sign-in
//! form posts to it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, SocketAddrV4};

use domain::code::Code;
use web_ui::{Carry, RouterUrl, SignIn};

use crate::config::Config;
use crate::http::chap::password_field;

/// The login address a guest's link carries.
pub(super) enum LoginAddress {
    /// A router's.
    Router(RouterUrl),
    /// None: the guest did not come through a router.
    Absent,
    /// Someone else's: a forged link that would carry the code away.
    Foreign,
}

/// The portal's own address: as configured, else as the browser named it, if that was by number, else where it was
/// reached. A name that only the request vouches for may be anybody's.
pub(super) fn own_address(config: &Config, host: Option<&str>, reached_at: SocketAddr) -> String {
    if let Some(address) = &config.portal.address {
        return address.trim_end_matches('/').to_owned();
    }
    let by_number = |host: &&str| host.parse::<Ipv4Addr>().is_ok() || host.parse::<SocketAddrV4>().is_ok();
    match host.filter(by_number) {
        Some(host) => format!("http://{host}"),
        None => format!("http://{reached_at}"),
    }
}

/// Reads the login address out of the router's variables.
pub(super) fn address(config: &Config, carry: &Carry) -> LoginAddress {
    let Some(text) = carry.get("link-login-only").filter(|text| !text.is_empty()) else { return LoginAddress::Absent };
    match RouterUrl::parse(text).filter(|url| is_routers(config, url)) {
        Some(url) => LoginAddress::Router(url),
        None => LoginAddress::Foreign,
    }
}

/// A router that asks us, or what the owner lists as `router_names`. Where nothing is listed, any address of the private
/// ranges will do: the hotspot's own address is often another than the one its packets come from.
pub(super) fn is_routers(config: &Config, url: &RouterUrl) -> bool {
    let host = url.authority().split(':').next().unwrap_or_default();
    let address = host.parse::<Ipv4Addr>().ok();
    let asks_us = address.is_some_and(|ip| config.radius.nas.iter().any(|nas| nas.address.contains(&IpAddr::V4(ip))));
    let names = &config.portal.router_names;
    let listed = names.iter().any(|name| name.eq_ignore_ascii_case(host));
    let private = address.is_some_and(|ip| ip.is_private() || ip.is_loopback() || ip.is_link_local());
    asks_us || listed || (names.is_empty() && private)
}

/// The form that signs in: CHAP where the router gave a challenge, else the plain code.
pub(super) fn sign_in(action: RouterUrl, code: Code, carry: &Carry, afterwards: String) -> SignIn {
    let username = code.plain().to_string();
    let challenge = carry.get("chap-id").zip(carry.get("chap-challenge")).filter(|(id, _)| !id.is_empty());
    let password = match challenge {
        Some((id, challenge)) => password_field(id, &username, challenge),
        None => username.clone(),
    };
    let fields = vec![
        ("username".to_owned(), username),
        ("password".to_owned(), password),
        ("popup".to_owned(), "false".to_owned()),
        ("dst".to_owned(), afterwards),
    ];
    SignIn { action, fields }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::template;

    fn carry(url: &str) -> Carry {
        Carry::pick([("link-login-only", url)])
    }

    #[test]
    fn a_code_is_posted_to_routers_and_to_nobody_else() {
        let config = Config::parse(&template()).unwrap();
        for good in ["http://10.5.50.1/login", "http://192.168.88.1:80/login"] {
            assert!(matches!(address(&config, &carry(good)), LoginAddress::Router(_)), "{good}");
        }
        for bad in
            ["http://evil.example/login", "http://8.8.8.8/", "javascript:alert(1)", "http://10.5.50.1.evil.example/"]
        {
            assert!(matches!(address(&config, &carry(bad)), LoginAddress::Foreign), "{bad}");
        }
        assert!(matches!(address(&config, &Carry::default()), LoginAddress::Absent));
    }

    #[test]
    fn where_the_owner_lists_routers_no_guests_phone_passes_for_one() {
        let text = template().replace("# router_names", "router_names").replace("login.mywifi.lan", "hotspot.lan");
        let config = Config::parse(&text).unwrap();
        for good in ["http://hotspot.lan/login", "http://172.31.255.1/login"] {
            assert!(matches!(address(&config, &carry(good)), LoginAddress::Router(_)), "{good}");
        }
        assert!(matches!(address(&config, &carry("http://10.5.50.66/login")), LoginAddress::Foreign));
    }

    #[test]
    fn only_a_configured_address_or_a_number_is_the_portals_own() {
        let mut config = Config::parse(&template()).unwrap();
        let reached_at = "10.5.50.1:8088".parse().unwrap();
        assert_eq!(own_address(&config, Some("10.5.50.2:8088"), reached_at), "http://10.5.50.2:8088");
        for foreign in ["evil.example", "evil.example/@127.0.0.1", "x y", "", "10.5.50.1:x"] {
            assert_eq!(own_address(&config, Some(foreign), reached_at), "http://10.5.50.1:8088", "{foreign}");
        }
        config.portal.address = Some("http://portal.lan:8088/".to_owned());
        assert_eq!(own_address(&config, Some("evil.example"), reached_at), "http://portal.lan:8088");
    }

    #[test]
    fn the_form_hashes_where_the_router_asks_for_it() {
        let url = RouterUrl::parse("http://10.5.50.1/login").unwrap();
        let (code, afterwards) = (Code::from_random(1), "http://10.5.50.2:8088/status".to_owned());
        let plain = sign_in(url.clone(), code, &Carry::default(), afterwards.clone());
        assert_eq!(plain.fields[1].1, code.plain().as_str());
        let carry = Carry::pick([("chap-id", r"\001"), ("chap-challenge", r"\002\003")]);
        let hashed = sign_in(url, code, &carry, afterwards);
        assert_eq!(hashed.fields[1].1.len(), 32);
        assert_eq!(hashed.fields[3].0, "dst");
    }
}
