//! `POST /mpesa/c2b/v1/simulate` and `v2` (Daraja, Customer To Business): somebody pays by hand.

use std::sync::Arc;

use super::answer::Answer;
use super::body::Body;
use crate::daraja::ids;
use crate::daraja::json::text;
use crate::daraja::mpesa::Mpesa;
use crate::daraja::payments::HandPayment;
use crate::daraja::refusal::Refusal;

pub(super) fn simulate(mpesa: &Arc<Mpesa>, body: &Body) -> Result<Answer, Refusal> {
    let shortcode = body.text("ShortCode").unwrap_or_default();
    if !mpesa.config.merchant.owns(&shortcode) {
        return Err(Refusal::new(400, "400.003.02", "Kindly use your own ShortCode"));
    }
    let command = body.text("CommandID").unwrap_or_default();
    if !matches!(command.as_str(), "CustomerPayBillOnline" | "CustomerBuyGoodsOnline") {
        return Err(Refusal::invalid_in_c2b("CommandID"));
    }
    let in_c2b = |field: &'static str| move |_| Refusal::invalid_in_c2b(field);
    let payment = HandPayment {
        phone: body.phone("Msisdn").map_err(in_c2b("Msisdn"))?,
        amount_shillings: body.amount("Amount", mpesa.config.most_shillings).map_err(in_c2b("Amount"))?,
        bill_ref: body.text("BillRefNumber").unwrap_or_default(),
    };
    let id = ids::merchant_request_id(&mut mpesa.state().chance);
    let paying = Arc::clone(mpesa);
    // What becomes of it is told by the event log.
    mpesa.spawn(async move { drop(paying.pay_by_hand(payment).await) });
    Ok(Answer::ok(&[
        ("OriginatorCoversationID", text(id)),
        ("ResponseCode", text("0")),
        ("ResponseDescription", text("Accept the service request successfully.")),
    ]))
}
