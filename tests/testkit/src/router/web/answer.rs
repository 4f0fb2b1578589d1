//! What the router answers: HTTP/1.0 as RouterOS does, closed after each answer, never stored by a browser.

use http_body_util::{Either, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CACHE_CONTROL, CONNECTION, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION};
use hyper::{Response, StatusCode, Version};

use crate::router::quirks::Forward;

/// The router's own words, or what passes through it.
pub(in crate::router) type Answer = Response<Either<Full<Bytes>, Incoming>>;

pub(super) fn answer(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Answer {
    let mut answer = Response::new(Either::Left(Full::new(body.into())));
    *answer.status_mut() = status;
    *answer.version_mut() = Version::HTTP_10;
    set(&mut answer, CONTENT_TYPE, content_type);
    set(&mut answer, CACHE_CONTROL, "no-store");
    set(&mut answer, CONNECTION, "close");
    answer
}

pub(super) fn text(status: StatusCode, body: &str) -> Answer {
    answer(status, "text/plain; charset=utf-8", body.to_owned())
}

pub(super) fn json(status: StatusCode, body: String) -> Answer {
    answer(status, "application/json", body)
}

pub(super) fn html(title: &str, body: &str) -> Answer {
    let page = format!(
        "<!doctype html>\n<html><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{}</title></head><body>{body}</body></html>\n",
        escape(title)
    );
    answer(StatusCode::OK, "text/html; charset=utf-8", page)
}

/// Moves the browser to another address.
pub(super) fn forward(how: Forward, url: &str) -> Answer {
    match how {
        Forward::Redirect => redirect(url),
        Forward::Page => html("redirecting", &refresh(url)),
    }
}

fn redirect(url: &str) -> Answer {
    let mut moved = answer(StatusCode::FOUND, "text/html; charset=utf-8", "");
    if let Ok(location) = HeaderValue::from_str(url) {
        moved.headers_mut().insert(LOCATION, location);
    }
    moved
}

/// As shipped pages do it: a refresh for those without JavaScript, and a link for those who wait.
fn refresh(url: &str) -> String {
    let url = escape(url);
    format!("<meta http-equiv=\"refresh\" content=\"0; url={url}\"><a href=\"{url}\">continue</a>")
}

fn set(answer: &mut Answer, name: HeaderName, value: &'static str) {
    answer.headers_mut().insert(name, HeaderValue::from_static(value));
}

/// Makes text harmless in markup. RouterOS does not; the stand-in's own pages are not what is tested.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
