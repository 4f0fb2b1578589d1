//! Enrolment: a gateway shows a claim code and becomes the gateway of one site.

use cloud_store::books::SiteKeys;
use sync_proto::{Enrolled, Enrolment, Purpose, Refusal, open, peek};

use crate::{Gate, Refused};

impl Gate {
    /// Takes in the gateway that shows a good code; the signed answer names its site. Shown again by the same gateway, the code
    /// gets the same answer.
    pub async fn enrol(&self, bytes: &[u8], now_ms: u64) -> Result<Vec<u8>, Refused> {
        // It is signed with the key it brings: whoever sends it has that key.
        let claimed: Enrolment = peek(Purpose::Enrolment, bytes)?;
        let asked: Enrolment = open(Purpose::Enrolment, &claimed.keys, bytes)?;
        let keys = SiteKeys { signing: asked.keys.verifying, sealing: asked.keys.agreement };
        let claim = self.store.platform().claim(&asked.claim.hash(), keys, now_ms).await?;
        let claim = claim.ok_or(Refusal::UnknownClaim)?;
        tracing::info!(site = %claim.site, "a gateway has claimed its site");
        let (provider, site, name) = (claim.provider, claim.site, claim.name);
        self.sign(Purpose::Enrolled, &Enrolled { nonce: asked.nonce, provider, site, name, keys: self.keys() })
    }
}
