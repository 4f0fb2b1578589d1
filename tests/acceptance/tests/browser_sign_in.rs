//! A guest's way in, in a real browser on a phone's screen: from some page of the web to "You are online".

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::browser::{ANYWHERE, Browser, Hotspot, qr_texts};
use acceptance::site::{self, HOUR};
use domain::code::Code;
use testkit::router::{Forward, LoginMethod, Quirks};
use testkit::{Event, Langod, Phone};

#[test]
fn a_code_in_small_letters_with_blanks_takes_a_guest_online() {
    let (hotspot, code) = Hotspot::with_ticket(1);
    let phone = hotspot.phone(0).start();
    phone.is_captured();
    assert!(phone.url().starts_with(&hotspot.langod.portal_url()), "{}", phone.url());
    phone.hands_in(&code.to_lowercase().replace('-', " "));

    phone.reads("Your ticket is good");
    assert_eq!(phone.fact("Time left"), "1 hour");
    phone.sees("Not used yet: it starts when you go online.");
    hotspot.has_offline(0);
    phone.presses("Go online");

    phone.reads("You are online");
    let left = phone.fact("Time left");
    assert!(left.starts_with("59 minutes") || left == "1 hour", "{left} is left");
    assert_eq!(phone.fact("Devices online"), "1 of 1");
    phone.sees(&code);
    hotspot.has_online(0, &code);
    phone.is_content();

    phone.open(ANYWHERE);
    phone.reads("You are on the internet");
}

#[test]
fn the_routers_own_address_leads_to_the_portal_and_in() {
    let (hotspot, code) = Hotspot::with_ticket(1);
    let phone = hotspot.phone(0).start();
    phone.open(&hotspot.router.url(hotspot.device(0)));
    phone.hands_in(&code);
    phone.presses("Go online");
    phone.reads("You are online");
    hotspot.has_online(0, &code);
}

#[test]
fn a_router_that_wants_chap_gets_it() {
    let (hotspot, code) = with_quirks(|quirks| (quirks.http_chap, quirks.http_pap) = (true, false));
    let phone = hotspot.phone(0).start();
    phone.goes_online(&code);
    hotspot.has_online(0, &code);
    phone.is_content();
    assert_eq!(login_method(&hotspot), Some(LoginMethod::HttpChap));
}

#[test]
fn a_phone_that_looks_for_the_internet_behind_the_guests_back_does_not_spoil_chap() {
    let (hotspot, code) = with_quirks(|quirks| (quirks.http_chap, quirks.http_pap) = (true, false));
    let phone = hotspot.phone(0).start();
    phone.is_captured();
    phone.hands_in(&code);
    phone.reads("Your ticket is good");
    // Android asks again and again while its sign-in window is open; the router answers each time with a new challenge.
    Phone::new(hotspot.device(0)).get("http://connectivitycheck.gstatic.com/generate_204").unwrap();
    phone.presses("Go online");
    phone.reads("You are online");
    hotspot.has_online(0, &code);
}

#[test]
fn a_router_whose_pages_refresh_themselves_leads_in_as_well() {
    let (hotspot, code) = with_quirks(|quirks| {
        (quirks.forward, quirks.after_login) = (Forward::Page, Forward::Page);
    });
    let phone = hotspot.phone(0).start();
    phone.goes_online(&code);
    hotspot.has_online(0, &code);
    phone.is_content();
}

#[test]
fn without_javascript_every_kind_of_router_lets_a_guest_in() {
    for (chap, how) in [(false, Forward::Redirect), (false, Forward::Page), (true, Forward::Redirect)] {
        let (hotspot, code) = with_quirks(|quirks| {
            (quirks.http_chap, quirks.http_pap) = (chap, !chap);
            (quirks.forward, quirks.after_login) = (how, how);
        });
        let phone = hotspot.phone(0).without_javascript().start();
        assert!(!runs_scripts(&phone));
        phone.goes_online(&code);
        hotspot.has_online(0, &code);
        phone.presses("Sign out");
        phone.reads("You have logged out");
        hotspot.has_offline(0);
    }
}

