//! Trying out the set-up: `langod mpesa test` asks a phone for a shilling and names what is wrong in one sentence. Exit
//! code 0: the rail takes our money. 1: it does not, or nobody can tell. 2: the command or the configuration is wrong.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::shop::{msisdn, phone, taking_mpesa};
use acceptance::unkept_clock::UnkeptClock;
use testkit::Langod;
use testkit::daraja::{Behaviour, Daraja, DarajaConfig, Endpoint, Fault, Schedule, Subscriber};
use testkit::langod::{LangodBuilder, Output};

/// The phone that is asked.
fn own_phone() -> String {
    phone(1)
}

/// A rail on a clock of its own, whose phones act at once.
fn rail(config: DarajaConfig, behaviour: Behaviour) -> Daraja {
    let at_once = Subscriber::new(behaviour).after_ms(100);
    let config = config.in_real_time().with_subscriber(msisdn(&own_phone()), at_once);
    Daraja::start(config.with_quirks(|quirks| {
        quirks.query_limit = false;
        quirks.refused_ms = 100;
    }))
    .unwrap()
}

fn paybill() -> Daraja {
    rail(DarajaConfig::paybill(), Behaviour::Pays)
}

fn tried_by(langod: &Langod) -> Output {
    langod.run(&["mpesa", "test", "--phone", &own_phone()]).unwrap()
}

/// How the test of such a gateway ends.
fn tried(rail: &Daraja, gateway: impl FnOnce(LangodBuilder) -> LangodBuilder) -> Output {
    tried_by(&gateway(taking_mpesa(&rail.base_url())).prepare().unwrap())
}

/// The only sentence of a test that ended with this code.
#[track_caller]
fn sentence(output: &Output, code: i32) -> String {
    assert_eq!(output.status.code(), Some(code), "{output:?}");
    let sentence = output.stderr.trim_end();
    assert!(sentence.starts_with("langod: ") && !sentence.contains('\n'), "one sentence: {output:?}");
    // A code that the rail did not give leaves no brackets behind.
    assert!(!sentence.contains("(code )"), "{sentence}");
    sentence.to_owned()
}

/// The rail refuses, and the sentence has all these words.
#[track_caller]
fn is_told(output: &Output, words: &[&str]) {
    let sentence = sentence(output, 1);
    assert!(words.iter().all(|word| sentence.contains(word)), "{words:?}: {sentence}");
}

#[test]
fn a_set_up_that_is_right_moves_a_shilling() {
    let rail = paybill();
    let output = tried(&rail, |builder| builder);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(output.stdout.contains("enter the M-PESA PIN") && output.stdout.contains("KES 1 has arrived"));
    assert!(output.stdout.contains("07** *** 001") && !output.stdout.contains(&own_phone()), "{output:?}");
    let paid: Vec<u32> = rail.statement().iter().map(|entry| entry.amount_shillings).collect();
    assert_eq!(paid, [1]);
}

#[test]
fn a_till_that_is_right_moves_a_shilling_also_beside_the_daemon() {
    let rail = rail(DarajaConfig::till(), Behaviour::Pays);
    let till = |builder: LangodBuilder| builder.edit("\"paybill\"", "\"till\"\ntill_number = \"5012345\"");
    let langod = till(taking_mpesa(&rail.base_url())).start().unwrap();
    let output = tried_by(&langod);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(rail.statement().len(), 1);
    let payments = langod.json(&["payment", "list"]).unwrap();
    assert_eq!(payments.as_array().map(Vec::len), Some(0), "a test is no sale: {payments}");
}

#[test]
fn paybill_and_till_mixed_up_are_named_both_ways() {
    let as_till = |builder: LangodBuilder| builder.edit("\"paybill\"", "\"till\"\ntill_number = \"5012345\"");
    is_told(&tried(&paybill(), as_till), &["Paybill and till are mixed up", "2028"]);
    let till = rail(DarajaConfig::till(), Behaviour::Pays);
    is_told(&tried(&till, |builder| builder), &["Paybill and till are mixed up", "2028"]);
    let other_till = |builder: LangodBuilder| builder.edit("\"paybill\"", "\"till\"\ntill_number = \"5099999\"");
    is_told(&tried(&till, other_till), &["till number is wrong", "SFC_IC0003"]);
    assert_eq!(till.statement().len(), 0);
}

#[test]
fn a_wrong_passkey_and_a_wrong_shortcode_are_named() {
    let rail = paybill();
    let passkey = |builder: LangodBuilder| builder.edit("bfb279f9aa9b", "afb279f9aa9b");
    is_told(&tried(&rail, passkey), &["passkey does not belong to this shortcode", "Wrong credentials"]);
    let shortcode = |builder: LangodBuilder| builder.edit("\"174379\"", "\"600111\"");
    is_told(&tried(&rail, shortcode), &["shortcode", "Merchant does not exist"]);
    assert_eq!(rail.pushes().len(), 0);
}

