//! `GET /provider/sites/{site}/differ`, `GET /admin/providers/{provider}/sites/{site}/differ`: what to do when the words
//! differ. Nothing is changed.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use web_ui::cloud::WordsDiffer;

use super::desk::Desk;
use crate::cloud::Cloud;
use crate::people::show;

pub(crate) async fn differ(State(cloud): State<Arc<Cloud>>, desk: Desk) -> Response {
    show::ok(&WordsDiffer { frame: desk.visitor.frame(&cloud), site: desk.link, name: desk.site.name })
}
