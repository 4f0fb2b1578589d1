//! The guests' pages and everything else on the portal listener.

use std::net::IpAddr;

use domain::code::Code;
use domain::decisions::Refusal;
use domain::device::Mac;
use domain::plan::{Allowance, Plan, Terms};
use hyper::{Method, StatusCode};
use web_ui::{
    Carry, Clock, Frame, Grant, Home, Language, Left, Refusal as RefusalPage, Refused, RouterUrl, Standing,
    Status as StatusPage, Ticket, TicketSummary,
};

use crate::control::put;
use crate::desk::{Ask, Said, Status, TicketView};
use crate::http::asker::Asker;
use crate::http::login::{LoginAddress, address, is_routers, own_address, sign_in};
use crate::http::request::{Pairs, Request, field};
use crate::http::response::{Problem, Response};
use crate::http::{Shared, api};
use crate::words::Denied;

/// One level of the path after another.
pub(super) async fn dispatch(request: Request, shared: &Shared) -> Response {
    let segments = request.segments();
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    match path[..] {
        ["api", ref below @ ..] => dispatch_api(request, shared, below).await,
        ["captive-portal", "api"] if request.is_read() => api::captive(&request, shared).await,
        ["healthz"] if request.is_read() => Response::text(StatusCode::OK, "ok\n"),
        [] if request.is_read() => home(&request, shared).await,
        ["status"] if request.is_read() => status(&request, shared).await,
        ["ticket"] if request.method() == Method::POST => ticket(request, shared, Step::Look).await,
        ["move"] if request.method() == Method::POST => ticket(request, shared, Step::Relocate).await,
        // A reload of an answered form, or the language switch, comes back as a read: begin anew.
        ["ticket" | "move"] if request.is_read() => home(&request, shared).await,
        [] | ["status" | "ticket" | "move" | "healthz"] | ["captive-portal", "api"] => {
            Problem::method_not_allowed().into()
        }
        _ if request.wants_html() => {
            let visit = Visit::new(&request, shared);
            visit.refuse(StatusCode::NOT_FOUND, Refused::PageNotFound)
        }
        _ => Problem::not_found().into(),
    }
}

async fn dispatch_api(request: Request, shared: &Shared, path: &[&str]) -> Response {
    let peer = request.peer.ip();
    match *path {
        ["plans"] if request.is_read() => api::plans(shared).await,
        ["tickets", code, "status"] if request.is_read() => api::status(shared, peer, code).await,
        ["tickets", code, "activate"] if request.method() == Method::POST => api::activate(request, shared, code).await,
        ["plans"] | ["tickets", _, "status" | "activate"] => Problem::method_not_allowed().into(),
        _ => Problem::not_found().into(),
    }
}

/// What is kept of a request whose body is read apart.
struct Arrival {
    accept_language: Option<String>,
    peer: IpAddr,
    own_address: String,
}

impl Arrival {
    fn of(request: &Request, shared: &Shared) -> Self {
        Arrival {
            accept_language: request.accept_language().map(str::to_owned),
            peer: request.peer.ip(),
            own_address: own_address(&shared.config, request.host(), request.reached_at),
        }
    }
}

/// One guest's look at one page: the language, the router's variables, where the request came from.
struct Visit<'a> {
    shared: &'a Shared,
    frame: Frame,
    asker: Asker,
    pairs: Pairs,
    own_address: String,
}

/// What a posted code is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Look,
    Relocate,
}

impl<'a> Visit<'a> {
    fn new(request: &Request, shared: &'a Shared) -> Self {
        Visit::of(shared, request.query(), Arrival::of(request, shared))
    }

    fn of(shared: &'a Shared, pairs: Pairs, arrival: Arrival) -> Self {
        let site = &shared.config.site;
        let carry = Carry::pick(pairs.iter().map(|(name, value)| (name, value)));
        let frame = Frame {
            language: Language::pick(carry.get("lang"), arrival.accept_language.as_deref(), site.language.0),
            site_name: site.name.clone(),
            support_phone: site.support_phone.clone(),
            opening_hours: site.opening_hours.clone(),
            footer: None,
            carry,
        };
        let claimed = frame.carry.get("mac").and_then(|text| Mac::parse(text).ok());
        let asker = Asker::new(&shared.config, arrival.peer, claimed);
        Visit { shared, frame, asker, pairs, own_address: arrival.own_address }
    }

