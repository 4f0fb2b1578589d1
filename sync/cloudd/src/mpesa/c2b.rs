//! POST /api/c2b/{provider}/{token}/confirmation and …/validation: money was received, or is about to be.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use cloud_gate::Notice;

use super::{accepted, take};
use crate::cloud::Cloud;
use crate::http::Problem;

pub(crate) async fn confirmation(
    State(cloud): State<Arc<Cloud>>,
    Path((provider, token)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Problem> {
    take(&cloud, Notice::Received { provider: &provider, token: &token }, &body).await
}

/// Money is never turned away here: what it was for is found out once it has arrived.
pub(crate) async fn validation() -> Response {
    accepted()
}
