//! The image in its container beside the router, as the script cables them: guests in networks of their own, the script's
//! rules in the kernel's firewall, the internet behind them. Who is online gets through, and nobody else.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use acceptance::browser::{ANYWHERE, Browser};
use acceptance::premises::{Guest, NEWS, Opening, Premises, Shown};
use acceptance::shop::phone;
use acceptance::site::mistyped;
use testkit::daraja::Msisdn;
use testkit::machine::{PATIENCE, poll};
use testkit::router::{LoginMethod, Reboot, RestAccess};

/// A guest buys an hour in the mini-browser that opens by itself, and is asked for the PIN.
fn buys_an_hour(premises: &Premises, n: usize, payer: &str) -> Browser {
    premises.waits(payer);
    let page = premises.guest(n).browser().start();
    page.is_captured();
    page.buys_an_hour(payer);
    page.reads("Enter your PIN on your phone");
    page
}

/// And closes it to look at the prompt.
fn buys_and_closes_the_page(premises: &Premises, n: usize, payer: &str) {
    drop(buys_an_hour(premises, n, payer));
}

fn enters_pin(premises: &Premises, payer: &str) {
    let number: Msisdn = payer.parse().unwrap();
    premises.daraja.control().enter_pin(number).unwrap_or_else(|why| panic!("{why}\n{}", premises.story()));
    premises.daraja.control().advance(std::time::Duration::from_secs(30));
}

#[test]
fn a_guest_who_closed_the_page_before_the_pin_is_online_and_the_portal_saw_the_guest() {
    let premises = Opening::with(2, 1).open();
    let (guest, stranger, payer) = (premises.guest(0), premises.guest(1), phone(1));
    buys_and_closes_the_page(&premises, 0, &payer);
    assert_eq!(guest.opens_the_web(), Shown::Portal);
    enters_pin(&premises, &payer);
    premises.has_online(&guest, None);
    premises.agrees();
    let page = guest.browser().start();
    page.open(ANYWHERE);
    page.reads(NEWS);
    drop(page);
    assert_eq!(stranger.opens_the_web(), Shown::Portal);
    let [from_guests, from_router] = premises.calls_at_the_portal();
    assert!(from_guests > 0 && from_router == 0, "{from_guests} {from_router}");
}

/// The gateway signs the guest in through REST, and the page that stayed open only says so.
#[test]
fn a_page_that_stays_open_leads_on_once_the_gateway_has_signed_in() {
    let premises = Opening::with(1, 1).open();
    let (guest, payer) = (premises.guest(0), phone(1));
    let page = buys_an_hour(&premises, 0, &payer);
    enters_pin(&premises, &payer);
    page.reads("You are online");
    assert!(page.url().contains("/status?"), "{}", page.url());
    premises.has_online(&guest, Some(&page.code()));
    assert_eq!(premises.logins(&guest), [LoginMethod::Api]);
    premises.agrees();
    page.open(ANYWHERE);
    page.reads(NEWS);
}

/// Of the power cut the gateway hears nothing, and still has the guest online.
#[test]
fn after_a_power_cut_of_the_router_the_page_of_the_payment_signs_in_again() {
    let premises = Opening::with(1, 1).quirks(|quirks| quirks.accounting_on_off = false).open();
    let (guest, payer) = (premises.guest(0), phone(1));
    let page = buys_an_hour(&premises, 0, &payer);
    let payment = page.url();
    enters_pin(&premises, &payer);
    page.reads("You are online");
    premises.agrees();
    premises.router.control().reboot(Reboot::PowerCut);
    assert_eq!(guest.opens_the_web(), Shown::Portal);
    page.open(&payment);
    page.reads("You are online");
    assert_eq!(premises.logins(&guest), [LoginMethod::Api, LoginMethod::Api]);
    assert_eq!(guest.opens_the_web(), Shown::News);
    premises.agrees();
}

