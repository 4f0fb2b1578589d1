//! The edge cases an M-PESA integration must survive, numbered as in the reference's section 11, against the real binary
//! and a rail that does each of them. Number 19, a reversal in M-PESA's portal, is seen by the cloud alone; 20, paybill and
//! till mixed up, is in `mpesa_setup`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use acceptance::metrics;
use acceptance::shop::{PROVIDER, Shop, msisdn, phone};
use acceptance::web;
use serde_json::json;
use testkit::Posted;
use testkit::daraja::{Behaviour, CallbackMode, DarajaConfig, Endpoint, Event, Fault, Merchant, Schedule};

#[test]
fn e00_a_guest_pays_and_the_callback_makes_the_ticket() {
    let shop = Shop::open();
    let id = shop.buys(&phone(1));
    shop.daraja.control().wait_for(|event| matches!(event, Event::PromptAppeared { .. })).unwrap();
    shop.pass_secs(30);
    let payment = shop.becomes(&id, "success");
    assert_eq!(payment["ticket"]["status"], "new", "{payment}");
    let listed = &shop.payments()[0];
    assert_eq!(listed["receipt"], shop.daraja.control().statement()[0].receipt.as_str());
    assert_eq!(listed["phone"], "07** *** 001", "{listed}");
    shop.agrees();
}

#[test]
fn e01_the_answer_to_the_push_is_lost_and_the_customer_pays() {
    let shop = Shop::open();
    shop.daraja.control().fail(Endpoint::StkPush, Fault::LostAnswer, Schedule::Next(1));
    let id = shop.buys(&phone(1));
    let unclear = shop.waits_for(&id, |payment| payment["reason"] == "unclear");
    assert_eq!(unclear["status"], "pending", "{unclear}");
    shop.pass_secs(30);
    shop.becomes(&id, "success");
    assert_eq!(shop.daraja.control().pushes().len(), 1, "it was asked once\n{}", shop.story());
    shop.agrees();
}

#[test]
fn e02_the_callback_overtakes_the_answer_to_the_push() {
    let shop = Shop::with(
        |config| config.with_quirks(|quirks| quirks.callback = CallbackMode::BeforeAnswer),
        |builder| builder,
    );
    let id = shop.buys(&phone(1));
    shop.becomes(&id, "success");
    shop.agrees();
}

#[test]
fn e03_no_callback_comes_and_the_question_settles_it_and_the_receipt_comes_later() {
    let shop =
        Shop::with(|config| config.with_quirks(|quirks| quirks.callback = CallbackMode::Never), |builder| builder);
    let id = shop.buys(&phone(1));
    shop.pass_secs(30);
    shop.becomes(&id, "success");
    assert_eq!(shop.payments()[0]["receipt"], json!(null));
    shop.agrees();

    let confirmation = shop.confirmation_of_the_latest();
    assert_eq!(shop.door.hand_in(&confirmation).unwrap(), "receipt_settled");
    assert_eq!(shop.payments()[0]["receipt"], shop.daraja.control().statement()[0].receipt.as_str());
    shop.agrees();
    assert_eq!(shop.reviews(), [""; 0]);
}

#[test]
fn e04_ten_callbacks_at_once_make_one_ticket() {
    let shop =
        Shop::with(|config| config.with_quirks(|quirks| quirks.callback = CallbackMode::TenAtOnce), |builder| builder);
    let id = shop.buys(&phone(1));
    shop.pass_secs(30);
    shop.becomes(&id, "success");
    assert_eq!(shop.door.words(), ["callback_paid"; 10]);
    shop.agrees();
    assert_eq!(shop.reviews(), [""; 0]);
}

