//! The site's own pages in the router's html-directory, with what the router knows filled in. Which page is shown when is
//! the servlet's affair.

use std::sync::Arc;

use hyper::StatusCode;
use hyper::header::{HeaderName, HeaderValue};

use super::answer::{Answer, answer, text};
use super::template::{Rendered, render};
use super::variables::{Occasion, links, view_challenge};
use crate::router::Device;
use crate::router::hotspot::Hotspot;

/// A page of the html-directory; `None` if there is no such file. `link_redirect` is where it would lead.
pub(super) fn shown(
    hotspot: &Arc<Hotspot>,
    device: Device,
    name: &str,
    occasion: &Occasion<'_>,
    link_redirect: &str,
) -> Option<Answer> {
    let page = hotspot.config.pages.get(name)?;
    // A new challenge for each view of the login page, and for no other.
    let challenge = if name == "login.html" { view_challenge(hotspot, device) } else { None };
    let (chap_id, chap_challenge) = challenge.unwrap_or_default();
    let rendered = render(page, |variable| {
        Some(match variable {
            "link-redirect" => link_redirect.to_owned(),
            "chap-id" => chap_id.clone(),
            "chap-challenge" => chap_challenge.clone(),
            _ => known(hotspot, device, occasion, variable)?,
        })
    });
    Some(match rendered {
        Ok(rendered) => written(name, rendered),
        Err(slip) => text(StatusCode::INTERNAL_SERVER_ERROR, &format!("{name}: {slip}")),
    })
}

fn known(hotspot: &Hotspot, device: Device, occasion: &Occasion<'_>, variable: &str) -> Option<String> {
    let config = &hotspot.config;
    let state = hotspot.state();
    let session = state.sessions.get(&device.ip);
    let now = hotspot.now();
    let plain = match variable {
        "mac" => device.mac.to_string(),
        "ip" => device.ip.to_string(),
        "username" => session.map_or(occasion.username.to_owned(), |session| session.username.clone()),
        "error" | "error-orig" => occasion.error.to_owned(),
        "server-name" => config.server_name.clone(),
        "server-address" => device.door.to_string(),
        "interface-name" => config.interface.clone(),
        "identity" => config.identity.clone(),
        "hostname" => device.host(),
        "logged-in" => (if session.is_some() { "yes" } else { "no" }).to_owned(),
        "session-time-left-secs" => session.and_then(|session| session.secs_left(now)).unwrap_or(0).to_string(),
        "remain-bytes-total" => {
            session.and_then(|session| session.bytes_left()).map_or_else(String::new, |bytes| bytes.to_string())
        }
        _ => {
            let links = links(device, occasion);
            return links.into_iter().find(|(name, _)| *name == variable).map(|(_, link)| link);
        }
    };
    Some(plain)
}

/// HTTP/1.0, as the page says, or 200.
fn written(name: &str, rendered: Rendered) -> Answer {
    let kind = if name.ends_with(".json") { "application/captive+json" } else { "text/html; charset=utf-8" };
    let mut answer = answer(StatusCode::OK, kind, rendered.body);
    if let Some(Ok(status)) = rendered.status.map(StatusCode::from_u16) {
        *answer.status_mut() = status;
    }
    for (name, value) in rendered.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            answer.headers_mut().insert(name, value);
        }
    }
    answer
}
