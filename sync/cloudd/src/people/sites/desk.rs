//! One site on the desk of whoever may look at it: its own provider's people under `/provider/sites/{site}`, admins under
//! `/admin/providers/{provider}/sites/{site}`. For everybody else there is no such site, whatever they type.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use cloud_store::ProviderBooks;
use cloud_store::books::Site;
use cloud_store::platform::User;
use domain::ids::{ProviderId, SiteId};
use web_ui::cloud::SiteLink;

use crate::cloud::Cloud;
use crate::people::audit::{self, Deed};
use crate::people::refused::Refused;
use crate::people::visitor::Visitor;

/// A site and who looks at it.
#[derive(Clone, Debug)]
pub(crate) struct Desk {
    pub(super) visitor: Visitor,
    pub(super) user: User,
    pub(super) provider: ProviderId,
    pub(super) link: SiteLink,
    pub(super) site: Site,
}

impl Desk {
    /// The books of the site's provider.
    pub(super) fn books<'a>(&self, cloud: &'a Cloud) -> ProviderBooks<'a> {
        cloud.store.provider(self.provider)
    }

    /// Writes down what was done here.
    pub(super) async fn write_down(&self, cloud: &Cloud, deed: Deed) -> Result<(), Refused> {
        let subject = self.site.id.to_string();
        Ok(audit::write_down(cloud, &self.user, Some(self.provider), deed, &subject).await?)
    }
}

impl FromRequestParts<Arc<Cloud>> for Desk {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, cloud: &Arc<Cloud>) -> Result<Self, Refused> {
        let visitor = Visitor::from_request_parts(parts, cloud).await?;
        let Path(named) =
            Path::<BTreeMap<String, String>>::from_request_parts(parts, cloud).await.map_err(|_| Refused::NotFound)?;
        let (visitor, signed_in, provider, on_behalf_of) = match named.get("provider") {
            None => {
                let owner = visitor.owner()?;
                (owner.visitor, owner.signed_in, owner.provider, None)
            }
            Some(provider) => {
                let (admin, provider) = (visitor.admin()?, read::<ProviderId>(Some(provider))?);
                (admin.visitor, admin.signed_in, provider, Some(provider))
            }
        };
        let id: SiteId = read(named.get("site"))?;
        let site = cloud.store.provider(provider).site(id).await?.ok_or(Refused::NotFound)?;
        let link = SiteLink { site: id, on_behalf_of };
        Ok(Desk { visitor, user: signed_in.user, provider, link, site })
    }
}

fn read<Id: std::str::FromStr>(text: Option<&String>) -> Result<Id, Refused> {
    text.and_then(|text| text.parse().ok()).ok_or(Refused::NotFound)
}
