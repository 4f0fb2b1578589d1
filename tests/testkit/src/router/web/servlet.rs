//! The hotspot's own pages: `/`, `/login`, `/logout`, `/status` and `/api` (RouterOS manual, HotSpot customisation).
//! The site's own pages are shown where it has some; else login pages lead to the portal at once, as on a site with changed
//! rlogin.html and login.html. A missing page is 404.

use std::sync::Arc;

use hyper::StatusCode;
use hyper::header::{HeaderValue, SET_COOKIE};
use radius_proto::TerminateCause;

use super::answer::{Answer, answer, escape, forward, html, text};
use super::ask::Ask;
use super::pages::shown;
use super::variables::{Occasion, link_status, links, portal_url};
use crate::router::Device;
use crate::router::event::{Event, LoginMethod};
use crate::router::hotspot::Hotspot;
use crate::router::login::{Attempt, Credential, LoginError};

/// Whether a host is the router: its door for this device, or its guest-side address.
pub(super) fn is_meant(hotspot: &Hotspot, device: Device, host: &str) -> bool {
    let own = hotspot.config.hotspot_address.to_string();
    host == device.door.to_string() || host == own || host.strip_suffix(":80") == Some(&own)
}

/// The browser cookie of `login-by=cookie`. What RouterOS calls it is not known.
const COOKIE: &str = "hotspot-cookie";

async fn answer_login(hotspot: &Arc<Hotspot>, device: Device, ask: &Ask) -> Answer {
    let dst = ask.fields.get("dst").unwrap_or_default();
    if hotspot.is_online(device) {
        return logged_in(hotspot, device, dst);
    }
    let Some(username) = ask.fields.get("username") else {
        return to_portal(hotspot, device, &Occasion { link_orig: dst, username: "", error: "" }, &ask.url());
    };
    let password = ask.fields.get("password").unwrap_or_default();
    match try_login(hotspot, device, username, password).await {
        Ok(()) => logged_in(hotspot, device, dst),
        Err(error) => {
            let occasion = Occasion { link_orig: dst, username, error: &error.to_string() };
            to_portal(hotspot, device, &occasion, &ask.url())
        }
    }
}

pub(super) async fn answer_request(hotspot: &Arc<Hotspot>, device: Device, ask: &Ask) -> Answer {
    let comes_back = matches!(ask.path.as_str(), "/" | "/login") && ask.fields.get("username").is_none();
    if let Some(shown) = ask.cookie(COOKIE).filter(|_| comes_back && !hotspot.is_online(device)) {
        hotspot.replay_http_cookie(device, shown).await;
    }
    match ask.path.as_str() {
        "/" | "/status" if hotspot.is_online(device) => {
            shown(hotspot, device, "status.html", &QUIET, "").unwrap_or_else(|| status(hotspot, device))
        }
        "/" => caught(hotspot, device, &ask.url()),
        "/login" => answer_login(hotspot, device, ask).await,
        "/logout" => logout(hotspot, device, ask),
        "/status" => not_logged_in(hotspot, device, ask),
        "/api" => shown(hotspot, device, "api.json", &QUIET, "").unwrap_or_else(|| api(hotspot, device)),
        // Shipped beside the pages; browsers ask for it whenever they like.
        "/favicon.ico" => answer(StatusCode::OK, "image/x-icon", ""),
        _ => text(StatusCode::NOT_FOUND, "404 Not Found"),
    }
}

/// Traffic of somebody who is not logged in: `rlogin.html`.
pub(super) fn caught(hotspot: &Arc<Hotspot>, device: Device, asked: &str) -> Answer {
    let occasion = Occasion { link_orig: asked, username: "", error: "" };
    leads_in(hotspot, device, "rlogin.html", &occasion, asked)
}

/// The way in: `login.html`.
fn to_portal(hotspot: &Arc<Hotspot>, device: Device, occasion: &Occasion<'_>, asked: &str) -> Answer {
    leads_in(hotspot, device, "login.html", occasion, asked)
}

/// Shows the page that leads to the portal, or leads there, and notes it.
fn leads_in(hotspot: &Arc<Hotspot>, device: Device, page: &str, occasion: &Occasion<'_>, asked: &str) -> Answer {
    let [(_, link_login), ..] = links(device, occasion);
    let answer = shown(hotspot, device, page, occasion, &link_login)
        .unwrap_or_else(|| forward(hotspot.quirks().forward, &portal_url(hotspot, device, occasion)));
    let (asked, error) = (asked.to_owned(), occasion.error.to_owned());
    hotspot.log.note(Event::SentToPortal { mac: device.mac, asked, error });
    answer
}

/// What is shown where nothing went wrong and nobody wanted to go anywhere.
const QUIET: Occasion<'_> = Occasion { link_orig: "", username: "", error: "" };

