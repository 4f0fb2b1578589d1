//! Any HTTP answer to any call, read without trust: `success` knows the bodies that say yes, `refusal` the errors, and
//! `verdict` is what both come to.

mod refusal;
mod success;
mod verdict;

pub(super) use success::rail_ids;
pub use verdict::Verdict;

use super::json::{self, Members};
use super::{Endpoint, Fault, Shape};

/// Longest answer read, in bytes. Honest ones have a few hundred.
pub const MOST_ANSWER_BYTES: usize = 65_536;

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What it means.
    pub verdict: Verdict,
    /// What kind of thing it was, for counting.
    pub shape: Shape,
    /// What the rail said in words, cut: for the owner and the log, never for a decision.
    pub said: heapless::String<96>,
}

/// Reads the answer to a call. The HTTP status decides little: the same status carries opposite meanings.
pub fn read_answer(endpoint: Endpoint<'_>, http_status: u16, body: &[u8]) -> Answer {
    match read(endpoint, http_status, body) {
        Ok(answer) => answer,
        Err(shape) => Answer { verdict: unread(endpoint, http_status, shape), shape, said: heapless::String::new() },
    }
}

fn read(endpoint: Endpoint<'_>, http_status: u16, body: &[u8]) -> Result<Answer, Shape> {
    let text = json::text_of(body, MOST_ANSWER_BYTES)?;
    let members = Members::parse(&text)?;
    if let Some(fault) = members.object("fault") {
        let code = fault.object("detail").and_then(|detail| detail.text("errorcode")).unwrap_or_default();
        let message = fault.text("faultstring").unwrap_or_default();
        let verdict = refusal::read(endpoint, http_status, &code, &message);
        return Ok(Answer { verdict, shape: Shape::Fault, said: json::told(&message) });
    }
    if let Some(code) = members.text("errorCode").filter(|code| !code.is_empty()) {
        let message = members.text("errorMessage").unwrap_or_default();
        let verdict = refusal::read(endpoint, http_status, &code, &message);
        return Ok(Answer { verdict, shape: Shape::Json, said: json::told(&message) });
    }
    let said =
        ["ResultDesc", "ResponseDescription"].into_iter().find_map(|name| members.text(name)).unwrap_or_default();
    let verdict = success::read(endpoint, http_status, &members)?;
    Ok(Answer { verdict, shape: Shape::Json, said: json::told(&said) })
}

/// A body that says nothing readable.
fn unread(endpoint: Endpoint<'_>, http_status: u16, shape: Shape) -> Verdict {
    match (endpoint, http_status, shape) {
        // Too Many Requests is said before anything is looked at.
        (_, 429, _) => Verdict::BackOff { code: json::code("429") },
        // Wrong keys have been answered with nothing but the status.
        (Endpoint::Token, 400 | 401, Shape::Empty) => {
            Verdict::Misconfigured { fault: Fault::WrongKeys, code: json::code(&http_status.to_string()) }
        }
        // The firewall is upset: asking on at the same pace makes it worse.
        (Endpoint::Token | Endpoint::Query { .. }, _, Shape::Html) => Verdict::BackOff { code: json::code("") },
        _ => Verdict::Ambiguous,
    }
}
