//! The control port: JSON over HTTP, for people with curl and for tests in other languages.
//!
//! ```text
//! GET  /pushes /statement /payouts /delivered /counters /subscribers /registration /quirks /clock
//! GET  /events?after=N&wait_ms=M           what happened after N; waits up to M ms if that is nothing yet
//! POST /quirks                             {"callback": "twice", …}: the named ones change
//! POST /faults/{call or all}               {"fault": "system-busy", "schedule": {"next": 2}}
//!                                          schedule: {"next": N}, {"every": N} or "always" (also if left out)
//! POST /heal                               forgets all faults
//! POST /heal/{call}                        forgets those of one call
//! POST /subscribers/{phone or unknown}     {"behaviour": "pays", "delay_ms": 8000, "callback": "twice"}
//! POST /phones/{phone}/{enter-pin | cancel | time-out | pay-after-all}
//! POST /phones/{phone}/end                 {"code": "2001"}
//! POST /payments                           {"phone": "0700000001", "amount_shillings": 20, "bill_ref": "wifi 17"}
//! POST /reversals                          {"receipt": "UAF…"}: in the portal, nobody is told
//! POST /callbacks                          {"checkout_request_id": "ws_CO_…"}: its last one, once more
//! POST /callback-to                        {"address": "127.0.0.1:8088"} or {"address": null}
//! POST /connections                        {"connections": "taken" | "refused" | "unanswered"}
//! POST /advance                            {"ms": 60000}
//! POST /advance-until-quiet /kill-token /delete-registration
//! ```

use std::time::Duration;

use hyper::Method;
use serde::Serialize;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::time::timeout;

use super::answer::Answer;
use super::ask::Ask;
use super::control_body::{
    Address, Advance, Code, FaultOrder, Line, Payment, Pushed, Receipt, Refused, bad_request, body, conflict, not_found,
};
use super::door;
use crate::daraja::Endpoint;
use crate::daraja::control::Control;
use crate::daraja::payments::HandPayment;

/// The longest long poll.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Serves the control port for as long as the stand-in runs.
pub(in crate::daraja) async fn control(control: Control, listener: TcpListener) {
    door::serve_for_ever(listener, move |request| {
        let control = control.clone();
        async move {
            let ask = Ask::read(request).await?;
            let answer = answer(&control, &ask).await;
            Some(answer.unwrap_or_else(|Refused(status, why)| Answer::plain(status, &why)))
        }
    })
    .await;
}

async fn answer(control: &Control, ask: &Ask) -> Result<Answer, Refused> {
    let segments: Vec<&str> = ask.path.trim_matches('/').split('/').collect();
    match ask.method {
        Method::GET => look(control, ask, &segments).await,
        Method::POST => act(control, ask, &segments).await,
        _ => Err(not_found()),
    }
}

async fn look(control: &Control, ask: &Ask, segments: &[&str]) -> Result<Answer, Refused> {
    match segments {
        ["pushes"] => Ok(shown(&control.pushes())),
        ["statement"] => Ok(shown(&control.statement())),
        ["payouts"] => Ok(shown(&control.payouts())),
        ["delivered"] => Ok(shown(&control.delivered())),
        ["counters"] => Ok(shown(&control.counters())),
        ["subscribers"] => Ok(shown(&control.subscribers())),
        ["registration"] => Ok(shown(&control.registration())),
        ["quirks"] => Ok(shown(&control.quirks())),
        ["clock"] => Ok(shown(&json!({ "since_start_ms": control.mpesa.now_ms(), "time": control.timestamp() }))),
        ["events"] => Ok(events(control, ask).await),
        _ => Err(not_found()),
    }
}

