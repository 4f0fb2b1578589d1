//! What the rail posted to one of our addresses: the path says whose it is and proves it, the body is read later. This is
//! the door through which callbacks come in, whoever carries them here.

use domain::ids::{CheckoutId, ProviderId, SiteId};
use payment_proto::mpesa::{C2bToken, CallbackKey, CallbackToken};

/// Whose addresses are posted to, and the key that signs them.
pub(crate) struct Addressee {
    pub(crate) provider: ProviderId,
    pub(crate) site: SiteId,
    pub(crate) callback_key: CallbackKey,
}

/// What kind of address was posted to, and what its path proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    /// How a push ended; for this checkout, if the path proves it.
    Push(Option<CheckoutId>),
    /// Money was received; whether the path proves that the rail says so.
    Received {
        /// The token was ours.
        is_proven: bool,
    },
    /// May money be received?
    Validation,
}

/// An address of nobody here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no callback address of this site")]
pub(crate) struct Unaddressed;

impl Notice {
    /// Reads the path of an address made for the addressee, or the plain ones of the interface.
    pub(crate) fn at(path: &str, to: &Addressee) -> Result<Self, Unaddressed> {
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        let (provider, notice) = match segments[..] {
            ["api", "stk" | "mpesa", "callback", provider] => (provider, Notice::Push(None)),
            ["api", "stk" | "mpesa", "callback", provider, token] => (provider, Notice::Push(proven(token, to))),
            ["api", "c2b", provider, token, step] | ["api", "mpesa", "c2b", provider, token, step] => {
                let is_proven = C2bToken::read(token)
                    .is_ok_and(|token| token.verify(&to.callback_key).is_ok_and(|proven| proven.site() == to.site));
                match step {
                    "confirmation" => (provider, Notice::Received { is_proven }),
                    "validation" => (provider, Notice::Validation),
                    _ => return Err(Unaddressed),
                }
            }
            _ => return Err(Unaddressed),
        };
        if provider.parse::<ProviderId>() == Ok(to.provider) { Ok(notice) } else { Err(Unaddressed) }
    }
}

fn proven(token: &str, to: &Addressee) -> Option<CheckoutId> {
    let proven = CallbackToken::read(token).ok()?.verify(&to.callback_key).ok()?;
    (proven.site() == to.site).then_some(proven.checkout())
}
