//! One response type with named constructors. Everything says that it must not be stored: a portal's answer is good for
//! one device and one moment.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use http_body_util::{Either, Full};
use hyper::StatusCode;
use hyper::body::{Bytes, Frame};
use hyper::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION,
    REFERRER_POLICY, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use serde::Serialize;
use tokio::sync::mpsc;
use web_ui::Page;

/// A response.
pub(super) struct Response {
    status: StatusCode,
    headers: Vec<(HeaderName, String)>,
    body: Body,
}

/// What a response carries: bytes that are there, or pieces as they come.
pub(super) type Body = Either<Full<Bytes>, Pieces>;

/// Pieces of text as they come; the body ends when their sender does.
pub(super) struct Pieces(mpsc::Receiver<String>);

impl hyper::body::Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(context).map(|piece| piece.map(|piece| Ok(Frame::data(Bytes::from(piece)))))
    }
}

impl Response {
    fn new(status: StatusCode, content_type: &str, body: impl Into<Bytes>) -> Self {
        Response {
            status,
            headers: vec![(CONTENT_TYPE, content_type.to_owned())],
            body: Either::Left(Full::new(body.into())),
        }
    }

    /// A page for people.
    pub(super) fn page(status: StatusCode, page: &impl Page) -> Self {
        match page.html() {
            Ok(html) => Response::new(status, "text/html; charset=utf-8", html)
                .with(CONTENT_SECURITY_POLICY, page.content_security_policy()),
            Err(error) => {
                tracing::error!(%error, "a page could not be rendered");
                Response::text(StatusCode::INTERNAL_SERVER_ERROR, "This page could not be shown. Ask the attendant.\n")
            }
        }
    }

    /// A document for programs.
    pub(super) fn json(document: &impl Serialize) -> Self {
        Response::document(StatusCode::OK, "application/json", document)
    }

    /// A document of a kind of its own.
    pub(super) fn document(status: StatusCode, content_type: &str, document: &impl Serialize) -> Self {
        // Our documents are plain structs with text keys: they always have a JSON form.
        Response::new(status, content_type, serde_json::to_vec(document).unwrap_or_default())
    }

    /// Pieces of text as they come.
    pub(super) fn stream(content_type: &str, pieces: mpsc::Receiver<String>) -> Self {
        let headers = vec![(CONTENT_TYPE, content_type.to_owned())];
        Response { status: StatusCode::OK, headers, body: Either::Right(Pieces(pieces)) }
    }

    /// A file to keep.
    pub(super) fn file(name: &str, bytes: Vec<u8>) -> Self {
        Response::new(StatusCode::OK, "application/octet-stream", bytes)
            .with(CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))
    }

    /// Sends the browser on to a page of ours, with a read.
    pub(super) fn see_other(location: String) -> Self {
        Response::text(StatusCode::SEE_OTHER, "").with(LOCATION, location)
    }

    /// A line of text.
    pub(super) fn text(status: StatusCode, text: impl Into<Bytes>) -> Self {
        Response::new(status, "text/plain; charset=utf-8", text)
    }

    pub(super) fn with(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(super) fn retry_after(self, secs: u64) -> Self {
        self.with(RETRY_AFTER, secs.to_string())
    }

    pub(super) fn without_body(mut self) -> Self {
        self.body = Either::Left(Full::default());
        self
    }

    pub(super) fn into_hyper(self) -> hyper::Response<Body> {
        let mut response = hyper::Response::new(self.body);
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        for (name, value) in self.headers {
            // A value that is no header is left out rather than cut.
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.append(name, value);
            }
        }
        response
    }
}

/// A refusal for programs: RFC 9457, with a `code` that stays the same.
#[derive(Debug, Serialize)]
pub(super) struct Problem {
    #[serde(skip)]
    http_status: StatusCode,
    status: u16,
    title: String,
    detail: String,
    code: &'static str,
    #[serde(skip)]
    retry_after_secs: Option<u64>,
}

impl Problem {
    pub(super) fn new(http_status: StatusCode, code: &'static str, detail: &str) -> Self {
        let title = http_status.canonical_reason().unwrap_or("Refused").to_owned();
        let status = http_status.as_u16();
        Problem { http_status, status, title, detail: detail.to_owned(), code, retry_after_secs: None }
    }

    pub(super) fn bad_request(code: &'static str, detail: &str) -> Self {
        Problem::new(StatusCode::BAD_REQUEST, code, detail)
    }

    pub(super) fn not_found() -> Self {
        Problem::new(StatusCode::NOT_FOUND, "not_found", "there is nothing at this address")
    }

    pub(super) fn method_not_allowed() -> Self {
        Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "this address is asked in another way")
    }

    pub(super) fn unsupported(wanted: &str) -> Self {
        let detail = format!("send the body as {wanted}");
        Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", &detail)
    }

    pub(super) fn too_large(most_bytes: usize) -> Self {
        let detail = format!("the body is larger than {most_bytes} bytes");
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", &detail)
    }

    pub(super) fn is_too_large(&self) -> bool {
        self.http_status == StatusCode::PAYLOAD_TOO_LARGE
    }

    pub(super) fn retry_after(mut self, secs: u64) -> Self {
        self.retry_after_secs = Some(secs);
        self
    }
}

impl From<Problem> for Response {
    fn from(problem: Problem) -> Self {
        let response = Response::document(problem.http_status, "application/problem+json", &problem);
        match problem.retry_after_secs {
            Some(secs) => response.retry_after(secs),
            None => response,
        }
    }
}
