//! The payments that a batch touches, and who holds which receipt. A receipt belongs to one payment; whoever comes second
//! with it goes before a person.

use std::collections::{BTreeMap, BTreeSet};

use domain::receipt::ReceiptNumber;
use sea_orm::prelude::*;

use super::Scene;
use super::derived::payment_by_hand;
use crate::books::{Flow, PaymentStatus};
use crate::entities::payment;
use crate::error::StoreError;
use crate::lookup::{Lookup, Values};
use crate::rows;

/// A second claim on a receipt.
pub(super) struct Contested {
    pub(super) receipt: ReceiptNumber,
    /// The payment or the ticket that came second.
    pub(super) by: Uuid,
    /// The checkout, if it was one.
    pub(super) checkout: Option<Uuid>,
    pub(super) when: DateTimeUtc,
}

pub(super) struct Till {
    provider: Uuid,
    site: Uuid,
    payments: BTreeMap<Uuid, payment::Model>,
    holders: BTreeMap<String, Uuid>,
    before: BTreeMap<Uuid, payment::Model>,
    pub(super) contested: Vec<Contested>,
}

impl Till {
    /// Looks up what a batch touches, and holds it until the transaction ends.
    pub(super) async fn open(
        scene: &Scene<'_>,
        ids: &BTreeSet<Uuid>,
        receipts: &BTreeSet<ReceiptNumber>,
    ) -> Result<Self, StoreError> {
        let of_provider = (payment::Column::ProviderId, scene.provider.into());
        let of_ids = Lookup::<payment::Entity> {
            alike: vec![of_provider.clone()],
            keys: vec![(payment::Column::Id, Values::Ids(ids.iter().copied().collect()))],
        };
        let numbers = receipts.iter().map(|receipt| receipt.as_str().to_owned()).collect();
        let of_receipts = Lookup::<payment::Entity> {
            alike: vec![of_provider, (payment::Column::Flow, Flow::MpesaCustomerPayment.into())],
            keys: vec![(payment::Column::ExternalTxnId, Values::Texts(numbers))],
        };
        let mut rows = of_ids.hold(scene.transaction).await?;
        if !receipts.is_empty() {
            rows.extend(of_receipts.hold(scene.transaction).await?);
        }
        let held = rows.iter().filter_map(|row| Some((row.external_txn_id.clone()?, row.id))).collect();
        let before: BTreeMap<Uuid, payment::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
        let (provider, site) = (scene.provider, scene.site);
        Ok(Till { provider, site, payments: before.clone(), holders: held, before, contested: Vec::new() })
    }

    /// A payment, new and pending if nobody has heard of it.
    pub(super) fn payment(&mut self, id: Uuid, when: DateTimeUtc) -> &mut payment::Model {
        let (provider, site) = (self.provider, self.site);
        self.payments.entry(id).or_insert_with(|| blank(provider, site, id, when))
    }

    /// Who holds a receipt.
    pub(super) fn holder(&self, receipt: ReceiptNumber) -> Option<&payment::Model> {
        self.payments.get(self.holders.get(receipt.as_str())?)
    }

    /// Gives a receipt to a checkout's payment. A payment made by hand gives way where the checkout has led to the same
    /// ticket: it was this checkout's money all along.
    pub(super) fn bind(&mut self, receipt: ReceiptNumber, id: Uuid, when: DateTimeUtc) {
        let Some(payment) = self.payments.get(&id) else { return };
        if payment.external_txn_id.is_some() {
            return;
        }
        let by_hand = payment_by_hand(self.provider, receipt);
        match self.holder(receipt) {
            None => {}
            Some(holder) if holder.id == by_hand && holder.ticket_id == payment.ticket_id => {
                self.payments.remove(&by_hand);
            }
            Some(_) => return self.contested.push(Contested { receipt, by: id, checkout: Some(id), when }),
        }
        self.hold(receipt, id);
    }

    /// Writes down that a payment has a receipt that nobody else holds.
    pub(super) fn hold(&mut self, receipt: ReceiptNumber, id: Uuid) {
        let text = receipt.as_str().to_owned();
        if let Some(payment) = self.payments.get_mut(&id) {
            payment.external_txn_id = Some(text.clone());
            self.holders.insert(text, id);
        }
    }

    /// Payments that are to be written, and have no body to show yet.
    pub(super) fn without_payload(&self) -> Vec<Uuid> {
        self.changed().filter(|row| row.provider_payload.is_none()).map(|row| row.id).collect()
    }

    /// Writes back what changed.
    pub(super) async fn close(self, scene: &Scene<'_>) -> Result<Vec<Contested>, StoreError> {
        let gone: Vec<Uuid> = self.before.keys().filter(|id| !self.payments.contains_key(id)).copied().collect();
        if !gone.is_empty() {
            payment::Entity::delete_many()
                .filter(payment::Column::ProviderId.eq(scene.provider))
                .filter(payment::Column::Id.is_in(gone))
                .exec(&**scene.transaction)
                .await?;
        }
        rows::save::<_, payment::Entity>(scene.transaction, &self.before, self.payments).await?;
        Ok(self.contested)
    }

    fn changed(&self) -> impl Iterator<Item = &payment::Model> {
        self.payments.values().filter(|row| self.before.get(&row.id) != Some(*row))
    }
}

fn blank(provider: Uuid, site: Uuid, id: Uuid, when: DateTimeUtc) -> payment::Model {
    payment::Model {
        provider_id: provider,
        id,
        flow: Flow::MpesaCustomerPayment,
        site_id: Some(site),
        plan_id: None,
        ticket_id: None,
        provider_payload: None,
        amount_cents: 0,
        currency: "KES".to_owned(),
        external_txn_id: None,
        status: PaymentStatus::Pending,
        failure_code: None,
        created_at: when,
        paid_at: None,
    }
}
