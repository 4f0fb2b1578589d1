//! What a C2B confirmation says.

use serde_json::{Value, json};
use testkit::DarajaConfig;
use testkit::daraja::{MsisdnForm, Names, Quirks};

use crate::world::{SOON, phone, wire, world, world_of, world_with};

/// The confirmation of a payment of KES 20 by hand from 0708 374 149.
fn confirmed(version: &str, change: impl FnOnce(&mut Quirks)) -> Value {
    let world = world_with(change);
    world.register(version);
    world.daraja.pay_by_hand(wire("0708374149"), 20, "wifi 0017").unwrap();
    world.daraja.advance(SOON);
    world.receiver.posted().json()
}

#[test]
fn a_confirmation_is_written_as_the_original() {
    let world = world();
    world.register("v2");
    let receipt = world.daraja.pay_by_hand(wire(&phone(1)), 20, "wifi 0017").unwrap();
    world.daraja.advance(SOON);
    let expected = format!(
        "{{\"TransactionType\":\"Pay Bill\",\"TransID\":\"{receipt}\",\"TransTime\":\"20260115093000\",\
         \"TransAmount\":\"20.00\",\"BusinessShortCode\":\"174379\",\"BillRefNumber\":\"wifi 0017\",\
         \"InvoiceNumber\":\"\",\"OrgAccountBalance\":\"1520.00\",\"ThirdPartyTransID\":\"\",\
         \"MSISDN\":\"25470****001\",\"FirstName\":\"JANE\",\"MiddleName\":\"\",\"LastName\":\"\"}}"
    );
    assert_eq!(world.receiver.posted().body, expected);
}

#[test]
fn a_push_is_confirmed_too_with_the_same_receipt() {
    let world = world();
    world.register("v2");
    world.pushed(&phone(1), 20);
    world.daraja.advance_until_quiet();
    let (callback, confirmation) = (world.receiver.posted(), world.receiver.posted());
    assert_eq!(callback.item("MpesaReceiptNumber").unwrap()["Value"], confirmation.json()["TransID"]);
    assert_eq!(confirmation.path, "/c2b/confirm");
    assert_eq!(confirmation.json()["BillRefNumber"], "wifi17");
    assert_eq!(world.daraja.statement().len(), 1);
}

#[test]
fn a_confirmation_may_overtake_the_callback() {
    let world = world_with(|quirks| quirks.c2b_lag_ms = 100);
    world.register("v2");
    world.pushed(&phone(1), 20);
    world.daraja.advance_until_quiet();
    assert_eq!(world.receiver.posted().path, "/c2b/confirm");
    assert_eq!(world.receiver.posted().callback()["ResultCode"], 0);
}

#[test]
fn a_push_to_a_till_is_confirmed_without_its_reference() {
    let world = world_of(DarajaConfig::till());
    world.register("v2");
    world.pushed(&phone(8), 20);
    world.daraja.advance_until_quiet();
    assert_eq!(world.receiver.posted().json()["BillRefNumber"], "");
}

#[test]
fn every_form_of_a_number_can_be_had() {
    let hash = "bbff37cea44ac0b2d964ee0dfb8d2df8513dc7ba1b36129a929fc3fbd6dd4af4";
    for (form, written) in [
        (MsisdnForm::Plain, "254708374149"),
        (MsisdnForm::Masked, "25470****149"),
        (MsisdnForm::MaskedWithBlanks, "2547 ***** 149"),
        (MsisdnForm::Sha256, hash),
        (MsisdnForm::StarredHash, "bbff37cea44ac0b2d964ee0dfb8d ***** 3dc7ba1b36129a929fc3fbd6dd4af4"),
    ] {
        let msisdn = confirmed("v2", |quirks| quirks.c2b_msisdn = form)["MSISDN"].clone();
        if form == MsisdnForm::StarredHash {
            let (head, tail) = msisdn.as_str().unwrap().split_once(" ***** ").unwrap();
            assert!(hash.starts_with(head) && hash.ends_with(tail));
        } else {
            assert_eq!(msisdn, written);
        }
    }
}

#[test]
fn the_edition_of_the_registration_decides_how_numbers_are_hidden() {
    let hash = "bbff37cea44ac0b2d964ee0dfb8d2df8513dc7ba1b36129a929fc3fbd6dd4af4";
    assert_eq!(confirmed("v1", |_| ())["MSISDN"], hash);
    assert_eq!(confirmed("v2", |_| ())["MSISDN"], "25470****149");
}

#[test]
fn names_may_be_empty_or_their_keys_absent() {
    let empty = confirmed("v2", |quirks| quirks.c2b_names = Names::Empty);
    assert_eq!((&empty["FirstName"], &empty["LastName"]), (&json!(""), &json!("")));
    let absent = confirmed("v2", |quirks| quirks.c2b_names = Names::Absent);
    assert!(["FirstName", "MiddleName", "LastName"].iter().all(|key| absent.get(key).is_none()));
}

#[test]
fn all_values_are_text_and_types_may_be_unknown() {
    let other = confirmed("v2", |quirks| quirks.c2b_type = Some("Organization Settlement Account".to_owned()));
    assert_eq!(other["TransactionType"], "Organization Settlement Account");
    assert!(other.as_object().unwrap().values().all(Value::is_string));
}
