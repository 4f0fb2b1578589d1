//! A shortcode has one address for notices of money received, however many sites share it. The account that was paid to
//! says whose sale it is; the notice is handed to that site at an address of its own.

use cloud_store::StoreError;
use domain::checkout::Reference;
use payment_proto::mpesa::{C2bNotice, C2bToken};

use crate::Gate;
use crate::address::Proven;
use crate::notice::path_of_receipt;

/// For whom a notice is, and where that site would have had it posted.
pub(crate) struct Receiver {
    pub(crate) proven: Proven,
    pub(crate) path: String,
}

impl Gate {
    /// The site a proven notice is for, if that is another one than its address says.
    pub(crate) async fn other_receiver(&self, proven: Proven, body: &[u8]) -> Result<Option<Receiver>, StoreError> {
        let notice = C2bNotice::read(body).ok();
        let reference = notice.and_then(|notice| Reference::parse(notice.reference.as_deref()?));
        let Some(reference) = reference else { return Ok(None) };
        let provider = proven.provider;
        let holder = self.store.provider(provider).site_of_reference(reference).await?;
        let Some(site) = holder.filter(|site| *site != proven.site) else { return Ok(None) };
        let Some(key) = self.callback_key(provider, site).await? else { return Ok(None) };
        let token = C2bToken::make(&key, site).reveal();
        let path = path_of_receipt(&provider.to_string(), &token);
        Ok(Some(Receiver { proven: Proven { site, ..proven }, path }))
    }
}
