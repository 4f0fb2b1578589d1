//! POST /api/stk/callback/{provider}/{token}, and its other names: how a push ended.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;

use super::{accepted, address, keep_for_audit, not_kept, relay};
use crate::cloud::Cloud;
use crate::http::Problem;

const KIND: &str = "stk";

pub(crate) async fn callback(
    State(cloud): State<Arc<Cloud>>,
    Path((provider, token)): Path<(String, String)>,
    uri: Uri,
    body: Bytes,
) -> Result<Response, Problem> {
    match address::push(&cloud, &provider, &token).await.map_err(|error| not_kept(&error))? {
        Some(proven) => {
            relay(&cloud, proven.provider, proven.site, Some(proven.checkout), KIND, (&uri, &body)).await?;
        }
        None => keep_for_audit(&cloud, &provider, KIND, &body).await?,
    }
    Ok(accepted())
}

/// Anyone can post to the bare address: the gateway that pushed asks M-PESA by itself.
pub(crate) async fn bare_callback(
    State(cloud): State<Arc<Cloud>>,
    Path(provider): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    keep_for_audit(&cloud, &provider, KIND, &body).await?;
    Ok(accepted())
}
