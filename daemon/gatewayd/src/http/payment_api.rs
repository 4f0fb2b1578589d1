//! Money on the portal's JSON interface: buying, how a payment stands, and a receipt that leads to its ticket.

use std::rc::Rc;

use domain::checkout::Cause;
use domain::custody::Custody;
use domain::decisions::{NotRedeemed, Purchase, SaleRefused};
use domain::device::Mac;
use domain::ids::{CheckoutId, PlanId, ProviderId};
use domain::receipt::ReceiptNumber;
use hyper::StatusCode;
use payment_proto::mpesa::{phone, sms};
use serde::{Deserialize, Serialize};
use sync_proto::{Find, Whereabouts};

use crate::control::put;
use crate::desk::{Ask, Closed, PaymentAsk, PaymentSaid, PaymentView, Said, Stands};
use crate::http::api::{StatusDocument, unexpected};
use crate::http::asker::Asker;
use crate::http::request::Request;
use crate::http::response::{Problem, Response};
use crate::http::{Shared, seek};

/// How long a program should leave us alone between two looks.
const POLL_AFTER_MS: u32 = 2000;

#[derive(Debug, Deserialize)]
struct Purchasing {
    plan_id: String,
    phone: String,
    #[serde(default)]
    mac: Option<String>,
    #[serde(default)]
    ip: Option<String>,
}

#[derive(Debug, Serialize)]
struct PaymentDocument {
    payment_id: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    poll_after_ms: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket: Option<StatusDocument>,
}

impl PaymentDocument {
    /// The answer to having asked: how it ends is another question.
    fn pending(view: &PaymentView) -> Self {
        let payment_id = view.id.to_string();
        PaymentDocument {
            payment_id,
            status: "pending",
            poll_after_ms: Some(POLL_AFTER_MS),
            reason: None,
            ticket: None,
        }
    }

    fn of(view: &PaymentView) -> Self {
        PaymentDocument {
            payment_id: view.id.to_string(),
            status: view.stands.word(),
            poll_after_ms: None,
            reason: match &view.stands {
                Stands::Failed { cause, .. } => Some(cause.as_str()),
                Stands::Unclear => Some("unclear"),
                Stands::Asking | Stands::Prompted | Stands::Paid => None,
            },
            ticket: view.ticket.as_ref().map(StatusDocument::of),
        }
    }
}

/// Asks a phone to pay. That nobody could be asked is said at once; how it ends is another question.
pub(super) async fn initiate(request: Request, shared: &Shared, provider: &str) -> Response {
    let peer = request.peer.ip();
    if provider.parse::<ProviderId>() != Ok(shared.config.site.provider_id) {
        return Problem::new(StatusCode::NOT_FOUND, "unknown_provider", "no provider with this id sells here").into();
    }
    let body: Purchasing = match request.json().await {
        Ok(body) => body,
        Err(problem) => return problem.into(),
    };
    let Ok(payer) = phone::parse(&body.phone) else { return invalid_phone() };
    let claimed = match body.mac.as_deref().map(Mac::parse).transpose() {
        Ok(claimed) => claimed,
        Err(error) => return Problem::bad_request("invalid_mac", &error.to_string()).into(),
    };
    if body.ip.is_some_and(|ip| ip.parse::<std::net::IpAddr>().is_err()) {
        return Problem::bad_request("invalid_ip", "ip is an address like 10.5.50.20, or left out").into();
    }
    let Ok(plan) = body.plan_id.parse::<PlanId>() else { return not_sold(SaleRefused::UnknownPlan) };
    let asker = Asker::new(&shared.config, peer, claimed).looked_up(&shared.taps).await;
    let Ok(device) = asker.device() else {
        let detail = "this mac is not the one the network knows for your address";
        return Problem::new(StatusCode::FORBIDDEN, "device_mismatch", detail).into();
    };
    let purchase =
        Purchase { plan, payer, device, address: asker.own_address(), once: None, remembered: None, named: None };
    match shared.buy(purchase).await {
        Said::Payment(PaymentSaid::Opened(view)) => match view.stands {
            Stands::Failed { cause: Cause::RailUnreachable, .. } => {
                let detail = "M-PESA cannot be reached from here now: nobody was asked to pay";
                let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "rail_unreachable", detail);
                problem.retry_after(10).into()
            }
            _ => Response::document(StatusCode::ACCEPTED, "application/json", &PaymentDocument::pending(&view)),
        },
        Said::Payment(PaymentSaid::NotSold(refused)) => not_sold(refused),
        Said::Payment(PaymentSaid::Closed(closed)) => is_closed(closed),
        Said::SalesPaused => {
            let detail = "sales are paused: the gateway's disk is full";
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "sales_paused", detail).retry_after(60).into()
        }
        other => unexpected(&other),
    }
}

