//! GET /healthz: whether this process can do its work now. For load balancers, which ask by address, so any name will do.

use std::sync::Arc;

use axum::extract::State;

use super::Problem;
use crate::cloud::Cloud;

pub(super) async fn healthz(State(cloud): State<Arc<Cloud>>) -> Result<&'static str, Problem> {
    if cloud.is_database_up().await { Ok("ok\n") } else { Err(Problem::unavailable()) }
}