#[test]
fn e05_a_forged_callback_with_the_right_id_delivers_nothing() {
    let shop = Shop::open();
    shop.behaves(&phone(1), Behaviour::Cancels);
    shop.door.shut();
    let id = shop.buys(&phone(1));
    let push = shop.daraja.control().latest_push(msisdn(&phone(1))).unwrap();
    let genuine_path = push.callback_url.strip_prefix("https://cloud.example.net").unwrap().to_owned();
    let forged = |path: &str, amount: f64| Posted {
        path: path.to_owned(),
        body: json!({"Body": {"stkCallback": {
            "MerchantRequestID": push.merchant_request_id, "CheckoutRequestID": push.checkout_request_id,
            "ResultCode": 0, "ResultDesc": "The service request is processed successfully.",
            "CallbackMetadata": {"Item": [
                {"Name": "Amount", "Value": amount}, {"Name": "MpesaReceiptNumber", "Value": "UAF0FORGED"}]}}}})
        .to_string(),
    };
    let bare = format!("/api/mpesa/callback/{PROVIDER}");
    assert_eq!(shop.door.hand_in(&forged(&bare, 20.0)).unwrap(), "callback_unproven");
    let (rest, last) = genuine_path.split_at(genuine_path.len() - 1);
    let altered = format!("{rest}{}", if last == "0" { "1" } else { "0" });
    assert_eq!(shop.door.hand_in(&forged(&altered, 20.0)).unwrap(), "callback_unproven");
    // Even with the right address another amount is not what was asked for.
    assert_eq!(shop.door.hand_in(&forged(&genuine_path, 1.0)).unwrap(), "callback_doubtful");
    shop.pass_secs(30);
    let payment = shop.becomes(&id, "failed");
    assert_eq!(payment["reason"], "cancelled");
    shop.agrees();
    assert_eq!(shop.reviews(), ["amount_mismatch"]);
}

#[test]
fn e06_a_question_is_told_for_half_an_hour_that_it_is_under_way() {
    let shop = Shop::with(
        |config| {
            config.with_quirks(|quirks| {
                quirks.callback = CallbackMode::Never;
                quirks.query_lag_ms = 30 * 60 * 1000;
            })
        },
        |builder| builder,
    );
    let id = shop.buys(&phone(1));
    shop.pass_secs(30);
    let told = |event: &Event| matches!(event, Event::Queried { .. });
    shop.daraja.control().wait_for(told).unwrap();
    assert_eq!(shop.payment(&id)["status"], "pending");
    let mark = shop.daraja.control().mark();
    shop.pass_secs(30 * 60);
    shop.daraja.control().wait_after(mark, told).unwrap();
    shop.becomes(&id, "success");
    shop.agrees();
}

#[test]
fn e07_a_question_about_a_paid_one_meets_an_error_and_is_asked_again() {
    for fault in [Fault::Processing, Fault::ProcessingSameId, Fault::EmptyMessage] {
        let shop =
            Shop::with(|config| config.with_quirks(|quirks| quirks.callback = CallbackMode::Never), |builder| builder);
        shop.daraja.control().fail(Endpoint::StkQuery, fault, Schedule::Next(1));
        let id = shop.buys(&phone(1));
        shop.pass_secs(30);
        let met = |event: &Event| matches!(event, Event::FaultMet { endpoint: Endpoint::StkQuery, .. });
        shop.daraja.control().wait_for(met).unwrap();
        assert_eq!(shop.payment(&id)["status"], "pending", "{fault:?}");
        shop.hurries(&id);
        shop.becomes(&id, "success");
        shop.agrees();
    }
}

#[test]
fn e08_a_success_after_a_timeout_was_reported_becomes_a_ticket_the_guest_finds() {
    let shop = Shop::open();
    shop.behaves(&phone(1), Behaviour::PaysLate);
    let mac = "02:00:5E:10:00:01";
    let asked = shop.asks_with(json!({ "plan_id": shop.hour, "phone": phone(1), "mac": mac }));
    let id = asked.json()["payment_id"].as_str().unwrap().to_owned();
    shop.pass_secs(90);
    assert_eq!(shop.becomes(&id, "failed")["reason"], "no_pin_in_time");
    shop.pass_secs(600);
    shop.becomes(&id, "success");
    shop.agrees();
    let receipt = shop.daraja.control().statement()[0].receipt.clone();
    let typed =
        web::post(&shop.langod, "/api/reconnect", "application/json", &json!({ "receipt": receipt }).to_string());
    assert_eq!((typed.status, typed.json()["code"].as_str().unwrap().to_owned()), (200, shop.ticket(&id)));
}

