//! Samples of paying by M-PESA, from the price list to the ticket.

use domain::checkout::Cause;
use domain::ids::{CheckoutId, OnceId, PlanId};
use domain::money::{Currency, Money};
use domain::phone::Phone;
use domain::receipt::ReceiptNumber;

use super::portal::{online_ticket, plans, sign_in, time_ticket};
use super::{Specimen, add, bare_frame, frame};
use crate::{
    Buy, BuyProblem, ChoosePlan, FindPayment, FindProblem, Frame, Home, Language, PaidNotConnected, PausedWhy, Payment,
    PaymentFailed, PaymentUnclear, Pending, Phase, Plan, ReceiptProblem, RenderError, Sales, Stage, Ticket, Waiting,
};

/// The one that shows how long a page can get.
const LONG_NAME: &str = "Unlimited internet for the whole family and all of its visitors";
const SMS: &str = "UAF0AB12CD Confirmed. Ksh20.00 paid to MAMA NJERI CAFE. on 15/1/26 at 9:30 AM. New M-PESA balance \
                   is Ksh312.00. Transaction cost, Ksh0.00. Amount you can transact within the day is 499,980.00.";

/// Every cause there is.
pub const CAUSES: [Cause; 12] = [
    Cause::Cancelled,
    Cause::WrongPin,
    Cause::PinLocked,
    Cause::NotEnoughMoney,
    Cause::NoPinInTime,
    Cause::PromptOpen,
    Cause::SameAmountTooSoon,
    Cause::OverLimit,
    Cause::NotOnRail,
    Cause::RailBusy,
    Cause::RailUnreachable,
    Cause::OwnersTrouble,
];

pub(super) fn collect(language: Language, gallery: &mut Vec<Specimen>) -> Result<(), RenderError> {
    let tag = language.tag();
    for (name, home) in homes(language) {
        add(gallery, format!("{tag}-home-{name}"), &home, true)?;
    }
    for (name, buy) in buys(language) {
        add(gallery, format!("{tag}-buy{name}"), &buy, true)?;
    }
    for (name, waiting) in waits(language) {
        add(gallery, format!("{tag}-pay-{name}"), &waiting, true)?;
    }
    failed(language, gallery)?;
    for (name, ticket) in tickets(language) {
        add(gallery, format!("{tag}-pay-arrived{name}"), &ticket, true)?;
    }
    for (name, paid) in receipts(language) {
        add(gallery, format!("{tag}-paid{name}"), &paid, true)?;
    }
    for (name, choose) in choices(language) {
        add(gallery, format!("{tag}-paid-choose{name}"), &choose, true)?;
    }
    for (name, find) in finds(language) {
        add(gallery, format!("{tag}-find{name}"), &find, true)?;
    }
    Ok(())
}

/// A payment with everything, or with as long a name as an owner thinks up.
pub fn payment(plan_name: &str) -> Option<Payment> {
    Some(Payment {
        id: CheckoutId::from_bytes([0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6, 0x47, 0x08, 0x89, 0x0A, 1, 2, 3, 4, 5, 6]),
        plan: PlanId::from_bytes([0x5A; 16]),
        plan_name: plan_name.into(),
        amount: Money::from_cents(2_000, Currency::Kes)?,
        payer: Phone::from_number(254_712_345_678).ok()?,
    })
}

fn homes(language: Language) -> Vec<(&'static str, Home)> {
    let home =
        |sales, pending| Home { frame: frame(language), plans: plans(), code: None, notice: None, sales, pending };
    let begun = |stage| payment("").map(|Payment { id, amount, .. }| Pending::Payment { id, amount, stage });
    vec![
        ("paused-clock", home(Sales::Paused(PausedWhy::ClockUnknown), None)),
        ("paused-offline", home(Sales::Paused(PausedWhy::Offline), begun(Stage::Waiting))),
        ("paused-disk", home(Sales::Paused(PausedWhy::DiskFull), None)),
        ("paused-lapsed", home(Sales::Paused(PausedWhy::Lapsed), None)),
        ("waiting", home(Sales::MPesa, begun(Stage::Waiting))),
        ("failed", home(Sales::MPesa, begun(Stage::Failed))),
        ("arrived", home(Sales::MPesa, begun(Stage::Arrived))),
        ("claimed", home(Sales::MPesa, Some(Pending::Claimed))),
    ]
}

fn long_plan() -> Option<Plan> {
    let price = Money::from_cents(Money::LARGEST_CENTS, Currency::Ugx)?;
    let plan = plans().pop()?;
    Some(Plan { name: LONG_NAME.into(), price, start_within_secs: Some(7_776_000), ..plan })
}

