//! A ticket as programs see it. The gateway knows a ticket to the second, the cloud what it was told: what it does not know
//! is left out.

use cloud_store::books::{Plan, Ticket, TicketStatus, TicketUse};
use cloud_store::{ProviderBooks, StoreError};
use domain::code::Code;
use jiff::Timestamp;
use serde::Serialize;

/// The same document as the gateway's own.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct TicketDocument {
    code: String,
    plan: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan_type: Option<String>,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining_seconds: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    devices_allowed: Option<u8>,
    devices_online: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
}

/// What is left of a ticket, as far as that is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Left {
    pub(super) secs: Option<u64>,
    pub(super) bytes: Option<u64>,
}

impl TicketDocument {
    /// A ticket; none if its code was not told yet.
    pub(crate) async fn of(books: ProviderBooks<'_>, ticket: &Ticket, now_ms: u64) -> Result<Option<Self>, StoreError> {
        let plan = match ticket.plan {
            Some(plan) => books.plan(ticket.site, plan).await?,
            None => None,
        };
        let used = books.ticket_use(ticket.id).await?;
        Ok(Self::made(ticket, plan, used, now_ms))
    }

    fn made(ticket: &Ticket, plan: Option<Plan>, used: TicketUse, now_ms: u64) -> Option<Self> {
        let code = Code::parse(ticket.code.as_deref()?).ok()?;
        let Left { secs, bytes } = Left::of(ticket, used, now_ms);
        Some(TicketDocument {
            code: code.to_string(),
            plan_type: ticket.plan_type.clone(),
            status: word(ticket.status),
            remaining_seconds: secs,
            remaining_bytes: bytes,
            devices_allowed: plan.as_ref().map(|plan| plan.plan.terms.devices),
            devices_online: used.open,
            expires_at: ends_ms(ticket, now_ms).and_then(timestamp),
            plan: plan.map(|plan| plan.plan.name).unwrap_or_default(),
        })
    }
}

impl Left {
    pub(super) fn of(ticket: &Ticket, used: TicketUse, now_ms: u64) -> Self {
        let holds_data = ticket.data_limit_bytes.is_some();
        match ticket.status {
            TicketStatus::New => Left { secs: ticket.duration_secs, bytes: ticket.data_limit_bytes },
            TicketStatus::Active => Left {
                // Only time that is counted while connected has no moment at which it is over.
                secs: match ticket.expires_ms {
                    Some(_) => ends_ms(ticket, now_ms).map(|ends_ms| (ends_ms - now_ms) / 1000),
                    None => unless_online(ticket.duration_secs, used.ended.secs, used),
                },
                bytes: unless_online(ticket.data_limit_bytes, used.ended.bytes(), used),
            },
            TicketStatus::Used | TicketStatus::Expired | TicketStatus::Revoked => {
                Left { secs: Some(0), bytes: holds_data.then_some(0) }
            }
        }
    }
}

/// When a running ticket is over if nothing is given back. Once that has passed and its site has not said that it is over,
/// something was given back, or the site has not been heard of: nobody here knows.
fn ends_ms(ticket: &Ticket, now_ms: u64) -> Option<u64> {
    ticket.expires_ms.filter(|ends_ms| ticket.status == TicketStatus::Active && *ends_ms > now_ms)
}

/// What a guest who is online has used is told at the end.
fn unless_online(granted: Option<u64>, spent: u64, used: TicketUse) -> Option<u64> {
    granted?.checked_sub(spent).filter(|left| *left > 0 && used.open == 0)
}

fn word(status: TicketStatus) -> &'static str {
    match status {
        TicketStatus::New => "new",
        TicketStatus::Active => "active",
        TicketStatus::Used => "used",
        TicketStatus::Expired => "expired",
        TicketStatus::Revoked => "revoked",
    }
}

/// RFC 3339, in UTC.
fn timestamp(ms: u64) -> Option<String> {
    Timestamp::from_second(i64::try_from(ms / 1000).ok()?).ok().map(|time| time.to_string())
}

#[cfg(test)]
pub(super) mod tests {
    use domain::ids::{SiteId, TicketId};
    use domain::money::{Currency, Money};
    use domain::usage::Usage;

