//! One owner's app on the rail: who is paid, with which keys, and where callbacks come back to.

use domain::checkout::{Checkout, RailIds};
use domain::ids::{ProviderId, SiteId};
use payment_proto::mpesa::{
    AccountReference, AmountRefused, C2bStep, C2bToken, CallbackBase, CallbackKey, CallbackToken, Credentials,
    Description, Merchant, RegisterUrls, SecretText, Shillings, StkPush, StkQuery, Timestamp, WhenUnanswered,
};
use sync_proto::AppKey;

use crate::config::{Config, ConfigError, Mpesa};

/// What the payer reads as the purpose.
const PURPOSE: &str = "WiFi";

/// Everything a request is made of.
pub(crate) struct App {
    pub(crate) merchant: Merchant,
    pub(crate) credentials: Credentials,
    pub(crate) callback_key: CallbackKey,
    /// What the sites that use this app share.
    pub(crate) key: AppKey,
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
            key: AppKey::of(mpesa.consumer_key.expose(), mpesa.consumer_secret.expose()),
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

    /// The body that registers where notices of money received are posted: at the cloud, with this site's proof.
    pub(crate) fn register_body(&self) -> SecretText {
        let token = C2bToken::make(&self.callback_key, self.site);
        let address = |step| self.callback_base.c2b(self.provider, &token, step);
        let register = RegisterUrls {
            shortcode: self.merchant.shortcode,
            // What was paid is found a ticket for afterwards; nobody is turned away for want of an answer.
            when_unanswered: WhenUnanswered::Complete,
            confirmation: &address(C2bStep::Confirmation),
            validation: &address(C2bStep::Validation),
        };
        register.body()
    }

    /// The body that asks how a push ended.
    pub(crate) fn query_body(&self, ids: &RailIds, at: Timestamp) -> SecretText {
        let query = StkQuery { shortcode: self.merchant.shortcode, checkout_request: &ids.checkout_request };
        query.body(&self.credentials, at)
    }
}