/// Everything that changes something. What blocks a test's thread is awaited here: this is the stand-in's own.
async fn act(control: &Control, ask: &Ask, segments: &[&str]) -> Result<Answer, Refused> {
    match segments {
        ["quirks"] => return change_quirks(control, ask),
        ["faults", call] => order_fault(control, call, body(ask)?)?,
        ["heal"] => control.heal_all(),
        ["heal", call] => control.heal(Endpoint::named(call).ok_or_else(not_found)?),
        ["subscribers", "unknown"] => control.set_unknown_subscriber(body(ask)?),
        ["subscribers", phone] => control.set_subscriber(phone.parse().map_err(bad_request)?, body(ask)?),
        ["phones", phone, verb] => on_phone(control, phone, verb, ask)?,
        ["payments"] => return pay(control, body(ask)?).await,
        ["reversals"] => {
            let reversal = control.reverse(&body::<Receipt>(ask)?.receipt).map_err(conflict)?;
            return Ok(shown(&json!({ "receipt": reversal })));
        }
        ["callbacks"] => repeat(control, &body::<Pushed>(ask)?.checkout_request_id).await?,
        ["callback-to"] => control.set_callback_to(body::<Address>(ask)?.address),
        ["connections"] => control.shut_or_open(body::<Line>(ask)?.connections).await,
        ["advance"] => control.mpesa.advance(Duration::from_millis(body::<Advance>(ask)?.ms)).await,
        ["advance-until-quiet"] => control.mpesa.advance_until_quiet().await,
        ["kill-token"] => control.kill_token(),
        ["delete-registration"] => control.delete_registration(),
        _ => return Err(not_found()),
    }
    Ok(Answer::ok(&[]))
}

fn change_quirks(control: &Control, ask: &Ask) -> Result<Answer, Refused> {
    let changed = control.quirks().changed(body(ask)?).map_err(bad_request)?;
    control.set_quirks(|quirks| quirks.clone_from(&changed));
    Ok(shown(&changed))
}

fn order_fault(control: &Control, call: &str, order: FaultOrder) -> Result<(), Refused> {
    match Endpoint::named(call) {
        Some(endpoint) => control.fail(endpoint, order.fault, order.schedule),
        None if call == "all" => control.fail_all(order.fault, order.schedule),
        None => return Err(not_found()),
    }
    Ok(())
}

fn on_phone(control: &Control, phone: &str, verb: &str, ask: &Ask) -> Result<(), Refused> {
    let phone = phone.parse().map_err(bad_request)?;
    let done = match verb {
        "enter-pin" => control.enter_pin(phone),
        "cancel" => control.cancel(phone),
        "time-out" => control.time_out(phone),
        "pay-after-all" => control.pay_after_all(phone),
        "end" => control.end_prompt(phone, &body::<Code>(ask)?.code),
        _ => return Err(not_found()),
    };
    done.map_err(conflict)
}

async fn pay(control: &Control, payment: Payment) -> Result<Answer, Refused> {
    let Payment { phone, amount_shillings, bill_ref } = payment;
    let paid = control.mpesa.pay_by_hand(HandPayment { phone, amount_shillings, bill_ref }).await;
    paid.map(|receipt| shown(&json!({ "receipt": receipt }))).map_err(conflict)
}

async fn repeat(control: &Control, id: &str) -> Result<(), Refused> {
    let posting = control.last_callback(id).ok_or_else(not_found)?;
    control.mpesa.post(posting).await;
    Ok(())
}

async fn events(control: &Control, ask: &Ask) -> Answer {
    let number = |name| ask.query.get(name).and_then(|value| value.parse().ok());
    let after = number("after").unwrap_or(0);
    let patience = Duration::from_millis(number("wait_ms").unwrap_or(0)).min(LONGEST_WAIT);
    // Whether it grew or the time was up, the listener gets what there is.
    let _ = timeout(patience, control.mpesa.log.grows_beyond(after)).await;
    shown(&control.events_after(after))
}

fn shown(value: &impl Serialize) -> Answer {
    match serde_json::to_string(value) {
        Ok(body) => Answer::json(200, body),
        Err(failure) => Answer::plain(500, &failure.to_string()),
    }
}