#[test]
fn e09_a_guest_who_taps_pay_twice_is_asked_once() {
    // No router hides this guest, so the address tells who asks.
    let shop = Shop::with(|config| config, |builder| builder.nas_address("127.0.0.9"));
    let (first, second) = (shop.buys(&phone(1)), shop.buys(&phone(1)));
    assert_eq!(first, second);
    assert_eq!(shop.daraja.control().pushes().len(), 1);
    let other = shop.asks_with(json!({ "plan_id": shop.hour, "phone": phone(1), "mac": "02:00:5E:10:00:09" }));
    assert_eq!(other.problem(), (429, "prompt_open".to_owned()));
    assert!(other.header("retry-after").is_some());
    shop.pass_secs(30);
    shop.becomes(&first, "success");
    shop.agrees();
}

#[test]
fn e09_behind_a_router_who_knows_a_number_is_not_shown_its_payment() {
    let shop = Shop::open();
    let id = shop.buys(&phone(1));
    assert_eq!(shop.asks(&phone(1)).problem(), (429, "prompt_open".to_owned()));
    assert_eq!(shop.daraja.control().pushes().len(), 1);
    shop.pass_secs(30);
    shop.becomes(&id, "success");
    shop.agrees();
}

#[test]
fn e09_the_same_amount_again_within_two_minutes_is_explained() {
    let shop = Shop::open();
    let first = shop.buys(&phone(1));
    shop.pass_secs(30);
    shop.becomes(&first, "success");
    let second = shop.buys(&phone(1));
    shop.pass_secs(30);
    assert_eq!(shop.becomes(&second, "failed")["reason"], "same_amount_too_soon");
    shop.agrees();
    assert_eq!(shop.reviews(), ["misconfigured"]);
}

#[test]
fn e10_another_process_refreshes_the_token_and_every_shape_of_its_death_is_understood() {
    let shop = Shop::open();
    for guest in 1..=3 {
        shop.daraja.control().kill_token();
        let id = shop.buys(&phone(guest));
        shop.daraja.control().kill_token();
        shop.pass_secs(30);
        shop.becomes(&id, "success");
    }
    shop.agrees();
}

#[test]
fn e11_callback_and_confirmation_announce_the_same_receipt() {
    for confirmation_first in [true, false] {
        let shop = Shop::open();
        shop.door.shut();
        let id = shop.buys(&phone(1));
        shop.pass_secs(30);
        let callback = shop.door.posted().pop().unwrap();
        let confirmation = shop.confirmation_of_the_latest();
        let mut both = [callback, confirmation];
        if confirmation_first {
            both.reverse();
        }
        both.iter().for_each(|posted| drop(shop.door.hand_in(posted).unwrap()));
        shop.becomes(&id, "success");
        assert_eq!(shop.payments()[0]["receipt"], shop.daraja.control().statement()[0].receipt.as_str());
        shop.agrees();
        assert_eq!(shop.reviews(), [""; 0]);
    }
}

#[test]
fn e11_on_a_till_the_notice_names_no_account_and_makes_no_second_ticket() {
    let till = Merchant::Till { store: "174379".into(), till: "5012345".into() };
    let shop = Shop::with(
        |config| {
            let config = config.with_quirks(|quirks| quirks.callback = CallbackMode::Never);
            DarajaConfig { merchant: till, ..config }
        },
        |builder| builder.edit("kind = \"paybill\"", "kind = \"till\"\ntill_number = \"5012345\""),
    );
    let id = shop.buys(&phone(1));
    shop.pass_secs(30);
    let receipt = shop.daraja.control().statement()[0].receipt.clone();
    // Whether it comes before the question or after it.
    shop.door.hand_in(&shop.confirmation(&receipt, "20.00", "", "25470****001")).unwrap();
    let code = shop.ticket(&id);
    assert_eq!(shop.payments()[0]["receipt"], receipt.as_str());
    assert_eq!(shop.types(&receipt, None).json()["code"], code.as_str());
    shop.agrees();
    assert_eq!(shop.reviews(), [""; 0]);
}

