//! The owner's account with the payment rail, on its way to a gateway. Only the gateway it is sealed for can read it.

use std::fmt;

use domain::ids::Chance;
use serde::{Deserialize, Serialize};

use crate::pair::{Pair, Sealed, Unsealable};

/// What a seal of an account is bound to.
const PURPOSE: &str = "mpesa account";
/// The longest of its texts, in bytes.
const LONGEST: usize = 512;

/// An account. Its numbers and keys are texts as the owner typed them; whoever uses them checks them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The paybill, or the store number behind a till.
    pub shortcode: String,
    /// The till guests see, if they pay to one.
    pub till: Option<String>,
    /// The app's key.
    pub consumer_key: String,
    /// The app's secret.
    pub consumer_secret: String,
    /// The passkey of the shortcode.
    pub passkey: String,
    /// Where the rail is called.
    pub base_url: String,
    /// Where the rail posts how a payment ended: the cloud, which hands it on.
    pub callback_base: String,
}

impl Account {
    /// Seals it for one gateway. `None` if one of its texts is absurdly long.
    pub fn seal(&self, pair: &Pair, chance: &mut dyn Chance) -> Option<Sealed> {
        let keys = [&self.consumer_key, &self.consumer_secret, &self.passkey];
        let texts = keys.into_iter().chain([&self.shortcode, &self.base_url, &self.callback_base]);
        let is_absurd = texts.chain(&self.till).any(|text| text.len() > LONGEST);
        let bytes = postcard::to_stdvec(self).ok().filter(|_| !is_absurd)?;
        pair.seal(PURPOSE, &bytes, chance)
    }

    /// Opens what the cloud sealed for this gateway.
    pub fn unseal(sealed: &Sealed, pair: &Pair) -> Result<Self, Unsealable> {
        postcard::from_bytes(&pair.unseal(PURPOSE, sealed)?).map_err(|_| Unsealable)
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("shortcode", &self.shortcode).field("till", &self.till).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use domain::ids::{ProviderId, SiteId};

    use super::*;
    use crate::keys::Keys;
    use crate::stuck::Stuck;

    fn account() -> Account {
        let text = str::to_owned;
        Account {
            shortcode: text("174379"),
            till: None,
            consumer_key: text("key"),
            consumer_secret: text("secret"),
            passkey: text("pass"),
            base_url: text("https://api.safaricom.co.ke"),
            callback_base: text("https://cloud.example.net"),
        }
    }

    #[test]
    fn it_reaches_the_gateway_it_is_sealed_for_and_shows_no_key() {
        let (gateway, cloud) = (Keys::from_seed(&[1; 32]), Keys::from_seed(&[2; 32]));
        let ends = |ours: &Keys, theirs: &Keys, site| {
            Pair::of(ours, &theirs.public(), ProviderId::from_bytes([1; 16]), SiteId::from_bytes([site; 16])).unwrap()
        };
        let sealed = account().seal(&ends(&cloud, &gateway, 2), &mut Stuck(5)).unwrap();
        assert_eq!(Account::unseal(&sealed, &ends(&gateway, &cloud, 2)), Ok(account()));
        assert_eq!(Account::unseal(&sealed, &ends(&gateway, &cloud, 3)), Err(Unsealable));
        assert_eq!(format!("{:?}", account()), "Account { shortcode: \"174379\", till: None, .. }");
        let absurd = Account { passkey: "x".repeat(513), ..account() };
        assert_eq!(absurd.seal(&ends(&cloud, &gateway, 2), &mut Stuck(5)), None);
    }
}
