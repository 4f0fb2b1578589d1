//! GET /api/captive/{provider}/payments/{payment}: how a payment stands. Its id is known to who asked for it and to nobody
//! else.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use cloud_store::books::{Flow, Payment, PaymentStatus};
use cloud_store::ids::PaymentId;
use cloud_store::{ProviderBooks, StoreError};
use domain::ids::ProviderId;
use serde::Serialize;

use super::document::Document;
use super::named::Named;
use super::reason::{SITE_UNREACHABLE, reason};
use super::ticket::TicketDocument;
use super::{storage, unknown_provider};
use crate::cloud::Cloud;
use crate::http::Problem;

/// A sale that its site has not taken by then was lost on the way; should it be paid all the same, that is what counts.
const TAKEN_WITHIN_MS: u64 = 120_000;

/// The same document as the gateway's own.
#[derive(Debug, Serialize)]
pub(crate) struct PaymentDocument {
    payment_id: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket: Option<TicketDocument>,
}

pub(crate) async fn show(
    State(cloud): State<Arc<Cloud>>,
    Named((provider, id)): Named<(String, String)>,
) -> Result<Document<PaymentDocument>, Problem> {
    let provider: ProviderId = provider.parse().map_err(|_| unknown_provider())?;
    let id: PaymentId = id.parse().map_err(|_| unknown_payment())?;
    let (books, now_ms) = (cloud.store.provider(provider), cloud.clock.unix_ms());
    let document = document(books, id, now_ms).await.map_err(storage)?;
    document.map(Document).ok_or_else(unknown_payment)
}

async fn document(books: ProviderBooks<'_>, id: PaymentId, now_ms: u64) -> Result<Option<PaymentDocument>, StoreError> {
    let Some(payment) = books.payment(id).await?.filter(is_shown) else { return Ok(None) };
    let (status, reason) = stands(&payment, now_ms);
    let ticket = match payment.ticket {
        Some(ticket) => books.ticket(ticket).await?,
        None => None,
    };
    let ticket = match ticket {
        Some(ticket) => TicketDocument::of(books, &ticket, now_ms).await?,
        None => None,
    };
    Ok(Some(PaymentDocument { payment_id: id.to_string(), status, reason, ticket }))
}

/// What the provider pays the service is nobody's business, and an id that could be guessed proves nothing.
fn is_shown(payment: &Payment) -> bool {
    payment.flow == Flow::MpesaCustomerPayment && payment.id.is_secret()
}

fn stands(payment: &Payment, now_ms: u64) -> (&'static str, Option<&'static str>) {
    let is_taken = payment.plan.is_some();
    match payment.status {
        PaymentStatus::Success => ("success", None),
        PaymentStatus::Failed => ("failed", payment.failure_code.as_deref().and_then(reason)),
        PaymentStatus::Pending if !is_taken && now_ms.saturating_sub(payment.created_ms) >= TAKEN_WITHIN_MS => {
            ("failed", Some(SITE_UNREACHABLE))
        }
        PaymentStatus::Pending => ("pending", None),
    }
}

fn unknown_payment() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "unknown_payment", "no payment has this id")
}

#[cfg(test)]
mod tests {
    use domain::ids::PlanId;
    use domain::money::{Currency, Money};

    use super::*;

    const NOW_MS: u64 = 1_800_000_000_000;

    fn payment(status: PaymentStatus) -> Payment {
        Payment {
            id: PaymentId::from_bytes([7; 16]),
            flow: Flow::MpesaCustomerPayment,
            site: None,
            plan: None,
            ticket: None,
            amount: Money::from_cents(2000, Currency::Kes).unwrap(),
            external_txn_id: None,
            status,
            failure_code: None,
            created_ms: NOW_MS,
            paid_ms: None,
        }
    }

    #[test]
    fn a_sale_that_its_site_does_not_take_fails_in_time_and_a_success_wins_all_the_same() {
        let (in_time_ms, late_ms) = (NOW_MS + TAKEN_WITHIN_MS - 1, NOW_MS + TAKEN_WITHIN_MS);
        let lost = payment(PaymentStatus::Pending);
        assert_eq!(stands(&lost, in_time_ms), ("pending", None));
        assert_eq!(stands(&lost, late_ms), ("failed", Some("site_unreachable")));
        let taken = Payment { plan: Some(PlanId::from_bytes([1; 16])), ..lost };
        assert_eq!(stands(&taken, late_ms), ("pending", None));
        assert_eq!(stands(&payment(PaymentStatus::Success), late_ms), ("success", None));
    }

    #[test]
    fn a_failure_says_why_where_that_is_known() {
        let failed = |code: &str| Payment { failure_code: Some(code.to_owned()), ..payment(PaymentStatus::Failed) };
        assert_eq!(stands(&failed("1032"), NOW_MS), ("failed", Some("cancelled")));
        assert_eq!(stands(&failed("too_late"), NOW_MS), ("failed", Some("too_late")));
        assert_eq!(stands(&failed("500.001.1001"), NOW_MS), ("failed", None));
    }

    #[test]
    fn payments_to_the_service_and_ids_that_follow_from_a_receipt_are_shown_to_nobody() {
        let guests = payment(PaymentStatus::Success);
        let own = Payment { flow: Flow::PesapalProviderSubscription, ..guests.clone() };
        let by_hand = Payment { id: "00000000-0000-8000-8000-000000000000".parse().unwrap(), ..guests.clone() };
        assert_eq!([guests, own, by_hand].map(|payment| is_shown(&payment)), [true, false, false]);
    }
}
