//! `POST /mpesa/transactionstatus/v1/query` (Daraja, Transaction Status).

use std::sync::Arc;

use super::answer::Answer;
use super::body::Body;
use super::party::{Party, remarks};
use crate::daraja::mpesa::Mpesa;
use crate::daraja::refusal::Refusal;
use crate::daraja::results::Request;

/// The longest Occasion.
const LONGEST_OCCASION: usize = 100;

pub(super) fn query(mpesa: &Arc<Mpesa>, body: &Body) -> Result<Answer, Refusal> {
    body.fitting("CommandID", |text| text == "TransactionStatusQuery")?;
    body.fitting("IdentifierType", |text| matches!(text, "1" | "2" | "4"))?;
    body.fitting("PartyA", |text| mpesa.config.merchant.owns(text))?;
    remarks(body, 1)?;
    if body.text("Occasion").is_some_and(|text| text.chars().count() > LONGEST_OCCASION) {
        return Err(Refusal::invalid("Occasion"));
    }
    let filled = |field| body.text(field).filter(|text| !text.is_empty());
    let name = filled("TransactionID").or_else(|| filled("OriginalConversationID"));
    let name = name.ok_or_else(|| Refusal::invalid("TransactionID"))?;
    let party = Party::read(mpesa, body, "Initiator")?;
    Ok(party.accept(mpesa, Request::Status { name }, None))
}
