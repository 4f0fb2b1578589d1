//! Asking something of a site.

use cloud_store::StoreError;
use domain::ids::{ProviderId, SiteId};
use sync_proto::Directive;

use crate::Gate;

impl Gate {
    /// Writes a directive down for a site, whose gateway carries it out when it has heard of it; the directive's number.
    pub async fn direct(
        &self,
        provider: ProviderId,
        site: SiteId,
        directive: &Directive,
        now_ms: u64,
    ) -> Result<u64, StoreError> {
        let body = postcard::to_stdvec(directive).map_err(|_| StoreError::Damaged("a directive"))?;
        self.store.provider(provider).direct(site, directive.kind(), &body, now_ms).await
    }
}