/// The buyer has sent the link to a friend; it names the buyer's device.
#[test]
fn the_page_of_a_payment_signs_in_the_device_that_opens_it_and_none_that_it_names() {
    let premises = Opening::with(2, 1).open();
    let (buyer, friend, payer) = (premises.guest(0), premises.guest(1), phone(1));
    let page = buys_an_hour(&premises, 0, &payer);
    let payment = page.url();
    enters_pin(&premises, &payer);
    page.reads("You are online");
    drop(page);
    buyer.logs_out();
    premises.has_offline(&buyer);
    premises.agrees();
    assert!(payment.contains("mac="), "{payment}");
    let page = friend.browser().start();
    page.is_captured();
    page.open(&payment);
    page.reads("You are online");
    premises.has_online(&friend, None);
    assert_eq!(premises.logins(&buyer), [LoginMethod::Api], "once, for itself");
    premises.agrees();
}

/// The rule that keeps a hotspot's masquerading away from the portal has been removed: all guests look like the router.
#[test]
fn behind_a_router_that_masquerades_everybody_two_guests_still_get_what_each_has_paid_for() {
    let premises = Opening::with(2, 1).without_rule("lango: guests keep their address").open();
    let (buyer, holder, payer) = (premises.guest(0), premises.guest(1), phone(1));
    buys_and_closes_the_page(&premises, 0, &payer);
    enters_pin(&premises, &payer);
    premises.has_online(&buyer, None);
    let page = holder.browser().start();
    page.is_captured();
    page.types(&premises.codes[0]);
    page.presses("Continue");
    page.presses("Go online");
    page.reads("You are online");
    drop(page);
    premises.has_online(&holder, Some(&premises.codes[0]));
    premises.agrees();
    let [from_guests, from_router] = premises.calls_at_the_portal();
    assert!(from_guests == 0 && from_router > 0, "{from_guests} {from_router}");
}

#[test]
fn with_rest_off_a_voucher_signs_in_and_a_kick_signs_off() {
    let premises = Opening::with(1, 1).quirks(|quirks| quirks.rest.access = RestAccess::Off).open();
    let (guest, code) = (premises.guest(0), premises.codes[0].clone());
    let page = guest.browser().start();
    page.is_captured();
    page.types(&code);
    page.presses("Continue");
    page.presses("Go online");
    page.reads("You are online");
    premises.has_online(&guest, Some(&code));
    premises.agrees();
    page.open(ANYWHERE);
    page.reads(NEWS);

    assert!(premises.gateway().run(&["session", "kick", &code]).status.success());
    premises.has_offline(&guest);
    premises.agrees();
    page.is_captured();
}

#[test]
fn after_a_power_cut_of_the_router_a_phone_is_online_again_by_its_first_packet() {
    let premises = Opening::with(1, 1).quirks(|quirks| quirks.mac_cookie = true).open();
    let (guest, code) = (premises.guest(0), premises.codes[0].clone());
    guest.types(&code);
    premises.has_online(&guest, Some(&code));
    assert_eq!(guest.opens_the_web(), Shown::News);
    premises.agrees();
    premises.router.control().reboot(Reboot::PowerCut);
    // The phone's first packet; the router remembers the credentials.
    let _ = guest.opens_the_web();
    premises.has_online(&guest, Some(&code));
    assert_eq!(guest.opens_the_web(), Shown::News);
    premises.agrees();
}

#[test]
fn a_browser_that_shows_the_routers_cookie_is_back_after_a_power_cut_without_a_code() {
    let premises = Opening::with(1, 1).quirks(|quirks| quirks.http_cookie = true).open();
    let (guest, code) = (premises.guest(0), premises.codes[0].clone());
    let page = guest.browser().start();
    page.is_captured();
    page.types(&code);
    page.presses("Continue");
    page.presses("Go online");
    page.reads("You are online");
    premises.has_online(&guest, Some(&code));
    premises.router.control().reboot(Reboot::PowerCut);
    assert!(premises.router.control().session(guest.device).is_none());
    page.open(ANYWHERE);
    page.reads(NEWS);
    premises.has_online(&guest, Some(&code));
    premises.agrees();
}

#[test]
fn guests_reach_the_portal_and_nothing_else_of_the_gateway() {
    const PORTAL: u16 = 8088;
    const OTHERS: [u16; 3] = [22, 80, 8443];
    let premises = Opening::with(1, 1).open();
    let _others = premises.gateway_listens(&OTHERS);
    let guest = premises.guest(0);
    let gateway = |port| SocketAddr::from(([172, 31, 255, 2], port));
    let only_the_portal = || {
        assert!(guest.reaches(gateway(PORTAL)));
        for port in OTHERS {
            assert!(premises.gateway_reaches(gateway(port)) && !guest.reaches(gateway(port)), "{port}");
        }
    };
    only_the_portal();
    guest.types(&premises.codes[0]);
    premises.has_online(&guest, None);
    only_the_portal();
}

