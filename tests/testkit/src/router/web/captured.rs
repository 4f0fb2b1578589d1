//! Traffic on its way to the internet. Before login: the walled garden passes, the rest is sent to the portal. After
//! it: the web, of which the stand-in has the connectivity probes of the operating systems and one page for all else.

use std::sync::Arc;

use hyper::StatusCode;

use super::answer::{Answer, answer, html};
use super::ask::Ask;
use super::pass::pass;
use super::servlet::caught;
use crate::router::Device;
use crate::router::event::Event;
use crate::router::hotspot::Hotspot;

/// No answer means that the connection is cut: it was caught before the login, and the next one finds the way out.
pub(super) async fn answer_request(hotspot: &Arc<Hotspot>, device: Device, ask: Ask) -> Option<Answer> {
    let (mac, asked) = (device.mac, ask.url());
    if in_walled_garden(hotspot, &ask.host) {
        hotspot.log.note(Event::WalledGarden { mac, asked });
        return Some(pass(ask).await);
    }
    if hotspot.is_online(device) {
        if hotspot.config.firewall.is_some() {
            return None;
        }
        hotspot.log.note(Event::WebReached { mac, asked });
        return Some(web(&ask.host, &ask.path));
    }
    Some(caught(hotspot, device, &asked))
}

/// Whether a host is let through for everybody: the portal's, or one of the list. An entry without a port is for all
/// ports.
fn in_walled_garden(hotspot: &Hotspot, host: &str) -> bool {
    let portal = hotspot.config.portal.strip_prefix("http://").and_then(|rest| rest.split(['/', '?']).next());
    let name = host.split(':').next();
    let listed = hotspot.config.walled_garden.iter().map(String::as_str);
    listed.chain(portal).any(|entry| entry == host || Some(entry) == name)
}

/// The internet.
fn web(host: &str, path: &str) -> Answer {
    let plain = |body: &'static str| answer(StatusCode::OK, "text/plain", body);
    match (host, path) {
        (_, "/generate_204" | "/gen_204") | ("cp.cloudflare.com" | "connectivity-check.ubuntu.com", _) => {
            answer(StatusCode::NO_CONTENT, "text/plain", "")
        }
        (_, "/hotspot-detect.html" | "/library/test/success.html") => {
            let success = "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>";
            answer(StatusCode::OK, "text/html", success)
        }
        (_, "/connecttest.txt") => plain("Microsoft Connect Test"),
        (_, "/ncsi.txt") => plain("Microsoft NCSI"),
        (_, "/success.txt") => plain("success\n"),
        (_, "/canonical.html") => {
            let success =
                "<meta http-equiv=\"refresh\" content=\"0;url=https://support.mozilla.org/kb/captive-portal\"/>";
            answer(StatusCode::OK, "text/html", success)
        }
        (_, "/check_network_status.txt" | "/nm" | "/nm-check.txt") => plain("NetworkManager is online\n"),
        (_, "/static/hotspot.txt") | ("networkcheck.kde.org", _) => plain("OK\n"),
        _ => html("online", "<h1>You are on the internet</h1>"),
    }
}
