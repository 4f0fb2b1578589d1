//! The template variables of the hotspot's pages, and the address of the portal made of them. The changed rlogin.html
//! and login.html of a site pass them on as query parameters, percent-encoded as their `-esc` forms are.

use std::sync::Arc;

use super::challenge::Challenge;
use crate::form::{Fields, encode};
use crate::router::Device;
use crate::router::hotspot::Hotspot;

/// What a page was asked for with.
pub(super) struct Occasion<'a> {
    /// Where the guest wanted to go.
    pub(super) link_orig: &'a str,
    /// Who the guest claimed to be, after a failed login.
    pub(super) username: &'a str,
    /// Why it failed.
    pub(super) error: &'a str,
}

pub(super) fn link_status(device: Device) -> String {
    format!("http://{}/status", device.host())
}

/// The portal's address for this view of the login page, with a new challenge if there is to be one.
pub(super) fn portal_url(hotspot: &Arc<Hotspot>, device: Device, occasion: &Occasion<'_>) -> String {
    let (chap_id, chap_challenge) = view_challenge(hotspot, device).unwrap_or_default();
    let config = &hotspot.config;
    let fields: Fields = [
        ("mac", device.mac.to_string()),
        ("ip", device.ip.to_string()),
        ("username", occasion.username.to_owned()),
        ("error", occasion.error.to_owned()),
        ("chap-id", chap_id),
        ("chap-challenge", chap_challenge),
        ("server-name", config.server_name.clone()),
        ("server-address", device.door.to_string()),
        ("interface-name", config.interface.clone()),
        ("identity", config.identity.clone()),
    ]
    .into_iter()
    .chain(links(device, occasion))
    .collect();
    format!("{}?{}", config.portal, fields.encode())
}

/// The addresses of the hotspot's pages for this device, and where it wanted to go.
pub(super) fn links(device: Device, occasion: &Occasion<'_>) -> [(&'static str, String); 5] {
    let router = format!("http://{}", device.host());
    [
        ("link-login", format!("{router}/login?dst={}", encode(occasion.link_orig))),
        ("link-login-only", format!("{router}/login")),
        ("link-orig", occasion.link_orig.to_owned()),
        ("link-logout", format!("{router}/logout")),
        ("link-status", link_status(device)),
    ]
}

pub(super) fn view_challenge(hotspot: &Hotspot, device: Device) -> Option<(String, String)> {
    if !hotspot.quirks().http_chap {
        return None;
    }
    let challenge = Challenge::new(hotspot.random(), hotspot.now());
    hotspot.state().challenges.insert(device.ip, challenge);
    Some(challenge.as_variables())
}