#[test]
fn a_printed_qr_opens_the_portal_with_its_code_filled_in() {
    let (hotspot, _) = Hotspot::with_ticket(1);
    for paper in ["a4", "58mm", "80mm"] {
        let mint = ["ticket", "mint", "--plan", HOUR, "--paper", paper];
        let sheet = hotspot.langod.command(&mint).unwrap();
        let [link] = &qr_texts(&sheet)[..] else { panic!("one symbol for one ticket on {paper}") };
        let phone = hotspot.phone(0).start();
        phone.open(link);
        let code = Code::parse(&phone.typed()).unwrap().to_string();
        assert!(sheet.contains(&code), "{code} does not stand on {paper}");
        phone.presses("Continue");
        phone.reads("Your ticket is good");
        phone.is_content();
    }
}

#[test]
fn a_scanned_code_goes_online_from_the_page_the_router_opens() {
    let (hotspot, code) = Hotspot::with_ticket(1);
    let phone = hotspot.phone(0).start();
    // A guest who scans has mostly not met the router's page yet, so nobody has told the portal where to sign in.
    phone.open(&format!("{}?code={}", hotspot.langod.portal_url(), site::plain(&code)));
    phone.presses("Continue");
    phone.reads("Your ticket is good");
    phone.sees("One more step: join the WiFi");
    phone.goes_online(&code);
    hotspot.has_online(0, &code);
}

#[test]
fn a_guest_who_signs_out_comes_back_on_the_same_ticket() {
    let (hotspot, code) = Hotspot::with_ticket(1);
    let phone = hotspot.phone(0).start();
    phone.goes_online(&code);
    hotspot.has_online(0, &code);
    phone.presses("Sign out");
    phone.reads("You have logged out");
    hotspot.has_offline(0);

    phone.is_captured();
    phone.hands_in(&code);
    phone.sees_no("Not used yet");
    phone.presses("Go online");
    phone.reads("You are online");
    hotspot.has_online(0, &code);
}

#[test]
fn a_guest_whose_session_has_ended_goes_online_again_from_the_status_page() {
    let (hotspot, code) = Hotspot::with_ticket(1);
    let phone = hotspot.phone(0).start();
    phone.goes_online(&code);
    hotspot.has_online(0, &code);
    let mark = hotspot.router.control().mark();
    hotspot.router.control().idle_out(hotspot.device(0)).unwrap();
    hotspot.router.wait_after(mark, |event| matches!(event, Event::AccountingAnswered { .. })).unwrap();

    phone.presses("Refresh");
    phone.reads("You are not online");
    phone.sees(&code);
    phone.presses("Go online");
    phone.reads("Your ticket is good");
    phone.presses("Go online");
    phone.reads("You are online");
    hotspot.has_online(0, &code);
}

#[test]
fn a_reload_of_any_step_is_no_dead_end() {
    let (hotspot, code) = Hotspot::with_ticket(1);
    let phone = hotspot.phone(0).start();
    phone.is_captured();
    phone.hands_in(&code);
    phone.reads("Your ticket is good");
    // Mini-browsers that were closed come back to the address alone.
    let address = phone.url();
    phone.open(&address);
    phone.sees("Have a ticket?");
    phone.goes_online(&code);
    let status = phone.url();
    phone.open(&status);
    phone.reads("You are online");
    phone.presses("Refresh");
    phone.reads("You are online");
}

fn with_quirks(change: impl FnOnce(&mut Quirks)) -> (Hotspot, String) {
    let (langod, code): (Langod, String) = site::with_ticket(1);
    (Hotspot::with_quirks(langod, change), code)
}

fn login_method(hotspot: &Hotspot) -> Option<LoginMethod> {
    let events = hotspot.router.control().events_after(0);
    events.into_iter().find_map(|record| match record.event {
        Event::AccessRequested { method, .. } => Some(method),
        _ => None,
    })
}

/// Whether pages may run scripts in this browser, asked by a page.
fn runs_scripts(phone: &Browser) -> bool {
    phone.open("data:text/html,<h1>still</h1><script>document.querySelector('h1').textContent = 'moved'</script>");
    phone.find("//h1").text() == "moved"
}
