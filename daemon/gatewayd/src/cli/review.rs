//! `langod review`: what a person has to look at, in plain words, and settling it.

use domain::ids::ReviewId;
use serde_json::{Value, json};
use web_ui::{Language, duration_in_words};

use crate::cli::arguments::{ListReviews, Resolve, ReviewCommand};
use crate::cli::books::ask;
use crate::cli::{Failure, print};
use crate::config::Places;
use crate::desk::{Ask, PaymentAsk, PaymentSaid, ReviewView, Said};
use crate::troubles;

/// Fewer digits name too much by accident.
const SHORTEST_BEGINNING: usize = 4;

pub(super) fn run(command: ReviewCommand, places: &Places) -> Result<(), Failure> {
    match command {
        ReviewCommand::List(ListReviews { all, json }) => list(places, all, json),
        ReviewCommand::Resolve(Resolve { id, note }) => resolve(places, &id, note),
    }
}

fn entries(places: &Places) -> Result<Vec<ReviewView>, Failure> {
    match ask(&places.data, Ask::Payment(PaymentAsk::Reviews))? {
        Said::Payment(PaymentSaid::Reviews(views)) => Ok(views),
        _ => Err(Failure::NotDone("the review queue could not be read".to_owned())),
    }
}

fn list(places: &Places, all: bool, json: bool) -> Result<(), Failure> {
    let mut views = entries(places)?;
    views.retain(|view| all || view.review.is_open());
    if json {
        return print::json(&Value::Array(views.iter().map(review_json).collect()));
    }
    if views.is_empty() {
        return print::out("Nothing waits for a look.\n");
    }
    print::out(&views.iter().map(as_text).collect::<String>())?;
    print::out("When you have dealt with one: langod review resolve ID --note \"what you did\"\n")
}

fn as_text(view: &ReviewView) -> String {
    let review = &view.review;
    let since = duration_in_words(Language::English, view.age_secs);
    let mut text = format!("{}  {} ({since} ago)\n", short(review.id), troubles::happened(review));
    text += &format!("          {}\n", troubles::remedy(review.trouble));
    if let Some(resolution) = &review.resolved {
        let how = if resolution.by_itself { "by itself: the missing news came" } else { resolution.note.as_str() };
        text += &format!("          settled {how}\n");
    }
    text + "\n"
}

/// The first digits of an id, enough to name one entry.
fn short(id: ReviewId) -> String {
    id.to_string().chars().take(8).collect()
}

fn review_json(view: &ReviewView) -> Value {
    let review = &view.review;
    json!({
        "id": review.id.to_string(),
        "cause": review.trouble.as_str(),
        "sentence": troubles::happened(review),
        "remedy": troubles::remedy(review.trouble),
        "payment_id": review.checkout.map(|id| id.to_string()),
        "receipt": review.receipt.map(|receipt| receipt.to_string()),
        "age_seconds": view.age_secs,
        "status": if review.is_open() { "open" } else { "resolved" },
        "resolved_by_itself": review.resolved.as_ref().map(|resolution| resolution.by_itself),
        "note": review.resolved.as_ref().map(|resolution| resolution.note.as_str()),
    })
}

fn resolve(places: &Places, typed: &str, note: String) -> Result<(), Failure> {
    if typed.len() < SHORTEST_BEGINNING {
        return Err(Failure::Wrong(format!(
            "`{typed}` is too short: type at least {SHORTEST_BEGINNING} digits of the id"
        )));
    }
    let begins = |view: &ReviewView| view.review.id.to_string().starts_with(&typed.to_lowercase());
    let meant: Vec<_> = entries(places)?.into_iter().filter(begins).collect();
    let [view] = &meant[..] else {
        let why = if meant.is_empty() { "no entry begins so" } else { "several entries begin so: type more of the id" };
        return Err(Failure::NotDone(format!("{typed}: {why}; `langod review list` shows what waits")));
    };
    if !view.review.is_open() {
        return Err(Failure::NotDone(format!("{typed} was settled before; `langod review list --all` shows how")));
    }
    ask(&places.data, Ask::Payment(PaymentAsk::Resolve { id: view.review.id, note }))?;
    print::out(&format!("{} is settled.\n", short(view.review.id)))
}
