//! `POST /mpesa/c2b/v1/registerurl` and `v2` (Daraja, Customer To Business Register URL).

use super::answer::Answer;
use super::body::Body;
use crate::daraja::c2b::{Registration, ResponseType};
use crate::daraja::choices::RegisterAnswer;
use crate::daraja::endpoint::Version;
use crate::daraja::event::Event;
use crate::daraja::ids;
use crate::daraja::json::text;
use crate::daraja::mpesa::Mpesa;
use crate::daraja::public_url::{Leniency, is_taken};
use crate::daraja::refusal::Refusal;

pub(super) fn register(mpesa: &Mpesa, version: Version, body: &Body) -> Result<Answer, Refusal> {
    let shortcode = body.text("ShortCode").unwrap_or_default();
    if !mpesa.config.merchant.owns(&shortcode) {
        return Err(Refusal::new(400, "400.003.02", "Kindly use your own ShortCode"));
    }
    // Exactly these, in sentence case.
    let response_type = match body.text("ResponseType").as_deref() {
        Some("Completed") => ResponseType::Completed,
        Some("Cancelled") => ResponseType::Cancelled,
        _ => return Err(Refusal::invalid_in_c2b("ResponseType")),
    };
    let confirmation_url = url(mpesa, body, "ConfirmationURL")?;
    let validation_url = url(mpesa, body, "ValidationURL")?;
    let registration = Registration { version, response_type, confirmation_url, validation_url };
    let (answer, id) = {
        let mut state = mpesa.state();
        if state.quirks.register_once && state.registration.is_some() {
            return Err(Refusal::new(500, "500.003.1001", "URLs are already registered"));
        }
        state.registration = Some(registration.clone());
        (state.quirks.register_answer, ids::merchant_request_id(&mut state.chance))
    };
    let Registration { confirmation_url, validation_url, .. } = registration;
    mpesa.note(Event::UrlsRegistered { confirmation_url, validation_url });
    let key = if answer == RegisterAnswer::Spelt { "OriginatorConversationID" } else { "OriginatorCoversationID" };
    let code = if answer == RegisterAnswer::Old { "00000000" } else { "0" };
    Ok(Answer::ok(&[(key, text(id)), ("ResponseCode", text(code)), ("ResponseDescription", text("Success"))]))
}

fn url(mpesa: &Mpesa, body: &Body, field: &str) -> Result<String, Refusal> {
    let quirks = mpesa.quirks();
    let leniency = Leniency { http: quirks.c2b_http, tunnels: !quirks.tunnels_blocked };
    body.text(field).filter(|url| is_taken(url, leniency)).ok_or_else(|| Refusal::invalid_in_c2b(field))
}
