//! Sales that begin in the cloud: a guest asked here, and the site is to ask the phone.

use domain::ids::CheckoutId;
use domain::money::Money;
use sea_orm::Set;
use sea_orm::prelude::*;

use super::{Flow, NewDirective, PaymentStatus, ProviderBooks};
use crate::columns::{Key, at, cents};
use crate::entities::payment;
use crate::error::{Refused, StoreError};

/// A sale to be written down.
#[derive(Clone, Copy, Debug)]
pub struct NewSale<'a> {
    /// Its name, freshly drawn.
    pub checkout: CheckoutId,
    /// What the guest has agreed to pay.
    pub price: Money,
    /// What it asks of the site.
    pub directive: NewDirective<'a>,
    /// When the guest asked, in milliseconds since 1970.
    pub asked_ms: u64,
}

impl ProviderBooks<'_> {
    /// Writes down a payment that nobody knows the end of, and asks the site to begin it, in one transaction: whoever looks
    /// for it finds it from then on. It has no plan until the site has told that it took the sale. Returns the directive's
    /// place.
    pub async fn place_sale(&self, new: NewSale<'_>) -> Result<u64, StoreError> {
        let NewDirective { site, kind, body } = new.directive;
        let transaction = self.write().await?;
        self.lock_site(&transaction, site).await?.ok_or(Refused::NoSuchSite)?;
        let row = payment::ActiveModel {
            provider_id: Set(self.uuid()),
            id: Set(new.checkout.uuid()),
            flow: Set(Flow::MpesaCustomerPayment),
            site_id: Set(Some(site.uuid())),
            amount_cents: Set(cents(new.price)?),
            currency: Set(new.price.currency().code().to_owned()),
            status: Set(PaymentStatus::Pending),
            created_at: Set(at(new.asked_ms)),
            ..Default::default()
        };
        payment::Entity::insert(row).exec_without_returning(&*transaction).await?;
        let place = self.add_directive(&transaction, site, kind, body, new.asked_ms).await?;
        transaction.commit().await?;
        self.ring(site);
        Ok(place)
    }
}
