//! Payments that do not work out, in a real browser: each "no" in its own words, with its own way on, and nothing said
//! that is only the owner's.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::browser::{Browser, Hotspot, Kiosk, both};
use acceptance::metrics;
use acceptance::passing_time::PassingTime;
use acceptance::shop::{Shop, phone};
use acceptance::unkept_clock::UnkeptClock;
use testkit::daraja::{Behaviour, Connections, Endpoint, Fault, Schedule};

/// After so long the tries of a phone and a device are forgotten.
const TRIES_FORGOTTEN_SECS: u64 = 601;
/// After so long a line that failed is tried again.
const LINE_FORGOTTEN_SECS: u64 = 21;

/// What is the owner's own, and the rail's jargon.
const SECRETS: [&str; 8] =
    ["174379", "standin-", "bfb279", "SFC_IC0003", "operator", "Spike", "System busy", "ResultCode"];

#[test]
fn each_no_of_the_payers_is_told_with_its_remedy_and_a_second_try_pays() {
    let time = PassingTime::make();
    let kiosk = Kiosk::of(Shop::with(|rail| rail, |gateway| time.under(gateway)));
    let guest = kiosk.phone(0).start();
    for (number, behaviour, title, remedy) in [
        (20, Behaviour::Cancels, "You cancelled the payment", "If you still want to go online, try again"),
        (21, fails("2001"), "The PIN was not right", "enter your M-PESA PIN with care"),
        (22, fails("8006"), "Your M-PESA PIN is locked", "Call Safaricom on 100 to unlock it"),
        (23, fails("1"), "Not enough money in M-PESA", "Add money to your M-PESA"),
        (24, Behaviour::Ignores, "No PIN came in time", "Turn that phone on and try again."),
        (25, Behaviour::Unreachable, "No PIN came in time", "The phone may have been off"),
        (26, fails("1001"), "The phone is busy with another prompt", "Finish or cancel what is open on that phone"),
        (27, fails("26"), "M-PESA is very busy", "Wait a few minutes, then try again."),
    ] {
        let payer = phone(number);
        kiosk.shop.behaves(&payer, behaviour);
        guest.is_captured();
        guest.buys_an_hour(&payer);
        guest.reads("Enter your PIN on your phone");
        kiosk.shop.pass_secs(180);
        guest.reads(title);
        guest.sees(remedy);
        tells_nothing_of_the_owners(&guest);
        guest.presses("Try again");
        guest.reads("Pay with M-PESA");
        guest.sees("1 hour");
        assert_eq!(guest.filled("phone"), payer);
        time.pass_secs(TRIES_FORGOTTEN_SECS);
    }
    kiosk.shop.behaves(&phone(27), Behaviour::Pays);
    guest.presses("Pay KSh 20");
    guest.reads("Enter your PIN on your phone");
    kiosk.shop.pass_secs(30);
    kiosk.has_online(0, &guest);
    guest.is_content();
}

#[test]
fn the_owners_troubles_send_a_guest_to_the_counter_and_tell_nothing_else() {
    let kiosk = Kiosk::open();
    let guest = kiosk.phone(0).start();
    kiosk.shop.behaves(&phone(30), fails("SFC_IC0003"));
    guest.is_captured();
    guest.buys_an_hour(&phone(30));
    guest.reads("Enter your PIN on your phone");
    kiosk.shop.pass_secs(60);
    for payer in [phone(30), phone(31)] {
        if payer == phone(31) {
            kiosk.shop.daraja.control().fail(Endpoint::StkPush, Fault::NoProduct, Schedule::Next(1));
            guest.is_captured();
            guest.buys_an_hour(&payer);
        }
        guest.reads("M-PESA does not work here right now");
        guest.sees("It is not your phone or your money: the shop has something to put right. No money was taken.");
        guest.sees("buy your ticket at the counter");
        guest.find("//main//a[@href='tel:0700000000'][contains(., 'Call 0700000000')]");
        guest.sees_no("Try again");
        tells_nothing_of_the_owners(&guest);
    }
    guest.is_content();
}

#[test]
fn a_busy_rail_is_told_at_once_and_the_next_try_pays() {
    let kiosk = Kiosk::open();
    let guest = kiosk.phone(0).start();
    for fault in [Fault::SystemBusy, Fault::SpikeArrest] {
        kiosk.shop.daraja.control().fail(Endpoint::StkPush, fault, Schedule::Next(1));
        guest.is_captured();
        guest.buys_an_hour(&phone(32));
        guest.reads("M-PESA is very busy");
        guest.sees("No money was taken.");
        tells_nothing_of_the_owners(&guest);
    }
    guest.presses("Try again");
    guest.presses("Pay KSh 20");
    guest.reads("Enter your PIN on your phone");
    kiosk.shop.pass_secs(30);
    kiosk.has_online(0, &guest);
}

#[test]
fn after_three_tries_a_guest_is_told_how_long_to_wait() {
    let time = PassingTime::make();
    let kiosk = Kiosk::of(Shop::with(|rail| rail, |gateway| time.under(gateway)));
    let payer = phone(33);
    kiosk.shop.behaves(&payer, Behaviour::Cancels);
    let guest = kiosk.phone(0).start();
    guest.is_captured();
    guest.buys_an_hour(&payer);
    for _ in 0..3 {
        guest.reads("Enter your PIN on your phone");
        kiosk.shop.pass_secs(60);
        guest.reads("You cancelled the payment");
        guest.presses("Try again");
        guest.presses("Pay KSh 20");
    }
    guest.sees("That was too often. Wait ");
    guest.sees("then press Pay again.");
    assert_eq!(guest.filled("phone"), payer);
    assert_eq!((kiosk.asked(), guest.misfits()), (3, vec![]));

    time.pass_secs(TRIES_FORGOTTEN_SECS);
    kiosk.shop.behaves(&payer, Behaviour::Pays);
    guest.presses("Pay KSh 20");
    guest.reads("Enter your PIN on your phone");
    kiosk.shop.pass_secs(30);
    kiosk.has_online(0, &guest);
}

