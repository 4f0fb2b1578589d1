//! Text from outside (guests, routers, owners) stays text, and addresses from outside stay addresses.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail it")]

use domain::money::{Currency, Money};
use web_ui::samples::{code, frame};
use web_ui::{
    A4Sheet, Carry, Clock, Frame, Grant, Home, Issuer, Language, Left, Page, PaperWidth, Plan, PrintTicket, Refusal,
    Refused, RouterUrl, SignIn, Standing, Status, ThermalStrip, Ticket, TicketSummary,
};

const EVIL: &str = "\"'><script>alert(1)</script>&lt;b {{ x }}";

fn evil_frame() -> Frame {
    Frame {
        language: Language::English,
        site_name: EVIL.into(),
        support_phone: Some(EVIL.into()),
        opening_hours: Some(EVIL.into()),
        footer: Some(EVIL.into()),
        carry: Carry { fields: vec![(EVIL.into(), EVIL.into()), ("mac".into(), EVIL.into())] },
    }
}

fn evil_plan() -> Plan {
    Plan {
        name: EVIL.into(),
        price: Money::from_cents(2_000, Currency::Kes).unwrap(),
        grant: Grant::Elapsed { duration_secs: 3_600 },
        use_within_secs: None,
        start_within_secs: None,
        speed_down_kbps: None,
        devices: 1,
    }
}

fn evil_ticket() -> TicketSummary {
    TicketSummary {
        code: code(),
        plan_name: EVIL.into(),
        time_left: Some(Left { now: 60, of: 3_600 }),
        data_left: None,
        clock: Clock::Elapsed,
        started: true,
        use_within_secs: None,
        devices_online: 0,
        devices_allowed: 1,
    }
}

fn evil_issuer() -> Issuer {
    Issuer {
        language: Language::Swahili,
        site_name: EVIL.into(),
        wifi_name: Some(EVIL.into()),
        portal_address: Some(EVIL.into()),
        support_phone: Some(EVIL.into()),
    }
}

fn check(page: &impl Page) {
    let html = page.html().unwrap();
    assert!(!html.contains("<script"), "{html}");
    assert!(!html.contains("'>"), "a quote got out of its attribute: {html}");
    assert!(html.contains("&#60;script&#62;alert(1)"), "the text is shown, escaped");
    assert!(!page.content_security_policy().contains("alert"));
}

#[test]
fn markup_in_any_text_is_shown_as_text() {
    let action = RouterUrl::parse("http://10.5.50.1/login?<script>\"'>").unwrap();
    let sign_in = SignIn { action, fields: vec![(EVIL.into(), EVIL.into())] };
    let tickets = vec![PrintTicket { code: code(), url: EVIL.into(), plan: evil_plan(), use_by: Some(EVIL.into()) }];

    check(&Home { frame: evil_frame(), plans: vec![evil_plan()], code: Some(EVIL.into()), notice: Some(EVIL.into()) });
    check(&Ticket { frame: evil_frame(), ticket: evil_ticket(), sign_in: Some(sign_in) });
    check(&Status { frame: evil_frame(), standing: Standing::Online(evil_ticket()), sign_out: None });
    check(&Refusal::new(evil_frame(), Refused::UnknownCode { typed: EVIL.into() }));
    check(&A4Sheet { issuer: evil_issuer(), tickets: tickets.clone() });
    check(&ThermalStrip { issuer: evil_issuer(), width: PaperWidth::Mm58, tickets });
}

#[test]
fn a_long_notice_and_a_long_code_are_cut() {
    let long = "a".repeat(100_000);
    let home = Home { frame: frame(Language::English), plans: vec![], code: Some(long.clone()), notice: Some(long) };
    assert!(home.html().unwrap().len() < 12_000);
}

#[test]
fn a_blank_notice_is_no_notice() {
    let home = |notice| Home { frame: frame(Language::English), plans: vec![evil_plan()], code: None, notice };
    assert_eq!(home(Some("  ".into())).html().unwrap(), home(None).html().unwrap());
}

#[test]
fn a_login_address_that_was_not_ours_goes_no_further() {
    let html = Refusal::new(frame(Language::English), Refused::BadLoginAddress).html().unwrap();
    assert!(!html.contains("10.5.50.1"), "{html}");
}

#[test]
fn the_sign_in_form_is_the_only_foreign_target_its_page_allows() {
    let action = RouterUrl::parse("http://10.5.50.1/login").unwrap();
    let sign_in = SignIn { action, fields: vec![("username".into(), "7KM2PX9DT".into())] };
    let page = Ticket { frame: frame(Language::English), ticket: evil_ticket(), sign_in: Some(sign_in) };
    assert!(page.content_security_policy().contains("form-action 'self' http://10.5.50.1;"));
    let html = page.html().unwrap();
    assert!(html.contains("<form method=\"post\" action=\"http://10.5.50.1/login\">"), "{html}");
    assert!(html.contains("<input type=\"hidden\" name=\"username\" value=\"7KM2PX9DT\">"), "{html}");
}

#[test]
fn a_sheet_is_cut_into_pages_of_twenty_four_with_a_symbol_on_each_ticket() {
    let ticket = PrintTicket { code: code(), url: "http://10.5.50.1:8088/".into(), plan: evil_plan(), use_by: None };
    let html = A4Sheet { issuer: evil_issuer(), tickets: vec![ticket; 49] }.html().unwrap();
    assert_eq!(html.matches("<section>").count(), 3);
    assert_eq!(html.matches("<article>").count(), 49);
    assert_eq!(html.matches("<svg ").count(), 49);
}
