//! `POST /provider/sites/{site}/claim`, `POST /admin/providers/{provider}/sites/{site}/claim`: a new code; older ones that
//! are not spent are void.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use web_ui::cloud::Link;

use super::claim_code::FreshCode;
use super::desk::Desk;
use crate::cloud::Cloud;
use crate::people::audit::Deed;
use crate::people::forms::SignedForm;
use crate::people::refused::Refused;
use crate::people::show::see_other;

pub(crate) async fn claim(State(cloud): State<Arc<Cloud>>, desk: Desk, _: SignedForm) -> Result<Response, Refused> {
    let code = FreshCode::of(&cloud, desk.site.id, cloud.clock.unix_ms());
    if !desk.books(&cloud).renew_claim(desk.site.id, &code.hash, code.expires_ms).await? {
        return Err(Refused::NotFound);
    }
    desk.write_down(&cloud, Deed::RenewClaim).await?;
    Ok(see_other(Link::Site(desk.link)))
}