/// Sends everybody home when dropped, also where a test gives up.
struct Closing<'a>(&'a AtomicBool);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Signs in with its code, looks at the news and signs out, again and again.
fn comes_and_goes(guest: &Guest, code: &str, looks: &AtomicUsize, ends: &AtomicBool) {
    while !ends.load(Ordering::Acquire) {
        guest.types(code);
        if guest.opens_the_web() == Shown::News {
            looks.fetch_add(1, Ordering::AcqRel);
        }
        guest.logs_out();
    }
}

#[test]
fn guests_come_and_go_while_the_gateway_dies_and_packets_are_lost_and_in_the_end_all_agree() {
    const GUESTS: u8 = 6;
    let mut premises = Opening::with(GUESTS, GUESTS.into()).open();
    let guests: Vec<_> = (0..).map(|n| premises.guest(n)).zip(premises.codes.clone()).take(GUESTS.into()).collect();
    let (looks, ends) = (AtomicUsize::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        let _closing = Closing(&ends);
        for (guest, code) in &guests {
            scope.spawn(|| comes_and_goes(guest, code, &looks, &ends));
        }
        for percent in [0, 20, 0] {
            let seen = looks.load(Ordering::Acquire);
            let goes_on = || poll(PATIENCE, || (looks.load(Ordering::Acquire) > seen + 20).then_some(()));
            assert!(goes_on().is_some(), "nobody gets through\n{}", premises.story());
            premises.cable_loses(percent);
            premises.gateway_dies();
            premises.gateway_comes_back();
        }
    });
    for (guest, code) in &guests {
        guest.types(code);
        premises.has_online(guest, Some(code));
        assert_eq!(guest.opens_the_web(), Shown::News);
    }
    premises.agrees();
}

#[test]
fn without_a_rule_of_the_script_what_it_is_for_does_not_work() {
    let internet = SocketAddr::from(([203, 0, 113, 1], 80));
    let [portal, console] = [8088, 8443].map(|port| SocketAddr::from(([172, 31, 255, 2], port)));
    let works = |missing: Option<&'static str>| {
        let opening = Opening::with(1, 1);
        let premises = missing.into_iter().fold(opening, Opening::without_rule).open();
        let _console = premises.gateway_listens(&[8443]);
        let guest = premises.guest(0);
        guest.types(&premises.codes[0]);
        premises.has_online(&guest, None);
        [guest.reaches(portal), premises.gateway_reaches(internet), !guest.reaches(console)]
    };
    assert_eq!(works(None), [true, true, true]);
    assert_eq!(works(Some("lango: portal")), [false, true, true]);
    assert_eq!(works(Some("lango: gateway to the internet")), [true, false, true]);
    assert_eq!(works(Some("lango: guests to the gateway")), [true, true, false]);
}

#[test]
fn where_the_portal_does_not_answer_the_routers_own_page_takes_a_code_and_radius_decides() {
    let premises = Opening::with(1, 1).without_rule("lango: portal").open();
    let (guest, code) = (premises.guest(0), &premises.codes[0]);
    let page = guest.browser().start();
    page.open(ANYWHERE);
    page.sees("No page? Type your code here.");
    page.sees_no("That did not work");
    assert_eq!(page.barriers(), [""; 0]);
    assert_eq!(page.misfits(), [""; 0]);
    page.is_pictured("router-login-en");
    page.fills("username", &mistyped(code));
    page.presses("Sign in / Ingia");
    page.sees("That did not work: check the code.");
    premises.has_offline(&guest);
    page.fills("username", code);
    page.presses("Sign in / Ingia");
    page.sees("You are online. / Uko mtandaoni.");
    premises.has_online(&guest, Some(code));
    page.open(ANYWHERE);
    page.reads(NEWS);
    page.open("http://10.5.50.1/");
    assert_eq!([page.barriers(), page.misfits()].concat(), [""; 0]);
    page.is_pictured("router-status-en");
    page.presses("Sign out / Toka");
    page.sees("You are not online.");
    premises.has_offline(&guest);
    premises.agrees();
}