#[test]
fn a_phone_that_is_being_asked_is_not_asked_for_another_device() {
    let kiosk = Kiosk::open();
    let payer = phone(36);
    kiosk.waits(&payer);
    let [guest, other] = both([kiosk.phone(0), kiosk.phone(1)]);
    guest.is_captured();
    guest.buys_an_hour(&payer);
    guest.reads("Enter your PIN on your phone");
    other.is_captured();
    other.buys_an_hour(&payer);
    other.sees("A prompt is still open on that phone. Answer it there, or wait ");
    assert_eq!((other.filled("phone"), kiosk.asked()), (payer.clone(), 1));
    kiosk.enters_pin(&payer);
    kiosk.has_online(0, &guest);
}

#[test]
fn a_lost_answer_asks_for_patience_and_the_ticket_comes_when_the_money_does() {
    let kiosk = Kiosk::open();
    let payer = phone(34);
    kiosk.waits(&payer);
    kiosk.shop.daraja.control().fail(Endpoint::StkPush, Fault::LostAnswer, Schedule::Next(1));
    let guest = kiosk.phone(0).start();
    guest.is_captured();
    guest.buys_an_hour(&payer);
    guest.reads("M-PESA has not answered us");
    guest.presses("Look again");
    guest.reads("M-PESA has not answered us");
    assert_eq!(kiosk.asked(), 1);
    kiosk.enters_pin(&payer);
    kiosk.ticket();
    guest.presses("Look again");
    kiosk.has_online(0, &guest);
    guest.is_content();
}

#[test]
fn where_the_rail_is_out_of_reach_nobody_is_asked_and_tickets_still_work() {
    let time = PassingTime::make();
    let kiosk = Kiosk::of(Shop::with(|rail| rail, |gateway| time.under(gateway)));
    let rail = kiosk.shop.daraja.control();
    rail.set_connections(Connections::Refused);
    let guest = kiosk.phone(0).start();
    guest.is_captured();
    guest.buys_an_hour(&phone(35));
    guest.reads("We could not reach M-PESA");
    guest.sees("No prompt was sent to your phone. No money was taken.");
    guest.is_captured();
    guest.sees("M-PESA cannot be reached from here");
    guest.sees("Ticket codes still work.");
    assert!(!offers_to_pay(&guest));
    guest.sees("I paid but am not connected");
    guest.is_content();

    rail.set_connections(Connections::Taken);
    time.pass_secs(LINE_FORGOTTEN_SECS);
    guest.is_captured();
    guest.buys_an_hour(&phone(35));
    guest.reads("Enter your PIN on your phone");
    kiosk.shop.pass_secs(30);
    kiosk.has_online(0, &guest);
}

#[test]
fn a_box_that_does_not_know_the_time_says_when_paying_opens_and_takes_codes_meanwhile() {
    let clock = UnkeptClock::make();
    let kiosk = Kiosk::of(Shop::with(|rail| rail, |gateway| clock.under(gateway.edit("trust_clock = true\n", ""))));
    assert_eq!(metrics::gauge(&kiosk.shop.langod, "lango_wall_trusted"), 0);
    let guest = kiosk.phone(0).start();
    guest.is_captured();
    guest.sees("Paying opens in a minute");
    guest.sees("Ticket codes work already.");
    assert!(!offers_to_pay(&guest));
    // A page kept from before says the same.
    guest.open(&format!("{}buy?plan={}", kiosk.shop.langod.portal_url(), kiosk.shop.hour));
    guest.reads("Paying opens in a minute");
    guest.presses("Go to the start page");
    guest.sees("Internet prices");
    let code = kiosk.shop.langod.mint("1 hour", 1).unwrap().remove(0);
    guest.goes_online(&code);
    kiosk.has_online_on(0, &code);
}

#[test]
fn a_site_without_mpesa_sells_at_the_counter_and_never_says_pay() {
    let (hotspot, code) = Hotspot::with_ticket(1);
    let guest = hotspot.phone(0).start();
    guest.is_captured();
    assert!(!offers_to_pay(&guest));
    for word in ["M-PESA", "Pay", "paid"] {
        guest.sees_no(word);
    }
    guest.sees("Buy your ticket at the counter, then type its code here.");
    let plans = hotspot.langod.json(&["plan", "list"]).unwrap();
    guest.open(&format!("{}buy?plan={}", hotspot.langod.portal_url(), plans[0]["id"].as_str().unwrap()));
    guest.reads("Tickets are sold at the counter");
    guest.goes_online(&code);
    hotspot.has_online(0, &code);
}

fn fails(code: &str) -> Behaviour {
    Behaviour::Fails(code.into())
}

fn offers_to_pay(guest: &Browser) -> bool {
    guest.script("return document.querySelector('button[name=plan]') !== null") == true
}

fn tells_nothing_of_the_owners(guest: &Browser) {
    let page = guest.script("return document.documentElement.outerHTML");
    let page = page.as_str().unwrap();
    for secret in SECRETS {
        assert!(!page.contains(secret), "{secret} is in {page}");
    }
}
