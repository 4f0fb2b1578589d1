//! Finding a payment again: by what the browser remembers, by the device, by the payer's digits, by a receipt.

use domain::decisions::NotRedeemed;
use domain::device::Mac;
use domain::ids::PlanId;
use domain::receipt::ReceiptNumber;
use hyper::StatusCode;
use payment_proto::mpesa::sms;
use sync_proto::{Find, Whereabouts};
use web_ui::{ChoosePlan, FindPayment, FindProblem, PaidNotConnected, Pending, ReceiptProblem, Stage};

use crate::desk::{Ask, PaymentAsk, PaymentSaid, PaymentView, Said, Stands, Status};
use crate::http::pay::{payments, show_paid};
use crate::http::request::Request;
use crate::http::response::Response;
use crate::http::visit::Visit;
use crate::http::{Shared, seek, shown};
use crate::words::Denied;

/// A failure is shown on the first page for so long.
const FAILURE_SHOWN_SECS: u64 = 600;

/// The payment this guest comes back for. Its details are for whoever is known to have asked for it; a device that only
/// says it is the one is asked for the payer's digits.
pub(super) async fn pending(visit: &Visit<'_>) -> Option<Pending> {
    if let Some(id) = visit.memory.payment
        && let Some(view) = payments(visit.ask(Ask::Payment(PaymentAsk::Show(id))).await)
        && let Some(stage) = stage(&view)
    {
        return Some(Pending::Payment { id: view.id, amount: view.amount, stage });
    }
    let device = visit.asker.likely_device()?;
    let view = payments(visit.ask(Ask::Payment(PaymentAsk::OfDevice(device))).await)?;
    let stage = stage(&view)?;
    if is_own(visit, &view) {
        return Some(Pending::Payment { id: view.id, amount: view.amount, stage });
    }
    (stage != Stage::Failed).then_some(Pending::Claimed)
}

/// MACs are on the air: one in a link proves nothing, unless it comes from the address that asked.
fn is_own(visit: &Visit<'_>, view: &PaymentView) -> bool {
    let is_seen = view.device.is_some() && visit.asker.proven_device() == view.device;
    let is_there = view.address.is_some() && visit.asker.own_address() == view.address;
    is_seen || is_there
}

/// How far a payment has come, if it is still of interest.
fn stage(view: &PaymentView) -> Option<Stage> {
    match &view.stands {
        Stands::Asking | Stands::Prompted | Stands::Unclear => Some(Stage::Waiting),
        Stands::Failed { .. } => (view.age_secs < FAILURE_SHOWN_SECS).then_some(Stage::Failed),
        Stands::Paid => {
            let ticket = view.ticket.as_ref()?;
            let waits = ticket.status == Status::New || (ticket.status == Status::Active && ticket.online.is_empty());
            waits.then_some(Stage::Arrived)
        }
    }
}

/// `GET /paid`: the field for a receipt.
pub(super) fn receipt_field(request: &Request, shared: &Shared) -> Response {
    let visit = Visit::new(request, shared);
    let typed = visit.field("receipt").map(str::to_owned);
    Response::page(StatusCode::OK, &PaidNotConnected { frame: visit.frame, typed, problem: None })
}

/// `POST /paid`: a receipt, or the whole message it came in, leads to its ticket.
pub(super) async fn redeem(request: Request, shared: &Shared) -> Response {
    let visit = match Visit::of_form(request, shared).await {
        Ok(visit) => visit,
        Err(response) => return response,
    };
    let typed = visit.field("receipt").unwrap_or_default().to_owned();
    let Some(number) = sms::find_receipt(&typed) else {
        return receipt_problem(visit, typed, ReceiptProblem::NoReceipt);
    };
    let plan = visit.field("plan").and_then(|text| text.parse::<PlanId>().ok());
    match visit.ask(Ask::Payment(PaymentAsk::Redeem { number, plan })).await {
        Said::Tickets(views) => match views.first() {
            Some(ticket) => show_paid(visit, ticket.code).await,
            None => receipt_problem(visit, typed, ReceiptProblem::NotSeenYet),
        },
        Said::Payment(PaymentSaid::NotRedeemed(not)) => match not {
            NotRedeemed::ChoosePlan { amount } | NotRedeemed::TooLittle { amount } => {
                choose_plan(visit, number, amount).await
            }
            NotRedeemed::Unknown => seek_receipt(visit, number, typed).await,
            NotRedeemed::Undecided => receipt_problem(visit, typed, ReceiptProblem::Undecided),
            NotRedeemed::UnderReview => receipt_problem(visit, typed, ReceiptProblem::UnderReview),
        },
        Said::Wait(wait_secs) => receipt_problem(visit, typed, ReceiptProblem::Wait { wait_secs }),
        _ => visit.deny(Denied::Storage, ""),
    }
}

