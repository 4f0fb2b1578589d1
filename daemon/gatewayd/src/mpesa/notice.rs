//! What the rail posted to one of our addresses: the path says whose it is and proves it, the body is read later. This is
//! the door through which callbacks come in, whoever carries them here.

use domain::ids::{CheckoutId, ProviderId};
use payment_proto::mpesa::{C2bToken, CallbackToken};

use crate::mpesa::App;

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
    /// Reads the path of an address made by [`App`], or the plain ones of the interface.
    pub(crate) fn at(path: &str, app: &App) -> Result<Self, Unaddressed> {
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        let (provider, notice) = match segments[..] {
            ["api", "stk" | "mpesa", "callback", provider] => (provider, Notice::Push(None)),
            ["api", "stk" | "mpesa", "callback", provider, token] => (provider, Notice::Push(proven(token, app))),
            ["api", "c2b", provider, token, step] | ["api", "mpesa", "c2b", provider, token, step] => {
                let is_proven = C2bToken::read(token)
                    .is_ok_and(|token| token.verify(&app.callback_key).is_ok_and(|proven| proven.site() == app.site));
                match step {
                    "confirmation" => (provider, Notice::Received { is_proven }),
                    "validation" => (provider, Notice::Validation),
                    _ => return Err(Unaddressed),
                }
            }
            _ => return Err(Unaddressed),
        };
        if provider.parse::<ProviderId>() == Ok(app.provider) { Ok(notice) } else { Err(Unaddressed) }
    }
}

fn proven(token: &str, app: &App) -> Option<CheckoutId> {
    let proven = CallbackToken::read(token).ok()?.verify(&app.callback_key).ok()?;
    (proven.site() == app.site).then_some(proven.checkout())
}