#[test]
fn e12_money_sent_by_hand_with_no_account_or_a_wrong_one_waits_for_its_guest() {
    let shop = Shop::open();
    for (number, account) in [(1, "wifi 17"), (2, "")] {
        let receipt = shop.daraja.control().pay_by_hand(msisdn(&phone(number)), 20, account).unwrap();
        let confirmation = shop.confirmation(&receipt, "20.00", account, "2547 ***** 126");
        assert_eq!(shop.door.hand_in(&confirmation).unwrap(), "receipt_unmatched");
        assert_eq!(shop.door.hand_in(&confirmation).unwrap(), "receipt_known");
        assert_eq!(shop.reviews(), ["unmatched_receipt"]);
        let sms = format!("{receipt} Confirmed. Ksh20.00 sent to KIBANDA WIFI on 15/1/26 at 9:30 AM.");
        let typed = shop.types(&sms, None);
        assert_eq!(typed.status, 200, "{typed:?}");
        assert_eq!(shop.types(&receipt.to_lowercase(), None).json()["code"], typed.json()["code"]);
        assert_eq!(shop.reviews(), [""; 0]);
    }
}

#[test]
fn e13_too_little_and_too_much_by_hand() {
    let shop = Shop::open();
    let little = shop.confirmation("UAF0LITTLE", "5.00", "", "254700000126");
    let much = shop.confirmation("UAF000MUCH", "50.00", "", "254700000126");
    for posted in [&little, &much] {
        assert_eq!(shop.door.hand_in(posted).unwrap(), "receipt_unmatched");
    }
    assert_eq!(shop.types("UAF0LITTLE", Some(&shop.hour)).problem(), (409, "amount_too_small".to_owned()));
    assert_eq!(shop.types("UAF000MUCH", None).problem(), (409, "choose_plan".to_owned()));
    assert_eq!(shop.types("UAF000MUCH", Some(&shop.hour)).status, 200);
    assert_eq!(shop.reviews(), ["unmatched_receipt", "remainder"]);
}

#[test]
fn e14_a_number_may_be_written_in_every_usual_way() {
    let shop = Shop::open();
    let written = ["0110 000 001", "+254 (110) 000-002", "254110000003", "110000004", "0710-000-005"];
    let ids: Vec<_> = written.iter().map(|phone| shop.buys(phone)).collect();
    shop.pass_secs(30);
    ids.iter().for_each(|id| drop(shop.becomes(id, "success")));
    let asked: Vec<String> = shop.daraja.control().pushes().iter().map(|push| push.phone.to_string()).collect();
    assert_eq!(asked.len(), 5);
    shop.agrees();
}

#[test]
fn e15_an_amount_may_be_written_with_or_without_decimals() {
    use testkit::daraja::AmountForm;
    for form in [AmountForm::Whole, AmountForm::OneDecimal, AmountForm::TwoDecimals] {
        let shop = Shop::with(|config| config.with_quirks(|quirks| quirks.amount_form = form), |builder| builder);
        let id = shop.buys(&phone(1));
        shop.pass_secs(30);
        shop.becomes(&id, "success");
        assert_eq!(shop.door.words(), ["callback_paid"], "{form:?}");
        shop.agrees();
    }
}

