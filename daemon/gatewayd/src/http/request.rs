//! A request as the handlers read it: path segments, query, headers, and a body that is only as large as asked for.

use std::net::SocketAddr;

use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, HOST, HeaderName, ORIGIN};
use hyper::{Method, Uri};

use crate::http::response::Problem;

/// More than any form or document of ours holds.
const LARGEST_BODY: usize = 8 << 10;

/// Names and values of a query or a form.
pub(super) type Pairs = Vec<(String, String)>;

/// A request.
pub(super) struct Request {
    inner: hyper::Request<Incoming>,
    pub(super) peer: SocketAddr,
    /// Our own end of the connection.
    pub(super) reached_at: SocketAddr,
}

impl Request {
    pub(super) fn new(inner: hyper::Request<Incoming>, peer: SocketAddr, reached_at: SocketAddr) -> Self {
        Request { inner, peer, reached_at }
    }

    pub(super) fn method(&self) -> &Method {
        self.inner.method()
    }

    /// GET or HEAD.
    pub(super) fn is_read(&self) -> bool {
        matches!(*self.method(), Method::GET | Method::HEAD)
    }

    /// The path's segments; empty for the root.
    pub(super) fn segments(&self) -> Vec<String> {
        let path = self.uri().path().split('/').filter(|segment| !segment.is_empty());
        path.map(|segment| decode(segment.as_bytes())).collect()
    }

    fn uri(&self) -> &Uri {
        self.inner.uri()
    }

    pub(super) fn query(&self) -> Pairs {
        pairs(self.uri().query().unwrap_or_default().as_bytes())
    }

    /// Whether the query says something under this name.
    pub(super) fn names(&self, name: &str) -> bool {
        field(&self.query(), name).is_some_and(|value| !value.is_empty())
    }

    fn header(&self, name: HeaderName) -> Option<&str> {
        self.inner.headers().get(name).and_then(|value| value.to_str().ok())
    }

    pub(super) fn accept_language(&self) -> Option<&str> {
        self.header(ACCEPT_LANGUAGE)
    }

    pub(super) fn host(&self) -> Option<&str> {
        self.header(HOST)
    }

    /// The value of a cookie.
    pub(super) fn cookie(&self, name: &str) -> Option<&str> {
        let mut pairs = self.header(COOKIE)?.split(';').filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// Whether a person's browser asks.
    pub(super) fn wants_html(&self) -> bool {
        self.header(ACCEPT).is_some_and(|accept| accept.contains("text/html"))
    }

    /// Whether a page of somebody else's sends this form: then the guest may not know what it asks for.
    pub(super) fn is_from_elsewhere(&self) -> bool {
        let site = HeaderName::from_static("sec-fetch-site");
        if self.header(site) == Some("cross-site") {
            return true;
        }
        // Pages that tell nobody where they were send "null"; ours are such pages.
        let origin = self.header(ORIGIN).filter(|origin| *origin != "null");
        let from = origin.map(|origin| origin.split_once("://").map_or(origin, |(_, authority)| authority));
        from.is_some_and(|authority| Some(authority) != self.host())
    }

    fn has_content_type(&self, wanted: &str) -> bool {
        let given = self.header(CONTENT_TYPE).and_then(|value| value.split(';').next());
        given.is_some_and(|given| given.trim().eq_ignore_ascii_case(wanted))
    }

    /// The body of a form.
    pub(super) async fn form(self) -> Result<Pairs, Problem> {
        if !self.has_content_type("application/x-www-form-urlencoded") {
            return Err(Problem::unsupported("application/x-www-form-urlencoded"));
        }
        Ok(pairs(&self.body().await?))
    }

    /// The body of a JSON document.
    pub(super) async fn json<T: serde::de::DeserializeOwned>(self) -> Result<T, Problem> {
        if !self.has_content_type("application/json") {
            return Err(Problem::unsupported("application/json"));
        }
        let body = self.body().await?;
        serde_json::from_slice(&body).map_err(|error| Problem::bad_request("malformed_body", &error.to_string()))
    }

    async fn body(self) -> Result<Bytes, Problem> {
        match Limited::new(self.inner.into_body(), LARGEST_BODY).collect().await {
            Ok(body) => Ok(body.to_bytes()),
            Err(error) if error.is::<LengthLimitError>() => Err(Problem::too_large(LARGEST_BODY)),
            Err(_) => Err(Problem::bad_request("incomplete_body", "the request broke off before its end")),
        }
    }
}

fn pairs(bytes: &[u8]) -> Pairs {
    // A query or form of ours has a dozen fields; what comes after a hundred is nobody's.
    form_urlencoded::parse(bytes).take(100).map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

fn decode(segment: &[u8]) -> String {
    // A segment has no `=` or `+` of a form's meaning, so each is protected before the form decoder sees it.
    let protected: Vec<u8> = segment
        .iter()
        .flat_map(|&byte| match byte {
            b'+' => b"%2B".to_vec(),
            b'=' => b"%3D".to_vec(),
            b'&' => b"%26".to_vec(),
            other => vec![other],
        })
        .collect();
    form_urlencoded::parse(&protected).next().map_or_else(String::new, |(name, _)| name.into_owned())
}

/// The first value of a field.
pub(super) fn field<'a>(pairs: &'a Pairs, name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_decoded_as_paths_not_as_forms() {
        assert_eq!(decode(b"7KM-2PX-9DT"), "7KM-2PX-9DT");
        assert_eq!(decode(b"a%20b+c=d"), "a b+c=d");
    }

    #[test]
    fn fields_are_found_by_name_and_the_first_counts() {
        let pairs = pairs(b"code=7km+2px&code=other&mac=0A%3A1B");
        assert_eq!(field(&pairs, "code"), Some("7km 2px"));
        assert_eq!(field(&pairs, "mac"), Some("0A:1B"));
        assert_eq!(field(&pairs, "ip"), None);
    }
}
