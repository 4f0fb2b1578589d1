//! One look at one page of the console: who asks, in which language, with what right.

use std::net::IpAddr;

use hyper::StatusCode;
use hyper::header::SET_COOKIE;
use web_ui::console::{Frame, Refusal, Refused};
use web_ui::{Language, Page};

use super::acts::Deed;
use super::{Console, seats};
use crate::clock::uptime_ms;
use crate::control::put;
use crate::desk::{Ask, Health, PaymentAsk, PaymentSaid, Said, SalesState};
use crate::http::Shared;
use crate::http::request::{Pairs, Request, field};
use crate::http::response::Response;

/// The prefix makes browsers keep it to this very host, over https only.
pub(super) const SEAT: &str = "__Host-lango";
const LANGUAGE: &str = "lang";
/// After which the cloud counts as away.
pub(super) const CLOUD_IS_AWAY_SECS: u64 = 180;

/// One look at one page.
pub(super) struct Visit<'a> {
    pub(super) shared: &'a Shared,
    pub(super) console: &'a Console,
    pub(super) frame: Frame,
    pub(super) from: IpAddr,
    /// The query, or the fields of the form.
    pub(super) pairs: Pairs,
    /// The cookie of whoever is signed in.
    pub(super) cookie: Option<String>,
    /// A language chosen just now, to be remembered.
    chosen: Option<Language>,
}

impl<'a> Visit<'a> {
    pub(super) fn new(request: &Request, shared: &'a Shared, console: &'a Console) -> Self {
        let site = &shared.config.site;
        let pairs = request.query();
        let asked = field(&pairs, LANGUAGE).and_then(Language::from_tag);
        let kept = request.cookie(LANGUAGE).and_then(Language::from_tag);
        let cookie = request.cookie(SEAT).map(str::to_owned);
        let csrf = cookie.as_deref().and_then(|cookie| console.seats.borrow_mut().form_of(cookie, uptime_ms()));
        let frame = Frame {
            language: asked.or(kept).unwrap_or(site.language.0),
            site_name: site.name.clone(),
            csrf,
            is_offline: false,
        };
        let from = request.peer.ip().to_canonical();
        Visit { shared, console, frame, from, pairs, cookie, chosen: asked }
    }

    pub(super) fn is_signed_in(&self) -> bool {
        self.frame.csrf.is_some()
    }

    /// The value of a field.
    pub(super) fn field(&self, name: &str) -> &str {
        field(&self.pairs, name).unwrap_or_default()
    }

    /// Takes the fields of a form in; whether it came from one of our own pages that is still good.
    pub(super) fn take_form(&mut self, pairs: Pairs) -> bool {
        self.pairs = pairs;
        self.frame.csrf.as_deref().is_some_and(|csrf| seats::is_same(csrf, self.field("csrf")))
    }

    pub(super) async fn ask(&self, ask: Ask) -> Said {
        put(&self.shared.questions, ask, None).await
    }

    /// Writes down what is about to be done.
    pub(super) async fn note(&self, what: Deed) -> Result<(), Refused> {
        self.console.note(self.from, what).await.map_err(|_| Refused::PausedDiskFull)
    }

    /// How the daemon is.
    pub(super) async fn health(&self) -> Option<Health> {
        match self.ask(Ask::Health).await {
            Said::Health(health) => Some(health),
            _ => None,
        }
    }

    /// Whether phones can be asked to pay.
    pub(super) async fn sales(&self) -> Option<SalesState> {
        match self.ask(Ask::Payment(PaymentAsk::Sales)).await {
            Said::Payment(PaymentSaid::Sales(state)) => Some(state),
            _ => None,
        }
    }

    /// Says on the page if the internet is away.
    pub(super) async fn look_outside(&mut self) {
        let is_silent = |health: &Health| {
            let cloud = health.cloud.as_ref();
            cloud.is_some_and(|cloud| cloud.heard_secs_ago.is_none_or(|secs| secs > CLOUD_IS_AWAY_SECS))
        };
        self.frame.is_offline = self.health().await.as_ref().is_some_and(is_silent)
            || matches!(self.sales().await, Some(SalesState::LineDown));
    }

    /// The page, and the language to be remembered.
    pub(super) fn show(self, page: &impl Page) -> Response {
        self.show_as(StatusCode::OK, page)
    }

    pub(super) fn show_as(self, status: StatusCode, page: &impl Page) -> Response {
        let response = Response::page(status, page);
        match self.chosen {
            Some(language) => response.with(
                SET_COOKIE,
                format!("{LANGUAGE}={}; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Strict", language.tag()),
            ),
            None => response,
        }
    }

    pub(super) fn refuse(self, why: Refused) -> Response {
        let status = match why {
            Refused::PageNotFound => StatusCode::NOT_FOUND,
            Refused::FormExpired | Refused::GuestsStayOut => StatusCode::FORBIDDEN,
            Refused::NotNow | Refused::PausedDiskFull | Refused::PausedLapsed => StatusCode::SERVICE_UNAVAILABLE,
        };
        let page = Refusal { frame: self.frame.clone(), why };
        self.show_as(status, &page)
    }
}
