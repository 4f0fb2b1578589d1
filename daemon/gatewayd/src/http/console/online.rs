//! Who is online, and sending somebody off.

use domain::code::Code;
use domain::device::Mac;
use domain::session::Session;
use web_ui::console::{Done, Guest, Online, Refused};

use super::acts::Deed;
use super::look_up;
use super::visit::Visit;
use crate::desk::{Ask, Said, SessionView, TicketView};
use crate::http::response::Response;

/// A page a phone can hold.
const SHOWN: usize = 100;

pub(super) async fn page(visit: Visit<'_>, done: Option<Done>) -> Response {
    let Said::Sessions(mut sessions) = visit.ask(Ask::Sessions).await else { return visit.refuse(Refused::NotNow) };
    sessions.sort_unstable_by_key(|view| view.age_secs);
    let more = sessions.len().saturating_sub(SHOWN);
    let mut guests = Vec::new();
    for view in sessions.into_iter().take(SHOWN) {
        let ticket = match visit.ask(Ask::Ticket { code: view.session.code }).await {
            Said::Tickets(mut tickets) => tickets.pop(),
            _ => None,
        };
        guests.push(guest(view, ticket));
    }
    let page = Online { frame: visit.frame.clone(), guests, more, done };
    visit.show(&page)
}

fn guest(view: SessionView, ticket: Option<TicketView>) -> Guest {
    let SessionView { session: Session { code, device, ip, usage, .. }, age_secs } = view;
    let ticket = ticket.as_ref();
    Guest {
        code,
        plan: ticket.map_or_else(String::new, |ticket| ticket.plan.clone()),
        device: device.to_string(),
        address: ip.map(|ip| ip.to_string()),
        since_secs: age_secs,
        down_bytes: usage.bytes_down,
        up_bytes: usage.bytes_up,
        left_secs: ticket.and_then(|ticket| ticket.remaining_secs),
        left_bytes: ticket.and_then(|ticket| ticket.remaining_bytes),
    }
}

/// Sends off a device, or all that are online with a ticket, and shows the page it was asked on.
pub(super) async fn kick(mut visit: Visit<'_>) -> Response {
    let code = Code::parse(visit.field("code")).ok();
    let device = Mac::parse(visit.field("device")).ok();
    let Some(who) = code.map(|code| code.to_string()).or(device.map(|device| device.to_string())) else {
        return visit.refuse(Refused::PageNotFound);
    };
    if let Err(why) = visit.note(Deed::SendOff { who: who.clone() }).await {
        return visit.refuse(why);
    }
    let done = match visit.ask(Ask::Kick { who: who.clone() }).await {
        Said::Done(count) => Done::SentOff { count },
        Said::NotFound => Done::NothingToGive,
        _ => return visit.refuse(Refused::NotNow),
    };
    visit.look_outside().await;
    if code.is_some() {
        visit.pairs = vec![("q".to_owned(), who)];
        return look_up::page(visit, Some(done)).await;
    }
    page(visit, Some(done)).await
}
