//! Which page or answer a path of the portal listener leads to.

use hyper::{Method, StatusCode};
use web_ui::Refused;

use crate::http::portal::{self, Step};
use crate::http::request::Request;
use crate::http::response::{Problem, Response};
use crate::http::visit::Visit;
use crate::http::{Shared, api, found, pay, payment_api, seek};

/// One level of the path after another.
pub(super) async fn dispatch(request: Request, shared: &Shared) -> Response {
    let segments = request.segments();
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    match path[..] {
        ["api", ref below @ ..] => dispatch_api(request, shared, below).await,
        _ if request.method() == Method::POST && request.is_from_elsewhere() => {
            let detail = "this form came from another site's page: open the portal itself";
            Problem::new(StatusCode::FORBIDDEN, "foreign_page", detail).into()
        }
        ["captive-portal", "api"] if request.is_read() => api::captive(&request, shared).await,
        ["healthz"] if request.is_read() => Response::text(StatusCode::OK, "ok\n"),
        [] if request.is_read() => portal::home(&request, shared).await,
        ["status"] if request.is_read() => portal::status(&request, shared).await,
        ["ticket"] if request.method() == Method::POST => portal::ticket(request, shared, Step::Look).await,
        ["move"] if request.method() == Method::POST => portal::ticket(request, shared, Step::Relocate).await,
        ["buy"] if request.is_read() && request.names("plan") => pay::offer(&request, shared).await,
        ["buy"] if request.method() == Method::POST => pay::buy(request, shared).await,
        ["pay", id] if request.is_read() => pay::show(&request, shared, id).await,
        ["seek", code, looks] if request.is_read() => seek::look(&request, shared, code, looks).await,
        ["paid"] if request.is_read() => found::receipt_field(&request, shared),
        ["paid"] if request.method() == Method::POST => found::redeem(request, shared).await,
        ["find"] if request.is_read() => found::digits_field(&request, shared),
        ["find"] if request.method() == Method::POST => found::find(request, shared).await,
        // A reload of an answered form, or the language switch, comes back as a read: begin anew.
        ["ticket" | "move" | "buy"] if request.is_read() => portal::home(&request, shared).await,
        []
        | ["status" | "ticket" | "move" | "buy" | "paid" | "find" | "healthz"]
        | ["pay", _]
        | ["seek", _, _]
        | ["captive-portal", "api"] => Problem::method_not_allowed().into(),
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
        ["captive", provider, "initiate-mpesa"] if request.method() == Method::POST => {
            payment_api::initiate(request, shared, provider).await
        }
        ["payments", id] if request.is_read() => payment_api::show(shared, id).await,
        ["payments", id, "events"] if request.method() == Method::GET => payment_api::events(shared, id).await,
        ["reconnect"] if request.method() == Method::POST => payment_api::reconnect(request, shared).await,
        ["plans" | "reconnect"]
        | ["tickets", _, "status" | "activate"]
        | ["captive", _, "initiate-mpesa"]
        | ["payments", _]
        | ["payments", _, "events"] => Problem::method_not_allowed().into(),
        _ => Problem::not_found().into(),
    }
}
