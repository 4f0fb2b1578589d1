//! Text from outside (guests, routers, owners) stays text, and addresses from outside stay addresses.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail it")]

mod common;

use domain::checkout::Cause;
use domain::ids::{OnceId, PlanId};
use domain::money::{Currency, Money};
use web_ui::samples::pay::payment;
use web_ui::samples::{code, frame};
use web_ui::{
    A4Sheet, Buy, BuyProblem, Carry, Clock, FindPayment, Frame, Grant, Home, Issuer, Language, Left, Page,
    PaidNotConnected, PaperWidth, PaymentFailed, PaymentUnclear, Phase, Plan, PrintTicket, ReceiptProblem, Refusal,
    Refused, RouterUrl, Sales, Screen, SignIn, Standing, Status, ThermalStrip, Ticket, TicketSummary, Waiting,
};

use common::{EVIL, shows_markup_as_text};

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
        id: PlanId::from_bytes([7; 16]),
        name: EVIL.into(),
        price: Money::from_cents(2_000, Currency::Kes).unwrap(),
        grant: Grant::Elapsed { duration_secs: 3_600 },
        use_within_secs: None,
        start_within_secs: None,
        speed_down_kbps: None,
        devices: 1,
    }
}

fn home(frame: Frame, plans: Vec<Plan>) -> Home {
    Home { frame, plans, code: None, notice: None, sales: Sales::MPesa, pending: None }
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

#[test]
fn markup_in_any_text_is_shown_as_text() {
    let action = RouterUrl::parse("http://10.5.50.1/login?<script>\"'>").unwrap();
    let sign_in = SignIn { action, fields: vec![(EVIL.into(), EVIL.into())] };
    let tickets = vec![PrintTicket { code: code(), url: EVIL.into(), plan: evil_plan(), use_by: Some(EVIL.into()) }];

    shows_markup_as_text(&Home {
        code: Some(EVIL.into()),
        notice: Some(EVIL.into()),
        ..home(evil_frame(), vec![evil_plan()])
    });
    for goes_by_itself in [false, true] {
        let sign_in = Some(sign_in.clone());
        shows_markup_as_text(&Ticket {
            frame: evil_frame(),
            ticket: evil_ticket(),
            sign_in,
            paid: goes_by_itself,
            goes_by_itself,
        });
    }
    shows_markup_as_text(&Status { frame: evil_frame(), standing: Standing::Online(evil_ticket()), sign_out: None });
    shows_markup_as_text(&Refusal::new(evil_frame(), Refused::UnknownCode { typed: EVIL.into() }));
    shows_markup_as_text(&A4Sheet { issuer: evil_issuer(), screen: Screen::File, tickets: tickets.clone() });
    shows_markup_as_text(&ThermalStrip {
        issuer: evil_issuer(),
        screen: Screen::Counter(Language::Swahili),
        width: PaperWidth::Mm58,
        tickets,
    });
}

fn once() -> OnceId {
    OnceId::from_bytes([1; 16])
}

#[test]
fn markup_on_the_way_to_paying_is_shown_as_text() {
    let problem = Some(BuyProblem::NotAPhone);
    shows_markup_as_text(&Buy {
        frame: evil_frame(),
        plan: evil_plan(),
        phone: Some(EVIL.into()),
        once: once(),
        problem,
    });
    let payment = payment(EVIL).unwrap();
    let waiting = Waiting { frame: evil_frame(), payment: payment.clone(), phase: Phase::Prompted, again_secs: 5 };
    shows_markup_as_text(&waiting);
    shows_markup_as_text(&PaymentFailed { frame: evil_frame(), payment: payment.clone(), cause: Cause::OwnersTrouble });
    shows_markup_as_text(&PaymentUnclear { frame: evil_frame(), payment });
    shows_markup_as_text(&PaidNotConnected {
        frame: evil_frame(),
        typed: Some(format!("{EVIL}</textarea>")),
        problem: None,
    });
    shows_markup_as_text(&FindPayment { frame: evil_frame(), problem: None });
}

#[test]
fn what_is_too_long_is_cut() {
    let long = "a".repeat(100_000);
    let frame = || frame(Language::English);
    let home = Home { code: Some(long.clone()), notice: Some(long.clone()), ..home(frame(), vec![]) };
    assert!(home.html().unwrap().len() < 12_000);
    let paid = PaidNotConnected { frame: frame(), typed: Some(long.clone()), problem: Some(ReceiptProblem::NoReceipt) };
    assert!(paid.html().unwrap().len() < 12_000);
    let buy = Buy { frame: frame(), plan: evil_plan(), phone: Some(long), once: once(), problem: None };
    assert!(buy.html().unwrap().len() < 12_000);
}

#[test]
fn a_ticket_that_goes_by_itself_names_the_router_and_nobody_else_to_its_script() {
    let action = RouterUrl::parse("http://10.5.50.1/login").unwrap();
    let sign_in = Some(SignIn { action, fields: vec![("submit".into(), "x".into())] });
    let frame = || frame(Language::English);
    let page = Ticket { frame: frame(), ticket: evil_ticket(), sign_in, paid: true, goes_by_itself: true };
    let policy = page.content_security_policy();
    assert!(
        policy.contains("script-src 'sha256-") && policy.contains("form-action 'self' http://10.5.50.1;"),
        "{policy}"
    );
    assert!(!policy.contains("connect-src") && !policy.contains("unsafe"), "{policy}");
    let html = page.html().unwrap();
    assert!(html.contains("<form method=\"post\" action=\"http://10.5.50.1/login\" id=\"sign-in\">"), "{html}");
    let direct = Ticket { sign_in: None, ..page };
    assert!(!direct.html().unwrap().contains("<script") && !direct.content_security_policy().contains("script-src"));
}

#[test]
fn a_blank_notice_is_no_notice() {
    let home = |notice| Home { notice, ..home(frame(Language::English), vec![evil_plan()]) };
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
    let sign_in = Some(sign_in);
    let frame = frame(Language::English);
    let page = Ticket { frame, ticket: evil_ticket(), sign_in, paid: false, goes_by_itself: false };
    assert!(page.content_security_policy().contains("form-action 'self' http://10.5.50.1;"));
    let html = page.html().unwrap();
    assert!(html.contains("<form method=\"post\" action=\"http://10.5.50.1/login\" id=\"sign-in\">"), "{html}");
    assert!(html.contains("<input type=\"hidden\" name=\"username\" value=\"7KM2PX9DT\">"), "{html}");
}

#[test]
fn a_sheet_is_cut_into_pages_of_twenty_four_with_a_symbol_on_each_ticket() {
    let ticket = PrintTicket { code: code(), url: "http://10.5.50.1:8088/".into(), plan: evil_plan(), use_by: None };
    let html = A4Sheet { issuer: evil_issuer(), screen: Screen::File, tickets: vec![ticket; 49] }.html().unwrap();
    assert_eq!(html.matches("<section>").count(), 3);
    assert_eq!(html.matches("<article>").count(), 49);
    assert_eq!(html.matches("<svg ").count(), 49);
}
