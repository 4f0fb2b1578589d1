//! Queries.

use std::time::Duration;

use testkit::DarajaConfig;
use testkit::daraja::InFlight;

use crate::client::Answer;
use crate::world::{SOON, World, phone, world, world_of, world_with};

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn an_open_push_is_4999_and_an_ended_one_its_code_as_text() {
    let world = world();
    let id = world.pushed(&phone(2), 20);
    let open = world.query(&id);
    assert_eq!((open.status, open.text("ResponseCode"), open.text("ResultCode")), (200, "0".into(), "4999".into()));
    world.daraja.advance(SOON);
    let ended = world.query(&id);
    assert_eq!(ended.text("ResultCode"), "1032");
    assert_eq!(ended.text("ResponseDescription"), "The service request has been accepted successfully");
    assert_eq!(ended.text("MerchantRequestID"), world.daraja.pushes()[0].merchant_request_id);
    assert_eq!(ended.text("CheckoutRequestID"), id);
}

#[test]
fn a_paid_push_is_told_without_receipt_amount_or_phone() {
    let world = world();
    let id = world.pushed(&phone(1), 20);
    world.daraja.advance(SOON);
    let paid = world.query(&id);
    assert_eq!(paid.text("ResultCode"), "0");
    let members: Vec<String> = paid.json().as_object().unwrap().keys().cloned().collect();
    let known =
        ["CheckoutRequestID", "MerchantRequestID", "ResponseCode", "ResponseDescription", "ResultCode", "ResultDesc"];
    assert_eq!(members, known);
    assert!(!paid.body.contains(&world.daraja.statement()[0].receipt));
}

#[test]
fn an_answer_repeats_itself_two_days_later() {
    let world = world();
    let id = world.pushed(&phone(3), 20);
    world.daraja.advance(MINUTE);
    let first = world.query(&id).body;
    world.daraja.advance(Duration::from_secs(48 * 3600));
    world.client.sign_in();
    assert_eq!(world.query(&id).body, first);
}

#[test]
fn an_open_push_may_be_told_in_three_other_forms() {
    for (form, status, message) in [
        (InFlight::Processing, 500, "The transaction is being processed"),
        (InFlight::ProcessingSameId, 500, "The transaction is being processed"),
        (InFlight::EmptyMessage, 200, ""),
    ] {
        let world = world_with(|quirks| quirks.query_in_flight = form);
        let id = world.pushed(&phone(1), 20);
        let answer = world.query(&id);
        assert_eq!(answer.refusal(), (status, "500.001.1001".to_owned(), message.to_owned()));
        assert_eq!(answer.text("requestId") == id, form == InFlight::ProcessingSameId);
    }
}

/// Queries about a paid push under noise, a minute apart.
fn noisy(seed: u64) -> (World, Vec<Answer>) {
    let config = DarajaConfig { seed, ..DarajaConfig::paybill() };
    let world = world_of(config.with_quirks(|quirks| quirks.query_noise_percent = 40));
    let id = world.pushed(&phone(1), 20);
    world.daraja.advance(SOON);
    let ask = |_| {
        world.daraja.advance(MINUTE);
        world.query(&id)
    };
    let answers = (0..40).map(ask).collect();
    (world, answers)
}

#[test]
fn noise_has_three_forms_and_passes() {
    let (world, answers) = noisy(3);
    let id = world.daraja.pushes()[0].checkout_request_id.clone();
    let (told, noise): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.json().get("ResultCode").is_some());
    assert!(told.iter().all(|answer| answer.text("ResultCode") == "0"));
    assert!((8..=24).contains(&noise.len()), "{}", noise.len());
    assert!(noise.iter().all(|answer| answer.text("errorCode") == "500.001.1001"));
    let empty = noise.iter().filter(|answer| answer.status == 200 && answer.text("errorMessage").is_empty());
    let same_id = noise.iter().filter(|answer| answer.status == 500 && answer.text("requestId") == id);
    let (empty, same_id) = (empty.count(), same_id.count());
    assert!(empty > 0 && same_id > 0 && empty + same_id < noise.len(), "{empty} {same_id}");
}

#[test]
fn noise_is_the_same_for_the_same_seed() {
    let statuses = |seed| noisy(seed).1.iter().map(|answer| answer.status).collect::<Vec<_>>();
    assert_eq!(statuses(5), statuses(5));
    assert_ne!(statuses(5), statuses(6));
}

#[test]
fn there_is_no_noise_unless_it_is_switched_on() {
    let world = world();
    let id = world.pushed(&phone(1), 20);
    assert!((0..30).all(|_| world.query_after_a_minute(&id).json().get("ResultCode").is_some()));
}

impl World {
    fn query_after_a_minute(&self, id: &str) -> Answer {
        self.daraja.advance(MINUTE);
        self.query(id)
    }
}

#[test]
fn five_queries_a_minute_pass_and_none_in_a_burst() {
    let world = world();
    let id = world.pushed(&phone(1), 20);
    assert_eq!(world.query(&id).status, 200);
    let fault = world.query(&id);
    assert_eq!(fault.status, 500);
    let words = "Spike arrest violation. Allowed rate : MessageRate{messagesPerPeriod=5, \
                 periodInMicroseconds=60000000, maxBurstMessageCount=1.0}";
    assert_eq!(fault.json()["fault"]["faultstring"], words);
    assert_eq!(fault.json()["fault"]["detail"]["errorcode"], "policies.ratelimit.SpikeArrestViolation");
    let passed = (0..60).filter(|_| {
        world.daraja.advance(Duration::from_secs(1));
        world.query(&id).json().get("fault").is_none()
    });
    assert_eq!(passed.count(), 5);
}

#[test]
fn the_limit_has_another_status_or_is_off() {
    let world = world_with(|quirks| quirks.rate_fault_status = 429);
    let id = world.pushed(&phone(1), 20);
    world.query(&id);
    assert_eq!(world.query(&id).status, 429);
    world.daraja.set_quirks(|quirks| quirks.query_limit = false);
    assert!((0..10).all(|_| world.query(&id).status == 200));
}

#[test]
fn an_unknown_id_does_not_exist() {
    let refusal = world().query("ws_CO_15012026093000000799999999").refusal();
    assert_eq!(refusal, (500, "500.001.1001".to_owned(), "The transaction does not Exist".to_owned()));
}

#[test]
fn a_query_must_be_signed_and_name_an_id() {
    let world = world();
    assert_eq!(world.query("").refusal().2, "Bad Request - Invalid CheckoutRequestID");
    world.daraja.advance(MINUTE);
    let mut body = serde_json::json!({ "CheckoutRequestID": "x" });
    world.sign(&mut body);
    body["Password"] = "x".into();
    assert_eq!(world.client.post(crate::world::QUERY, &body).refusal().2, "Wrong credentials");
}

#[test]
fn a_query_may_lag_half_an_hour_behind() {
    let world = world_with(|quirks| quirks.query_lag_ms = 1_980_000);
    let id = world.pushed(&phone(1), 20);
    world.daraja.advance(SOON);
    assert_eq!(world.receiver.posted().callback()["ResultCode"], 0);
    assert_eq!(world.queried(&id), "4999");
    world.daraja.advance(Duration::from_secs(1980));
    assert_eq!(world.queried(&id), "0");
}

#[test]
fn the_old_spelling_can_be_had() {
    let world = world_with(|quirks| quirks.query_typo = true);
    let id = world.pushed(&phone(1), 20);
    let described = world.query(&id).text("ResponseDescription");
    assert_eq!(described, "The service request has been accepted successsfully");
}