    use super::*;

    pub(in super::super) const NOW_MS: u64 = 1_800_000_000_000;

    /// Ninety minutes of time, on the way.
    pub(in super::super) fn ticket(status: TicketStatus) -> Ticket {
        Ticket {
            id: TicketId::from_bytes([1; 16]),
            site: SiteId::from_bytes([2; 16]),
            code: Some(Code::from_random(1).plain().to_string()),
            plan: None,
            plan_type: Some("time".to_owned()),
            duration_secs: Some(5400),
            data_limit_bytes: None,
            price: Money::from_cents(2000, Currency::Kes).unwrap(),
            status,
            device: None,
            expires_ms: Some(NOW_MS + 60_000),
            activated_ms: None,
            ended_ms: None,
            created_ms: NOW_MS - 60_000,
            custodian: None,
        }
    }

    fn used(secs: u64, bytes: u64, open: u64) -> TicketUse {
        TicketUse { ended: Usage { secs, bytes_up: 0, bytes_down: bytes }, open }
    }

    fn left(ticket: &Ticket, used: TicketUse) -> (Option<u64>, Option<u64>) {
        let Left { secs, bytes } = Left::of(ticket, used, NOW_MS);
        (secs, bytes)
    }

    #[test]
    fn a_new_ticket_has_all_of_it_and_one_that_is_over_nothing() {
        assert_eq!(left(&ticket(TicketStatus::New), used(0, 0, 0)), (Some(5400), None));
        let data = |status| Ticket { data_limit_bytes: Some(1000), ..ticket(status) };
        assert_eq!(left(&data(TicketStatus::New), used(0, 0, 0)), (Some(5400), Some(1000)));
        for status in [TicketStatus::Used, TicketStatus::Expired, TicketStatus::Revoked] {
            assert_eq!(left(&ticket(status), used(9, 9, 0)), (Some(0), None), "{status:?}");
            assert_eq!(left(&data(status), used(9, 9, 0)), (Some(0), Some(0)), "{status:?}");
        }
    }

    #[test]
    fn what_runs_by_the_clock_is_known_until_it_should_be_over() {
        let running = ticket(TicketStatus::Active);
        assert_eq!(left(&running, used(0, 0, 1)), (Some(60), None));
        let overdue = Ticket { expires_ms: Some(NOW_MS), ..running };
        assert_eq!(left(&overdue, used(0, 0, 0)), (None, None));
        assert_eq!(TicketDocument::made(&overdue, None, used(0, 0, 0), NOW_MS).unwrap().expires_at, None);
    }

    #[test]
    fn what_is_used_while_online_is_known_when_the_guest_has_gone() {
        let by_online = Ticket { expires_ms: None, ..ticket(TicketStatus::Active) };
        assert_eq!(left(&by_online, used(400, 0, 0)), (Some(5000), None));
        assert_eq!(left(&by_online, used(400, 0, 1)), (None, None));
        assert_eq!(left(&by_online, used(5401, 0, 0)), (None, None));
        let data = Ticket { data_limit_bytes: Some(1000), ..ticket(TicketStatus::Active) };
        assert_eq!(left(&data, used(0, 300, 0)), (Some(60), Some(700)));
        assert_eq!(left(&data, used(0, 300, 2)), (Some(60), None));
    }

    #[test]
    fn a_document_shows_the_code_as_people_write_it_and_nothing_that_nobody_knows() {
        let document = TicketDocument::made(&ticket(TicketStatus::Active), None, used(0, 0, 1), NOW_MS).unwrap();
        let json = serde_json::to_value(&document).unwrap();
        assert_eq!(json["code"], Code::from_random(1).to_string());
        assert_eq!((&json["status"], &json["devices_online"]), (&"active".into(), &1.into()));
        assert_eq!(json["expires_at"], "2027-01-15T08:01:00Z");
        assert!(json.get("remaining_bytes").is_none() && json.get("devices_allowed").is_none(), "{json}");
        let untold = Ticket { code: None, ..ticket(TicketStatus::Active) };
        assert_eq!(TicketDocument::made(&untold, None, used(0, 0, 0), NOW_MS), None);
    }
}
