//! Money that is on its way, and money a person has to look at.

use domain::checkout::Reference;
use domain::ids::ReviewId;
use domain::review::Trouble;
use web_ui::console::{Money, PaymentRow, PaymentState, Refused, ReviewRow};

use super::acts::Deed;
use super::visit::Visit;
use crate::desk::{Ask, PAGE, PaymentAsk, PaymentSaid, PaymentView, ReviewView, Said, Stands};
use crate::http::response::Response;
use crate::troubles;

/// Payments and troubles that are shown.
const SHOWN: usize = 50;
/// Pages of payments that are looked through: more than a site has on its way.
const PAGES: usize = 4;
/// What an owner writes about it.
const LONGEST_NOTE: usize = 200;

pub(super) async fn page(visit: Visit<'_>, resolved: bool) -> Response {
    let Said::Payment(PaymentSaid::Reviews(reviews)) = visit.ask(Ask::Payment(PaymentAsk::Reviews)).await else {
        return visit.refuse(Refused::NotNow);
    };
    let reviews = reviews.iter().filter(|view| view.review.is_open()).map(review).take(SHOWN).collect();
    let waiting = waiting(&visit).await.iter().filter_map(payment).take(SHOWN).collect();
    let page = Money { frame: visit.frame.clone(), waiting, reviews, resolved };
    visit.show(&page)
}

/// The payments that have not ended, the latest first.
pub(super) async fn waiting(visit: &Visit<'_>) -> Vec<PaymentView> {
    let (mut found, mut after) = (Vec::new(), None);
    for _ in 0..PAGES {
        let said = visit.ask(Ask::Payment(PaymentAsk::List { after })).await;
        let Said::Payment(PaymentSaid::Payments(page)) = said else { break };
        let is_last = page.len() < PAGE;
        after = page.last().map(|view| view.id);
        found.extend(page.into_iter().filter(|view| state(&view.stands).is_some()));
        if is_last {
            break;
        }
    }
    found.sort_unstable_by_key(|view| view.age_secs);
    found
}

fn state(stands: &Stands) -> Option<PaymentState> {
    match stands {
        Stands::Asking => Some(PaymentState::Asking),
        Stands::Prompted => Some(PaymentState::Prompted),
        Stands::Unclear => Some(PaymentState::Unclear),
        Stands::Paid | Stands::Failed { .. } => None,
    }
}

fn payment(view: &PaymentView) -> Option<PaymentRow> {
    Some(PaymentRow {
        plan: view.plan.clone(),
        amount: view.amount,
        payer: view.payer.to_string(),
        age_secs: view.age_secs,
        state: state(&view.stands)?,
        link_q: view.reference.clone(),
    })
}

fn review(view: &ReviewView) -> ReviewRow {
    let review = &view.review;
    ReviewRow {
        id: review.id.to_string(),
        age_secs: view.age_secs,
        trouble: review.trouble,
        said: match review.trouble {
            Trouble::Misconfigured => troubles::obstacle(&review.said),
            _ => review.said.to_string(),
        },
        payment: review.checkout.map(|id| Reference::of(id).to_string()),
        receipt: review.receipt.map(|receipt| receipt.to_string()),
    }
}

pub(super) async fn resolve(mut visit: Visit<'_>) -> Response {
    let Ok(id) = visit.field("id").parse::<ReviewId>() else { return visit.refuse(Refused::PageNotFound) };
    let note: String = visit.field("note").trim().chars().take(LONGEST_NOTE).collect();
    if let Err(why) = visit.note(Deed::Resolve { review: id.to_string() }).await {
        return visit.refuse(why);
    }
    match visit.ask(Ask::Payment(PaymentAsk::Resolve { id, note })).await {
        Said::Payment(_) => {
            visit.look_outside().await;
            page(visit, true).await
        }
        Said::NotFound => visit.refuse(Refused::PageNotFound),
        _ => visit.refuse(Refused::NotNow),
    }
}