fn buys(language: Language) -> Vec<(&'static str, Buy)> {
    let buy = |plan: Option<Plan>, phone: &str, problem| {
        let phone = (!phone.is_empty()).then(|| phone.to_owned());
        plan.map(|plan| Buy { frame: frame(language), plan, phone, once: OnceId::from_bytes([0x5a; 16]), problem })
    };
    let first = || plans().into_iter().next();
    let known = "0712 345 678";
    [
        ("", buy(first(), "", None)),
        ("-known", buy(first(), known, None)),
        ("-long", buy(long_plan(), known, None)),
        ("-bare", buy(first(), "", None).map(|buy| Buy { frame: bare_frame(language), ..buy })),
        ("-not-a-phone", buy(first(), "0712 345", Some(BuyProblem::NotAPhone))),
        ("-prompt-open", buy(first(), known, Some(BuyProblem::PromptOpen { wait_secs: 65 }))),
        ("-too-many-tries", buy(first(), known, Some(BuyProblem::TooManyTries { wait_secs: 540 }))),
    ]
    .into_iter()
    .filter_map(|(name, buy)| Some((name, buy?)))
    .collect()
}

fn waits(language: Language) -> Vec<(&'static str, Waiting)> {
    let wait = |frame: Frame, phase, plan_name| {
        let again_secs = if phase == Phase::LongWait { 15 } else { 5 };
        payment(plan_name).map(|payment| Waiting { frame, payment, phase, again_secs })
    };
    let full = || frame(language);
    [
        ("asking", wait(full(), Phase::Asking, "Quick hour")),
        ("prompted", wait(full(), Phase::Prompted, "Quick hour")),
        ("prompted-long", wait(full(), Phase::Prompted, LONG_NAME)),
        ("prompted-bare", wait(bare_frame(language), Phase::Prompted, "Quick hour")),
        ("checking", wait(full(), Phase::Checking, "Quick hour")),
        ("long-wait", wait(full(), Phase::LongWait, "Quick hour")),
    ]
    .into_iter()
    .filter_map(|(name, waiting)| Some((name, waiting?)))
    .collect()
}

fn failed(language: Language, gallery: &mut Vec<Specimen>) -> Result<(), RenderError> {
    let tag = language.tag();
    let Some(payment) = payment("Quick hour") else { return Ok(()) };
    for cause in CAUSES {
        let page = PaymentFailed { frame: frame(language), payment: payment.clone(), cause };
        add(gallery, format!("{tag}-pay-failed-{cause:?}"), &page, true)?;
    }
    let cause = Cause::OwnersTrouble;
    let bare = PaymentFailed { frame: bare_frame(language), payment: payment.clone(), cause };
    add(gallery, format!("{tag}-pay-failed-{cause:?}-bare"), &bare, true)?;
    add(gallery, format!("{tag}-pay-unclear"), &PaymentUnclear { frame: frame(language), payment }, true)
}

fn tickets(language: Language) -> Vec<(&'static str, Ticket)> {
    let ticket =
        |ticket| Ticket { frame: frame(language), ticket, sign_in: sign_in(), paid: true, goes_by_itself: true };
    let direct = Frame { carry: Default::default(), ..frame(language) };
    vec![
        ("", ticket(online_ticket())),
        ("-by-hand", Ticket { goes_by_itself: false, ..ticket(time_ticket()) }),
        ("-direct", Ticket { frame: direct, sign_in: None, ..ticket(online_ticket()) }),
    ]
}

fn receipts(language: Language) -> Vec<(&'static str, PaidNotConnected)> {
    let paid = |typed: &str, problem| {
        let typed = (!typed.is_empty()).then(|| typed.to_owned());
        PaidNotConnected { frame: frame(language), typed, problem }
    };
    vec![
        ("", paid("", None)),
        ("-bare", PaidNotConnected { frame: bare_frame(language), ..paid("", None) }),
        ("-no-receipt", paid("I paid 20 bob", Some(ReceiptProblem::NoReceipt))),
        ("-not-seen-yet", paid(SMS, Some(ReceiptProblem::NotSeenYet))),
        ("-undecided", paid("UAF0AB12CD", Some(ReceiptProblem::Undecided))),
        ("-under-review", paid("UAF0AB12CD", Some(ReceiptProblem::UnderReview))),
        ("-wait", paid("UAF0AB12CD", Some(ReceiptProblem::Wait { wait_secs: 40 }))),
    ]
}

fn choices(language: Language) -> Vec<(&'static str, ChoosePlan)> {
    let choose = |plans, cents| {
        let receipt = ReceiptNumber::parse("UAF0AB12CD").ok()?;
        Some(ChoosePlan { frame: frame(language), receipt, amount: Money::from_cents(cents, Currency::Kes)?, plans })
    };
    [
        ("", choose(plans().into_iter().take(3).collect(), 6_000)),
        ("-all", choose(plans(), 100_000)),
        ("-too-little", choose(Vec::new(), 500)),
    ]
    .into_iter()
    .filter_map(|(name, choose)| Some((name, choose?)))
    .collect()
}

fn finds(language: Language) -> Vec<(&'static str, FindPayment)> {
    let find = |problem| FindPayment { frame: frame(language), problem };
    vec![
        ("", find(None)),
        ("-not-three-digits", find(Some(FindProblem::NotThreeDigits))),
        ("-no-match", find(Some(FindProblem::NoMatch))),
        ("-wait", find(Some(FindProblem::Wait { wait_secs: 90 }))),
    ]
}
