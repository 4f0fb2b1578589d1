//! `POST /mpesa/stkpushquery/v1/query` (Daraja, M-PESA Express Query). Only strings, never a receipt.

use std::time::Duration;

use super::answer::Answer;
use super::body::Body;
use super::signature;
use crate::daraja::choices::InFlight;
use crate::daraja::event::Event;
use crate::daraja::json::text;
use crate::daraja::mpesa::{Mpesa, State};
use crate::daraja::push::{PushRow, PushState};
use crate::daraja::refusal::Refusal;
use crate::daraja::spike_arrest::QUERY_RATE;

pub(super) fn query(mpesa: &Mpesa, body: &Body) -> Result<Answer, Refusal> {
    if let Some(fault) = too_often(mpesa) {
        return Ok(fault);
    }
    signature::check(mpesa, body)?;
    let id = body.required("CheckoutRequestID")?;
    let told = tell(mpesa, &id);
    let words = match &told {
        Ok((code, words, _)) => format!("{code} {words}"),
        Err(refusal) => format!("{} {}", refusal.code, refusal.message),
    };
    mpesa.note(Event::Queried { checkout_request_id: id.clone(), told: words });
    let (code, words, merchant_request_id) = told?;
    let described = if mpesa.quirks().query_typo { "successsfully" } else { "successfully" };
    Ok(Answer::ok(&[
        ("ResponseCode", text("0")),
        ("ResponseDescription", text(format!("The service request has been accepted {described}"))),
        ("MerchantRequestID", text(merchant_request_id)),
        ("CheckoutRequestID", text(id)),
        ("ResultCode", text(code)),
        ("ResultDesc", text(words)),
    ]))
}

/// What the gateway says if this query comes too soon after the last.
fn too_often(mpesa: &Mpesa) -> Option<Answer> {
    let now = mpesa.clock.now();
    let mut state = mpesa.state();
    let passes = !state.quirks.query_limit || state.query_limit.lets_pass(now);
    (!passes).then(|| Answer::rate_fault(state.quirks.rate_fault_status, QUERY_RATE))
}

/// ResultCode, ResultDesc and MerchantRequestID.
fn tell(mpesa: &Mpesa, id: &str) -> Result<(String, String, String), Refusal> {
    let now = mpesa.clock.now();
    let mut state = mpesa.state();
    let noise = state.quirks.query_noise_percent;
    if state.chance.percent(noise) {
        let form = [InFlight::Processing, InFlight::ProcessingSameId, InFlight::EmptyMessage];
        let chosen = usize::try_from(state.chance.below(3)).unwrap_or_default();
        return Err(unfinished(form[chosen], id));
    }
    let row = state.pushes.get(id).ok_or_else(|| Refusal::server("The transaction does not Exist"))?;
    let merchant_request_id = row.push.merchant_request_id.clone();
    let code = match &row.push.state {
        _ if !is_told(&state, row, now) => match state.quirks.query_in_flight {
            InFlight::Code4999 => {
                let words = "The transaction is still under processing".to_owned();
                return Ok(("4999".to_owned(), words, merchant_request_id));
            }
            form => return Err(unfinished(form, id)),
        },
        PushState::Failed(code) => code.clone(),
        PushState::Paid | PushState::Accepted | PushState::Prompting => "0".into(),
    };
    Ok((code.0.clone(), code.words(state.quirks.other_words).to_owned(), merchant_request_id))
}

/// Whether a push has ended, and long enough ago for a query to know.
fn is_told(state: &State, row: &PushRow, now: Duration) -> bool {
    let lag = Duration::from_millis(state.quirks.query_lag_ms);
    row.ended_at.is_some_and(|ended| !row.push.state.is_open() && now >= ended + lag)
}

/// The three forms of 500.001.1001.
pub(super) fn unfinished(form: InFlight, id: &str) -> Refusal {
    match form {
        InFlight::EmptyMessage => Refusal::empty_message(),
        InFlight::ProcessingSameId => Refusal::being_processed(Some(id.to_owned())),
        InFlight::Processing | InFlight::Code4999 => Refusal::being_processed(None),
    }
}
