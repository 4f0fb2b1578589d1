//! POST /api/stk/callback/{provider}/{token}, and its other names: how a push ended.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use cloud_gate::Notice;

use super::take;
use crate::cloud::Cloud;
use crate::http::Problem;

pub(crate) async fn callback(
    State(cloud): State<Arc<Cloud>>,
    Path((provider, token)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Problem> {
    take(&cloud, Notice::Push { provider: &provider, token: Some(&token) }, &body).await
}

/// Anyone can post to the bare address: the gateway that pushed asks M-PESA by itself.
pub(crate) async fn bare_callback(
    State(cloud): State<Arc<Cloud>>,
    Path(provider): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    take(&cloud, Notice::Push { provider: &provider, token: None }, &body).await
}
