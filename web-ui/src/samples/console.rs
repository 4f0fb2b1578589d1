//! Samples of the site console: full, sparse, and with the longest words an owner, a router or a phone may come with.

use domain::checkout::Cause;
use domain::money::{Currency, Money as Amount};
use domain::review::Trouble;

use super::portal::{plans, twelve_plans};
use super::print::{issuers, tickets};
use super::{Specimen, add, code};
use crate::console::{
    Act, ActKind, Acts, Answer, BackupProblem, ClockHealth, CloudHealth, Confirm, Counter, DiskHealth, Done, Fact,
    Found, Frame, Guest, Health, HealthRow, HealthState, LookUp, Money, MpesaHealth, Offline, Online, Paused,
    PaymentFacts, PaymentRow, PaymentState, Refusal, Refused, ReviewRow, RouterHealth, Sheet, SheetProblem, SignIn,
    SignInProblem, Sold, Step, Story, TicketFacts, Verdict, What, When,
};
use crate::{A4Sheet, Language, PaperWidth, RenderError, Screen, ThermalStrip};

const LONG: &str = "Kampala Road Guest House, Restaurant and Conference Centre (second floor, behind the bank)";
const ONCE: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
const DEVICE: &str = "AA:BB:CC:00:11:22";
const MB: u64 = 1_000_000;

/// Every trouble a person has to look at, but those with an amount.
const TROUBLES: [Trouble; 9] = [
    Trouble::Misconfigured,
    Trouble::NeverSettled,
    Trouble::UnmatchedReceipt,
    Trouble::SecondReceipt,
    Trouble::ReceiptUsedBefore,
    Trouble::PaidWithoutReceipt,
    Trouble::UnknownResult,
    Trouble::NoTicket,
    Trouble::OtherMovement,
];

/// Every page of the console with every sample in every language.
pub fn gallery() -> Result<Vec<Specimen>, RenderError> {
    let mut gallery = Vec::new();
    for language in Language::ALL {
        let tag = language.tag();
        doors(language, tag, &mut gallery)?;
        sales(language, tag, &mut gallery)?;
        papers(language, tag, &mut gallery)?;
        guests(language, tag, &mut gallery)?;
        stories(language, tag, &mut gallery)?;
        books(language, tag, &mut gallery)?;
    }
    Ok(gallery)
}

/// KSh 2,500.50, where a sum may be as long as that.
fn price() -> Amount {
    const CENTS: u64 = 250_050;
    Amount::from_cents(CENTS, Currency::Kes).unwrap_or_else(|| plans().swap_remove(0).price)
}

/// A frame for a cashier who is signed in.
pub fn frame(language: Language) -> Frame {
    let csrf = Some("0123456789abcdef".to_owned());
    Frame { language, site_name: "Mama Njeri Café".into(), csrf, is_offline: false }
}

fn long_frame(language: Language) -> Frame {
    Frame { site_name: LONG.into(), is_offline: true, ..frame(language) }
}

fn doors(language: Language, tag: &str, gallery: &mut Vec<Specimen>) -> Result<(), RenderError> {
    let stranger = || Frame { csrf: None, ..frame(language) };
    for (name, problem) in [
        ("", None),
        ("-wrong", Some(SignInProblem::Wrong)),
        ("-wait", Some(SignInProblem::Wait { secs: 32 })),
        ("-expired", Some(SignInProblem::Expired)),
    ] {
        add(gallery, format!("{tag}-console-sign-in{name}"), &SignIn { frame: stranger(), problem }, false)?;
    }
    for (why, frame) in [
        (Refused::PageNotFound, frame(language)),
        (Refused::FormExpired, stranger()),
        (Refused::GuestsStayOut, stranger()),
        (Refused::NotNow, frame(language)),
        (Refused::PausedDiskFull, frame(language)),
        (Refused::PausedLapsed, long_frame(language)),
    ] {
        add(gallery, format!("{tag}-console-refused-{why:?}"), &Refusal { frame, why }, false)?;
    }
    Ok(())
}

