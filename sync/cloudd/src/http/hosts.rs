//! The Host header: requests meant for another name are not ours to answer.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::HOST;
use axum::middleware::Next;
use axum::response::Response;

use super::Problem;
use crate::cloud::Cloud;

/// A layer that answers for our own names only.
pub(super) async fn known(State(cloud): State<Arc<Cloud>>, request: Request, next: Next) -> Result<Response, Problem> {
    // A request line with a whole address names the host there (RFC 9112 section 3.2.2).
    let named = request.uri().authority().map(|authority| authority.as_str().to_owned());
    let header = request.headers().get(HOST).and_then(|host| Some(host.to_str().ok()?.to_owned()));
    let host = named.or(header).ok_or_else(|| Problem::bad_request("no_host", "the request names no host"))?;
    if cloud.config.allowed_hosts.allow(&host) {
        return Ok(next.run(request).await);
    }
    let detail = "this server does not answer for that name; its owner lists names in ALLOWED_HOSTS";
    Err(Problem::new(StatusCode::MISDIRECTED_REQUEST, "unknown_host", detail))
}