#[test]
fn a_wrong_consumer_key_or_secret_is_named_whatever_the_rail_answers() {
    let rail = paybill();
    for empty_answer in [true, false] {
        rail.set_quirks(|quirks| quirks.empty_bad_credentials = empty_answer);
        for (right, wrong) in [("\"standin-key\"", "\"other-key\""), ("\"standin-secret\"", "\"other-secret\"")] {
            let output = tried(&rail, |builder| builder.edit(right, wrong));
            is_told(&output, &["consumer key and secret"]);
            assert!(!output.stderr.contains("standin") && !output.stderr.contains("other-"), "{output:?}");
        }
    }
    assert_eq!(rail.counters().tokens_issued, 0);
}

#[test]
fn an_app_without_the_product_is_named_whatever_the_rail_answers() {
    for fault in [Fault::NoProduct, Fault::InvalidToken] {
        let rail = paybill();
        rail.fail(Endpoint::StkPush, fault, Schedule::Always);
        is_told(&tried(&rail, |builder| builder), &["add M-PESA Express to the app"]);
    }
}

#[test]
fn a_payer_who_does_not_pay_proves_the_set_up_all_the_same() {
    for (behaviour, word) in [
        (Behaviour::Cancels, "cancelled (code 1032)"),
        (Behaviour::Fails("1".into()), "not enough money"),
        (Behaviour::Fails("2001".into()), "wrong pin"),
    ] {
        let output = tried(&rail(DarajaConfig::paybill(), behaviour), |builder| builder);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(output.stdout.contains("knows this shortcode and these keys"), "{output:?}");
        assert!(output.stdout.contains(word) && !output.stdout.contains("arrived"), "{output:?}");
    }
}

#[test]
fn a_full_account_is_named() {
    let rail = rail(DarajaConfig::paybill(), Behaviour::Fails("8".into()));
    is_told(&tried(&rail, |builder| builder), &["has reached the most it may hold"]);
}

#[test]
fn a_busy_rail_is_not_taken_for_a_wrong_set_up() {
    for endpoint in [Endpoint::Token, Endpoint::StkPush] {
        for fault in [Fault::SystemBusy, Fault::SpikeArrest, Fault::GatewayFault] {
            let rail = paybill();
            rail.fail(endpoint, fault, Schedule::Always);
            let output = tried(&rail, |builder| builder);
            is_told(&output, &["busy", "try again"]);
        }
    }
}

#[test]
fn an_answer_nobody_understands_is_not_taken_for_a_wrong_set_up() {
    for endpoint in [Endpoint::Token, Endpoint::StkPush] {
        for fault in [Fault::Firewall, Fault::Truncated, Fault::EmptyAfter, Fault::WrongTypes] {
            let rail = paybill();
            rail.fail(endpoint, fault, Schedule::Always);
            is_told(&tried(&rail, |builder| builder), &["try again"]);
        }
    }
}

#[test]
fn questions_that_are_refused_for_a_while_are_asked_again() {
    let rail = paybill();
    rail.fail(Endpoint::StkQuery, Fault::SystemBusy, Schedule::Next(1));
    rail.fail(Endpoint::StkQuery, Fault::Firewall, Schedule::Next(1));
    let output = tried(&rail, |builder| builder);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(output.stdout.contains("asking again") && output.stdout.contains("KES 1 has arrived"), "{output:?}");
}

#[test]
fn a_clock_nobody_vouches_for_is_named_and_nothing_is_sent() {
    let rail = paybill();
    let clock = UnkeptClock::make();
    let output = tried(&rail, |builder| clock.under(builder).edit("trust_clock = true\n", ""));
    is_told(&output, &["clock", "langod doctor"]);
    assert_eq!(rail.counters().requests_of(Endpoint::Token), 0);
}

#[test]
fn a_command_or_a_configuration_that_is_wrong_ends_with_2() {
    let rail = paybill();
    let langod = taking_mpesa(&rail.base_url()).prepare().unwrap();
    for typed in ["", "12345", "0612345678", "+1 712 345 678", "me"] {
        let output = langod.run(&["mpesa", "test", "--phone", typed]).unwrap();
        assert!(sentence(&output, 2).contains("--phone"), "{output:?}");
    }
    assert_eq!(langod.run(&["mpesa", "test"]).unwrap().status.code(), Some(2));
    let without = Langod::builder().prepare().unwrap();
    assert!(sentence(&tried_by(&without), 2).contains("[mpesa]"));
    let unusable = taking_mpesa(&rail.base_url()).edit("\"174379\"", "\"1\"").prepare().unwrap();
    assert!(sentence(&tried_by(&unusable), 2).contains("shortcode"));
    assert_eq!(rail.counters().requests_of(Endpoint::Token), 0);
}