fn sales(language: Language, tag: &str, gallery: &mut Vec<Specimen>) -> Result<(), RenderError> {
    let counter = |plans| Counter { frame: frame(language), plans, paused: None, online: 12, waiting: 1, reviews: 2 };
    for (name, page) in [
        ("", counter(plans())),
        ("-twelve", Counter { frame: long_frame(language), reviews: 0, ..counter(twelve_plans()) }),
        ("-empty", Counter { online: 0, waiting: 0, reviews: 0, ..counter(Vec::new()) }),
        ("-disk-full", Counter { paused: Some(Paused::DiskFull), ..counter(plans()) }),
        ("-lapsed", Counter { paused: Some(Paused::Lapsed), ..counter(plans()) }),
    ] {
        add(gallery, format!("{tag}-console-counter{name}"), &page, false)?;
    }
    let once = || ONCE.to_owned();
    for (name, plan) in [("", plans().swap_remove(0)), ("-long", twelve_plans().swap_remove(11))] {
        let page = Confirm { frame: frame(language), plan: plan.clone(), once: once() };
        add(gallery, format!("{tag}-console-confirm{name}"), &page, false)?;
        let again = !name.is_empty();
        let page = Sold { frame: frame(language), plan, code: code(), once: once(), again };
        add(gallery, format!("{tag}-console-sold{name}"), &page, false)?;
    }
    for (name, plans, problem) in
        [("", plans(), None), ("-count", plans(), Some(SheetProblem::BadCount)), ("-empty", Vec::new(), None)]
    {
        let page = Sheet { frame: frame(language), plans, once: once(), problem };
        add(gallery, format!("{tag}-console-sheet{name}"), &page, false)?;
    }
    Ok(())
}

fn papers(language: Language, tag: &str, gallery: &mut Vec<Specimen>) -> Result<(), RenderError> {
    let ((issuer, _), screen) = (issuers(language), Screen::Counter(language));
    let strip = ThermalStrip { issuer: issuer.clone(), screen, width: PaperWidth::Mm58, tickets: tickets(1) };
    let sheet = A4Sheet { issuer, screen, tickets: tickets(30) };
    add(gallery, format!("{tag}-console-prints-58"), &strip, false)?;
    add(gallery, format!("{tag}-console-prints-a4"), &sheet, false)
}

/// Somebody who is online.
pub fn guest() -> Guest {
    Guest {
        code: code(),
        plan: "Quick hour".into(),
        device: DEVICE.into(),
        address: Some("10.5.50.23".into()),
        since_secs: 1_500,
        down_bytes: 120 * MB,
        up_bytes: 4 * MB,
        left_secs: Some(2_100),
        left_bytes: None,
    }
}

fn guests(language: Language, tag: &str, gallery: &mut Vec<Specimen>) -> Result<(), RenderError> {
    let long = Guest {
        plan: LONG.into(),
        address: None,
        left_secs: Some(86_400 * 29 + 3_600 * 23),
        left_bytes: Some(1_234_000 * MB),
        down_bytes: 987_654 * MB,
        ..guest()
    };
    let endless = Guest { left_secs: None, ..guest() };
    let page = |guests, more, done| Online { frame: frame(language), guests, more, done };
    for (name, page) in [
        ("", page(vec![guest(), long, endless], 7, Some(Done::SentOff { count: 1 }))),
        ("-none", page(Vec::new(), 0, None)),
    ] {
        add(gallery, format!("{tag}-console-online{name}"), &page, false)?;
    }
    Ok(())
}

/// A ticket that runs.
pub fn ticket() -> TicketFacts {
    TicketFacts {
        code: code(),
        plan: "Quick hour".into(),
        price: price(),
        left_secs: Some(2_100),
        left_bytes: None,
        devices_allowed: 2,
        devices: vec![DEVICE.into()],
        given_secs: 0,
        can_kick: true,
        can_extend: true,
        once: ONCE.into(),
    }
}

/// A payment that was made.
pub fn payment() -> PaymentFacts {
    PaymentFacts {
        amount: price(),
        payer: "07** *** 678".into(),
        receipt: Some("SFF6XYZ123".into()),
        reference: "A1B2 C3D4 E5F6".into(),
    }
}

/// Everything that can happen to a ticket.
pub fn steps() -> Vec<Step> {
    let all = [
        What::Revoked,
        What::Ended,
        What::LastHeard { bytes: 124 * MB },
        What::CameOnline { device: DEVICE.into(), address: Some("10.5.50.23".into()) },
        What::WentOffline { why: Offline::RouterRestarted, bytes: 80 * MB },
        What::WentOffline { why: Offline::Silent, bytes: 80 * MB },
        What::WentOffline { why: Offline::GuestLeft, bytes: 70 * MB },
        What::WentOffline { why: Offline::SentOff, bytes: 60 * MB },
        What::WentOffline { why: Offline::TimeOver, bytes: 50 * MB },
        What::WentOffline { why: Offline::Idle, bytes: 40 * MB },
        What::WentOffline { why: Offline::Other, bytes: 30 * MB },
        What::Given { secs: 1_800 },
        What::MovedTo { device: "AA:BB:CC:00:11:23".into() },
        What::FirstUse { device: DEVICE.into() },
        What::TicketMade,
        What::MoneyCame { receipt: Some("SFF6XYZ123".into()) },
        What::PaymentFailed,
        What::AskedToPay,
    ];
    let step = |(what, index): (What, u64)| Step { when: When::Ago(index * index * 37), what };
    let mut steps: Vec<Step> = all.into_iter().zip(0..).map(step).collect();
    if let Some(last) = steps.last_mut() {
        last.when = When::Unknown;
    }
    steps
}

