//! The token of a site in the address for notices of money received. Such an address is registered once and stays, so
//! it names the site only (section 7).

use std::fmt;

use domain::ids::SiteId;

use super::callback_key::SIGNATURE;
use super::{CallbackKey, Forged, NotAToken, hex};

const PURPOSE: &[u8] = b"lango c2b notice 1";
const LENGTH: usize = 16 + SIGNATURE;

/// A token, genuine or not. It is not shown: who knows it can speak for the rail.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct C2bToken {
    site: SiteId,
    signature: [u8; SIGNATURE],
}

/// What a genuine token proves: the notice came to the address this site registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProvenSite(SiteId);

impl ProvenSite {
    /// The site.
    pub fn site(self) -> SiteId {
        self.0
    }
}

impl C2bToken {
    /// Makes the token of a site.
    pub fn make(key: &CallbackKey, site: SiteId) -> Self {
        C2bToken { site, signature: key.sign(PURPOSE, &[&site.bytes()]) }
    }

    /// Reads 64 lower-case hexadecimal digits. Nothing is proven by that.
    pub fn read(text: &str) -> Result<Self, NotAToken> {
        let bytes: [u8; LENGTH] = hex::read(text).ok_or(NotAToken)?;
        let (site, rest) = bytes.split_first_chunk().ok_or(NotAToken)?;
        let signature = rest.try_into().map_err(|_| NotAToken)?;
        Ok(C2bToken { site: SiteId::from_bytes(*site), signature })
    }

    /// The site it claims: enough to find the key.
    pub fn claimed_site(&self) -> SiteId {
        self.site
    }

    /// Proves the token, in constant time.
    pub fn verify(&self, key: &CallbackKey) -> Result<ProvenSite, Forged> {
        key.check(PURPOSE, &[&self.site.bytes()], &self.signature)?;
        Ok(ProvenSite(self.site))
    }

    /// The 64 digits, for the address only.
    pub fn reveal(&self) -> String {
        hex::write(&self.site.bytes()) + &hex::write(&self.signature)
    }
}

impl fmt::Debug for C2bToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "C2bToken({}, …)", self.site)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leads_back_to_its_site_under_its_own_key_only() {
        let (key, site) = (CallbackKey::from_bytes([7; 32]), SiteId::from_bytes([0x51; 16]));
        let token = C2bToken::make(&key, site);
        let read = C2bToken::read(&token.reveal()).unwrap();
        assert_eq!(read.claimed_site(), site);
        assert_eq!(read.verify(&key).map(ProvenSite::site), Ok(site));
        assert_eq!(read.verify(&CallbackKey::from_bytes([8; 32])), Err(Forged));
        assert_eq!(C2bToken::read(&token.reveal()[2..]), Err(NotAToken));
        assert!(!format!("{token:?}").contains(&token.reveal()[32..]));
    }
}
