//! Which page a path of the console leads to. Nobody gets further than the sign-in without a seat, and no form is taken
//! without the token of that seat.

use std::net::IpAddr;

use hyper::Method;
use web_ui::console::Refused;

use super::visit::Visit;
use super::{Console, health, look_up, money, online, sell, sign_in};
use crate::desk::{Ask, Said};
use crate::http::Shared;
use crate::http::request::Request;
use crate::http::response::{Problem, Response};

pub(in crate::http) async fn dispatch(request: Request, shared: &Shared, console: &Console) -> Response {
    let segments = request.segments();
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    let mut visit = Visit::new(&request, shared, console);
    if is_a_guest(&visit).await {
        return visit.refuse(Refused::GuestsStayOut);
    }
    if request.method() == Method::POST {
        return take(visit, request, &path).await;
    }
    if !request.is_read() {
        return Problem::method_not_allowed().into();
    }
    if path == ["sign-in"] {
        return sign_in::page(visit, None);
    }
    if !visit.is_signed_in() {
        return Response::see_other("/sign-in".to_owned());
    }
    visit.look_outside().await;
    match path[..] {
        [] => sell::counter(visit).await,
        ["sell"] => sell::confirm(visit).await,
        ["sold", once] => sell::sold(visit, once).await,
        ["slip", once] => sell::slip(visit, once).await,
        ["sheet"] => sell::sheet(visit, None).await,
        ["online"] => online::page(visit, None).await,
        ["look-up"] => look_up::page(visit, None).await,
        ["money"] => money::page(visit, false).await,
        ["health"] => health::page(visit, None).await,
        ["acts"] => health::acts(visit).await,
        _ => visit.refuse(Refused::PageNotFound),
    }
}

async fn take(mut visit: Visit<'_>, request: Request, path: &[&str]) -> Response {
    if request.is_from_elsewhere() {
        return visit.refuse(Refused::FormExpired);
    }
    let form = match request.form().await {
        Ok(form) => form,
        Err(problem) => return problem.into(),
    };
    if path == ["sign-in"] {
        visit.pairs = form;
        return sign_in::take(visit).await;
    }
    if !visit.take_form(form) {
        return match visit.is_signed_in() {
            true => visit.refuse(Refused::FormExpired),
            false => sign_in::expired(visit),
        };
    }
    match path {
        ["sign-out"] => sign_in::leave(visit).await,
        ["sell"] => sell::sell(visit).await,
        ["sheet"] => sell::mint(visit).await,
        ["kick"] => online::kick(visit).await,
        ["extend"] => look_up::extend(visit).await,
        ["resolve"] => money::resolve(visit).await,
        ["backup"] => health::backup(visit).await,
        _ => visit.refuse(Refused::PageNotFound),
    }
}

/// Whether whoever asks is online as a guest right now, whatever network that is.
async fn is_a_guest(visit: &Visit<'_>) -> bool {
    let IpAddr::V4(address) = visit.from else { return false };
    matches!(visit.ask(Ask::Whoami { device: None, ip: Some(address) }).await, Said::Tickets(_))
}
