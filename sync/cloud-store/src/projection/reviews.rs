//! What waits before a person: what the gateways queued, and receipts that two payments claim.

use std::collections::{BTreeMap, BTreeSet};

use domain::event::{Event, Record};
use domain::ids::{CheckoutId, ReviewId};
use domain::money::Money;
use domain::receipt::ReceiptNumber;
use domain::review::Trouble;
use sea_orm::prelude::*;

use super::Scene;
use super::derived::contested_claim;
use super::till::Contested;
use crate::books::ReviewStatus;
use crate::columns::{Key, cents};
use crate::entities::review_item;
use crate::error::StoreError;
use crate::lookup::{Lookup, Values};
use crate::rows;

pub(super) async fn project(
    scene: &Scene<'_>,
    records: &[Record],
    contested: Vec<Contested>,
) -> Result<(), StoreError> {
    let fresh: Vec<review_item::Model> = contested.iter().map(|claim| dispute(scene, claim)).collect();
    let ids = records.iter().filter_map(|record| subject(&record.event)).map(Key::uuid);
    let ids: BTreeSet<Uuid> = ids.chain(fresh.iter().map(|row| row.id)).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let before = known(scene, &ids).await?;
    let mut items = before.clone();
    for row in fresh {
        items.entry(row.id).or_insert(row);
    }
    let arrived = arrivals(records);
    for record in records {
        tell(&mut items, scene, record, &arrived)?;
    }
    rows::save::<_, review_item::Entity>(scene.transaction, &before, items).await
}

fn subject(event: &Event) -> Option<ReviewId> {
    match event {
        Event::ReviewOpened { review, .. } | Event::ReviewResolved { review, .. } => Some(*review),
        _ => None,
    }
}

async fn known(scene: &Scene<'_>, ids: &BTreeSet<Uuid>) -> Result<BTreeMap<Uuid, review_item::Model>, StoreError> {
    let lookup = Lookup::<review_item::Entity> {
        alike: vec![(review_item::Column::ProviderId, scene.provider.into())],
        keys: vec![(review_item::Column::Id, Values::Ids(ids.iter().copied().collect()))],
    };
    let rows = lookup.hold(scene.transaction).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// How much came with receipts that belong to nothing: the event before the review's own says it.
fn arrivals(records: &[Record]) -> BTreeMap<ReceiptNumber, Money> {
    let arrival = |record: &Record| match record.event {
        Event::ReceiptUnmatched { receipt, amount } => Some((receipt, amount?)),
        _ => None,
    };
    records.iter().filter_map(arrival).collect()
}

fn tell(
    items: &mut BTreeMap<Uuid, review_item::Model>,
    scene: &Scene<'_>,
    record: &Record,
    arrived: &BTreeMap<ReceiptNumber, Money>,
) -> Result<(), StoreError> {
    match &record.event {
        Event::ReviewOpened { review, trouble, checkout, receipt } => {
            let row = items.entry(review.uuid()).or_insert(blank(scene, review.uuid(), scene.at(record)));
            trouble.as_str().clone_into(&mut row.trouble);
            row.checkout_id = checkout.map(CheckoutId::uuid);
            row.receipt = receipt.map(|receipt| receipt.to_string());
            let came = receipt.and_then(|receipt| arrived.get(&receipt).copied());
            weigh(row, *trouble, came)?;
        }
        Event::ReviewResolved { review, by_itself } => {
            if let Some(row) = items.get_mut(&review.uuid()) {
                row.status = ReviewStatus::Resolved;
                row.resolved_by_itself = Some(*by_itself);
                row.resolved_at.get_or_insert(scene.at(record));
            }
        }
        _ => {}
    }
    Ok(())
}

/// The money it is about.
fn weigh(row: &mut review_item::Model, trouble: Trouble, came: Option<Money>) -> Result<(), StoreError> {
    let (asked, arrived) = match trouble {
        Trouble::AmountMismatch { asked, arrived } => (Some(asked), Some(arrived)),
        Trouble::Remainder { left } => (None, Some(left)),
        _ => (None, came),
    };
    row.asked_cents = asked.map(cents).transpose()?;
    row.arrived_cents = arrived.map(cents).transpose()?;
    row.currency = arrived.map(|money| money.currency().code().to_owned());
    Ok(())
}

fn dispute(scene: &Scene<'_>, claim: &Contested) -> review_item::Model {
    review_item::Model {
        trouble: Trouble::ReceiptUsedBefore.as_str().to_owned(),
        checkout_id: claim.checkout,
        receipt: Some(claim.receipt.to_string()),
        ..blank(scene, contested_claim(scene.provider, claim.receipt, claim.by), claim.when)
    }
}

fn blank(scene: &Scene<'_>, id: Uuid, when: DateTimeUtc) -> review_item::Model {
    review_item::Model {
        provider_id: scene.provider,
        id,
        site_id: Some(scene.site),
        trouble: String::new(),
        checkout_id: None,
        receipt: None,
        asked_cents: None,
        arrived_cents: None,
        currency: None,
        status: ReviewStatus::Open,
        resolved_by_itself: None,
        opened_at: when,
        resolved_at: None,
    }
}
