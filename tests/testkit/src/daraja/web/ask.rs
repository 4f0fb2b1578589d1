//! A request, read once.

use http_body_util::{BodyExt, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName};
use hyper::{HeaderMap, Method, Request};

use crate::form::Fields;

/// More than any call needs.
const LONGEST_BODY: usize = 256 * 1024;

pub(super) struct Ask {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: Fields,
    headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Ask {
    /// `None` if it is too long or was cut off: there is nobody to answer.
    pub(super) async fn read(request: Request<Incoming>) -> Option<Self> {
        let (head, body) = request.into_parts();
        let body = Limited::new(body, LONGEST_BODY).collect().await.ok()?.to_bytes();
        Some(Ask {
            method: head.method,
            path: head.uri.path().to_owned(),
            query: Fields::parse(head.uri.query().unwrap_or_default()),
            headers: head.headers,
            body,
        })
    }

    /// Authorization: its scheme and the rest.
    pub(super) fn authorization(&self) -> Option<(&str, &str)> {
        let (scheme, rest) = self.header(&AUTHORIZATION)?.split_once(' ')?;
        Some((scheme, rest.trim()))
    }

    pub(super) fn is_json(&self) -> bool {
        self.header(&CONTENT_TYPE)
            .is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("application/json"))
    }

    fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