    fn refuse(self, status: StatusCode, refused: Refused) -> Response {
        let wait_secs = match &refused {
            Refused::TooManyTries { wait_secs } => Some(*wait_secs),
            _ => None,
        };
        let response = Response::page(status, &RefusalPage::new(self.frame, refused));
        match wait_secs {
            Some(secs) => response.retry_after(secs),
            None => response,
        }
    }

    fn deny(self, denied: Denied, typed: &str) -> Response {
        let status = match denied {
            Denied::Wait { .. } => StatusCode::TOO_MANY_REQUESTS,
            Denied::Storage => StatusCode::SERVICE_UNAVAILABLE,
            // Mini-browsers show their own page for an error status without reading ours.
            Denied::Rule(_) | Denied::NotACode(_) => StatusCode::OK,
        };
        let refused = denied.to_guest(typed);
        self.refuse(status, refused)
    }

    async fn ask(&self, ask: Ask) -> Said {
        put(&self.shared.questions, ask, Some(self.asker.guesser())).await
    }

    /// Where the router sends the guest after signing in: our status page, where the code stands once more.
    fn afterwards(&self, code: Code) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("code", &code.plain());
        for name in ["mac", "link-login-only", "link-logout", "lang"] {
            if let Some(value) = self.frame.carry.get(name) {
                query.append_pair(name, value);
            }
        }
        format!("{}/status?{}", self.own_address, query.finish())
    }
}

async fn home(request: &Request, shared: &Shared) -> Response {
    let visit = Visit::new(request, shared);
    let plans = match visit.ask(Ask::Plans).await {
        Said::Plans(plans) => plans.iter().map(shown).collect(),
        _ => return visit.deny(Denied::Storage, ""),
    };
    let notice = field(&visit.pairs, "error").filter(|text| !text.is_empty()).map(str::to_owned);
    // After a refusal the router hands back what was typed as the user name.
    let typed = field(&visit.pairs, "code").or_else(|| field(&visit.pairs, "username"));
    let typed = typed.filter(|text| !text.is_empty() && Mac::parse(text).is_err());
    let code = typed.map(|text| Code::parse(text).map_or_else(|_| text.to_owned(), |code| code.to_string()));
    Response::page(StatusCode::OK, &Home { frame: visit.frame, plans, code, notice })
}

async fn ticket(request: Request, shared: &Shared, step: Step) -> Response {
    let arrival = Arrival::of(&request, shared);
    let wants_html = request.wants_html();
    let pairs = match request.form().await {
        Ok(pairs) => pairs,
        Err(problem) if problem.is_too_large() && wants_html => {
            let visit = Visit::of(shared, Pairs::new(), arrival);
            return visit.refuse(StatusCode::PAYLOAD_TOO_LARGE, Refused::RequestTooLarge);
        }
        Err(problem) => return problem.into(),
    };
    let visit = Visit::of(shared, pairs, arrival);
    let typed = field(&visit.pairs, "code").unwrap_or_default().to_owned();
    let code = match Code::parse(&typed) {
        Ok(code) => code,
        Err(not_a_code) => return visit.deny(Denied::NotACode(not_a_code), &typed),
    };
    let login = match address(&shared.config, &visit.frame.carry) {
        LoginAddress::Foreign => return visit.refuse(StatusCode::BAD_REQUEST, Refused::BadLoginAddress),
        LoginAddress::Router(url) => Some(url),
        LoginAddress::Absent => None,
    };
    let Ok(device) = visit.asker.device() else { return visit.refuse(StatusCode::FORBIDDEN, Refused::WrongDevice) };
    let known = device.unwrap_or(Mac::UNNAMED);
    let ask = match step {
        Step::Look => Ask::Check { code, device: known },
        Step::Relocate => Ask::Relocate { code, device: known },
    };
    match visit.ask(ask).await {
        Said::Tickets(views) => match views.first() {
            Some(view) => {
                let afterwards = visit.afterwards(code);
                let sign_in = login.map(|url| sign_in(url, code, &visit.frame.carry, afterwards));
                let ticket = summary(view);
                Response::page(StatusCode::OK, &Ticket { frame: visit.frame, ticket, sign_in })
            }
            None => visit.deny(Denied::Rule(Refusal::UnknownCode), &typed),
        },
        Said::Refused(refusal) => visit.deny(Denied::Rule(refusal), &typed),
        Said::Wait(secs) => visit.deny(Denied::Wait { secs }, &typed),
        _ => visit.deny(Denied::Storage, &typed),
    }
}

