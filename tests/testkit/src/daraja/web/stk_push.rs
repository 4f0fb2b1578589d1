//! `POST /mpesa/stkpush/v1/processrequest` (Daraja, M-PESA Express Simulate).

use std::sync::Arc;

use super::answer::Answer;
use super::body::Body;
use super::signature;
use crate::daraja::accepting::Order;
use crate::daraja::json::text;
use crate::daraja::mpesa::Mpesa;
use crate::daraja::public_url::Leniency;
use crate::daraja::refusal::Refusal;
use crate::daraja::{Merchant, ResultCode};

const ACCEPTED: &str = "Success. Request accepted for processing";

pub(super) async fn push(mpesa: &Arc<Mpesa>, body: &Body) -> Result<Answer, Refusal> {
    let push = mpesa.accept(order(mpesa, body)?).await?;
    Ok(Answer::ok(&[
        ("MerchantRequestID", text(push.merchant_request_id)),
        ("CheckoutRequestID", text(push.checkout_request_id)),
        ("ResponseCode", text("0")),
        ("ResponseDescription", text(ACCEPTED)),
        ("CustomerMessage", text(ACCEPTED)),
    ]))
}

fn order(mpesa: &Mpesa, body: &Body) -> Result<Order, Refusal> {
    signature::check(mpesa, body)?;
    let is_type = |text: &str| matches!(text, "CustomerPayBillOnline" | "CustomerBuyGoodsOnline");
    let transaction_type = body.fitting("TransactionType", is_type)?;
    let amount_shillings = body.amount("Amount", mpesa.config.most_shillings)?;
    body.phone("PartyA")?;
    let party_b = body.fitting("PartyB", |text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
    let phone = body.phone("PhoneNumber")?;
    let leniency = Leniency { tunnels: !mpesa.quirks().tunnels_blocked, ..Leniency::default() };
    let callback_url = body.url("CallBackURL", leniency)?;
    Ok(Order {
        phone,
        amount_shillings,
        account_reference: body.required("AccountReference")?,
        transaction_desc: body.text("TransactionDesc").unwrap_or_default(),
        callback_url,
        misfit: misfit(&mpesa.config.merchant, &transaction_type, &party_b),
    })
}

/// A paybill pushed as a till or the other way round, or paid to a number that is not there, is accepted and fails.
fn misfit(merchant: &Merchant, transaction_type: &str, party_b: &str) -> Option<ResultCode> {
    let own_type = match merchant {
        Merchant::Paybill { .. } => "CustomerPayBillOnline",
        Merchant::Till { .. } => "CustomerBuyGoodsOnline",
    };
    if transaction_type != own_type {
        Some("2028".into())
    } else if party_b != merchant.receiver() {
        Some("SFC_IC0003".into())
    } else {
        None
    }
}