fn stories(language: Language, tag: &str, gallery: &mut Vec<Specimen>) -> Result<(), RenderError> {
    let page = |asked: &str, answer, done| LookUp { frame: frame(language), asked: asked.into(), answer, done };
    let told = |verdict, ticket, payment| {
        let steps = if matches!(verdict, Verdict::Online { .. }) { steps() } else { steps().split_off(13) };
        Some(Answer::Story(Box::new(Story { verdict, ticket, payment, steps })))
    };
    let over =
        || TicketFacts { left_secs: Some(0), devices: Vec::new(), can_kick: false, can_extend: false, ..ticket() };
    let new = || TicketFacts { left_secs: Some(3_600), can_extend: true, ..over() };
    let full = TicketFacts { devices: vec![DEVICE.into(), "AA:BB:CC:00:11:23".into()], given_secs: 1_800, ..ticket() };
    let spent = TicketFacts { left_secs: Some(86_400), left_bytes: Some(0), plan: LONG.into(), ..over() };
    let open = || PaymentFacts { receipt: None, ..payment() };
    let found = [("7KM-2PX-9DT", "Quick hour"), ("a & b", LONG)];
    let found = found.map(|(name, plan)| Found { name: name.into(), plan: plan.into(), price: price() });
    let cause = Cause::NotEnoughMoney;
    for (name, page) in [
        ("", page("", None, None)),
        ("-not-found", page("7KM 2PX & 9DT", Some(Answer::NotFound), None)),
        ("-several", page("0712", Some(Answer::Several(found.into())), None)),
        (
            "-online",
            page(
                "7KM-2PX-9DT",
                told(Verdict::Online { devices: 1 }, Some(ticket()), Some(payment())),
                Some(Done::Given { minutes: 30 }),
            ),
        ),
        ("-new", page("7KM", told(Verdict::NotUsedYet, Some(new()), None), Some(Done::SentOff { count: 0 }))),
        ("-back", page("7KM", told(Verdict::CanComeBack, Some(new()), None), Some(Done::SentOff { count: 2 }))),
        ("-over", page("7KM", told(Verdict::TimeOver, Some(over()), None), Some(Done::NothingToGive))),
        ("-data", page("7KM", told(Verdict::DataUsed, Some(spent), None), None)),
        ("-late", page("7KM", told(Verdict::NeverUsedInTime, Some(over()), None), None)),
        ("-revoked", page("7KM", told(Verdict::Revoked, Some(over()), None), None)),
        ("-full", page("7KM", told(Verdict::AllPlacesTaken { devices: 2 }, Some(full), None), None)),
        ("-elsewhere", page("7KM", told(Verdict::OtherSite, None, None), None)),
        ("-phone", page("0712", told(Verdict::WaitingForPhone, None, Some(open())), None)),
        ("-unclear", page("0712", told(Verdict::PaymentUnclear, None, Some(open())), None)),
        ("-failed", page("0712", told(Verdict::PaymentFailed { cause }, None, Some(open())), None)),
        ("-review", page("SFF6XYZ123", told(Verdict::PaidWithoutTicket, None, Some(payment())), None)),
    ] {
        add(gallery, format!("{tag}-console-look-up{name}"), &page, false)?;
    }
    Ok(())
}

