//! The PIN, slower and slower after wrong ones, and the seat it gives.

use domain::device::Mac;
use hyper::StatusCode;
use hyper::header::SET_COOKIE;
use web_ui::console::{Refused, SignIn, SignInProblem};

use super::acts::Deed;
use super::pin;
use super::visit::{SEAT, Visit};
use crate::chance::Kernel;
use crate::clock::uptime_ms;
use crate::http::asker::stand_in;
use crate::http::response::Response;

pub(super) fn page(visit: Visit<'_>, problem: Option<SignInProblem>) -> Response {
    let wait_secs = match problem {
        Some(SignInProblem::Wait { secs }) => Some(secs),
        _ => None,
    };
    let page = SignIn { frame: visit.frame.clone(), problem };
    match wait_secs {
        Some(secs) => visit.show_as(StatusCode::TOO_MANY_REQUESTS, &page).retry_after(secs),
        None => visit.show(&page),
    }
}

/// The seat was given up meanwhile.
pub(super) fn expired(visit: Visit<'_>) -> Response {
    page(visit, Some(SignInProblem::Expired))
}

pub(super) async fn take(visit: Visit<'_>) -> Response {
    let console = visit.console;
    // Whoever waits here is counted before the next one is looked at.
    let Ok(_turn) = console.proving.acquire().await else { return visit.refuse(Refused::NotNow) };
    let (who, now_ms) = (stand_in(visit.from), uptime_ms());
    let own_secs = console.tries.borrow().wait_secs(who, now_ms);
    let secs = own_secs.max(console.tries_of_all.borrow().wait_secs(Mac::UNNAMED, now_ms));
    if secs > 0 {
        return page(visit, Some(SignInProblem::Wait { secs }));
    }
    let (data, typed) = (console.data.clone(), visit.field("pin").trim().to_owned());
    let proven = tokio::task::spawn_blocking(move || pin::is_right(&data, &typed)).await;
    match proven {
        Ok(Ok(true)) => seat(visit).await,
        Ok(Ok(false)) => {
            console.tries.borrow_mut().count(who, now_ms);
            console.tries_of_all.borrow_mut().count(Mac::UNNAMED, now_ms);
            tracing::warn!(from = %visit.from, "a wrong PIN was typed at the console");
            if let Err(why) = visit.note(Deed::WrongPin).await {
                return visit.refuse(why);
            }
            page(visit, Some(SignInProblem::Wrong))
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "the console's PIN cannot be read: set it anew with `langod console pin`");
            visit.refuse(Refused::NotNow)
        }
        Err(_) => visit.refuse(Refused::NotNow),
    }
}

async fn seat(visit: Visit<'_>) -> Response {
    if let Err(why) = visit.note(Deed::SignIn).await {
        return visit.refuse(why);
    }
    visit.console.tries.borrow_mut().forgive(stand_in(visit.from));
    let taken = visit.console.seats.borrow_mut().take(uptime_ms(), &mut Kernel);
    tracing::info!(from = %visit.from, "somebody signed in at the console");
    Response::see_other("/".to_owned())
        .with(SET_COOKIE, format!("{SEAT}={}; Path=/; Secure; HttpOnly; SameSite=Strict", taken.cookie))
}

pub(super) async fn leave(visit: Visit<'_>) -> Response {
    if let Err(why) = visit.note(Deed::SignOut).await {
        return visit.refuse(why);
    }
    visit.cookie.iter().for_each(|cookie| visit.console.seats.borrow_mut().leave(cookie));
    Response::see_other("/sign-in".to_owned())
        .with(SET_COOKIE, format!("{SEAT}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict"))
}
