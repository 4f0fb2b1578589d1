//! A refusal for programs: RFC 9457, with a `code` that stays the same.

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Why a request is not carried out, and what its sender can do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Problem {
    #[serde(skip)]
    http_status: StatusCode,
    status: u16,
    title: &'static str,
    detail: String,
    code: &'static str,
    #[serde(skip)]
    retry_after_secs: Option<u64>,
}

impl Problem {
    pub(crate) fn new(http_status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        let title = http_status.canonical_reason().unwrap_or("Refused");
        let status = http_status.as_u16();
        Problem { http_status, status, title, detail: detail.into(), code, retry_after_secs: None }
    }

    pub(crate) fn bad_request(code: &'static str, detail: impl Into<String>) -> Self {
        Problem::new(StatusCode::BAD_REQUEST, code, detail)
    }

    pub(crate) fn not_found() -> Self {
        Problem::new(StatusCode::NOT_FOUND, "not_found", "there is nothing at this address")
    }

    pub(crate) fn method_not_allowed() -> Self {
        Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "this address is asked in another way")
    }

    pub(crate) fn too_large(most_bytes: usize) -> Self {
        let detail = format!("the body is larger than {most_bytes} bytes");
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", detail)
    }

    pub(crate) fn too_slow() -> Self {
        Problem::new(StatusCode::REQUEST_TIMEOUT, "body_too_slow", "the body did not arrive in time")
    }

    /// For a request that is good and finds the books out of reach: it may be sent again.
    pub(crate) fn unavailable() -> Self {
        let detail = "the database is not reachable; try again";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "database_unreachable", detail).retry_after(5)
    }

    pub(crate) fn retry_after(mut self, secs: u64) -> Self {
        self.retry_after_secs = Some(secs);
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        // A plain struct with text keys always has a JSON form.
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (self.http_status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(secs) = self.retry_after_secs {
            headers.insert(RETRY_AFTER, HeaderValue::from(secs));
        }
        response
    }
}
