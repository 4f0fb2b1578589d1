//! Guests' payments. A success never falls, and a payment made by hand is one of its own.

use std::collections::{BTreeMap, BTreeSet};

use domain::event::{Event, Record};
use domain::ids::TicketId;
use domain::money::Money;
use domain::receipt::ReceiptNumber;
use sea_orm::QueryOrder;
use sea_orm::prelude::*;

use super::Scene;
use super::derived::payment_by_hand;
use super::till::{Contested, Till};
use crate::books::{PaymentStatus, payload};
use crate::columns::{Key, cents, text};
use crate::entities::{notice, payment, ticket};
use crate::error::StoreError;

pub(super) async fn project(scene: &Scene<'_>, records: &[Record]) -> Result<Vec<Contested>, StoreError> {
    let ids: BTreeSet<Uuid> = records.iter().filter_map(|record| subject(scene, &record.event)).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let receipts = records.iter().filter_map(|record| receipt_of(&record.event)).collect();
    let mut till = Till::open(scene, &ids, &receipts).await?;
    let prices = prices(scene, records).await?;
    for record in records {
        tell(&mut till, scene, record, &prices)?;
    }
    show_bodies(scene, &mut till).await?;
    till.close(scene).await
}

fn subject(scene: &Scene<'_>, event: &Event) -> Option<Uuid> {
    match event {
        Event::CheckoutOpened { checkout, .. }
        | Event::CheckoutFailed { checkout, .. }
        | Event::CheckoutPaid { checkout, .. }
        | Event::ReceiptBound { checkout, .. } => Some(checkout.uuid()),
        Event::ReceiptRedeemed { receipt, .. } => Some(payment_by_hand(scene.provider, *receipt)),
        _ => None,
    }
}

fn receipt_of(event: &Event) -> Option<ReceiptNumber> {
    match event {
        Event::CheckoutPaid { receipt, .. } => *receipt,
        Event::ReceiptBound { receipt, .. } | Event::ReceiptRedeemed { receipt, .. } => Some(*receipt),
        _ => None,
    }
}

fn tell(till: &mut Till, scene: &Scene<'_>, record: &Record, prices: &Prices) -> Result<(), StoreError> {
    let when = scene.at(record);
    match &record.event {
        Event::CheckoutOpened { checkout, offer, .. } => {
            let row = till.payment(checkout.uuid(), when);
            row.plan_id = Some(offer.plan.uuid());
            if row.status != PaymentStatus::Success {
                price(row, offer.price)?;
            }
        }
        Event::CheckoutFailed { checkout, code } => {
            let row = till.payment(checkout.uuid(), when);
            if row.status != PaymentStatus::Success {
                row.status = PaymentStatus::Failed;
                row.failure_code = Some(text(code));
            }
        }
        Event::CheckoutPaid { checkout, amount, ticket, receipt, .. } => {
            let row = till.payment(checkout.uuid(), when);
            price(row, *amount)?;
            pay(row, *ticket, when);
            if let Some(receipt) = receipt {
                till.bind(*receipt, checkout.uuid(), when);
            }
        }
        Event::ReceiptBound { receipt, checkout } => {
            // Also where no ticket could be made for the money: it is there all the same.
            arrive(till.payment(checkout.uuid(), when), when);
            till.bind(*receipt, checkout.uuid(), when);
        }
        Event::ReceiptRedeemed { receipt, ticket, .. } => redeem(till, scene, *receipt, *ticket, when, prices),
        _ => {}
    }
    Ok(())
}

fn price(row: &mut payment::Model, amount: Money) -> Result<(), StoreError> {
    row.amount_cents = cents(amount)?;
    amount.currency().code().clone_into(&mut row.currency);
    Ok(())
}

fn pay(row: &mut payment::Model, ticket: TicketId, when: DateTimeUtc) {
    row.ticket_id = Some(ticket.uuid());
    arrive(row, when);
}

fn arrive(row: &mut payment::Model, when: DateTimeUtc) {
    row.status = PaymentStatus::Success;
    row.failure_code = None;
    row.paid_at.get_or_insert(when);
}

fn redeem(
    till: &mut Till,
    scene: &Scene<'_>,
    receipt: ReceiptNumber,
    ticket: TicketId,
    when: DateTimeUtc,
    prices: &Prices,
) {
    match till.holder(receipt).map(|holder| holder.ticket_id) {
        None => {
            let row = till.payment(payment_by_hand(scene.provider, receipt), when);
            if let Some((cents, currency)) = prices.get(&ticket.uuid()) {
                row.amount_cents = *cents;
                row.currency.clone_from(currency);
            }
            pay(row, ticket, when);
            till.hold(receipt, payment_by_hand(scene.provider, receipt));
        }
        Some(ticket_of_holder) if ticket_of_holder == Some(ticket.uuid()) => {}
        Some(_) => till.contested.push(Contested { receipt, by: ticket.uuid(), checkout: None, when }),
    }
}

/// What tickets cost, in cents of a currency.
type Prices = BTreeMap<Uuid, (i64, String)>;

/// What was paid by hand for tickets, as their own records said it; what was paid beyond that waits for review.
async fn prices(scene: &Scene<'_>, records: &[Record]) -> Result<Prices, StoreError> {
    let redeemed = records.iter().filter_map(|record| match record.event {
        Event::ReceiptRedeemed { ticket, .. } => Some(ticket.uuid()),
        _ => None,
    });
    let ids: Vec<Uuid> = redeemed.collect();
    if ids.is_empty() {
        return Ok(Prices::new());
    }
    let select = ticket::Entity::find()
        .filter(ticket::Column::ProviderId.eq(scene.provider))
        .filter(ticket::Column::Id.is_in(ids));
    let rows = select.all(&**scene.transaction).await?;
    Ok(rows.into_iter().map(|row| (row.id, (row.price_cents, row.currency))).collect())
}

/// Payments whose callback came before their site told of them.
async fn show_bodies(scene: &Scene<'_>, till: &mut Till) -> Result<(), StoreError> {
    let waiting = till.without_payload();
    if waiting.is_empty() {
        return Ok(());
    }
    let notices = notice::Entity::find()
        .filter(notice::Column::ProviderId.eq(scene.provider))
        .filter(notice::Column::CheckoutId.is_in(waiting))
        .filter(notice::Column::IsProven.eq(true))
        .order_by_desc(notice::Column::ReceivedAt)
        .all(&**scene.transaction)
        .await?;
    // The first that came is told last, and stays.
    for notice in notices {
        if let Some(checkout) = notice.checkout_id {
            till.payment(checkout, notice.received_at).provider_payload = Some(payload(&notice.body));
        }
    }
    Ok(())
}
