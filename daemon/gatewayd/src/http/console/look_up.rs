//! "Why is this guest offline?": a ticket, a payment, a phone or a device, and what happened to it.

use domain::checkout::Reference;
use domain::code::Code;
use domain::device::Mac;
use domain::ids::TicketId;
use domain::receipt::ReceiptNumber;
use web_ui::console::{Answer, Done, Found, LookUp, Refused};

use super::acts::Deed;
use super::story;
use super::visit::Visit;
use crate::chance::Kernel;
use crate::desk::{Ask, Chapter, Clue, Said, StoryAsk, StorySaid, StoryView, Subject};
use crate::http::response::Response;

/// Windows of the outbox that are read for one story: some ten thousand lines, days of a busy site.
const WINDOWS: usize = 20;
/// What a story holds: more than a page shows at a glance.
const MOST_CHAPTERS: usize = 100;
/// What a cashier can give at once.
const GIFTS_MINUTES: [u32; 3] = [10, 30, 60];
const LONGEST_QUESTION: usize = 200;

pub(super) async fn page(visit: Visit<'_>, done: Option<Done>) -> Response {
    let asked: String = visit.field("q").trim().chars().take(LONGEST_QUESTION).collect();
    let answer = match asked.is_empty() {
        true => None,
        false => Some(answer(&visit, &asked).await),
    };
    let page = LookUp { frame: visit.frame.clone(), asked, answer, done };
    visit.show(&page)
}

async fn answer(visit: &Visit<'_>, asked: &str) -> Answer {
    let mut found = Vec::new();
    for clue in clues(asked) {
        if let Said::Story(StorySaid::Found(views)) = visit.ask(Ask::Story(StoryAsk::Of(clue))).await {
            found = views;
        }
        if !found.is_empty() {
            break;
        }
    }
    match &found[..] {
        [] => Answer::NotFound,
        [view] => {
            let chapters = chapters(visit, view.subject()).await;
            let once = TicketId::draw(&mut Kernel).to_string();
            Answer::Story(Box::new(story::told(view, &chapters, once)))
        }
        views => Answer::Several(views.iter().filter_map(one_of_several).collect()),
    }
}

/// What a text may name, the likeliest first. A pasted SMS begins with its receipt.
fn clues(asked: &str) -> Vec<Clue> {
    let first_word = asked.split_whitespace().next().unwrap_or_default();
    let clues = [
        Code::parse(asked).ok().map(Clue::Code),
        Mac::parse(asked).ok().map(Clue::Device),
        Reference::parse(asked).map(Clue::Reference),
        ReceiptNumber::parse(first_word).ok().map(Clue::Receipt),
        payment_proto::mpesa::phone::parse(asked).ok().map(Clue::Payer),
    ];
    clues.into_iter().flatten().collect()
}

fn one_of_several(view: &StoryView) -> Option<Found> {
    match (&view.ticket, &view.payment) {
        (Some(ticket), _) => {
            Some(Found { name: ticket.code.to_string(), plan: ticket.plan.clone(), price: ticket.price })
        }
        (None, Some(payment)) => {
            Some(Found { name: payment.reference.clone(), plan: payment.plan.clone(), price: payment.amount })
        }
        (None, None) => None,
    }
}

/// What happened, newest first, as far back as is worth reading.
async fn chapters(visit: &Visit<'_>, of: Subject) -> Vec<Chapter> {
    let (mut chapters, mut before) = (Vec::new(), None);
    for _ in 0..WINDOWS {
        let said = visit.ask(Ask::Story(StoryAsk::Chapters { of, before })).await;
        let Said::Story(StorySaid::Chapters { chapters: more, older }) = said else { break };
        chapters.extend(more);
        before = older;
        if before.is_none() || chapters.len() >= MOST_CHAPTERS {
            break;
        }
    }
    chapters.truncate(MOST_CHAPTERS);
    chapters
}

/// Gives time to a ticket; the same form twice gives once.
pub(super) async fn extend(mut visit: Visit<'_>) -> Response {
    let minutes = visit.field("minutes").parse::<u32>().ok().filter(|minutes| GIFTS_MINUTES.contains(minutes));
    let (Ok(code), Some(minutes)) = (Code::parse(visit.field("code")), minutes) else {
        return visit.refuse(Refused::PageNotFound);
    };
    let mut done = None;
    if visit.console.is_new_gift(visit.field("once")) {
        if let Err(why) = visit.note(Deed::GiveTime { code, minutes }).await {
            return visit.refuse(why);
        }
        done = match visit.ask(Ask::Give { code, secs: minutes * 60 }).await {
            Said::Given { secs, .. } => Some(Done::Given { minutes: secs.div_ceil(60) }),
            Said::NotGiven(_) => Some(Done::NothingToGive),
            _ => return visit.refuse(Refused::NotNow),
        };
    }
    visit.look_outside().await;
    visit.pairs = vec![("q".to_owned(), code.to_string())];
    page(visit, done).await
}

#[cfg(test)]
mod tests {
    use domain::phone::Phone;

    use super::*;

    #[test]
    fn a_question_is_understood_as_what_it_looks_like() {
        let code = Code::from_random(77);
        assert_eq!(clues(&code.to_string()).first(), Some(&Clue::Code(code)));
        let receipt = ReceiptNumber::parse("UAF0AB12CD").unwrap();
        for text in ["uaf0ab12cd", "UAF0AB12CD Confirmed. Ksh20.00 paid to"] {
            assert_eq!(clues(text).first(), Some(&Clue::Receipt(receipt)), "{text}");
        }
        let device = Mac::parse("02:00:00:00:01:01").unwrap();
        assert_eq!(clues("02-00-00-00-01-01").first(), Some(&Clue::Device(device)));
        assert_eq!(clues("0712 345 678"), [Clue::Payer(Phone::from_number(254_712_345_678).unwrap())]);
        assert_eq!(clues("habari"), []);
    }
}
