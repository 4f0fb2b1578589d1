//! One owner's app on the rail: who is paid, with which keys, and where callbacks come back to.

use domain::checkout::{Checkout, RailIds};
use domain::ids::{ProviderId, SiteId};
use payment_proto::mpesa::{
    AccountReference, AmountRefused, CallbackBase, CallbackKey, CallbackToken, Credentials, Description, Merchant,
    SecretText, Shillings, StkPush, StkQuery, Timestamp,
};

use crate::config::{Config, ConfigError, Mpesa};

/// What the payer reads as the purpose.
const PURPOSE: &str = "WiFi";

/// Everything a request is made of.
pub(crate) struct App {
    pub(crate) merchant: Merchant,
    pub(crate) credentials: Credentials,
    pub(crate) callback_key: CallbackKey,
    pub(crate) provider: ProviderId,
    pub(crate) site: SiteId,
    callback_base: CallbackBase,
    /// Whether its payments are in no books: then what comes back for them proves nothing.
    is_trial: bool,
}

impl App {
    /// The app of a configuration whose secrets are unsealed.
    pub(crate) fn new(
        config: &Config,
        mpesa: &Mpesa,
        site: SiteId,
        callback_key: CallbackKey,
    ) -> Result<Self, ConfigError> {
        Ok(App {
            merchant: mpesa.merchant()?,
            credentials: mpesa.credentials()?,
            callback_key,
            provider: config.site.provider_id,
            site,
            callback_base: mpesa.callback_base()?,
            is_trial: false,
        })
    }

    /// The same for trying out the set-up.
    pub(crate) fn on_trial(self) -> Self {
        App { is_trial: true, ..self }
    }

    /// The body that asks for a checkout to be paid.
    pub(crate) fn push_body(&self, checkout: &Checkout, at: Timestamp) -> Result<SecretText, AmountRefused> {
        let token = CallbackToken::make(&self.callback_key, self.site, checkout.id);
        let callback = self.callback_base.stk(self.provider, Some(&token).filter(|_| !self.is_trial));
        let push = StkPush {
            merchant: self.merchant,
            amount: Shillings::from_money(checkout.offer.price)?,
            payer: checkout.payer,
            callback: &callback,
            reference: AccountReference::from(checkout.reference()),
            description: Description::shortened(PURPOSE),
        };
        Ok(push.body(&self.credentials, at))
    }

    /// The body that asks how a push ended.
    pub(crate) fn query_body(&self, ids: &RailIds, at: Timestamp) -> SecretText {
        let query = StkQuery { shortcode: self.merchant.shortcode, checkout_request: &ids.checkout_request };
        query.body(&self.credentials, at)
    }
}
