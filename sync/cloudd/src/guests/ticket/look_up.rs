//! Finding the ticket behind a code. Only codes that are not there count as guesses.

use std::net::IpAddr;

use axum::http::StatusCode;
use cloud_store::books::Ticket;
use domain::code::{Code, NotACode};

use super::whose::Whose;
use crate::cloud::Cloud;
use crate::guests::storage;
use crate::http::Problem;

/// More tickets of one provider than will ever share forty random bits.
const MOST_ALIKE: u64 = 16;

pub(super) async fn look_up(
    cloud: &Cloud,
    whose: Whose,
    typed: &str,
    caller: IpAddr,
    now_ms: u64,
) -> Result<Ticket, Problem> {
    let code = Code::parse(typed).map_err(not_a_code)?;
    let guess = cloud.guesses.begin(caller, now_ms).map_err(too_many)?;
    let found = cloud.store.provider(whose.provider).tickets_by_code(&code.plain(), MOST_ALIKE).await;
    let found = match found {
        Ok(found) => of_site(found, whose),
        Err(error) => {
            guess.was_right();
            return Err(storage(error));
        }
    };
    if !found.is_empty() {
        guess.was_right();
    }
    the_only(found)
}

fn of_site(mut found: Vec<Ticket>, whose: Whose) -> Vec<Ticket> {
    found.retain(|ticket| whose.site.is_none_or(|site| site == ticket.site));
    found
}

fn the_only(found: Vec<Ticket>) -> Result<Ticket, Problem> {
    let mut found = found.into_iter();
    let ticket = found.next().ok_or_else(unknown_code)?;
    match found.next() {
        None => Ok(ticket),
        Some(_) => {
            let detail = "tickets of several sites have this code: name the one where it was sold as site_id";
            Err(Problem::new(StatusCode::CONFLICT, "ask_site", detail))
        }
    }
}

pub(super) fn unknown_code() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "unknown_code", "no ticket has this code")
}

fn not_a_code(why: NotACode) -> Problem {
    match why {
        NotACode::Shape => Problem::bad_request("malformed_code", "a code has nine letters and digits"),
        NotACode::Check => Problem::new(StatusCode::NOT_FOUND, "mistyped_code", "one character of this code is wrong"),
    }
}

fn too_many(wait_secs: u64) -> Problem {
    let detail = "too many wrong codes: wait, then try again";
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", detail).retry_after(wait_secs)
}
