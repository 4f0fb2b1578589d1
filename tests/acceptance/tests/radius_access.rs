//! Codes typed at the router, told by FreeRADIUS's `radclient`: who comes in, who does not, and with which words.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::radclient::{access, is_ignored, login, request};
use acceptance::session::Session;
use acceptance::site::{device, mistyped, one_ticket, plain, selling_hours, unsold, with_data_ticket, with_ticket};
use acceptance::wire::Wire;
use acceptance::{metrics, site};
use radius_proto::Code;
use testkit::Langod;

/// A router that signs its requests.
const SIGNED: (&str, &str) = ("Message-Authenticator", "0x00");

#[test]
fn a_code_by_pap_is_let_in_with_its_time_and_speed() {
    let (langod, code) = with_ticket(1);
    let reply = login(&langod, &code, &device(1));
    assert!(reply.is_accept(), "{reply:?}");
    assert!((3595..=3600).contains(&reply.number("Session-Timeout").unwrap()), "{reply:?}");
    assert_eq!(reply.get("Mikrotik-Rate-Limit"), Some("2M/5M"));
    assert_eq!(reply.number("Acct-Interim-Interval"), Some(60));
    assert!(reply.get("Class").is_some() && reply.get("Message-Authenticator").is_some(), "{reply:?}");
    assert_eq!(langod.ticket(&code).unwrap()["status"], "active");
}

#[test]
fn a_code_by_chap_is_let_in_and_a_wrong_one_is_not() {
    let (langod, code) = with_ticket(1);
    let mine = device(1);
    let by_chap = |password: &str| {
        let typed = plain(&code);
        access(&langod, &[("User-Name", &typed), ("CHAP-Password", password), ("Calling-Station-Id", &mine)])
    };
    assert_eq!(by_chap(&plain(&site::unsold(1))).refusal(), "We do not know this code");
    assert!(by_chap(&plain(&code)).is_accept());
}

#[test]
fn a_form_with_one_field_sends_an_empty_password() {
    let (langod, code) = with_ticket(1);
    // radclient leaves an empty User-Password out; routers hide sixteen zeros.
    let wire = Wire::to_auth(&langod);
    assert_eq!(wire.verdict(1, &wire.ask(&wire.login_as(1, &code, "", &device(1)))), Code::AccessAccept);
    let by_chap = [("User-Name", code.as_str()), ("CHAP-Password", ""), ("Calling-Station-Id", &device(1))];
    assert!(access(&langod, &by_chap).is_accept());
}

#[test]
fn a_request_without_any_proof_lets_nobody_in() {
    let (langod, code) = with_ticket(1);
    let reply = access(&langod, &[("User-Name", &code), ("Calling-Station-Id", &device(1))]);
    assert_eq!(reply.refusal(), "We do not know this code");
    assert_eq!(langod.ticket(&code).unwrap()["status"], "new");
}

#[test]
fn a_code_is_read_in_any_writing() {
    let (langod, code) = with_ticket(1);
    let spaced = code.replace('-', " ");
    for (name, password) in [
        (code.clone(), code.clone()),
        (plain(&code), plain(&code)),
        (code.to_lowercase(), plain(&code)),
        (spaced.to_lowercase(), code.to_lowercase()),
        (format!(" {}", plain(&code)), spaced),
    ] {
        let reply =
            access(&langod, &[("User-Name", &name), ("User-Password", &password), ("Calling-Station-Id", &device(1))]);
        assert!(reply.is_accept(), "{name} {password}: {reply:?}");
    }
}

#[test]
fn a_code_nobody_sold_is_refused_with_a_sentence() {
    let langod = selling_hours();
    assert_eq!(login(&langod, &unsold(1), &device(1)).refusal(), "We do not know this code");
    assert_eq!(metrics::events(&langod, "unknown_code"), 1);
}

#[test]
fn a_mistyped_code_is_told_apart_from_an_unknown_one_and_is_no_guess() {
    let (langod, code) = with_ticket(1);
    assert_eq!(login(&langod, &mistyped(&code), &device(1)).refusal(), "One letter looks wrong");
    assert_eq!(login(&langod, "hello", &device(1)).refusal(), "One letter looks wrong");
    assert_eq!(metrics::all_events(&langod, &["mistyped_code", "malformed_code"]), 2);
    assert_eq!(metrics::events(&langod, "guess"), 0);
}

#[test]
fn a_site_in_swahili_refuses_in_swahili() {
    let langod = Langod::builder().language("sw").start().unwrap();
    let sentence = login(&langod, &unsold(1), &device(1));
    assert!(!sentence.refusal().is_empty() && sentence.refusal() != "We do not know this code", "{sentence:?}");
}

#[test]
fn a_revoked_ticket_is_refused() {
    let (langod, code) = with_ticket(1);
    langod.command(&["ticket", "revoke", &code]).unwrap();
    assert_eq!(login(&langod, &code, &device(1)).refusal(), "This ticket was cancelled");
}

