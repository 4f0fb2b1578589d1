//! The counter, attacked and cut off: who is let in, what a form needs, what is never done twice.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::fs;

use acceptance::counter::{Cashier, PIN, Page, set_pin, typed, with_counter};
use acceptance::radclient::login;
use acceptance::session::account;
use acceptance::site::{HOUR, device, one_ticket, plain};
use testkit::Langod;
use testkit::machine::{PATIENCE, poll};

/// A running gateway that sells hours, with its counter open, and the counter's port.
fn open() -> (Langod, u16) {
    open_to("")
}

fn open_to(guests: &str) -> (Langod, u16) {
    let (builder, port) = with_counter(guests);
    let mut langod = builder.prepare().unwrap();
    set_pin(&langod, PIN);
    langod.add_hour(1).unwrap();
    langod.launch().unwrap();
    (langod, port)
}

fn hour_of(langod: &Langod) -> String {
    langod.json(&["plan", "list"]).unwrap()[0]["id"].as_str().unwrap().to_owned()
}

fn tickets(langod: &Langod) -> usize {
    langod.json(&["ticket", "list"]).unwrap().as_array().unwrap().len()
}

/// The form that sells an hour, as far as "cash taken".
fn form(cashier: &Cashier, langod: &Langod) -> Vec<(&'static str, String)> {
    let plan = hour_of(langod);
    let page = cashier.get(&format!("/sell?plan={plan}"));
    vec![("csrf", page.hidden("csrf")), ("plan", plan), ("once", page.hidden("once"))]
}

