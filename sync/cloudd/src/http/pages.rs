//! What every page says about itself: shown by us alone, nothing from elsewhere, not stored, not framed.

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;

use crate::cloud::Cloud;

/// For answers that bring no policy of their own: nothing may be loaded, nothing runs.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// A layer for everything that a browser may show.
pub(super) async fn secured(State(cloud): State<Arc<Cloud>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut unless_set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    unless_set(CACHE_CONTROL, "no-store");
    unless_set(CONTENT_SECURITY_POLICY, NOTHING);
    unless_set(REFERRER_POLICY, "same-origin");
    unless_set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    unless_set(X_FRAME_OPTIONS, "DENY");
    if cloud.config.public_url.is_https() {
        unless_set(STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}