fn invalid_phone() -> Response {
    Problem::bad_request("invalid_phone", "phone is a Kenyan mobile number like 0712345678 or +254712345678").into()
}

fn is_closed(closed: Closed) -> Response {
    match closed {
        Closed::NotOffered => {
            Problem::new(StatusCode::NOT_FOUND, "mpesa_not_offered", "this site does not take M-PESA").into()
        }
        Closed::Lapsed => {
            let detail = "sales are paused: the owner's subscription has lapsed; tickets already sold keep working";
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "sales_paused", detail).retry_after(3600).into()
        }
        Closed::ClockUnknown => {
            let detail = "the gateway does not know the time yet, and M-PESA asks for it";
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "clock_unknown", detail).retry_after(30).into()
        }
    }
}

fn not_sold(refused: SaleRefused) -> Response {
    let too_many = StatusCode::TOO_MANY_REQUESTS;
    let (status, code, detail, wait_secs) = match refused {
        SaleRefused::UnknownPlan => (StatusCode::NOT_FOUND, "unknown_plan", "no plan has this id", None),
        SaleRefused::NotPayable => {
            let detail = "M-PESA moves whole Kenyan shillings, from 1 to 250,000: this plan is sold for cash";
            (StatusCode::UNPROCESSABLE_ENTITY, "amount_not_payable", detail, None)
        }
        SaleRefused::PromptOpen { wait_secs } => {
            (too_many, "prompt_open", "that phone is being asked right now", Some(wait_secs))
        }
        SaleRefused::TooOften { wait_secs } => {
            (too_many, "too_many_requests", "three tries in ten minutes: wait, then try again", Some(wait_secs))
        }
        SaleRefused::SiteBusy { wait_secs } => {
            (too_many, "site_busy", "more guests pay now than this site allows: wait, then try again", Some(wait_secs))
        }
    };
    let problem = Problem::new(status, code, detail);
    match wait_secs {
        Some(secs) => problem.retry_after(secs).into(),
        None => problem.into(),
    }
}

/// How a payment stands. Its id is known to who asked for it and to nobody else.
pub(super) async fn show(shared: &Shared, id: &str) -> Response {
    let Ok(id) = id.parse::<CheckoutId>() else { return unknown_payment() };
    match put(&shared.questions, Ask::Payment(PaymentAsk::Show(id)), None).await {
        Said::Payment(PaymentSaid::Payments(views)) => match views.first() {
            Some(view) => Response::json(&PaymentDocument::of(view)),
            None => unknown_payment(),
        },
        Said::NotFound => unknown_payment(),
        other => unexpected(&other),
    }
}

fn unknown_payment() -> Response {
    Problem::new(StatusCode::NOT_FOUND, "unknown_payment", "no payment has this id").into()
}

/// Word as it comes, by server-sent events: a comment at once, an event when the payment has ended.
pub(super) async fn events(shared: &Shared, id: &str) -> Response {
    let Ok(id) = id.parse::<CheckoutId>() else { return unknown_payment() };
    let ask = Ask::Payment(PaymentAsk::Show(id));
    if !matches!(put(&shared.questions, ask, None).await, Said::Payment(PaymentSaid::Payments(_))) {
        return unknown_payment();
    }
    let (events, body) = tokio::sync::mpsc::channel(4);
    let (questions, changed) = (shared.questions.clone(), Rc::clone(&shared.changed));
    tokio::task::spawn_local(async move {
        // A guest who has gone closes the channel; a connection lives no longer than its listener allows.
        let mut sent = events.send(": waiting\n\n".to_owned()).await.is_ok();
        let mut last = None;
        while sent {
            let next = changed.notified();
            let said = put(&questions, Ask::Payment(PaymentAsk::Show(id)), None).await;
            let Said::Payment(PaymentSaid::Payments(views)) = said else { return };
            let Some(view) = views.first() else { return };
            if view.stands.word() != "pending" && last.as_ref() != Some(&view.stands) {
                let document = serde_json::to_string(&PaymentDocument::of(view)).unwrap_or_default();
                sent = events.send(format!("data: {document}\n\n")).await.is_ok();
            }
            if view.stands == Stands::Paid {
                return;
            }
            last = Some(view.stands.clone());
            tokio::select! {
                () = next => {}
                () = events.closed() => return,
            }
        }
    });
    Response::stream("text/event-stream", body)
}