async fn status(request: &Request, shared: &Shared) -> Response {
    let visit = Visit::new(request, shared);
    // Whoever shows a code may see its ticket; without one, only what the network itself says of the asker counts.
    let typed = field(&visit.pairs, "code").and_then(|text| Code::parse(text).ok());
    let standing = match typed {
        Some(code) => match visit.ask(Ask::Ticket { code }).await {
            Said::Wait(secs) => return visit.deny(Denied::Wait { secs }, ""),
            said => {
                first(said).map_or(Standing::NoTicket, |view| standing_of(&view, visit.asker.device().ok().flatten()))
            }
        },
        None => {
            let whoami = Ask::Whoami { device: visit.asker.proven_device(), ip: visit.asker.proven_address() };
            first(visit.ask(whoami).await).map_or(Standing::NoTicket, |view| Standing::Online(summary(&view)))
        }
    };
    let logout = visit.frame.carry.get("link-logout").and_then(RouterUrl::parse);
    let sign_out = logout.filter(|url| is_routers(&shared.config, url));
    Response::page(StatusCode::OK, &StatusPage { frame: visit.frame, standing, sign_out })
}

/// Online, if this device is, or one of the ticket's is where the asker names none.
fn standing_of(view: &TicketView, device: Option<Mac>) -> Standing {
    let is_online = device.map_or(!view.online.is_empty(), |device| view.online.contains(&device));
    if is_online { Standing::Online(summary(view)) } else { Standing::Offline(summary(view)) }
}

fn first(said: Said) -> Option<TicketView> {
    match said {
        Said::Tickets(views) => views.into_iter().next(),
        _ => None,
    }
}

/// A plan as guests see it.
pub(crate) fn shown(plan: &Plan) -> web_ui::Plan {
    let Terms { allowance, rate, devices, unused_validity_secs, .. } = plan.terms;
    let (grant, use_within_secs) = match allowance {
        Allowance::Elapsed { duration_secs } => (Grant::Elapsed { duration_secs: u64::from(duration_secs) }, None),
        Allowance::Online { duration_secs } => (Grant::Online { duration_secs: u64::from(duration_secs) }, None),
        Allowance::Data { quota_bytes, validity_secs } => {
            (Grant::Data { bytes: quota_bytes }, Some(u64::from(validity_secs)))
        }
    };
    web_ui::Plan {
        name: plan.name.clone(),
        price: plan.price,
        grant,
        use_within_secs,
        // What holds for every plan is not worth a line on each.
        start_within_secs: (unused_validity_secs < Terms::USUAL_UNUSED_VALIDITY_SECS)
            .then_some(u64::from(unused_validity_secs)),
        speed_down_kbps: rate.map(|rate| rate.down_bits_per_sec / 1000),
        devices: u32::from(devices),
    }
}

fn summary(view: &TicketView) -> TicketSummary {
    let left = |now: Option<u64>, of: u64| now.map(|now| Left { now, of: of.max(now) });
    let (time_left, data_left, clock, use_within_secs) = match view.terms.allowance {
        Allowance::Elapsed { duration_secs } => {
            (left(view.remaining_secs, u64::from(duration_secs)), None, Clock::Elapsed, None)
        }
        Allowance::Online { duration_secs } => {
            (left(view.remaining_secs, u64::from(duration_secs)), None, Clock::Online, None)
        }
        Allowance::Data { quota_bytes, .. } => {
            (None, left(view.remaining_bytes, quota_bytes), Clock::Elapsed, view.remaining_secs)
        }
    };
    TicketSummary {
        code: view.code,
        plan_name: view.plan.clone(),
        time_left,
        data_left,
        clock,
        started: view.status != Status::New,
        use_within_secs,
        devices_online: u32::try_from(view.online.len()).unwrap_or(u32::MAX),
        devices_allowed: u32::from(view.terms.devices),
    }
}
