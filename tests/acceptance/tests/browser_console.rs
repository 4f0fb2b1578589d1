//! The counter as a cashier meets it, in a real browser on a phone: from the first PIN to the end of the day. Each page is
//! looked at closely on the way; with LANGO_SHOTS=FOLDER it is also kept as a picture.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::browser::{Browser, Kiosk, Setup};
use acceptance::counter::{PIN, free_port, is_open, on, set_pin};
use acceptance::shop::{Shop, phone};
use acceptance::site::{self, device};
use domain::code::Code;
use testkit::daraja::Connections;
use testkit::machine::{PATIENCE, poll};

/// A shop with a router before it and its counter open, and the counter's address.
fn counter() -> (Kiosk, String) {
    let port = free_port();
    let kiosk = Kiosk::of(Shop::with(|rail| rail, |gateway| on(gateway, port, "")));
    set_pin(&kiosk.shop.langod, PIN);
    is_open(port);
    (kiosk, format!("https://127.0.0.1:{port}"))
}

fn signed_in(counter: &str, language: &'static str) -> Browser {
    let cashier = Setup::at_counter().start();
    cashier.open(&format!("{counter}/sign-in?lang={language}"));
    cashier.fills("pin", PIN);
    cashier.presses(if language == "sw" { "Ingia" } else { "Sign in" });
    cashier
}

/// The first code on the page.
fn code_on(cashier: &Browser) -> String {
    let text = cashier.text();
    let mut words = text.split(|character: char| !(character.is_ascii_alphanumeric() || character == '-'));
    let found = words.find(|word| word.matches('-').count() == 2 && Code::parse(word).is_ok());
    found.unwrap_or_else(|| panic!("no code: {text}")).to_owned()
}

/// The ticket that is sold when the cashier sells an hour, by its three taps: the plan, the cash, the print.
fn sells_an_hour(cashier: &Browser) -> String {
    cashier.presses("Sell");
    cashier.picks("KSh 20");
    cashier.reads("Take KSh 20 in cash");
    cashier.presses_twice("Cash taken, make the ticket");
    cashier.reads("Ticket sold");
    cashier.presses("Print on 58 mm");
    code_on(cashier)
}

#[test]
fn a_cashier_sells_prints_helps_and_sends_off() {
    let (kiosk, counter) = counter();
    let cashier = Setup::at_counter().start();
    cashier.open(&counter);
    cashier.fills("pin", "000000");
    cashier.presses("Sign in");
    cashier.sees("This is not the PIN.");
    cashier.fills("pin", PIN);
    cashier.presses("Sign in");
    cashier.reads("What does the guest want?");

    let code = sells_an_hour(&cashier);
    assert_eq!(kiosk.shop.langod.json(&["ticket", "list"]).unwrap().as_array().unwrap().len(), 1, "one, for two taps");
    let guest = kiosk.phone(0).start();
    guest.goes_online(&code);
    kiosk.has_online_on(0, &code);
    drop(guest);

    // Ten minutes more, which the router hears of.
    cashier.open(&format!("{counter}/online"));
    cashier.presses(&code);
    cashier.reads("Why is a guest offline?");
    cashier.sees("This guest is online");
    cashier.sees("Ticket was made");
    cashier.sees("Used for the first time");
    let until = |kiosk: &Kiosk| kiosk.router.control().session(kiosk.router.device(0)).unwrap().secs_left.unwrap();
    let before = until(&kiosk);
    cashier.presses("10 minutes");
    cashier.sees("10 minutes were added.");
    assert_eq!(cashier.fact("Time added"), "10 minutes");
    let longer = poll(PATIENCE, || (until(&kiosk) > before + 500).then_some(()));
    longer.unwrap_or_else(|| panic!("the router still ends the session in {before} s"));

    cashier.presses("Online");
    cashier.unfolds("Send off");
    cashier.presses("Yes, send off");
    cashier.sees("1 device was sent off.");
    let gone = poll(PATIENCE, || kiosk.router.control().session(kiosk.router.device(0)).is_none().then_some(()));
    gone.unwrap_or_else(|| panic!("the guest is still online at the router"));
    cashier.open(&format!("{counter}/look-up?q={}", site::plain(&code)));
    cashier.sees("The ticket is good, but nobody is online with it");
    cashier.sees("sent off at the counter");

    cashier.open(&format!("{counter}/acts"));
    for deed in ["Signed in", "Wrong PIN", "Sold for cash", "Added time", "Sent off"] {
        cashier.sees(deed);
    }
    cashier.presses("Sign out");
    cashier.open(&format!("{counter}/online"));
    cashier.reads("Counter");
    cashier.is_content();
}

