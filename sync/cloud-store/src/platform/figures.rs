//! The figures of sites of any provider, for admins.

use std::collections::BTreeMap;
use std::ops::Range;

use domain::ids::{ProviderId, SiteId};

use super::Platform;
use crate::books::{Figures, figures};
use crate::error::StoreError;

impl Platform<'_> {
    /// The figures of some sites, with what was paid within some time (milliseconds since 1970). Sites without any are
    /// left out.
    pub async fn figures(
        &self,
        of: &[(ProviderId, SiteId)],
        within_ms: Range<u64>,
    ) -> Result<BTreeMap<SiteId, Figures>, StoreError> {
        figures(&self.read().await?, of, within_ms).await
    }
}
