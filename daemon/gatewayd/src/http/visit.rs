//! One guest's look at one page: who asks, in which language, carrying what; and the answers most pages share.

use std::net::IpAddr;

use domain::code::Code;
use domain::decisions::Refusal;
use domain::device::Mac;
use hyper::StatusCode;
use web_ui::{Carry, Frame, Language, Refusal as RefusalPage, Refused, Ticket};

use crate::control::put;
use crate::desk::{Ask, Said};
use crate::http::asker::Asker;
use crate::http::login::{LoginAddress, address, own_address, sign_in};
use crate::http::memory::Memory;
use crate::http::request::{Pairs, Request, field};
use crate::http::response::Response;
use crate::http::{Shared, shown};
use crate::words::Denied;

/// What is kept of a request whose body is read apart.
struct Arrival {
    accept_language: Option<String>,
    peer: IpAddr,
    own_address: String,
    memory: Memory,
}

impl Arrival {
    fn of(request: &Request, shared: &Shared) -> Self {
        Arrival {
            accept_language: request.accept_language().map(str::to_owned),
            peer: request.peer.ip(),
            own_address: own_address(&shared.config, request.host(), request.reached_at),
            memory: Memory::of(request),
        }
    }
}

/// One guest's look at one page: the language, the router's variables, where the request came from.
pub(super) struct Visit<'a> {
    pub(super) shared: &'a Shared,
    pub(super) frame: Frame,
    pub(super) asker: Asker,
    pub(super) pairs: Pairs,
    /// What this browser was told to remember.
    pub(super) memory: Memory,
    own_address: String,
}

impl<'a> Visit<'a> {
    pub(super) fn new(request: &Request, shared: &'a Shared) -> Self {
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
        Visit { shared, frame, asker, pairs, memory: arrival.memory, own_address: arrival.own_address }
    }

    /// Reads a form, or says why not in the way the asker reads.
    pub(super) async fn of_form(request: Request, shared: &'a Shared) -> Result<Self, Response> {
        let arrival = Arrival::of(&request, shared);
        let wants_html = request.wants_html();
        match request.form().await {
            Ok(pairs) => Ok(Visit::of(shared, pairs, arrival).looked_up().await),
            Err(problem) if problem.is_too_large() && wants_html => {
                let visit = Visit::of(shared, Pairs::new(), arrival);
                Err(visit.refuse(StatusCode::PAYLOAD_TOO_LARGE, Refused::RequestTooLarge))
            }
            Err(problem) => Err(problem.into()),
        }
    }

    /// The same, once the router was asked who this is.
    pub(super) async fn looked_up(self) -> Self {
        Visit { asker: self.asker.looked_up(&self.shared.taps).await, ..self }
    }

    pub(super) fn refuse(self, status: StatusCode, refused: Refused) -> Response {
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

    pub(super) fn deny(self, denied: Denied, typed: &str) -> Response {
        let status = match denied {
            Denied::Wait { .. } => StatusCode::TOO_MANY_REQUESTS,
            Denied::Storage => StatusCode::SERVICE_UNAVAILABLE,
            // Mini-browsers show their own page for an error status without reading ours.
            Denied::Rule(_) | Denied::NotACode(_) => StatusCode::OK,
        };
        let mut refused = denied.to_guest(typed);
        if let Refused::AsksPayer { were_wrong, .. } = &mut refused {
            *were_wrong = self.field("digits").is_some();
        }
        self.refuse(status, refused)
    }

    pub(super) async fn ask(&self, ask: Ask) -> Said {
        put(&self.shared.questions, ask, Some(self.asker.guesser())).await
    }

    /// Where the router sends the guest after signing in: our status page.
    pub(super) fn afterwards(&self, code: Code) -> String {
        format!("{}{}", self.own_address, self.status_link(code))
    }

    /// The status page of a ticket: the code stands in its address once more, and the device as far as it is known by
    /// now, for a guest may have come by a link of somebody else's.
    pub(super) fn status_link(&self, code: Code) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("code", &code.plain());
        if let Some(device) = self.asker.likely_device() {
            query.append_pair("mac", &device.to_string());
        }
        for name in ["link-login-only", "link-logout", "lang"] {
            if let Some(value) = self.frame.carry.get(name) {
                query.append_pair(name, value);
            }
        }
        format!("/status?{}", query.finish())
    }

    /// The first value of a field of the query or the form.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        field(&self.pairs, name).filter(|value| !value.is_empty())
    }

    /// The last three digits of the payer's phone, where they were typed.
    pub(super) fn digits(&self) -> Option<u16> {
        let text = self.field("digits")?.trim();
        text.parse().ok().filter(|_| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit()))
    }

    /// The ticket's own page: what is left, and the form that signs in; for a guest who has just paid it sends itself.
    pub(super) fn show_ticket(self, code: Code, checked: Said, typed: &str, paid: bool) -> Response {
        let login = match address(&self.shared.config, &self.frame.carry) {
            LoginAddress::Foreign => return self.refuse(StatusCode::BAD_REQUEST, Refused::BadLoginAddress),
            LoginAddress::Router(url) => Some(url),
            LoginAddress::Absent => None,
        };
        match checked {
            Said::Tickets(views) => match views.first() {
                Some(view) => {
                    let afterwards = self.afterwards(code);
                    let sign_in = login.map(|url| sign_in(url, code, &self.frame.carry, afterwards));
                    let goes_by_itself = paid && view.online.is_empty();
                    let ticket = shown::ticket(view);
                    Response::page(StatusCode::OK, &Ticket { frame: self.frame, ticket, sign_in, paid, goes_by_itself })
                }
                None => self.deny(Denied::Rule(Refusal::UnknownCode), typed),
            },
            Said::Refused(refusal) => self.deny(Denied::Rule(refusal), typed),
            Said::Wait(secs) => self.deny(Denied::Wait { secs }, typed),
            _ => self.deny(Denied::Storage, typed),
        }
    }
}
