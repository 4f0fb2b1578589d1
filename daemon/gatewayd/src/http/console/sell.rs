//! Selling for cash: one ticket in three taps, or a sheet of them. A form's own identity is that of the ticket it makes, so
//! that one sent twice, even across a power cut, sells once.

use domain::ids::{PlanId, TicketId};
use web_ui::PaperWidth;
use web_ui::console::{Confirm, Counter, Paused, Refused, Sheet, SheetProblem, Sold};

use super::acts::Deed;
use super::print::{Paper, paper};
use super::visit::Visit;
use crate::chance::Kernel;
use crate::desk::{Ask, PaymentAsk, PaymentSaid, Said, TicketView};
use crate::http::response::Response;
use crate::http::shown;

/// What is sold here, and what waits for the cashier.
pub(super) async fn counter(visit: Visit<'_>) -> Response {
    let Some(plans) = plans(&visit).await else { return visit.refuse(Refused::NotNow) };
    let online = match visit.ask(Ask::Sessions).await {
        Said::Sessions(sessions) => sessions.len(),
        _ => 0,
    };
    let reviews = match visit.ask(Ask::Payment(PaymentAsk::Reviews)).await {
        Said::Payment(PaymentSaid::Reviews(reviews)) => reviews.iter().filter(|view| view.review.is_open()).count(),
        _ => 0,
    };
    let waiting = super::money::waiting(&visit).await.len();
    let paused = match visit.ask(Ask::MaySell).await {
        Said::SalesPaused => Some(Paused::DiskFull),
        Said::Lapsed => Some(Paused::Lapsed),
        _ => None,
    };
    let plans = plans.iter().map(shown::plan).collect();
    let page = Counter { frame: visit.frame.clone(), plans, paused, online, waiting, reviews };
    visit.show(&page)
}

pub(super) async fn plans(visit: &Visit<'_>) -> Option<Vec<domain::plan::Plan>> {
    match visit.ask(Ask::Plans).await {
        Said::Plans(plans) => Some(plans),
        _ => None,
    }
}

async fn plan_of(visit: &Visit<'_>, id: Option<PlanId>) -> Option<domain::plan::Plan> {
    let id = id?;
    plans(visit).await?.into_iter().find(|plan| plan.id == id)
}

pub(super) async fn confirm(visit: Visit<'_>) -> Response {
    let Some(plan) = plan_of(&visit, visit.field("plan").parse().ok()).await else {
        return visit.refuse(Refused::PageNotFound);
    };
    let once = TicketId::draw(&mut Kernel).to_string();
    let page = Confirm { frame: visit.frame.clone(), plan: shown::plan(&plan), once };
    visit.show(&page)
}

pub(super) async fn sell(visit: Visit<'_>) -> Response {
    match made(&visit, 1, |plan| Deed::Sell { plan }).await {
        Ok(Made { first, again }) => {
            Response::see_other(format!("/sold/{first}{}", if again { "?again=1" } else { "" }))
        }
        Err(why) => visit.refuse(why),
    }
}

/// What a form has come to.
struct Made {
    first: TicketId,
    /// Whether the tickets were there before: the same form once more.
    again: bool,
}

/// Makes the tickets a form asks for, once, and writes that down before.
async fn made(visit: &Visit<'_>, count: u16, deed: impl FnOnce(String) -> Deed) -> Result<Made, Refused> {
    let first: TicketId = visit.field("once").parse().map_err(|_| Refused::PageNotFound)?;
    let plan = plan_of(visit, visit.field("plan").parse().ok()).await.ok_or(Refused::PageNotFound)?;
    // One form at a time: of several presses at once the first makes them, and the others find them.
    let _turn = visit.console.selling.acquire().await.map_err(|_| Refused::NotNow)?;
    let again = !batch(visit, first, 1).await.is_empty();
    if !again {
        visit.note(deed(plan.name.clone())).await?;
    }
    match visit.ask(Ask::MintOnce { plan: plan.id, count, first }).await {
        Said::Tickets(tickets) if !tickets.is_empty() => Ok(Made { first, again }),
        Said::SalesPaused => Err(Refused::PausedDiskFull),
        Said::Lapsed => Err(Refused::PausedLapsed),
        Said::NotFound => Err(Refused::PageNotFound),
        _ => Err(Refused::NotNow),
    }
}

async fn batch(visit: &Visit<'_>, first: TicketId, count: u16) -> Vec<TicketView> {
    match visit.ask(Ask::Batch { first, count }).await {
        Said::Tickets(tickets) => tickets,
        _ => Vec::new(),
    }
}

pub(super) async fn sold(visit: Visit<'_>, once: &str) -> Response {
    let Ok(first) = once.parse::<TicketId>() else { return visit.refuse(Refused::PageNotFound) };
    let Some(ticket) = batch(&visit, first, 1).await.into_iter().next() else {
        return visit.refuse(Refused::PageNotFound);
    };
    let page = Sold {
        frame: visit.frame.clone(),
        plan: shown::sold_plan(&ticket),
        code: ticket.code,
        once: first.to_string(),
        again: !visit.field("again").is_empty(),
    };
    visit.show(&page)
}

/// The paper of a sale or of a sheet, as often as it is wanted.
pub(super) async fn slip(visit: Visit<'_>, once: &str) -> Response {
    let Ok(first) = once.parse::<TicketId>() else { return visit.refuse(Refused::PageNotFound) };
    let count = visit.field("count").parse().unwrap_or(1).clamp(1, Sheet::MOST as u16);
    let paper_of = match visit.field("paper") {
        "58" => Paper::Roll(PaperWidth::Mm58),
        "80" => Paper::Roll(PaperWidth::Mm80),
        _ => Paper::A4,
    };
    let tickets = batch(&visit, first, count).await;
    if tickets.is_empty() {
        return visit.refuse(Refused::PageNotFound);
    }
    paper(visit, paper_of, &tickets)
}

pub(super) async fn sheet(visit: Visit<'_>, problem: Option<SheetProblem>) -> Response {
    let Some(plans) = plans(&visit).await else { return visit.refuse(Refused::NotNow) };
    let plans = plans.iter().map(shown::plan).collect();
    let once = TicketId::draw(&mut Kernel).to_string();
    let page = Sheet { frame: visit.frame.clone(), plans, once, problem };
    visit.show(&page)
}

pub(super) async fn mint(visit: Visit<'_>) -> Response {
    let count = visit.field("count").trim().parse::<u16>().ok();
    let Some(count) = count.filter(|count| (1..=Sheet::MOST).contains(&u32::from(*count))) else {
        return sheet(visit, Some(SheetProblem::BadCount)).await;
    };
    match made(&visit, count, |plan| Deed::Mint { count, plan }).await {
        Ok(Made { first, .. }) => {
            let paper = Some(visit.field("paper")).filter(|paper| matches!(*paper, "58" | "80")).unwrap_or("a4");
            Response::see_other(format!("/slip/{first}?count={count}&paper={paper}"))
        }
        Err(why) => visit.refuse(why),
    }
}