#[derive(Debug, Deserialize)]
struct Reconnecting {
    receipt: String,
    #[serde(default)]
    plan_id: Option<String>,
}

/// A receipt, or a pasted message that holds one, leads to its ticket.
pub(super) async fn reconnect(request: Request, shared: &Shared) -> Response {
    let asker = Asker::new(&shared.config, request.peer.ip(), None);
    let body: Reconnecting = match request.json().await {
        Ok(body) => body,
        Err(problem) => return problem.into(),
    };
    let Some(number) = sms::find_receipt(&body.receipt) else {
        let detail = "no M-PESA receipt is in it: ten letters and digits, like UAF0AB12CD";
        return Problem::bad_request("malformed_receipt", detail).into();
    };
    let plan = match body.plan_id.as_deref().map(str::parse::<PlanId>).transpose() {
        Ok(plan) => plan,
        Err(_) => return not_sold(SaleRefused::UnknownPlan),
    };
    let ask = Ask::Payment(PaymentAsk::Redeem { number, plan });
    let guesser = (!shared.seeking.is_under_way(Find::Receipt(number))).then(|| asker.guesser());
    match put(&shared.questions, ask, guesser).await {
        Said::Tickets(views) if !views.is_empty() => {
            views.first().map_or_else(unknown_payment, |view| Response::json(&StatusDocument::of(view)))
        }
        Said::Payment(PaymentSaid::NotRedeemed(NotRedeemed::Unknown)) => reconnect_from_elsewhere(shared, number).await,
        Said::Payment(PaymentSaid::NotRedeemed(not)) => not_redeemed(not),
        other => unexpected(&other),
    }
}

/// The receipt of a ticket that was bought at another site.
async fn reconnect_from_elsewhere(shared: &Shared, number: ReceiptNumber) -> Response {
    let find = Find::Receipt(number);
    if let Ok(Whereabouts::Here(code) | Whereabouts::Asked { code, .. }) = shared.seeking.ask(find).await
        && let Said::Tickets(views) = put(&shared.questions, Ask::Ticket { code }, None).await
        && let Some(view) = views.iter().find(|view| !matches!(view.custody, Custody::Gone(_) | Custody::Lent(_)))
    {
        return Response::json(&StatusDocument::of(view));
    }
    seek::problem(shared, find, not_redeemed(NotRedeemed::Unknown)).await
}

fn not_redeemed(not: NotRedeemed) -> Response {
    let conflict = StatusCode::CONFLICT;
    match not {
        NotRedeemed::Unknown => {
            let detail = "nobody has told us of this receipt yet: wait a minute, then try again";
            Problem::new(StatusCode::NOT_FOUND, "unknown_receipt", detail).into()
        }
        NotRedeemed::Undecided => {
            let detail = "a payment of this amount is under way: in some minutes it is clear whose receipt this is";
            Problem::new(conflict, "receipt_undecided", detail).retry_after(60).into()
        }
        NotRedeemed::UnderReview => {
            Problem::new(conflict, "receipt_under_review", "the owner has to look at this payment first").into()
        }
        NotRedeemed::ChoosePlan { amount } => {
            let detail = format!("{amount} can buy several plans: name one as plan_id");
            Problem::new(conflict, "choose_plan", &detail).into()
        }
        NotRedeemed::TooLittle { amount } => {
            Problem::new(conflict, "amount_too_small", &format!("{amount} does not pay for it")).into()
        }
    }
}
