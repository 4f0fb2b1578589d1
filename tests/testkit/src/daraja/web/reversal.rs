//! `POST /mpesa/reversal/v1/request` (Daraja, Reversal).

use std::sync::Arc;

use super::answer::Answer;
use super::body::Body;
use super::party::{Party, remarks};
use crate::daraja::mpesa::Mpesa;
use crate::daraja::refusal::Refusal;
use crate::daraja::results::Request;

pub(super) fn request(mpesa: &Arc<Mpesa>, body: &Body) -> Result<Answer, Refusal> {
    body.fitting("CommandID", |text| text == "TransactionReversal")?;
    let receipt = body.required("TransactionID")?;
    let amount_shillings = body.amount("Amount", mpesa.config.most_shillings)?;
    body.fitting("ReceiverParty", |text| mpesa.config.merchant.owns(text))?;
    // The wire has it misspelt.
    body.fitting("RecieverIdentifierType", |text| text == "11")?;
    remarks(body, 2)?;
    let party = Party::read(mpesa, body, "Initiator")?;
    Ok(party.accept(mpesa, Request::Reversal { receipt, amount_shillings }, None))
}
