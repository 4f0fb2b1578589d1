//! `POST /mpesa/b2c/v3/paymentrequest` and `v1` (Daraja, Business To Customer).

use std::sync::Arc;

use super::answer::Answer;
use super::body::Body;
use super::party::{Party, remarks};
use crate::daraja::endpoint::Version;
use crate::daraja::mpesa::Mpesa;
use crate::daraja::refusal::Refusal;
use crate::daraja::results::Request;

pub(super) fn pay(mpesa: &Arc<Mpesa>, version: Version, body: &Body) -> Result<Answer, Refusal> {
    let is_command = |text: &str| matches!(text, "SalaryPayment" | "BusinessPayment" | "PromotionPayment");
    body.fitting("CommandID", is_command)?;
    let amount_shillings = body.amount("Amount", mpesa.config.most_shillings)?;
    body.fitting("PartyA", |text| mpesa.config.merchant.owns(text))?;
    let phone = body.phone("PartyB")?;
    remarks(body, 2)?;
    let party = Party::read(mpesa, body, "InitiatorName")?;
    // The first edition has no key of the caller's.
    let originator = if version == Version::V1 { None } else { Some(body.required("OriginatorConversationID")?) };
    if let Some(key) = &originator
        && !mpesa.state().used_conversations.insert(key.clone())
    {
        return Err(Refusal::new(500, "500.002.1001", "Duplicate OriginatorConversationID."));
    }
    Ok(party.accept(mpesa, Request::Payout { phone, amount_shillings }, originator))
}