#[test]
fn money_is_found_by_its_receipt_and_settled() {
    let (kiosk, counter) = counter();
    let id = kiosk.shop.buys(&phone(1));
    kiosk.shop.pass_secs(30);
    let code = kiosk.shop.ticket(&id);
    let receipt = kiosk.shop.daraja.control().statement()[0].receipt.to_string();
    kiosk.waits(&phone(2));
    let waiting = kiosk.shop.buys(&phone(2));
    let cashier = signed_in(&counter, "en");
    cashier.presses("Look up");
    cashier.fills("q", &receipt);
    cashier.sends("Look up");
    cashier.sees("This ticket has not been used yet");
    cashier.sees(&code);
    cashier.sees("Money came");
    assert_eq!(cashier.fact("Receipt"), receipt);
    cashier.presses("Money");
    cashier.sees("Waiting for the PIN");
    cashier.picks("KSh 20");
    cashier.sees("The M-PESA PIN has not been typed yet");
    kiosk.enters_pin(&phone(2));
    kiosk.shop.becomes(&waiting, "success");
    cashier.presses("Money");
    cashier.sees("No money is waiting");
    cashier.is_content();
}

#[test]
fn a_sheet_is_printed_and_a_form_sent_again_makes_no_second_one() {
    let (kiosk, counter) = counter();
    let cashier = signed_in(&counter, "en");
    cashier.presses("Print many tickets");
    cashier.fills("count", "241");
    cashier.presses("Make and print");
    cashier.sees("Type a number from 1 to 240. Nothing was made.");
    cashier.open(&format!("{counter}/sheet"));
    cashier.fills("count", "24");
    cashier.presses("Make and print");
    let tickets = |kiosk: &Kiosk| kiosk.shop.langod.json(&["ticket", "list"]).unwrap();
    assert_eq!(tickets(&kiosk).as_array().unwrap().len(), 24);
    let printed = cashier.text();
    for ticket in tickets(&kiosk).as_array().unwrap() {
        assert!(printed.contains(ticket["code"].as_str().unwrap()), "{ticket} is not on paper:\n{printed}");
    }
    cashier.script("history.back()");
    cashier.reads("Print many tickets");
    cashier.presses("Make and print");
    assert_eq!(tickets(&kiosk).as_array().unwrap().len(), 24, "the same form makes the same tickets");
    cashier.is_content();
}

#[test]
fn the_counter_sells_while_the_internet_is_away() {
    let (kiosk, counter) = counter();
    let cashier = signed_in(&counter, "sw");
    // Nobody reaches the rail any more, and a guest has found out.
    kiosk.shop.daraja.set_connections(Connections::Refused);
    kiosk.shop.asks(&phone(1));
    cashier.presses("Uza");
    cashier.sees("Intaneti haipo kwa sasa.");
    cashier.picks("KSh 20");
    cashier.presses("Nimepokea, toa tiketi");
    let code = Code::parse(&cashier.code()).unwrap().to_string();
    let reply = acceptance::radclient::login(&kiosk.shop.langod, &code, &device(1));
    assert!(reply.is_accept(), "{reply:?}");
}

#[test]
fn each_page_fits_a_cashiers_phone_in_both_languages() {
    let found = ["en", "sw"].map(|language| {
        let (kiosk, counter) = counter();
        let code = site::one_ticket(&kiosk.shop.langod, site::HOUR);
        let guest = kiosk.phone(0).start();
        guest.goes_online(&code);
        drop(guest);
        kiosk.waits(&phone(2));
        kiosk.shop.buys(&phone(2));
        let cashier = Setup::at_counter().start();
        let mut found = Vec::new();
        let mut look = |page: &str, path: &str| {
            let joint = if path.contains('?') { '&' } else { '?' };
            cashier.open(&format!("{counter}{path}{joint}lang={language}"));
            found.extend(cashier.blemishes(&format!("console-{page}"), language));
        };
        look("sign-in", "/sign-in");
        cashier.fills("pin", PIN);
        cashier.presses(if language == "sw" { "Ingia" } else { "Sign in" });
        let plan = &kiosk.shop.hour;
        for (page, path) in [
            ("counter", "/"),
            ("confirm", &format!("/sell?plan={plan}")),
            ("sheet", "/sheet"),
            ("online", "/online"),
            ("look-up", "/look-up"),
            ("story", &format!("/look-up?q={}", site::plain(&code))),
            ("not-found", "/look-up?q=UAF0AB12CD"),
            ("money", "/money"),
            ("health", "/health"),
            ("acts", "/acts"),
        ] {
            look(page, path);
        }
        found
    });
    assert!(found.iter().all(Vec::is_empty), "{found:#?}");
}