#[test]
fn e16_a_result_code_that_is_no_number_is_the_owners_trouble_and_not_the_guests() {
    let shop = Shop::open();
    shop.behaves(&phone(1), Behaviour::Fails("SFC_IC0003".into()));
    let id = shop.buys(&phone(1));
    shop.pass_secs(30);
    assert_eq!(shop.becomes(&id, "failed")["reason"], "owners_trouble");
    let reviews = shop.langod.json(&["review", "list"]).unwrap();
    let sentence = reviews[0]["sentence"].as_str().unwrap();
    assert!(sentence.contains("till"), "{sentence}");
    let listed = &shop.payments()[0];
    assert_eq!(listed["result_code"], "SFC_IC0003");
}

#[test]
fn e17_pages_nothing_halves_and_heaps_instead_of_an_answer_lose_no_payment() {
    let spoilt = [Fault::EmptyAfter, Fault::Truncated, Fault::WrongTypes, Fault::Huge, Fault::Indented];
    let shop = Shop::open();
    for (guest, fault) in (1..).zip(spoilt) {
        shop.daraja.control().fail(Endpoint::StkPush, fault, Schedule::Next(1));
        let id = shop.buys(&phone(guest));
        shop.pass_secs(30);
        shop.becomes(&id, "success");
    }
    shop.agrees();
    for kind in ["rail_empty", "rail_truncated", "rail_wrong_type", "rail_too_large"] {
        assert_eq!(metrics::events(&shop.langod, kind), 1, "{kind}");
    }
}

#[test]
fn e17_an_answer_that_says_no_is_told_to_the_guest_and_asks_nobody() {
    let shop = Shop::open();
    for (guest, fault, reason) in [
        (1, Fault::SystemBusy, "rail_busy"),
        (2, Fault::SpikeArrest, "rail_busy"),
        (3, Fault::QuotaViolation, "rail_busy"),
        (4, Fault::GatewayFault, "rail_busy"),
        (5, Fault::NoProduct, "owners_trouble"),
    ] {
        shop.daraja.control().fail(Endpoint::StkPush, fault, Schedule::Next(1));
        let id = shop.asks(&phone(guest)).json()["payment_id"].as_str().unwrap().to_owned();
        assert_eq!(shop.becomes(&id, "failed")["reason"], reason, "{fault:?}");
    }
    for (guest, fault) in [(6, Fault::Firewall), (7, Fault::FirewallOk), (8, Fault::EmptyBody), (9, Fault::Cut)] {
        shop.daraja.control().fail(Endpoint::StkPush, fault, Schedule::Next(1));
        let id = shop.buys(&phone(guest));
        let payment = shop.waits_for(&id, |payment| payment["reason"] == "unclear");
        assert_eq!(payment["status"], "pending", "{fault:?}");
    }
    assert_eq!(shop.daraja.control().pushes().len(), 0);
    shop.agrees();
}

#[test]
fn e17_questions_survive_whatever_answers_them() {
    let shop =
        Shop::with(|config| config.with_quirks(|quirks| quirks.callback = CallbackMode::Never), |builder| builder);
    let faults = [Fault::Firewall, Fault::EmptyBody, Fault::Truncated, Fault::WrongTypes, Fault::Huge, Fault::Cut];
    for (guest, fault) in (1..).zip(faults) {
        shop.daraja.control().fail(Endpoint::StkQuery, fault, Schedule::Next(1));
        let id = shop.buys(&phone(guest));
        let mark = shop.daraja.control().mark();
        shop.pass_secs(30);
        let met = |event: &Event| matches!(event, Event::FaultMet { endpoint: Endpoint::StkQuery, .. });
        shop.daraja.control().wait_after(mark, met).unwrap();
        shop.hurries(&id);
        shop.becomes(&id, "success");
    }
    shop.agrees();
}

#[test]
fn e18_a_clock_in_another_zone_is_no_trouble() {
    let shop = Shop::with(|config| config, |builder| builder.env("TZ", "America/New_York"));
    let id = shop.buys(&phone(1));
    shop.pass_secs(30);
    shop.becomes(&id, "success");
    shop.agrees();
}
