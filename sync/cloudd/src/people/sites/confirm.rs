//! `POST /provider/sites/{site}/confirm`, `POST /admin/providers/{provider}/sites/{site}/confirm`: the words are the same.
//! The form says which words; the gateway that has them is confirmed and no other.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use cloud_store::books::SiteStatus;
use web_ui::cloud::Link;

use super::desk::Desk;
use super::show::words;
use crate::chance::Kernel;
use crate::cloud::Cloud;
use crate::people::audit::Deed;
use crate::people::forms::SignedForm;
use crate::people::refused::Refused;
use crate::people::show::see_other;

pub(crate) async fn confirm(
    State(cloud): State<Arc<Cloud>>,
    desk: Desk,
    SignedForm(fields): SignedForm,
) -> Result<Response, Refused> {
    let keys = desk.site.keys.filter(|_| words(&cloud, &desk.site).as_deref() == Some(fields.get("words")));
    let keys = keys.ok_or(Refused::Changed)?;
    // Pressed twice, the second time there is nothing left to do.
    if desk.site.status != SiteStatus::Confirmed {
        if !desk.books(&cloud).confirm_gateway(desk.site.id, keys, cloud.clock.unix_ms()).await? {
            return Err(Refused::Changed);
        }
        desk.write_down(&cloud, Deed::ConfirmSite).await?;
        let handed =
            cloud.accounts().hand_to(desk.books(&cloud), desk.site.id, cloud.clock.unix_ms(), &mut Kernel).await;
        // The gateway is confirmed all the same; the account can be saved once more.
        if let Err(error) = handed {
            tracing::error!(%error, site = %desk.site.id, "the account with M-PESA does not reach its gateway");
        }
    }
    Ok(see_other(Link::Site(desk.link)))
}
