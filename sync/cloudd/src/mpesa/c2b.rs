//! POST /api/c2b/{provider}/{token}/confirmation and …/validation: money was received, or is about to be.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;

use super::{accepted, address, keep_for_audit, not_kept, relay};
use crate::cloud::Cloud;
use crate::http::Problem;

const KIND: &str = "c2b";

pub(crate) async fn confirmation(
    State(cloud): State<Arc<Cloud>>,
    Path((provider, token)): Path<(String, String)>,
    uri: Uri,
    body: Bytes,
) -> Result<Response, Problem> {
    match address::receiver(&cloud, &provider, &token).await.map_err(|error| not_kept(&error))? {
        Some(proven) => relay(&cloud, proven.provider, proven.site, None, KIND, (&uri, &body)).await?,
        None => keep_for_audit(&cloud, &provider, KIND, &body).await?,
    }
    Ok(accepted())
}

/// Money is never turned away here: what it was for is found out once it has arrived.
pub(crate) async fn validation() -> Response {
    accepted()
}
