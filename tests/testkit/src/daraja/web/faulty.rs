//! Faults at work: what takes the place of an answer, and how an answer is spoilt.

use std::time::Duration;

use serde_json::{Map, Value};

use super::answer::Answer;
use super::ask::Ask;
use super::stk_query::unfinished;
use super::token;
use crate::daraja::choices::InFlight;
use crate::daraja::mpesa::Mpesa;
use crate::daraja::refusal::Refusal;
use crate::daraja::{Endpoint, Fault};

/// What `Fault::Huge` adds.
const HUGE_BYTES: usize = 6 * 1024 * 1024;

/// The gateway's usual limit, as its faults name it.
const USUAL_RATE: &str = "MessageRate{messagesPerPeriod=10, periodInMicroseconds=1000000, maxBurstMessageCount=2.0}";

/// What a fault does before the work.
pub(super) enum InPlace {
    Answer(Answer),
    Cut,
    /// It lets the work be done.
    Nothing,
}

pub(super) async fn in_place_of_work(mpesa: &Mpesa, endpoint: Endpoint, fault: Fault, ask: &Ask) -> InPlace {
    let refused = |refusal: Refusal| InPlace::Answer(Answer::refusal(mpesa, &refusal));
    match fault {
        Fault::EmptyBody => InPlace::Answer(Answer::empty(200)),
        Fault::Firewall => InPlace::Answer(Answer::firewall(403)),
        Fault::FirewallOk => InPlace::Answer(Answer::firewall(200)),
        Fault::SystemBusy => {
            refused(Refusal::new(500, "500.003.02", "System is busy. Please try again in few minutes."))
        }
        Fault::SpikeArrest => refused(Refusal::new(500, "500.003.02", "Error Occurred: Spike Arrest Violation")),
        Fault::QuotaViolation => refused(Refusal::new(500, "500.003.03", "Quota Violation")),
        Fault::InternalError => refused(Refusal::new(500, "500.003.1001", "Internal Server Error")),
        Fault::GatewayFault => InPlace::Answer(Answer::rate_fault(mpesa.quirks().rate_fault_status, USUAL_RATE)),
        Fault::NoProduct => InPlace::Answer(Answer::gateway_fault(
            401,
            "Invalid API call as no apiproduct match found",
            "keymanagement.service.InvalidAPICallAsNoApiProductMatchFound",
        )),
        Fault::InvalidToken => refused(token::invalid(endpoint)),
        Fault::Processing => refused(unfinished(InFlight::Processing, "")),
        Fault::ProcessingSameId => refused(unfinished(InFlight::ProcessingSameId, &asked_about(ask))),
        Fault::EmptyMessage => refused(unfinished(InFlight::EmptyMessage, "")),
        Fault::Cut => InPlace::Cut,
        Fault::Hang => std::future::pending().await,
        Fault::LostAnswer
        | Fault::HangAfter
        | Fault::EmptyAfter
        | Fault::Truncated
        | Fault::WrongTypes
        | Fault::Huge
        | Fault::Indented
        | Fault::Slow(_) => InPlace::Nothing,
    }
}

/// The answer after the fault. `None`: the connection is cut.
pub(super) async fn spoilt(fault: Fault, answer: Answer) -> Option<Answer> {
    match fault {
        Fault::LostAnswer => None,
        Fault::HangAfter => std::future::pending().await,
        Fault::EmptyAfter => Some(Answer::empty(200)),
        Fault::Truncated => {
            let half = answer.body.chars().take(answer.body.chars().count() / 2).collect();
            Some(Answer { body: half, ..answer })
        }
        Fault::WrongTypes => Some(rewritten(answer, |members| members.values_mut().for_each(exchange_type))),
        Fault::Huge => Some(rewritten(answer, |members| {
            members.insert("padding".to_owned(), "x".repeat(HUGE_BYTES).into());
        })),
        Fault::Indented => Some(indented(answer)),
        Fault::Slow(ms) => {
            tokio::time::sleep(Duration::from_millis(ms.into())).await;
            Some(answer)
        }
        _ => Some(answer),
    }
}

fn asked_about(ask: &Ask) -> String {
    let body: Value = serde_json::from_slice(&ask.body).unwrap_or_default();
    body.get("CheckoutRequestID").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The same answer with its members changed, if it is an object.
fn rewritten(mut answer: Answer, change: impl FnOnce(&mut Map<String, Value>)) -> Answer {
    if let Ok(mut members) = serde_json::from_str::<Map<String, Value>>(&answer.body) {
        change(&mut members);
        answer.body = Value::Object(members).to_string();
    }
    answer
}

/// Text becomes a list, a number text in an object, and anything else nothing.
fn exchange_type(value: &mut Value) {
    *value = match value.take() {
        Value::String(text) => Value::Array(vec![text.into()]),
        Value::Number(number) => serde_json::json!({ "value": number.to_string() }),
        _ => Value::Null,
    };
}

/// As some answers come: a tab and many blanks before each member, and more behind the end.
fn indented(mut answer: Answer) -> Answer {
    let body: Result<Value, _> = serde_json::from_str(&answer.body);
    if let Ok(pretty) = body.and_then(|body| serde_json::to_string_pretty(&body)) {
        answer.body = format!("{}\r\n   \t\r\n", pretty.replace("\n  ", "\r\n\t          "));
    }
    answer
}
