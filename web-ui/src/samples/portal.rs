//! Samples of what guests see on their phones.

use domain::ids::{PlanId, SiteId};
use domain::money::{Currency, Money};

use super::{Specimen, add, bare_frame, carry, code, frame};
use crate::{
    Clock, Frame, Grant, Home, Language, Left, PausedWhy, Plan, Refusal, Refused, RenderError, RouterUrl, Sales,
    SignIn, Standing, Status, Ticket, TicketSummary, Travel,
};

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
const GB: u64 = 1_000_000_000;

pub(super) fn collect(language: Language, gallery: &mut Vec<Specimen>) -> Result<(), RenderError> {
    let tag = language.tag();
    for (name, home) in homes(language) {
        add(gallery, format!("{tag}-home{name}"), &home, true)?;
    }
    for (name, ticket) in tickets(language) {
        add(gallery, format!("{tag}-ticket{name}"), &ticket, true)?;
    }
    for (name, status) in statuses(language) {
        add(gallery, format!("{tag}-status{name}"), &status, true)?;
    }
    for (name, refused) in refusals() {
        add(gallery, format!("{tag}-refusal-{name}"), &Refusal::new(frame(language), refused), true)?;
    }
    Ok(())
}

pub(super) fn plans() -> Vec<Plan> {
    let plan = |name: &str, cents, grant, use_within_secs, speed_down_kbps, devices| {
        Money::from_cents(cents, Currency::Kes).map(|price| Plan {
            id: PlanId::from_bytes([0x5a; 16]),
            name: name.into(),
            price,
            grant,
            use_within_secs,
            start_within_secs: None,
            speed_down_kbps,
            devices,
        })
    };
    [
        plan("Quick hour", 1_000, Grant::Elapsed { duration_secs: HOUR }, None, Some(5_000), 1),
        plan("Two of your hours", 2_500, Grant::Online { duration_secs: 2 * HOUR }, Some(7 * DAY), Some(5_000), 1),
        plan("All day", 5_000, Grant::Elapsed { duration_secs: DAY }, None, Some(5_000), 2),
        plan("1 GB bundle", 10_000, Grant::Data { bytes: GB }, Some(30 * DAY), None, 2),
        plan("Family week", 35_050, Grant::Elapsed { duration_secs: 7 * DAY }, None, Some(2_500), 4),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A long list in a currency with large numbers.
pub(super) fn twelve_plans() -> Vec<Plan> {
    let long = |(index, plan): (usize, Plan)| {
        let price = Money::from_cents(50_000 + index as u64 * 1_300_000, Currency::Ugx).unwrap_or(plan.price);
        Plan { price, start_within_secs: Some(90 * DAY), ..plan }
    };
    plans().into_iter().cycle().take(12).enumerate().map(long).collect()
}

fn homes(language: Language) -> Vec<(&'static str, Home)> {
    let home =
        |plans| Home { frame: frame(language), plans, code: None, notice: None, sales: Sales::MPesa, pending: None };
    let bare = bare_frame(language);
    vec![
        ("", home(plans())),
        ("-counter", Home { sales: Sales::VouchersOnly, ..home(plans()) }),
        ("-twelve", Home { frame: bare, ..home(twelve_plans()) }),
        ("-code", Home { code: Some(code().to_string()), ..home(plans()) }),
        ("-notice", Home { notice: Some("user <7KM> is already logged in".into()), ..home(plans()) }),
        ("-empty", home(Vec::new())),
    ]
}

pub(super) fn time_ticket() -> TicketSummary {
    TicketSummary {
        code: code(),
        plan_name: "Quick hour".into(),
        time_left: Some(Left { now: 2 * HOUR + 900, of: 3 * HOUR }),
        data_left: None,
        clock: Clock::Elapsed,
        started: true,
        use_within_secs: None,
        devices_online: 0,
        devices_allowed: 1,
    }
}

pub(super) fn data_ticket() -> TicketSummary {
    TicketSummary {
        plan_name: "1 GB bundle".into(),
        time_left: None,
        data_left: Some(Left { now: GB * 2 / 3, of: GB }),
        use_within_secs: Some(12 * DAY),
        devices_online: 1,
        devices_allowed: 2,
        ..time_ticket()
    }
}

pub(super) fn online_ticket() -> TicketSummary {
    let time_left = Some(Left { now: 2 * HOUR, of: 2 * HOUR });
    TicketSummary { time_left, clock: Clock::Online, started: false, use_within_secs: Some(7 * DAY), ..time_ticket() }
}

pub(super) fn sign_in() -> Option<SignIn> {
    let fields = [("username", "7KM2PX9DT"), ("password", "0cc175b9c0f1b6a8"), ("popup", "false")];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    Some(SignIn { action: RouterUrl::parse(carry().get("link-login-only")?)?, fields })
}

fn tickets(language: Language) -> Vec<(&'static str, Ticket)> {
    let ticket =
        |ticket| Ticket { frame: frame(language), ticket, sign_in: sign_in(), paid: false, goes_by_itself: false };
    let direct = Frame { carry: Default::default(), ..frame(language) };
    vec![
        ("", ticket(time_ticket())),
        ("-data", ticket(data_ticket())),
        ("-new", ticket(online_ticket())),
        ("-direct", Ticket { frame: direct, sign_in: None, ..ticket(time_ticket()) }),
    ]
}

fn statuses(language: Language) -> Vec<(&'static str, Status)> {
    let sign_out = carry().get("link-logout").and_then(RouterUrl::parse);
    let status = |standing| Status { frame: frame(language), standing, sign_out: sign_out.clone() };
    vec![
        ("-online", status(Standing::Online(TicketSummary { devices_online: 1, ..time_ticket() }))),
        ("-online-data", Status { sign_out: None, ..status(Standing::Online(data_ticket())) }),
        ("-offline", status(Standing::Offline(online_ticket()))),
        ("-none", status(Standing::NoTicket)),
    ]
}

fn several_places() -> Refused {
    let place = |number, name: &str| (SiteId::from_bytes([number; 16]), name.to_owned());
    let places = vec![place(1, "Kibanda Soko"), place(2, "Kibanda Stendi")];
    Refused::Travel(Travel::Several { code: code(), places })
}

fn refusals() -> Vec<(&'static str, Refused)> {
    vec![
        ("unknown-code", Refused::UnknownCode { typed: "7KM-2PX-9DT".into() }),
        ("mistyped-code", Refused::MistypedCode { typed: "7km 2px 9dd".into() }),
        ("expired", Refused::Expired),
        ("time-used-up", Refused::TimeUsedUp),
        ("data-used-up", Refused::DataUsedUp),
        ("revoked", Refused::Revoked),
        ("too-many-devices", Refused::TooManyDevices { code: code(), devices_allowed: 2 }),
        ("one-device", Refused::TooManyDevices { code: code(), devices_allowed: 1 }),
        ("too-many-moves", Refused::TooManyMoves),
        ("asks-payer", Refused::AsksPayer { code: code(), were_wrong: false }),
        ("asks-payer-again", Refused::AsksPayer { code: code(), were_wrong: true }),
        ("too-many-tries", Refused::TooManyTries { wait_secs: 40 }),
        ("awaits-cloud", Refused::AwaitsCloud),
        ("lapsed", Refused::Lapsed),
        ("wrong-device", Refused::WrongDevice),
        ("storage-trouble", Refused::StorageTrouble),
        ("page-not-found", Refused::PageNotFound),
        ("request-too-large", Refused::RequestTooLarge),
        ("bad-login-address", Refused::BadLoginAddress),
        ("unknown-plan", Refused::UnknownPlan),
        ("counter-only", Refused::CounterOnly),
        ("paused-clock", Refused::SalesPaused(PausedWhy::ClockUnknown)),
        ("paused-offline", Refused::SalesPaused(PausedWhy::Offline)),
        ("paused-disk", Refused::SalesPaused(PausedWhy::DiskFull)),
        ("paused-lapsed", Refused::SalesPaused(PausedWhy::Lapsed)),
        ("unknown-payment", Refused::UnknownPayment),
        ("on-its-way", Refused::Travel(Travel::OnItsWay { code: code(), at: Some("Kibanda Soko".into()), looks: 1 })),
        ("several-places", several_places()),
        ("place-away", Refused::Travel(Travel::PlaceAway { at: Some("Kibanda Soko".into()) })),
        ("held-elsewhere", Refused::Travel(Travel::HeldElsewhere { at: None })),
        ("nobody-to-ask", Refused::Travel(Travel::NobodyToAsk)),
        ("money-elsewhere", Refused::Travel(Travel::MoneyElsewhere { at: "Kibanda Soko".into() })),
    ]
}
