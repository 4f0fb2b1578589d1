//! Claim codes that pages can show again: each is a stamp on its site and the moment it ends, so the books keep no more of
//! it than of any other, its hash. A code drawn at the command line is nobody's stamp and is shown nowhere else.

use cloud_store::books::OpenClaim;
use domain::ids::{Chance, SiteId};
use sync_proto::ClaimCode;
use web_ui::cloud::Claim;

use crate::cloud::Cloud;
use crate::people::stamp::{Purpose, stamp};

/// How long a code is good.
const CLAIM_MS: u64 = 15 * 60 * 1000;

/// A new code, as the books keep it.
pub(super) struct FreshCode {
    pub(super) hash: [u8; 32],
    pub(super) expires_ms: u64,
}

impl FreshCode {
    /// The code of a site that is made now.
    pub(super) fn of(cloud: &Cloud, site: SiteId, now_ms: u64) -> Self {
        let expires_ms = now_ms + CLAIM_MS;
        FreshCode { hash: code(&cloud.secret_key, site, expires_ms).hash(), expires_ms }
    }
}

/// What a page shows of the code that is good now.
pub(super) fn shown(cloud: &Cloud, site: SiteId, open: &OpenClaim, now_ms: u64) -> Claim {
    let code = code(&cloud.secret_key, site, open.expires_ms);
    let is_ours = code.hash()[..] == open.code_hash[..];
    Claim { code: is_ours.then(|| code.to_string()), secs_left: open.expires_ms.saturating_sub(now_ms) / 1000 }
}

fn code(secret_key: &[u8; 32], site: SiteId, expires_ms: u64) -> ClaimCode {
    let what = [&site.bytes()[..], &expires_ms.to_be_bytes()].concat();
    ClaimCode::draw(&mut Stamped(stamp(secret_key, Purpose::ClaimCode, &what)))
}

/// A stamp in the place of chance: as hard to guess without the key. A code takes less than it has.
struct Stamped([u8; 32]);

impl Chance for Stamped {
    fn fill(&mut self, buffer: &mut [u8]) {
        buffer.iter_mut().zip(self.0).for_each(|(place, byte)| *place = byte);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_comes_again_for_its_site_its_moment_and_its_key_alone() {
        let (site, other) = (SiteId::from_bytes([1; 16]), SiteId::from_bytes([2; 16]));
        let shown = code(&[7; 32], site, 1000).to_string();
        assert_eq!(shown.len(), 17);
        assert_eq!(code(&[7; 32], site, 1000).to_string(), shown);
        for stranger in [code(&[8; 32], site, 1000), code(&[7; 32], other, 1000), code(&[7; 32], site, 1001)] {
            assert_ne!(stranger.to_string(), shown);
        }
    }
}
