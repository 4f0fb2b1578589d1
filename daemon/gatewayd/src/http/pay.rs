//! The guests' pages of paying by phone: choosing, waiting, and what went wrong.

use std::time::Duration;

use domain::code::Code;
use domain::decisions::{Purchase, SaleRefused};
use domain::device::Mac;
use domain::ids::{CheckoutId, OnceId, PlanId};
use domain::plan::Plan;
use hyper::StatusCode;
use payment_proto::mpesa::pace::{self, phase};
use payment_proto::mpesa::phone;
use tokio::time::sleep;
use web_ui::{Buy, BuyProblem, PausedWhy, Payment, PaymentFailed, PaymentUnclear, Phase, Refused, Sales, Waiting};

use crate::chance::Kernel;
use crate::control::put;
use crate::desk::{Ask, Closed, PaymentAsk, PaymentSaid, PaymentView, Said, SalesState, Stands};
use crate::http::request::Request;
use crate::http::response::Response;
use crate::http::visit::Visit;
use crate::http::{Shared, shown};
use crate::words::Denied;

/// How often the waiting page asks for itself while the guest looks at the phone.
const AGAIN_SECS: u32 = 4;
/// And when it takes long.
const AGAIN_LATE_SECS: u32 = 15;
/// How often the books are looked at for a guest the router has let through, and the time between.
const LOOKS_FOR_START: u32 = 4;
const BETWEEN_LOOKS: Duration = Duration::from_millis(250);

/// The payment of an answer.
pub(super) fn payments(said: Said) -> Option<PaymentView> {
    match said {
        Said::Payment(PaymentSaid::Payments(views)) => views.into_iter().next(),
        _ => None,
    }
}

/// Whether phones are asked to pay here now.
pub(super) async fn sales(visit: &Visit<'_>) -> Sales {
    match visit.ask(Ask::Payment(PaymentAsk::Sales)).await {
        Said::Payment(PaymentSaid::Sales(state)) => match state {
            SalesState::Open => Sales::MPesa,
            SalesState::LineDown => Sales::Paused(PausedWhy::Offline),
            SalesState::DiskFull => Sales::Paused(PausedWhy::DiskFull),
            SalesState::Closed(Closed::ClockUnknown) => Sales::Paused(PausedWhy::ClockUnknown),
            SalesState::Closed(Closed::Lapsed) => Sales::Paused(PausedWhy::Lapsed),
            SalesState::Closed(Closed::NotOffered) => Sales::VouchersOnly,
        },
        _ => Sales::VouchersOnly,
    }
}

async fn plan_named(visit: &Visit<'_>) -> Option<Plan> {
    let id: PlanId = visit.field("plan")?.parse().ok()?;
    match visit.ask(Ask::Plans).await {
        Said::Plans(plans) => plans.into_iter().find(|plan| plan.id == id),
        _ => None,
    }
}

/// `GET /buy?plan=…`: one plan, and the field for the phone that pays.
pub(super) async fn offer(request: &Request, shared: &Shared) -> Response {
    let visit = Visit::new(request, shared);
    match sales(&visit).await {
        Sales::VouchersOnly => return visit.refuse(StatusCode::OK, Refused::CounterOnly),
        Sales::Paused(why @ (PausedWhy::ClockUnknown | PausedWhy::DiskFull | PausedWhy::Lapsed)) => {
            return visit.refuse(StatusCode::OK, Refused::SalesPaused(why));
        }
        // A line that failed a moment ago may be tried again.
        Sales::MPesa | Sales::Paused(PausedWhy::Offline) => {}
    }
    let Some(plan) = plan_named(&visit).await else { return unknown_plan(visit) };
    let phone = visit.field("phone").map(str::to_owned).or_else(|| visit.memory.phone.map(|phone| phone.local()));
    show_offer(visit, &plan, phone, None)
}

fn unknown_plan(visit: Visit<'_>) -> Response {
    visit.refuse(StatusCode::NOT_FOUND, Refused::UnknownPlan)
}

fn show_offer(visit: Visit<'_>, plan: &Plan, phone: Option<String>, problem: Option<BuyProblem>) -> Response {
    let status = match problem {
        None => StatusCode::OK,
        Some(BuyProblem::NotAPhone) => StatusCode::OK,
        Some(BuyProblem::PromptOpen { .. } | BuyProblem::TooManyTries { .. } | BuyProblem::TooManyGuests { .. }) => {
            StatusCode::TOO_MANY_REQUESTS
        }
    };
    let page = Response::page(
        status,
        &Buy { frame: visit.frame, plan: shown::plan(plan), phone, once: OnceId::draw(&mut Kernel), problem },
    );
    match problem {
        Some(
            BuyProblem::PromptOpen { wait_secs }
            | BuyProblem::TooManyTries { wait_secs }
            | BuyProblem::TooManyGuests { wait_secs },
        ) => page.retry_after(wait_secs),
        _ => page,
    }
}

