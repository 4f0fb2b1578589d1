//! A guest who paid and comes back, in a real browser: after the browser was closed, after a timeout, with a receipt.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::browser::{Browser, Kiosk, both};
use acceptance::shop::{msisdn, phone};
use testkit::daraja::Behaviour;

#[test]
fn a_closed_browser_finds_its_payment_by_the_payers_digits() {
    let kiosk = Kiosk::open();
    let payer = phone(678);
    kiosk.waits(&payer);
    let first = kiosk.phone(0).start();
    first.is_captured();
    first.buys_an_hour(&payer);
    first.reads("Enter your PIN on your phone");
    drop(first);

    // The mini-browser was closed to look at the prompt; it comes back without cookies.
    let again = kiosk.phone(0).start();
    again.is_captured();
    again.sees("Paid from this device?");
    again.sees_no("KSh 20 is being checked");
    again.fills("digits", "123");
    again.presses("Show my payment");
    again.sees("No payment from this device fits these digits.");
    again.sees_no("07** *** 678");
    again.fills("digits", "678");
    again.presses("Show my payment");
    again.reads("Enter your PIN on your phone");
    assert_eq!(again.fact("Phone"), "07** *** 678");
    kiosk.enters_pin(&payer);
    kiosk.has_online(0, &again);
    again.is_content();
}

#[test]
fn a_browser_closed_until_the_money_is_there_finds_its_ticket() {
    let kiosk = Kiosk::open();
    let payer = phone(679);
    kiosk.waits(&payer);
    let first = kiosk.phone(0).start();
    first.is_captured();
    first.buys_an_hour(&payer);
    first.reads("Enter your PIN on your phone");
    drop(first);
    kiosk.enters_pin(&payer);
    kiosk.ticket();

    let again = kiosk.phone(0).start();
    again.is_captured();
    again.sees("Paid from this device?");
    again.fills("digits", "679");
    again.presses("Show my payment");
    kiosk.has_online(0, &again);
}

#[test]
fn the_same_browser_is_shown_its_payment_without_a_question_and_others_are_shown_nothing() {
    let kiosk = Kiosk::open();
    let payer = phone(10);
    kiosk.waits(&payer);
    let [guest, other] = both([kiosk.phone(0), kiosk.phone(1)]);
    guest.is_captured();
    guest.buys_an_hour(&payer);
    guest.reads("Enter your PIN on your phone");
    let payment = guest.url();

    guest.is_captured();
    guest.sees("Your payment of KSh 20 is being checked");
    guest.sees_no("Paid from this device?");
    other.is_captured();
    for word in ["payment of", "Paid from this device?", "being checked"] {
        other.sees_no(word);
    }

    guest.presses("See how it stands");
    guest.reads("Enter your PIN on your phone");
    assert_eq!(guest.url().split('?').next(), payment.split('?').next());
    kiosk.enters_pin(&payer);
    kiosk.has_online(0, &guest);
    other.is_captured();
    other.sees_no("payment");
    kiosk.has_offline(1);
}

#[test]
fn a_payment_that_arrives_while_its_guest_looks_elsewhere_waits_on_the_first_page() {
    let kiosk = Kiosk::open();
    let payer = phone(11);
    kiosk.waits(&payer);
    let guest = kiosk.phone(0).start();
    guest.is_captured();
    guest.buys_an_hour(&payer);
    guest.reads("Enter your PIN on your phone");
    guest.is_captured();
    kiosk.enters_pin(&payer);
    kiosk.ticket();
    guest.is_captured();
    guest.sees("Your payment has arrived");
    guest.presses("Get my ticket");
    kiosk.has_online(0, &guest);
    guest.is_content();
}

#[test]
fn money_that_comes_after_the_timeout_was_told_becomes_a_ticket_on_the_next_visit() {
    let kiosk = Kiosk::open();
    let payer = phone(12);
    kiosk.shop.behaves(&payer, Behaviour::PaysLate);
    let guest = kiosk.phone(0).start();
    guest.is_captured();
    guest.buys_an_hour(&payer);
    guest.reads("Enter your PIN on your phone");
    kiosk.shop.pass_secs(90);
    guest.reads("No PIN came in time");
    guest.sees("your ticket comes by itself: open this page again.");
    guest.sees_no("No money was taken.");
    let told = guest.url();

    kiosk.shop.pass_secs(600);
    kiosk.ticket();
    guest.is_captured();
    guest.sees("Your payment has arrived");
    guest.open(&told);
    kiosk.has_online(0, &guest);
}

