//! Pages as HTTP says them, and the way to another one.

use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use web_ui::Page;
use web_ui::cloud::{Link, SignInProblem};

use crate::http::Problem;

/// A page under its own policy.
pub(super) fn page(status: StatusCode, page: &impl Page) -> Response {
    let html = match page.html() {
        Ok(html) => html,
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            return Problem::unavailable().into_response();
        }
    };
    let mut response = (status, html).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers
        .extend(HeaderValue::try_from(page.content_security_policy()).map(|policy| (CONTENT_SECURITY_POLICY, policy)));
    response
}

/// The usual page.
pub(super) fn ok(page: &impl Page) -> Response {
    self::page(StatusCode::OK, page)
}

/// After a form, and wherever somebody belongs elsewhere.
pub(super) fn see_other(link: Link) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().extend(HeaderValue::try_from(link.to_string()).map(|place| (LOCATION, place)));
    response
}

/// A page that says why somebody is not let in.
pub(super) fn not_in(problem: &SignInProblem, page: &impl Page) -> Response {
    let (status, retry_after_secs) = match problem {
        SignInProblem::Wrong => (StatusCode::UNPROCESSABLE_ENTITY, None),
        SignInProblem::Wait { secs } => (StatusCode::TOO_MANY_REQUESTS, Some(*secs)),
        SignInProblem::Busy => (StatusCode::SERVICE_UNAVAILABLE, Some(5)),
        SignInProblem::Elsewhere { .. } => (StatusCode::FORBIDDEN, None),
    };
    let mut response = self::page(status, page);
    response.headers_mut().extend(retry_after_secs.map(|secs| (RETRY_AFTER, HeaderValue::from(secs))));
    response
}