/// `POST /buy`: asks the phone, then leads to the payment's own page, which may be reloaded as often as one likes.
pub(super) async fn buy(request: Request, shared: &Shared) -> Response {
    let visit = match Visit::of_form(request, shared).await {
        Ok(visit) => visit,
        Err(response) => return response,
    };
    let Some(plan) = plan_named(&visit).await else { return unknown_plan(visit) };
    let typed = visit.field("phone").unwrap_or_default().to_owned();
    let Ok(payer) = phone::parse(&typed) else {
        return show_offer(visit, &plan, Some(typed), Some(BuyProblem::NotAPhone));
    };
    let Ok(device) = visit.asker.device() else { return visit.refuse(StatusCode::FORBIDDEN, Refused::WrongDevice) };
    let once = visit.field("once").and_then(|text| text.parse::<OnceId>().ok());
    let purchase = Purchase {
        plan: plan.id,
        payer,
        device,
        address: visit.asker.own_address(),
        once,
        remembered: visit.memory.payment,
        named: None,
    };
    match shared.buy(purchase).await {
        Said::Payment(PaymentSaid::Opened(view)) => {
            Response::see_other(visit.frame.payment_link(view.id)).remembering_phone(payer).remembering_payment(view.id)
        }
        Said::Payment(PaymentSaid::NotSold(refused)) => {
            let problem = match refused {
                SaleRefused::PromptOpen { wait_secs } => BuyProblem::PromptOpen { wait_secs },
                SaleRefused::TooOften { wait_secs } => BuyProblem::TooManyTries { wait_secs },
                SaleRefused::SiteBusy { wait_secs } => BuyProblem::TooManyGuests { wait_secs },
                SaleRefused::UnknownPlan => return unknown_plan(visit),
                SaleRefused::NotPayable => return visit.refuse(StatusCode::OK, Refused::CounterOnly),
            };
            show_offer(visit, &plan, Some(typed), Some(problem))
        }
        Said::Payment(PaymentSaid::Closed(Closed::NotOffered)) => visit.refuse(StatusCode::OK, Refused::CounterOnly),
        Said::Payment(PaymentSaid::Closed(Closed::ClockUnknown)) => {
            visit.refuse(StatusCode::SERVICE_UNAVAILABLE, Refused::SalesPaused(PausedWhy::ClockUnknown))
        }
        Said::SalesPaused => visit.refuse(StatusCode::SERVICE_UNAVAILABLE, Refused::SalesPaused(PausedWhy::DiskFull)),
        _ => visit.deny(Denied::Storage, ""),
    }
}

/// `GET /pay/<id>`: how a payment stands; once it is paid, the ticket.
pub(super) async fn show(request: &Request, shared: &Shared, id: &str) -> Response {
    let visit = Visit::new(request, shared);
    let said = match id.parse::<CheckoutId>() {
        Ok(id) => visit.ask(Ask::Payment(PaymentAsk::Show(id))).await,
        Err(_) => Said::NotFound,
    };
    if matches!(said, Said::Trouble(_)) {
        return visit.deny(Denied::Storage, "");
    }
    let Some(view) = payments(said) else { return visit.refuse(StatusCode::NOT_FOUND, Refused::UnknownPayment) };
    let payment = Payment {
        id: view.id,
        plan: view.plan_id,
        plan_name: view.plan.clone(),
        amount: view.amount,
        payer: view.payer,
    };
    match (&view.stands, view.ticket.as_ref()) {
        (Stands::Paid, Some(ticket)) => show_paid(visit.looked_up().await, ticket.code).await,
        (Stands::Failed { cause, .. }, _) => {
            Response::page(StatusCode::OK, &PaymentFailed { frame: visit.frame, payment, cause: *cause })
        }
        (Stands::Unclear, _) => Response::page(StatusCode::OK, &PaymentUnclear { frame: visit.frame, payment }),
        (Stands::Asking | Stands::Prompted | Stands::Paid, _) => {
            let phase = waiting_phase(&view);
            let again_secs = if phase == Phase::LongWait { AGAIN_LATE_SECS } else { AGAIN_SECS };
            Response::page(StatusCode::OK, &Waiting { frame: visit.frame, payment, phase, again_secs })
        }
    }
}

fn waiting_phase(view: &PaymentView) -> Phase {
    let progress = match view.stands {
        Stands::Asking => domain::checkout::Progress::Created,
        _ => domain::checkout::Progress::Pushed,
    };
    match phase(&progress, view.age_secs.saturating_mul(1000)) {
        Some(pace::Phase::Asking) => Phase::Asking,
        Some(pace::Phase::Prompted) => Phase::Prompted,
        Some(pace::Phase::Checking) => Phase::Checking,
        Some(pace::Phase::LongWait) | None => Phase::LongWait,
    }
}

/// The ticket of a payment. Its id or its receipt was proof enough: nothing here is guessed, so nobody has to wait. Where
/// the router lets us, the guest is signed in from here and led on; else the page's own form does it.
pub(super) async fn show_paid(visit: Visit<'_>, code: Code) -> Response {
    let device = visit.asker.likely_device().unwrap_or(Mac::UNNAMED);
    let ask = || put(&visit.shared.questions, Ask::Check { code, device }, None);
    let checked = ask().await;
    // A link may name any device: only one that the network vouches for is signed in from here.
    let is_let_through = match visit.asker.proven_device().filter(|own| may_sign_in(&checked, *own)) {
        Some(own) => visit.shared.taps.sign_in(own, code).await,
        None => false,
    };
    if !is_let_through {
        return visit.show_ticket(code, checked, &code.to_string(), true);
    }
    // The router tells us a moment later than it lets the guest through.
    let mut looks = 0..LOOKS_FOR_START;
    while !is_online(&ask().await, device) && looks.next().is_some() {
        sleep(BETWEEN_LOOKS).await;
    }
    Response::see_other(visit.status_link(code))
}

/// Nobody is signed in with this ticket, or this device is as far as the books know: the router knows better.
fn may_sign_in(checked: &Said, device: Mac) -> bool {
    online_with(checked).is_some_and(|online| online.is_empty() || online.contains(&device))
}

fn is_online(checked: &Said, device: Mac) -> bool {
    online_with(checked).is_some_and(|online| online.contains(&device))
}

fn online_with(checked: &Said) -> Option<&[Mac]> {
    match checked {
        Said::Tickets(views) => views.first().map(|view| view.online.as_slice()),
        _ => None,
    }
}