#[test]
fn a_pasted_message_of_money_sent_by_hand_becomes_a_ticket_once() {
    let kiosk = Kiosk::open();
    let receipt = receives_by_hand(&kiosk, 20);
    let [guest, other] = both([kiosk.phone(0), kiosk.phone(1)]);
    guest.is_captured();
    guest.presses("I paid but am not connected");
    guest.reads("Paid but not connected?");
    guest.fills("receipt", &message(&receipt, 20));
    guest.presses("Find my ticket");
    guest.reads("You are online");
    let code = guest.code();
    kiosk.has_online_on(0, &code);
    guest.is_content();

    // Whoever reads the message over a shoulder finds the same ticket, in use.
    types_receipt(&other, &receipt.to_lowercase());
    other.reads("Your ticket is in use elsewhere");
    kiosk.has_offline(1);
}

#[test]
fn a_receipt_nobody_has_seen_gets_its_sentence_and_the_text_stays() {
    let kiosk = Kiosk::open();
    let guest = kiosk.phone(0).start();
    types_receipt(&guest, "UAF0AB12CD");
    guest.sees("We have not seen this receipt yet.");
    assert_eq!(guest.filled("receipt"), "UAF0AB12CD");
    guest.fills("receipt", "I sent the money");
    guest.presses("Find my ticket");
    guest.sees("There is no receipt in this text.");
    assert_eq!(guest.filled("receipt"), "I sent the money");
    guest.presses("See all prices");
    guest.sees("Internet prices");
    guest.is_content();
}

#[test]
fn money_enough_for_several_plans_lets_its_guest_choose_and_too_little_names_the_counter() {
    let kiosk = Kiosk::open();
    for (name, price, hours) in [("Evening", "50", "5h"), ("Whole day", "80", "24h")] {
        let plan = ["--name", name, "--price", price, "--kind", "elapsed", "--duration", hours];
        kiosk.shop.langod.add_plan(&plan).unwrap();
    }
    let much = receives_by_hand(&kiosk, 60);
    let little = receives_by_hand(&kiosk, 5);
    let guest = kiosk.phone(0).start();
    types_receipt(&guest, &little);
    guest.reads("You paid KSh 5");
    guest.sees("No ticket here costs so little.");

    types_receipt(&guest, &much);
    guest.reads("You paid KSh 60");
    guest.sees("1 hour");
    guest.sees_no("Whole day");
    guest.chooses("Evening");
    guest.reads("You are online");
    assert_eq!(guest.fact("Ticket"), "Evening");
    kiosk.has_online_on(0, &guest.code());
    assert!(kiosk.shop.reviews().contains(&"remainder".to_owned()), "{:?}", kiosk.shop.reviews());
}

/// Somebody has sent money to the paybill without being asked; the gateway has heard of it.
fn receives_by_hand(kiosk: &Kiosk, shillings: u32) -> String {
    let receipt = kiosk.shop.daraja.control().pay_by_hand(msisdn(&phone(99)), shillings, "").unwrap();
    let confirmation = kiosk.shop.confirmation(&receipt, &format!("{shillings}.00"), "", "2547 ***** 099");
    assert_eq!(kiosk.shop.door.hand_in(&confirmation).unwrap(), "receipt_unmatched");
    receipt
}

/// From the web to the field for a receipt, and on.
fn types_receipt(guest: &Browser, receipt: &str) {
    guest.is_captured();
    guest.presses("I paid but am not connected");
    guest.fills("receipt", receipt);
    guest.presses("Find my ticket");
}

fn message(receipt: &str, shillings: u32) -> String {
    format!("{receipt} Confirmed. Ksh{shillings}.00 sent to KIBANDA WIFI for account 1 on 15/1/26 at 9:30 AM.")
}