/// Nobody has told these books of it: it may have been paid at another site.
async fn seek_receipt(visit: Visit<'_>, number: ReceiptNumber, typed: String) -> Response {
    let find = Find::Receipt(number);
    match visit.shared.seeking.ask(find).await {
        Err(_) | Ok(Whereabouts::Unknown) => receipt_problem(visit, typed, ReceiptProblem::NotSeenYet),
        // It may have come already.
        Ok(Whereabouts::Here(code) | Whereabouts::Asked { code, .. }) => {
            let device = visit.asker.likely_device().unwrap_or(Mac::UNNAMED);
            let checked = seek::check(visit.shared, &visit.asker, code, device).await;
            if seek::is_elsewhere(&checked) {
                return seek::page(visit, find, checked, &typed, 0).await;
            }
            visit.show_ticket(code, checked, &typed, false)
        }
        Ok(_) => seek::page(visit, find, Said::NotFound, &typed, 0).await,
    }
}

fn receipt_problem(visit: Visit<'_>, typed: String, problem: ReceiptProblem) -> Response {
    let wait_secs = match problem {
        ReceiptProblem::Wait { wait_secs } => Some(wait_secs),
        _ => None,
    };
    let page = PaidNotConnected { frame: visit.frame, typed: Some(typed), problem: Some(problem) };
    match wait_secs {
        Some(secs) => Response::page(StatusCode::TOO_MANY_REQUESTS, &page).retry_after(secs),
        None => Response::page(StatusCode::OK, &page),
    }
}

async fn choose_plan(visit: Visit<'_>, receipt: ReceiptNumber, amount: domain::money::Money) -> Response {
    let Said::Plans(mut plans) = visit.ask(Ask::Plans).await else { return visit.deny(Denied::Storage, "") };
    plans.retain(|plan| plan.price.currency() == amount.currency() && plan.price.cents() <= amount.cents());
    let plans = plans.iter().map(shown::plan).collect();
    Response::page(StatusCode::OK, &ChoosePlan { frame: visit.frame, receipt, amount, plans })
}

/// `GET /find`: the field for the payer's last three digits.
pub(super) fn digits_field(request: &Request, shared: &Shared) -> Response {
    let visit = Visit::new(request, shared);
    Response::page(StatusCode::OK, &FindPayment { frame: visit.frame, problem: None })
}

/// `POST /find`: the digits prove whose payment it is.
pub(super) async fn find(request: Request, shared: &Shared) -> Response {
    let visit = match Visit::of_form(request, shared).await {
        Ok(visit) => visit,
        Err(response) => return response,
    };
    let not_found = |visit: Visit<'_>, problem| {
        Response::page(StatusCode::OK, &FindPayment { frame: visit.frame, problem: Some(problem) })
    };
    let Some(digits) = visit.digits() else {
        return not_found(visit, FindProblem::NotThreeDigits);
    };
    let Ok(Some(device)) = visit.asker.device() else { return not_found(visit, FindProblem::NoMatch) };
    match visit.ask(Ask::Payment(PaymentAsk::Find { device, digits })).await {
        Said::Wait(wait_secs) => not_found(visit, FindProblem::Wait { wait_secs }),
        Said::Trouble(_) => visit.deny(Denied::Storage, ""),
        said => match payments(said) {
            Some(view) => Response::see_other(visit.frame.payment_link(view.id)).remembering_payment(view.id),
            None => not_found(visit, FindProblem::NoMatch),
        },
    }
}
