//! GET /api/tickets/{code}/status?provider_id=…[&site_id=…]: what is left of a ticket.

use std::sync::Arc;

use axum::extract::State;

use super::document::TicketDocument;
use super::look_up::{look_up, unknown_code};
use super::whose::Whose;
use crate::cloud::Cloud;
use crate::guests::caller::Caller;
use crate::guests::document::Document;
use crate::guests::named::Named;
use crate::guests::storage;
use crate::http::Problem;

pub(crate) async fn status(
    State(cloud): State<Arc<Cloud>>,
    Named(typed): Named<String>,
    whose: Whose,
    Caller(caller): Caller,
) -> Result<Document<TicketDocument>, Problem> {
    let now_ms = cloud.clock.unix_ms();
    let ticket = look_up(&cloud, whose, &typed, caller, now_ms).await?;
    let document = TicketDocument::of(cloud.store.provider(whose.provider), &ticket, now_ms).await;
    document.map_err(storage)?.map(Document).ok_or_else(unknown_code)
}