fn send(cashier: &Cashier, form: &[(&'static str, String)]) -> Page {
    let fields: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    cashier.post("/sell", &fields)
}

#[test]
fn the_counter_is_there_from_the_first_pin_until_it_is_taken_away() {
    let (builder, port) = with_counter("");
    let langod = builder.start().unwrap();
    let status = || Cashier::at(port).get("/sign-in").status;
    assert_eq!(status(), 0);
    for (pin, why) in [("12345", "6 digits"), ("123456", "take another"), ("777777", "take another")] {
        let (is_set, said) = typed(&langod, &["console", "pin"], pin);
        assert!(!is_set && said.contains(why), "{pin}: {said}");
    }
    assert_eq!(status(), 0);
    set_pin(&langod, PIN);
    assert_eq!(poll(PATIENCE, || Some(status()).filter(|status| *status == 200)), Some(200));
    Cashier::signed_in(port);
    let (is_gone, said) = typed(&langod, &["console", "pin", "--remove"], "");
    assert!(is_gone && said.contains("shut"), "{said}");
    assert_eq!(poll(PATIENCE, || Some(status()).filter(|status| *status == 0)), Some(0));
}

#[test]
fn wrong_pins_wait_longer_and_longer_and_are_told() {
    let (langod, port) = open();
    let cashier = Cashier::at(port);
    let statuses: Vec<u16> = (0..6).map(|_| cashier.post("/sign-in", &[("pin", "000000")]).status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 4, "{statuses:?}");
    assert_eq!(statuses.last(), Some(&429));
    // The right one has to wait too, or waiting would tell that it is right.
    assert_eq!(cashier.post("/sign-in", &[("pin", PIN)]).status, 429);
    assert_eq!(langod.log().text().matches("a wrong PIN was typed").count(), 4);
    // Another machine of the place does not wait for it.
    assert_eq!(Cashier::from(port, "127.0.0.9").post("/sign-in", &[("pin", PIN)]).status, 303);
}

#[test]
fn nothing_is_shown_or_done_without_a_seat_and_its_own_token() {
    let (langod, port) = open();
    let (stranger, one, other) = (Cashier::at(port), Cashier::signed_in(port), Cashier::signed_in(port));
    for path in ["/", "/sell", "/sheet", "/online", "/look-up?q=x", "/money", "/health", "/acts", "/slip/x", "/nothing"]
    {
        let page = stranger.get(path);
        assert_eq!((page.status, page.location.as_str()), (303, "/sign-in"), "{path}");
    }
    let good = form(&one, &langod);
    let with = |csrf: &str| -> Vec<_> { [&[("csrf", csrf.to_owned())], &good[1..]].concat() };
    assert_eq!(send(&stranger, &good).status, 200);
    assert_eq!(send(&one, &with("")).status, 403);
    assert_eq!(send(&one, &with(&other.get("/").hidden("csrf"))).status, 403);
    assert_eq!(
        one.ask(
            "/sell",
            &[
                "--data",
                &format!("csrf={}&plan={}&once={}", good[0].1, good[1].1, good[2].1),
                "--header",
                "Sec-Fetch-Site: cross-site"
            ]
        )
        .status,
        403
    );
    assert_eq!(
        one.ask("/sell", &["--data", &format!("csrf={}", good[0].1), "--header", "Origin: https://evil.example"])
            .status,
        403
    );
    assert_eq!(tickets(&langod), 0);
    for path in ["/sell", "/sheet", "/kick", "/extend", "/resolve", "/backup", "/sign-out"] {
        assert_eq!(one.post(path, &[("csrf", "x")]).status, 403, "{path}");
    }
    assert_eq!(send(&one, &good).status, 303);
    assert_eq!(tickets(&langod), 1);
    assert_eq!(one.acts("/sign-out", &[]).location, "/sign-in");
    assert_eq!(one.get("/").location, "/sign-in");
    assert_eq!(other.get("/").status, 200);
}

#[test]
fn guests_stay_out_whatever_they_know() {
    let (langod, port) = open_to("\"127.0.0.64/26\"");
    assert_eq!(Cashier::from(port, "127.0.0.70").get("/sign-in").status, 0);
    assert!(langod.log().text().contains("not let into the console"), "{}", langod.log().text());
    // One whose network nobody named, who is online right now.
    let code = one_ticket(&langod, HOUR);
    assert!(login(&langod, &code, &device(1)).is_accept());
    let guest = Cashier::from(port, "127.0.0.5");
    assert_eq!(guest.get("/sign-in").status, 200);
    let session = [
        ("User-Name", plain(&code)),
        ("Calling-Station-Id", device(1)),
        ("Framed-IP-Address", "127.0.0.5".to_owned()),
        ("Acct-Session-Id", "80100001".to_owned()),
        ("Acct-Status-Type", "Start".to_owned()),
    ];
    let session: Vec<(&str, &str)> = session.iter().map(|(name, value)| (*name, value.as_str())).collect();
    account(&langod, &session);
    assert_eq!(guest.get("/sign-in").status, 403);
    assert_eq!(guest.post("/sign-in", &[("pin", PIN)]).status, 403);
    assert_eq!(Cashier::at(port).get("/sign-in").status, 200);
}

#[test]
fn a_thumb_in_a_hurry_buys_one_ticket() {
    let (langod, port) = open();
    let cashier = Cashier::signed_in(port);
    let form = form(&cashier, &langod);
    let presses: Vec<Page> = std::thread::scope(|scope| {
        let presses: Vec<_> = (0..4).map(|_| scope.spawn(|| send(&cashier, &form))).collect();
        presses.into_iter().map(|press| press.join().unwrap()).collect()
    });
    let again = presses.iter().filter(|page| page.status == 303 && page.location.ends_with("?again=1")).count();
    assert_eq!((again, tickets(&langod)), (3, 1), "{presses:?}");
    assert_eq!(cashier.get("/acts").text().matches("Sold for cash").count(), 1);
}

#[test]
fn one_form_sells_once_also_across_a_power_cut() {
    let (mut langod, port) = open();
    let cashier = Cashier::signed_in(port);
    let form = form(&cashier, &langod);
    let sold = send(&cashier, &form);
    assert_eq!(send(&cashier, &form).location, format!("{}?again=1", sold.location));
    let code = |cashier: &Cashier| {
        let slip = cashier.get(&format!("{}?paper=58", sold.location.replace("/sold/", "/slip/"))).text();
        code_on(&slip)
    };
    let before = code(&cashier);
    langod.kill_9().unwrap();
    langod.launch().unwrap();
    let cashier = Cashier::signed_in(port);
    let again: Vec<_> = [&[("csrf", cashier.get("/").hidden("csrf"))], &form[1..]].concat();
    assert_eq!(send(&cashier, &again).location, format!("{}?again=1", sold.location));
    assert_eq!((tickets(&langod), code(&cashier)), (1, before.clone()));
    assert!(login(&langod, &before, &device(1)).is_accept());
}

/// The first code on a page.
fn code_on(page: &str) -> String {
    let is_code = |word: &&str| domain::code::Code::parse(word).is_ok() && word.matches('-').count() == 2;
    let mut words = page.split(|character: char| !(character.is_ascii_alphanumeric() || character == '-'));
    words.find(is_code).unwrap_or_else(|| panic!("no code: {page}")).to_owned()
}

#[test]
fn what_cannot_be_written_down_is_not_done() {
    let (langod, port) = open();
    let cashier = Cashier::signed_in(port);
    let form = form(&cashier, &langod);
    let log = langod.data_dir().join("console.log");
    fs::remove_file(&log).unwrap();
    fs::create_dir(&log).unwrap();
    assert_eq!(send(&cashier, &form).status, 503);
    assert_eq!(tickets(&langod), 0);
    fs::remove_dir(&log).unwrap();
    assert_eq!(send(&cashier, &form).status, 303);
    assert!(cashier.get("/acts").text().contains("Sold for cash"));
}

#[test]
fn a_sealed_copy_comes_back_with_its_passphrase_only() {
    let (mut langod, port) = open();
    let code = one_ticket(&langod, HOUR);
    let cashier = Cashier::signed_in(port);
    let short = cashier.acts("/backup", &[("passphrase", "kahawa")]);
    assert!(short.status == 200 && short.text().contains("at least 12 characters"), "{}", short.text());
    let copy = cashier.acts("/backup", &[("passphrase", "kahawa na mandazi")]);
    assert_eq!(copy.status, 200);
    let is_readable = copy.body.windows(9).any(|window| window == plain(&code).as_bytes());
    assert!(!is_readable && copy.body.starts_with(b"lango sealed copy"));
    let file = langod.dir().join("copy.sealed");
    fs::write(&file, &copy.body).unwrap();
    langod.stop().unwrap();
    let (is_back, said) = typed(&langod, &["restore", file.to_str().unwrap()], "chai na mandazi");
    assert!(!is_back && said.contains("passphrase"), "{said}");
    let (is_back, said) = typed(&langod, &["restore", file.to_str().unwrap()], "kahawa na mandazi");
    assert!(is_back, "{said}");
    langod.launch().unwrap();
    assert_eq!(langod.ticket(&code).unwrap()["status"], "new");
}

#[test]
fn absurd_requests_get_a_clear_no() {
    let (langod, port) = open();
    let cashier = Cashier::signed_in(port);
    let large = "x".repeat(9000);
    assert_eq!(cashier.acts("/resolve", &[("note", &large)]).status, 413);
    assert_eq!(cashier.ask("/", &["--request", "DELETE"]).status, 405);
    for (path, fields) in [
        ("/sell", vec![("plan", "x"), ("once", "y")]),
        (
            "/sell",
            vec![("plan", "00000000-0000-4000-8000-000000000000"), ("once", "00000000-0000-4000-8000-000000000000")],
        ),
        ("/kick", vec![("code", "nobody")]),
        ("/extend", vec![("code", "7KM-2PX-9DT"), ("minutes", "100000"), ("once", "x")]),
        ("/resolve", vec![("id", "1"), ("note", "x")]),
        ("/nothing", vec![]),
    ] {
        assert_eq!(cashier.acts(path, &fields).status, 404, "{path} {fields:?}");
    }
    let plan = hour_of(&langod);
    for count in ["0", "241", "-1", "many", ""] {
        let once = "11111111-1111-4111-8111-111111111111";
        let page = cashier.acts("/sheet", &[("plan", &plan), ("count", count), ("paper", "a4"), ("once", once)]);
        assert!(page.status == 200 && page.text().contains("240"), "{count}: {}", page.text());
    }
    for query in
        ["%00", "'%20or%201=1", "%F0%9F%92%A9", "AAAAAAAAAA", "0712345678", "02:00:5E:10:00:01", "%3Cscript%3E"]
    {
        let page = cashier.get(&format!("/look-up?q={query}"));
        assert!(page.status == 200 && !page.text().contains("<script>"), "{query}");
    }
    assert_eq!(tickets(&langod), 0);
}
