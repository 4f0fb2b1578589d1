//! `GET /oauth/v1/generate?grant_type=client_credentials` (Daraja, Authorization), and whether a token is good.

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::answer::Answer;
use super::ask::Ask;
use crate::daraja::Endpoint;
use crate::daraja::event::Event;
use crate::daraja::ids;
use crate::daraja::json::text;
use crate::daraja::mpesa::{Mpesa, Token};
use crate::daraja::refusal::Refusal;

pub(super) fn generate(mpesa: &Mpesa, ask: &Ask) -> Result<Answer, Refusal> {
    let wrong_authentication = || Refusal::new(400, "400.008.01", "Invalid Authentication passed");
    let credentials = credentials(ask, "basic").ok_or_else(wrong_authentication)?;
    if ask.query.get("grant_type") != Some("client_credentials") {
        return Err(Refusal::new(400, "400.008.02", "Invalid grant type passed"));
    }
    let expected = format!("{}:{}", mpesa.config.consumer_key, mpesa.config.consumer_secret);
    if BASE64_STANDARD.decode(credentials).ok().as_deref() == Some(expected.as_bytes()) {
        return Ok(issue(mpesa));
    }
    if !mpesa.quirks().empty_bad_credentials {
        return Err(wrong_authentication());
    }
    let message = "wrong key or secret, an empty answer".to_owned();
    mpesa.note(Event::Refused { endpoint: Endpoint::Token, code: "HTTP 400".to_owned(), message });
    Ok(Answer::empty(400))
}

/// A new token; the one before it is dead from now on.
fn issue(mpesa: &Mpesa) -> Answer {
    let now = mpesa.clock.now();
    let (number, token, expires_in) = {
        let mut guard = mpesa.state();
        let state = &mut *guard;
        let token = ids::access_token(&mut state.chance);
        let life_secs = state.quirks.token_life_secs;
        state.token = Some(Token { text: token.clone(), dies_at: now + Duration::from_secs(life_secs.into()) });
        state.counters.tokens_issued += 1;
        // One second is gone by the time it is read.
        let expires_in = life_secs.saturating_sub(1).to_string();
        let expires_in = if state.quirks.expires_in_number { expires_in } else { text(expires_in) };
        (state.counters.tokens_issued, token, expires_in)
    };
    mpesa.note(Event::TokenIssued { number });
    Answer::ok(&[("access_token", text(token)), ("expires_in", expires_in)])
}

/// Whether the request may be worked on. A bad token looks different at each call.
pub(super) fn check(mpesa: &Mpesa, endpoint: Endpoint, ask: &Ask) -> Result<(), Refusal> {
    let given = credentials(ask, "bearer");
    let given = given.ok_or_else(|| Refusal::new(404, "404.001.04", "Invalid Authentication Header"))?;
    let now = mpesa.clock.now();
    let is_good = {
        let mut state = mpesa.state();
        let is_good = state.token.as_ref().is_some_and(|token| token.text == given && now < token.dies_at);
        state.counters.tokens_refused += u64::from(!is_good);
        is_good
    };
    if is_good {
        return Ok(());
    }
    mpesa.note(Event::TokenRefused { endpoint });
    Err(invalid(endpoint))
}

/// How this call says that the token is not good.
pub(super) fn invalid(endpoint: Endpoint) -> Refusal {
    let (status, code) = endpoint.invalid_token();
    Refusal::new(status, code, "Invalid Access Token")
}

/// What Authorization says, if it is of this kind.
fn credentials<'a>(ask: &'a Ask, kind: &str) -> Option<&'a str> {
    ask.authorization().filter(|(scheme, _)| scheme.eq_ignore_ascii_case(kind)).map(|(_, rest)| rest)
}