fn books(language: Language, tag: &str, gallery: &mut Vec<Specimen>) -> Result<(), RenderError> {
    let rows = [PaymentState::Asking, PaymentState::Prompted, PaymentState::Unclear].map(|state| PaymentRow {
        plan: if state == PaymentState::Unclear { LONG.into() } else { "Quick hour".into() },
        amount: price(),
        payer: "07** *** 678".into(),
        age_secs: 95,
        state,
        link_q: "A1B2 C3D4".into(),
    });
    let mut reviews = TROUBLES.map(|trouble| ReviewRow {
        id: "rv1".into(),
        age_secs: 7_300,
        trouble,
        said: String::new(),
        payment: None,
        receipt: Some("SFF6XYZ123".into()),
    });
    reviews[0].said = "M-PESA says that this shortcode has no such app: the passkey is of another one.".into();
    (reviews[1].payment, reviews[1].receipt) = (Some("A1B2C3D4E5F6".into()), None);
    let (asked, arrived, left) = (price(), price(), price());
    let with_amounts = [Trouble::AmountMismatch { asked, arrived }, Trouble::Remainder { left }];
    let more = with_amounts.map(|trouble| ReviewRow { trouble, ..reviews[2].clone() });
    let money = |waiting, reviews, resolved| Money { frame: frame(language), waiting, reviews, resolved };
    let reviews: Vec<ReviewRow> = reviews.into_iter().chain(more).collect();
    for (name, some) in ["", "-two", "-three"].into_iter().zip(reviews.chunks(4)) {
        let waiting = if name.is_empty() { rows.to_vec() } else { Vec::new() };
        add(gallery, format!("{tag}-console-money{name}"), &money(waiting, some.to_vec(), true), false)?;
    }
    add(gallery, format!("{tag}-console-money-none"), &money(Vec::new(), Vec::new(), false), false)?;
    for (name, rows, backup_problem) in
        [("", well(), None), ("-ill", ill(), Some(BackupProblem::TooShort)), ("-new", young(), None)]
    {
        let page = Health { frame: frame(language), rows, backup_problem };
        add(gallery, format!("{tag}-console-health{name}"), &page, false)?;
    }
    let acts = |acts| Acts { frame: frame(language), acts };
    add(gallery, format!("{tag}-console-acts"), &acts(deeds()), false)?;
    add(gallery, format!("{tag}-console-acts-none"), &acts(Vec::new()), false)
}

fn rows(state: HealthState, facts: impl IntoIterator<Item = Fact>) -> impl Iterator<Item = HealthRow> {
    facts.into_iter().map(move |fact| HealthRow { state, fact })
}

fn well() -> Vec<HealthRow> {
    let answers = RouterHealth::Answers { version: Some("RouterOS 7.18.2".into()) };
    let facts = [
        Fact::Cloud(CloudHealth::Connected { secs_ago: 20 }),
        Fact::Mpesa(MpesaHealth::Ready),
        Fact::Router { name: "hAP ax²".into(), health: answers },
        Fact::Clock(ClockHealth::Trusted),
        Fact::Disk(DiskHealth::Room),
        Fact::Flush { ms: 12 },
        Fact::Snapshot { secs_ago: Some(5_000) },
        Fact::Version("0.1.0".into()),
        Fact::Uptime { secs: 866_000 },
    ];
    rows(HealthState::Good, facts).collect()
}

fn ill() -> Vec<HealthRow> {
    let why = "tcp connect error: No route to host (os error 113), while the guests' router was asked at 192.168.88.1";
    let bad = [
        Fact::Cloud(CloudHealth::Away { secs_ago: Some(8_000) }),
        Fact::Mpesa(MpesaHealth::LineDown),
        Fact::Router { name: LONG.into(), health: RouterHealth::Silent { why: why.into() } },
        Fact::Disk(DiskHealth::Full),
    ];
    let warn = [
        Fact::Clock(ClockHealth::Untrusted),
        Fact::Flush { ms: 2_450 },
        Fact::Snapshot { secs_ago: Some(900_000) },
        Fact::Mpesa(MpesaHealth::Lapsed),
    ];
    rows(HealthState::Bad, bad).chain(rows(HealthState::Warn, warn)).collect()
}

/// A site on its first day.
fn young() -> Vec<HealthRow> {
    let facts = [
        Fact::Cloud(CloudHealth::NotEnrolled),
        Fact::Cloud(CloudHealth::Unconfirmed),
        Fact::Cloud(CloudHealth::Away { secs_ago: None }),
        Fact::Mpesa(MpesaHealth::NotOffered),
        Fact::Mpesa(MpesaHealth::ClockUnknown),
        Fact::Router { name: String::new(), health: RouterHealth::NotAsked },
        Fact::Snapshot { secs_ago: None },
        Fact::Version("0.1.0-a-version-that-is-long".into()),
        Fact::Uptime { secs: 40 },
    ];
    rows(HealthState::Warn, facts).collect()
}

fn deeds() -> Vec<Act> {
    let all = [
        ActKind::BackedUp,
        ActKind::Resolved,
        ActKind::GaveTime { code: code(), minutes: 30 },
        ActKind::SentOff { who: DEVICE.into() },
        ActKind::Minted { count: 24, plan: "All day".into() },
        ActKind::Sold { plan: LONG.into() },
        ActKind::Sold { plan: "Quick hour".into() },
        ActKind::SignedOut,
        ActKind::Other("Something else".into()),
        ActKind::SignedIn,
        ActKind::WrongPin,
    ];
    let act = |(what, index): (ActKind, u64)| Act {
        ago_secs: (what != ActKind::WrongPin).then_some(index * index * 300),
        from: "192.168.88.20".into(),
        what,
    };
    all.into_iter().zip(0..).map(act).collect()
}
