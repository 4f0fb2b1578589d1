//! The token of one payment in its callback address: site, checkout and a signature under the site's callback key.
//! Whoever receives a callback reads from it whose it is before having heard of the checkout, and then proves it.

use std::fmt;

use domain::ids::{CheckoutId, SiteId};

use super::callback_key::SIGNATURE;
use super::{CallbackKey, Forged, NotAToken, hex};

const PURPOSE: &[u8] = b"lango stk callback 1";
const LENGTH: usize = 16 + 16 + SIGNATURE;

/// A token, genuine or not. It is not shown: who knows it can speak for the rail.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CallbackToken {
    site: SiteId,
    checkout: CheckoutId,
    signature: [u8; SIGNATURE],
}

/// What a genuine token proves: the callback answers this site's push for this checkout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProvenCheckout {
    site: SiteId,
    checkout: CheckoutId,
}

impl ProvenCheckout {
    /// The site that pushed.
    pub fn site(self) -> SiteId {
        self.site
    }

    /// What was to be paid.
    pub fn checkout(self) -> CheckoutId {
        self.checkout
    }
}

impl CallbackToken {
    /// Makes the token of a checkout.
    pub fn make(key: &CallbackKey, site: SiteId, checkout: CheckoutId) -> Self {
        let signature = key.sign(PURPOSE, &[&site.bytes(), &checkout.bytes()]);
        CallbackToken { site, checkout, signature }
    }

    /// Reads 96 lower-case hexadecimal digits. Nothing is proven by that.
    pub fn read(text: &str) -> Result<Self, NotAToken> {
        let bytes: [u8; LENGTH] = hex::read(text).ok_or(NotAToken)?;
        let (site, rest) = bytes.split_first_chunk().ok_or(NotAToken)?;
        let (checkout, rest) = rest.split_first_chunk().ok_or(NotAToken)?;
        let signature = rest.try_into().map_err(|_| NotAToken)?;
        Ok(CallbackToken { site: SiteId::from_bytes(*site), checkout: CheckoutId::from_bytes(*checkout), signature })
    }

    /// The site it claims: enough to find the key.
    pub fn claimed_site(&self) -> SiteId {
        self.site
    }

    /// The checkout it claims.
    pub fn claimed_checkout(&self) -> CheckoutId {
        self.checkout
    }

    /// Proves the token, in constant time.
    pub fn verify(&self, key: &CallbackKey) -> Result<ProvenCheckout, Forged> {
        key.check(PURPOSE, &[&self.site.bytes(), &self.checkout.bytes()], &self.signature)?;
        Ok(ProvenCheckout { site: self.site, checkout: self.checkout })
    }

    /// The 96 digits, for the address only.
    pub fn reveal(&self) -> String {
        hex::write(&self.site.bytes()) + &hex::write(&self.checkout.bytes()) + &hex::write(&self.signature)
    }
}

impl fmt::Debug for CallbackToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CallbackToken({}, {}, …)", self.site, self.checkout)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: SiteId = SiteId::from_bytes([0x51; 16]);
    const CHECKOUT: CheckoutId = CheckoutId::from_bytes([0xc0; 16]);

    #[test]
    fn a_token_leads_back_to_its_checkout() {
        let key = CallbackKey::from_bytes([7; 32]);
        let text = CallbackToken::make(&key, SITE, CHECKOUT).reveal();
        let read = CallbackToken::read(&text).unwrap();
        assert_eq!((read.claimed_site(), read.claimed_checkout()), (SITE, CHECKOUT));
        let proven = read.verify(&key).unwrap();
        assert_eq!((proven.site(), proven.checkout()), (SITE, CHECKOUT));
    }

    #[test]
    fn any_changed_digit_is_noticed() {
        let key = CallbackKey::from_bytes([7; 32]);
        let text = CallbackToken::make(&key, SITE, CHECKOUT).reveal();
        for at in 0..text.len() {
            let other = if text.as_bytes()[at] == b'0' { "1" } else { "0" };
            let changed = format!("{}{other}{}", &text[..at], &text[at + 1..]);
            assert_eq!(CallbackToken::read(&changed).unwrap().verify(&key), Err(Forged), "{at}");
        }
        assert_eq!(CallbackToken::read(&text).unwrap().verify(&CallbackKey::from_bytes([8; 32])), Err(Forged));
    }

    #[test]
    fn what_is_no_token_is_not_read() {
        let text = CallbackToken::make(&CallbackKey::from_bytes([7; 32]), SITE, CHECKOUT).reveal();
        let spaced = format!(" {}", &text[1..]);
        for text in ["", &text[1..], &text.to_uppercase(), &spaced, &format!("{text}00"), &"é".repeat(48)] {
            assert_eq!(CallbackToken::read(text), Err(NotAToken), "{text}");
        }
    }

    #[test]
    fn a_token_does_not_show_its_signature() {
        let token = CallbackToken::make(&CallbackKey::from_bytes([7; 32]), SITE, CHECKOUT);
        assert!(!format!("{token:?}").contains(&token.reveal()[64..]));
    }
}
