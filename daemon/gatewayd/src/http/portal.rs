//! The guests' pages of tickets: the first page, handing in a code, and how a ticket stands.

use domain::code::Code;
use domain::device::Mac;
use hyper::StatusCode;
use sync_proto::Find;
use web_ui::{Home, Refused, RouterUrl, Sales, Standing, Status};

use crate::desk::{Ask, Said, TicketView};
use crate::http::login::is_routers;
use crate::http::request::Request;
use crate::http::response::Response;
use crate::http::visit::Visit;
use crate::http::{Shared, found, pay, seek, shown};
use crate::words::Denied;

/// What a posted code is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Look,
    Relocate,
}

/// `GET /`: the plans, and the field for a code.
pub(super) async fn home(request: &Request, shared: &Shared) -> Response {
    let visit = Visit::new(request, shared);
    let plans = match visit.ask(Ask::Plans).await {
        Said::Plans(plans) => plans.iter().map(shown::plan).collect(),
        _ => return visit.deny(Denied::Storage, ""),
    };
    let notice = visit.field("error").map(str::to_owned);
    // After a refusal the router hands back what was typed as the user name.
    let typed = visit.field("code").or_else(|| visit.field("username")).filter(|text| Mac::parse(text).is_err());
    let code = typed.map(|text| Code::parse(text).map_or_else(|_| text.to_owned(), |code| code.to_string()));
    let sales = pay::sales(&visit).await;
    let pending = if sales == Sales::VouchersOnly { None } else { found::pending(&visit).await };
    Response::page(StatusCode::OK, &Home { frame: visit.frame, plans, code, notice, sales, pending })
}

/// `POST /ticket` and `POST /move`: a code is handed in.
pub(super) async fn ticket(request: Request, shared: &Shared, step: Step) -> Response {
    let visit = match Visit::of_form(request, shared).await {
        Ok(visit) => visit,
        Err(response) => return response,
    };
    let typed = visit.field("code").unwrap_or_default().to_owned();
    let code = match Code::parse(&typed) {
        Ok(code) => code,
        Err(not_a_code) => return visit.deny(Denied::NotACode(not_a_code), &typed),
    };
    let Ok(device) = visit.asker.device() else { return visit.refuse(StatusCode::FORBIDDEN, Refused::WrongDevice) };
    let known = device.unwrap_or(Mac::UNNAMED);
    let checked = match step {
        Step::Look => seek::check(shared, &visit.asker, code, known).await,
        Step::Relocate => visit.ask(Ask::Relocate { code, device: known, payers_digits: visit.digits() }).await,
    };
    if seek::is_elsewhere(&checked) {
        return seek::page(visit, Find::Code(code, None), checked, &typed, 0).await;
    }
    visit.show_ticket(code, checked, &typed, false)
}

/// `GET /status`: how a ticket stands.
pub(super) async fn status(request: &Request, shared: &Shared) -> Response {
    let visit = Visit::new(request, shared);
    // Whoever shows a code may see its ticket; without one, only what the network itself says of the asker counts.
    let typed = visit.field("code").and_then(|text| Code::parse(text).ok());
    let standing = match typed {
        Some(code) => match visit.ask(Ask::Ticket { code }).await {
            Said::Wait(secs) => return visit.deny(Denied::Wait { secs }, ""),
            said => first(said).map_or(Standing::NoTicket, |view| standing_of(&view, visit.asker.likely_device())),
        },
        None => {
            let whoami = Ask::Whoami { device: visit.asker.proven_device(), ip: visit.asker.proven_address() };
            first(visit.ask(whoami).await).map_or(Standing::NoTicket, |view| Standing::Online(shown::ticket(&view)))
        }
    };
    let logout = visit.frame.carry.get("link-logout").and_then(RouterUrl::parse);
    let sign_out = logout.filter(|url| is_routers(&shared.config, url));
    Response::page(StatusCode::OK, &Status { frame: visit.frame, standing, sign_out })
}

/// Online, if this device is, or one of the ticket's is where the asker names none.
fn standing_of(view: &TicketView, device: Option<Mac>) -> Standing {
    let is_online = device.map_or(!view.online.is_empty(), |device| view.online.contains(&device));
    if is_online { Standing::Online(shown::ticket(view)) } else { Standing::Offline(shown::ticket(view)) }
}

fn first(said: Said) -> Option<TicketView> {
    match said {
        Said::Tickets(views) => views.into_iter().next(),
        _ => None,
    }
}
