//! A browser's request, read once: whose host, which path, which fields. Query and form fields are one list, as the
//! hotspot's servlet takes either.

use std::net::SocketAddr;

use http_body_util::{BodyExt, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{COOKIE, HOST};
use hyper::{HeaderMap, Method, Request, StatusCode};

use super::answer::{Answer, text};
use crate::form::Fields;

/// The longest form a login needs, many times over.
const LONGEST_BODY: usize = 64 * 1024;

pub(in crate::router) struct Ask {
    pub(in crate::router) method: Method,
    /// As the browser wrote it, with a port where it wrote one.
    pub(in crate::router) host: String,
    pub(in crate::router) path: String,
    pub(in crate::router) query: Option<String>,
    pub(in crate::router) fields: Fields,
    pub(in crate::router) headers: HeaderMap,
    pub(in crate::router) body: Bytes,
}

impl Ask {
    /// Reads a request in origin or absolute form. Without any Host it is taken to be for `door`.
    pub(in crate::router) async fn read(request: Request<Incoming>, door: SocketAddr) -> Result<Self, Answer> {
        let (head, body) = request.into_parts();
        let body = Limited::new(body, LONGEST_BODY).collect().await;
        let Ok(body) = body else { return Err(text(StatusCode::PAYLOAD_TOO_LARGE, "too long")) };
        let body = body.to_bytes();
        let named = head.headers.get(HOST).and_then(|host| host.to_str().ok());
        let host = head.uri.authority().map(|authority| authority.as_str()).or(named);
        let query = head.uri.query().map(str::to_owned);
        let posted = Fields::parse(&String::from_utf8_lossy(&body));
        let mut fields = Fields::parse(query.as_deref().unwrap_or_default());
        fields.0.extend(posted.0);
        Ok(Ask {
            method: head.method,
            host: host.map_or_else(|| door.to_string(), str::to_owned),
            path: head.uri.path().to_owned(),
            query,
            fields,
            headers: head.headers,
            body,
        })
    }

    /// What stands behind the question mark, without a form's fields.
    pub(in crate::router) fn fields_of_query(&self) -> Fields {
        Fields::parse(self.query.as_deref().unwrap_or_default())
    }

    /// What the browser shows of a cookie (RFC 6265 section 5.4).
    pub(in crate::router) fn cookie(&self, name: &str) -> Option<&str> {
        let shown = self.headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = shown.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Path and query.
    pub(in crate::router) fn target(&self) -> String {
        self.query.as_ref().map_or_else(|| self.path.clone(), |query| format!("{}?{query}", self.path))
    }

    /// The whole address asked for.
    pub(in crate::router) fn url(&self) -> String {
        format!("http://{}{}", self.host, self.target())
    }
}
