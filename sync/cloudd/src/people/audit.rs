//! What people did on the pages, as the log has it.

use cloud_store::StoreError;
use cloud_store::platform::User;
use domain::ids::ProviderId;
use serde_json::json;

pub(super) use crate::audit::Deed;
use crate::audit::Line;
use crate::cloud::Cloud;

/// Adds a line. What an admin did for a provider stands in that provider's log, marked as such.
pub(super) async fn write_down(
    cloud: &Cloud,
    user: &User,
    concerns: Option<ProviderId>,
    deed: Deed,
    subject: &str,
) -> Result<(), StoreError> {
    let is_on_behalf = concerns.is_some() && concerns != user.provider;
    let detail = is_on_behalf.then(|| json!({ "on_behalf": true }));
    let line = Line { user: Some(user.id), concerns, deed, subject: subject.to_owned(), detail };
    line.write(&cloud.store, cloud.clock.unix_ms()).await
}