async fn try_login(hotspot: &Arc<Hotspot>, device: Device, username: &str, password: &str) -> Result<(), LoginError> {
    let credential =
        credential(hotspot, device, password).inspect_err(|error| hotspot.note_refusal(device, username, error))?;
    let method = match credential {
        Credential::Pap(_) => LoginMethod::HttpPap,
        Credential::Chap { .. } => LoginMethod::HttpChap,
    };
    let attempt = Attempt { username: username.to_owned(), domain: String::new(), credential, method };
    hotspot.login(device, attempt).await
}

/// What the password field proves. Where both methods are on, 32 hexadecimal digits are an answer to the challenge.
fn credential(hotspot: &Hotspot, device: Device, password: &str) -> Result<Credential, LoginError> {
    let quirks = hotspot.quirks();
    let challenge = hotspot.state().challenges.remove(&device.ip).filter(|_| quirks.http_chap);
    let answered = challenge.and_then(|challenge| challenge.answered(password, hotspot.now()));
    match answered {
        Some(answer) => Ok(answer),
        None if quirks.http_pap => Ok(Credential::Pap(password.to_owned())),
        None => Err(LoginError::ChapMissing),
    }
}

/// On to where the guest wanted to go, which may be http and https only; else to the status page.
fn logged_in(hotspot: &Arc<Hotspot>, device: Device, dst: &str) -> Answer {
    let redirection =
        hotspot.state().sessions.get(&device.ip).and_then(|session| session.grant.redirection_url.clone());
    let wanted = redirection.as_deref().unwrap_or(dst);
    let allowed = ["http://", "https://"].into_iter().any(|scheme| wanted.starts_with(scheme));
    let quirks = hotspot.quirks();
    let how = quirks.after_login;
    let next = if allowed { wanted.to_owned() } else { link_status(device) };
    let mut answer = shown(hotspot, device, "alogin.html", &QUIET, &next).unwrap_or_else(|| forward(how, &next));
    let token = hotspot.http_cookie_of(device.mac).filter(|_| quirks.http_cookie);
    let cookie = token.map(|token| format!("{COOKIE}={token}; Max-Age={}; Path=/", quirks.cookie_lifetime_secs));
    if let Some(Ok(cookie)) = cookie.map(|cookie| HeaderValue::from_str(&cookie)) {
        answer.headers_mut().insert(SET_COOKIE, cookie);
    }
    answer
}

fn logout(hotspot: &Arc<Hotspot>, device: Device, ask: &Ask) -> Answer {
    if matches!(ask.fields.get("erase-cookie"), Some("on" | "true")) {
        hotspot.delete_cookies("erase-cookie", |cookie| cookie.mac == device.mac && !cookie.is_by_mac());
    }
    if hotspot.end(device, TerminateCause::UserRequest) {
        let own = || html("logged out", "<h1>You have logged out</h1><p><a href=\"/login\">log in</a></p>");
        shown(hotspot, device, "logout.html", &QUIET, "").unwrap_or_else(own)
    } else {
        not_logged_in(hotspot, device, ask)
    }
}

fn not_logged_in(hotspot: &Arc<Hotspot>, device: Device, ask: &Ask) -> Answer {
    let error = format!("you are not logged in (ip {})", device.ip);
    to_portal(hotspot, device, &Occasion { link_orig: "", username: "", error: &error }, &ask.url())
}

fn status(hotspot: &Hotspot, device: Device) -> Answer {
    let now = hotspot.now();
    let state = hotspot.state();
    let Some(session) = state.sessions.get(&device.ip) else { return text(StatusCode::NOT_FOUND, "404 Not Found") };
    let left = session.secs_left(now).map_or_else(String::new, |secs| format!("<dt>time left<dd>{secs} s"));
    let body = format!(
        "<h1>You are logged in</h1><dl><dt>user<dd>{}<dt>IP address<dd>{}<dt>MAC<dd>{}<dt>up / down<dd>{} / {} bytes\
         <dt>connected<dd>{} s{left}</dl><form action=\"/logout\"><button>log off</button></form>",
        escape(&session.username),
        device.ip,
        device.mac,
        session.upload_bytes,
        session.download_bytes,
        session.secs(now),
    );
    html("status", &body)
}

/// The shipped api.json (RFC 8908).
fn api(hotspot: &Hotspot, device: Device) -> Answer {
    let state = hotspot.state();
    let mut body = serde_json::json!({
        "captive": true,
        "user-portal-url": format!("http://{}/login", device.host()),
        "can-extend-session": true,
    });
    if let Some(session) = state.sessions.get(&device.ip) {
        body["captive"] = false.into();
        if let Some(secs) = session.secs_left(hotspot.now()) {
            body["seconds-remaining"] = secs.into();
        }
        if let Some(bytes) = session.bytes_left() {
            body["bytes-remaining"] = bytes.into();
        }
    }
    answer_api(body.to_string())
}

fn answer_api(body: String) -> Answer {
    answer(StatusCode::OK, "application/captive+json", body)
}
