//! POST /api/tickets/{code}/activate?provider_id=…[&site_id=…]: what a guest signs in with. The clock starts when the router
//! asks its gateway, which has the last word: how many devices are online, only the site knows.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use cloud_store::books::{Ticket, TicketStatus};
use serde::{Deserialize, Serialize};

use super::document::Left;
use super::look_up::{look_up, unknown_code};
use super::whose::Whose;
use crate::cloud::Cloud;
use crate::guests::caller::Caller;
use crate::guests::document::Document;
use crate::guests::named::Named;
use crate::guests::storage;
use crate::guests::wish::{check_address, device};
use crate::http::Problem;

#[derive(Debug, Deserialize)]
pub(crate) struct Activation {
    mac: String,
    #[serde(default)]
    ip: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Activated {
    username: String,
    password: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining_seconds: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining_bytes: Option<u64>,
    logged_in: bool,
}

pub(crate) async fn activate(
    State(cloud): State<Arc<Cloud>>,
    Named(typed): Named<String>,
    whose: Whose,
    Caller(caller): Caller,
    Document(body): Document<Activation>,
) -> Result<Document<Activated>, Problem> {
    device(&body.mac)?;
    check_address(body.ip.as_deref())?;
    let now_ms = cloud.clock.unix_ms();
    let ticket = look_up(&cloud, whose, &typed, caller, now_ms).await?;
    if let Some((code, detail)) = why_over(&ticket) {
        return Err(Problem::new(StatusCode::GONE, code, detail));
    }
    let used = cloud.store.provider(whose.provider).ticket_use(ticket.id).await.map_err(storage)?;
    let Left { secs, bytes } = Left::of(&ticket, used, now_ms);
    let code = ticket.code.ok_or_else(unknown_code)?;
    Ok(Document(Activated {
        username: code.clone(),
        password: code,
        remaining_seconds: secs,
        remaining_bytes: bytes,
        logged_in: false,
    }))
}

/// Why a ticket lets nobody in any more, in the gateway's words.
fn why_over(ticket: &Ticket) -> Option<(&'static str, &'static str)> {
    match ticket.status {
        TicketStatus::New | TicketStatus::Active => None,
        TicketStatus::Used if ticket.data_limit_bytes.is_some() => {
            Some(("ticket_used", "the data of this ticket is used"))
        }
        TicketStatus::Used => Some(("ticket_used", "the time of this ticket is used")),
        TicketStatus::Expired if ticket.activated_ms.is_none() => {
            Some(("ticket_lapsed", "this ticket was not used in time"))
        }
        TicketStatus::Expired => Some(("ticket_expired", "the time of this ticket is over")),
        TicketStatus::Revoked => Some(("ticket_revoked", "this ticket was taken back")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::tests::{NOW_MS, ticket};
    use super::*;

    #[test]
    fn a_ticket_that_is_over_says_why_in_the_gateways_words() {
        let run = Ticket { activated_ms: Some(NOW_MS), ..ticket(TicketStatus::Expired) };
        for (ticket, code) in [
            (ticket(TicketStatus::New), None),
            (ticket(TicketStatus::Active), None),
            (ticket(TicketStatus::Used), Some("ticket_used")),
            (ticket(TicketStatus::Expired), Some("ticket_lapsed")),
            (run, Some("ticket_expired")),
            (ticket(TicketStatus::Revoked), Some("ticket_revoked")),
        ] {
            assert_eq!(why_over(&ticket).map(|(code, _)| code), code, "{:?}", ticket.status);
        }
    }
}