#[test]
fn a_ticket_whose_data_is_used_is_refused() {
    let (langod, code) = with_data_ticket("1MB", 1);
    assert!(login(&langod, &code, &device(1)).is_accept());
    let mine = device(1);
    let session = Session::new("80100001", &code, &mine);
    session.start(&langod);
    session.stop(&langod, [60, 400_000, 600_000]);
    assert_eq!(login(&langod, &code, &device(1)).refusal(), "All the data is used");
    assert_eq!(langod.ticket(&code).unwrap()["status"], "used");
}

#[test]
fn a_second_device_waits_until_the_first_is_off() {
    let (langod, code) = with_ticket(1);
    assert!(login(&langod, &code, &device(1)).is_accept());
    assert_eq!(login(&langod, &code, &device(2)).refusal(), "Your ticket is in use elsewhere");
    let first = device(1);
    let session = Session::new("80100001", &code, &first);
    session.start(&langod);
    assert_eq!(login(&langod, &code, &device(2)).refusal(), "Your ticket is in use elsewhere");
    session.stop(&langod, [60, 1, 1]);
    assert!(login(&langod, &code, &device(2)).is_accept());
}

#[test]
fn as_many_devices_as_were_bought_come_in() {
    let (langod, code) = with_ticket(2);
    assert!(login(&langod, &code, &device(1)).is_accept());
    assert!(login(&langod, &code, &device(2)).is_accept());
    assert_eq!(login(&langod, &code, &device(3)).refusal(), "Your ticket is in use elsewhere");
}

#[test]
fn another_secret_is_met_with_silence_and_counted() {
    let (langod, code) = with_ticket(1);
    let mine = device(1);
    let attributes = [("User-Name", code.as_str()), ("User-Password", &code), ("Calling-Station-Id", &mine), SIGNED];
    assert!(is_ignored(langod.auth_port(), "auth", "not-the-secret", &attributes));
    assert_eq!(metrics::events(&langod, "bad_message_authenticator"), 1);
    let report = [("Acct-Status-Type", "Start"), ("Acct-Session-Id", "80100001"), ("User-Name", code.as_str())];
    assert!(is_ignored(langod.acct_port(), "acct", "not-the-secret", &report));
    assert_eq!(metrics::events(&langod, "bad_request_authenticator"), 1);
    assert_eq!(langod.ticket(&code).unwrap()["status"], "new");
}

#[test]
fn an_unsigned_request_is_answered_unless_the_owner_forbids_it() {
    let forbid = ("interim_seconds = 60", "interim_seconds = 60\nrequire_message_authenticator = true");
    let langod = Langod::builder().edit(forbid.0, forbid.1).start().unwrap();
    langod.add_hour(1).unwrap();
    let code = one_ticket(&langod, site::HOUR);
    let mine = device(1);
    let unsigned = [("User-Name", code.as_str()), ("User-Password", &code), ("Calling-Station-Id", &mine)];
    assert!(is_ignored(langod.auth_port(), "auth", langod.secret(), &unsigned));
    assert_eq!(metrics::events(&langod, "message_authenticator_missing"), 1);
    assert_eq!(langod.ticket(&code).unwrap()["status"], "new");
    assert!(access(&langod, &[&unsigned[..], &[SIGNED]].concat()).is_accept());

    let lenient = selling_hours();
    let code = one_ticket(&lenient, site::HOUR);
    assert!(login(&lenient, &code, &mine).is_accept());
}

#[test]
fn radclients_own_dictionary_adds_up_the_limit_of_five_gigabytes() {
    let (langod, code) = with_data_ticket("5GB", 1);
    let reply = login(&langod, &code, &device(1));
    let part = |name: &str| reply.number(name).unwrap();
    let total = (part("Mikrotik-Total-Limit-Gigawords") << 32) + part("Mikrotik-Total-Limit");
    assert_eq!(total, 5_000_000_000, "{reply:?}");
    assert!(part("Session-Timeout") > 29 * 86_400, "{reply:?}");
}

#[test]
fn limits_are_what_is_left_at_each_login() {
    let (langod, code) = with_data_ticket("5GB", 1);
    assert!(login(&langod, &code, &device(1)).is_accept());
    let mine = device(1);
    let session = Session::new("80100001", &code, &mine);
    session.start(&langod);
    session.stop(&langod, [60, 0, 4_500_000_000]);
    let reply = login(&langod, &code, &device(1));
    assert_eq!(reply.number("Mikrotik-Total-Limit"), Some(500_000_000), "{reply:?}");
    assert!(reply.number("Mikrotik-Total-Limit-Gigawords").is_none_or(|words| words == 0), "{reply:?}");
}

#[test]
fn a_status_server_request_is_answered_on_both_ports() {
    let langod = Langod::start().unwrap();
    let on_auth = request(langod.auth_port(), "status", langod.secret(), &[SIGNED]);
    assert_eq!(on_auth.kind, "Access-Accept");
    let on_acct = request(langod.acct_port(), "status", langod.secret(), &[SIGNED]);
    assert_eq!(on_acct.kind, "Accounting-Response");
    assert_eq!(metrics::events(&langod, "status_server"), 2);
}
