//! What records, directives and notices tell once it is nobody's any more: the device and the payer are taken out, and all
//! else stays as it was told.

use domain::custody::{Errand, FirstUse, Lending};
use domain::device::Mac;
use domain::event::Event;
use domain::phone::Phone;
use sea_orm::prelude::Json;
use serde_json::Map;
use sync_proto::{Directive, Sale};

/// A line of a range that no operator was given.
const NOBODYS_LINE: u64 = 254_199_999_999;

/// What the rail calls the payer, and its name of the push, which ends in the payer's number.
const OF_THE_PAYER: [&str; 6] = ["MSISDN", "PhoneNumber", "FirstName", "MiddleName", "LastName", "CheckoutRequestID"];

/// Takes the guest out of what a site told; says whether there was one.
pub(super) fn told(event: &mut Event) -> bool {
    match event {
        Event::TicketActivated { device, .. }
        | Event::TicketMoved { device, .. }
        | Event::SessionStarted { device, .. } => of_device(device),
        Event::CheckoutOpened { payer, .. } => of_payer(payer),
        Event::TicketLent { lending, .. } | Event::TicketHosted { lending, .. } => lent(lending),
        Event::TicketSentHome { first_use, .. } => used(first_use),
        Event::PlanAdded(_)
        | Event::TicketMinted { .. }
        | Event::TicketEnded { .. }
        | Event::TicketRevoked { .. }
        | Event::SessionClosed { .. }
        | Event::CheckoutFailed { .. }
        | Event::CheckoutPaid { .. }
        | Event::ReceiptBound { .. }
        | Event::ReceiptUnmatched { .. }
        | Event::ReceiptRedeemed { .. }
        | Event::ReviewOpened { .. }
        | Event::ReviewResolved { .. }
        | Event::TicketKept { .. }
        | Event::TicketFellHome { .. }
        | Event::TimeGiven { .. } => false,
    }
}

/// Takes the guest out of what was asked of a site; says whether there was one.
pub(super) fn asked(directive: &mut Directive) -> bool {
    match directive {
        Directive::Sell(Sale { payer, device, .. }) => of_payer(payer) | device.take().is_some(),
        Directive::Notice { body, .. } => {
            let without = posted(body);
            let is_other = *body != without;
            *body = without;
            is_other
        }
        Directive::Custody(Errand::Host { lending, .. }) => lent(lending),
        Directive::Custody(Errand::TakeBack(homecoming)) => used(&mut homecoming.first_use),
        Directive::Custody(Errand::Release(_) | Errand::SendHome { .. } | Errand::Revoke(_))
        | Directive::PutPlan(_)
        | Directive::RevokeTicket(_)
        | Directive::Mint { .. }
        | Directive::PutAccount(_)
        | Directive::PutSettings(_) => false,
    }
}

/// What the rail posted, without the payer; nothing is left of what cannot be read.
pub(super) fn posted(body: &[u8]) -> Vec<u8> {
    let Ok(mut json) = serde_json::from_slice::<Json>(body) else { return Vec::new() };
    if forget_payer(&mut json) { json.to_string().into_bytes() } else { body.to_vec() }
}

fn of_device(device: &mut Mac) -> bool {
    std::mem::replace(device, Mac::UNNAMED) != Mac::UNNAMED
}

fn of_payer(payer: &mut Phone) -> bool {
    let Ok(nobody) = Phone::from_number(NOBODYS_LINE) else { return false };
    std::mem::replace(payer, nobody) != nobody
}

fn lent(lending: &mut Lending) -> bool {
    let has_guest = !lending.devices.is_empty() || lending.payer.is_some();
    lending.devices.clear();
    lending.payer = None;
    has_guest
}

fn used(first_use: &mut Option<FirstUse>) -> bool {
    first_use.as_mut().is_some_and(|first_use| of_device(&mut first_use.device))
}

/// Readers bound how deep a document goes.
fn forget_payer(json: &mut Json) -> bool {
    match json {
        Json::Object(members) => forget_among(members),
        Json::Array(items) => items.iter_mut().fold(false, |any, item| forget_payer(item) | any),
        Json::String(text) if is_line(text) => forget(json),
        Json::Number(number) if is_line(&number.to_string()) => forget(json),
        _ => false,
    }
}

fn forget_among(members: &mut Map<String, Json>) -> bool {
    // `{"Name": "PhoneNumber", "Value": 254…}`
    let is_named = members.get("Name").and_then(Json::as_str).is_some_and(|name| OF_THE_PAYER.contains(&name));
    let mut any = false;
    for (name, value) in members {
        let is_payers = OF_THE_PAYER.contains(&name.as_str()) || (is_named && name == "Value");
        any |= if is_payers { forget(value) } else { forget_payer(value) };
    }
    any
}

fn forget(value: &mut Json) -> bool {
    !std::mem::take(value).is_null()
}

/// Whether it reads like a whole number of a phone, also where a guest typed it as the account that is paid to.
fn is_line(text: &str) -> bool {
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '+')).collect();
    let digits = match digits.strip_prefix('0') {
        Some(line) if line.len() == 9 => format!("254{line}"),
        _ => digits,
    };
    digits.parse().is_ok_and(|number| Phone::from_number(number).is_ok())
}

#[cfg(test)]
mod tests {
    use domain::code::Code;
    use domain::ids::{CheckoutId, PlanId, SiteId, TicketId};
    use domain::money::{Currency, Money};
    use domain::plan::{Allowance, Offer, Terms};
    use domain::usage::Usage;

    use super::*;

    const TICKET: TicketId = TicketId::from_bytes([1; 16]);

    fn device() -> Mac {
        Mac::from_bytes([2, 0, 0, 0, 1, 1]).unwrap()
    }

    fn payer() -> Phone {
        Phone::from_number(254_712_345_678).unwrap()
    }

    fn offer() -> Offer {
        let terms = Terms {
            allowance: Allowance::Elapsed { duration_secs: 3600 },
            rate: None,
            devices: 1,
            idle_timeout_secs: None,
            unused_validity_secs: 3600,
            outage_credit: true,
        };
        Offer { plan: PlanId::from_bytes([2; 16]), price: Money::from_cents(2000, Currency::Kes).unwrap(), terms }
    }

    fn lending() -> Box<Lending> {
        Box::new(Lending {
            visit: 1,
            to: SiteId::from_bytes([3; 16]),
            code: Code::from_random(1),
            offer: offer(),
            is_running: true,
            lent_ms: 5,
            until_ms: 6,
            devices: vec![device()],
            payer: Some(payer()),
        })
    }

    fn shown(event: &impl std::fmt::Debug) -> String {
        format!("{event:?}").to_uppercase()
    }

    #[test]
    fn a_guest_is_taken_out_of_everything_a_site_tells_and_the_rest_stays() {
        let (checkout, first_use) = (CheckoutId::from_bytes([4; 16]), Some(FirstUse { at_ms: 7, device: device() }));
        for event in [
            Event::TicketActivated { ticket: TICKET, device: device() },
            Event::TicketMoved { ticket: TICKET, device: device() },
            Event::CheckoutOpened { checkout, offer: offer(), payer: payer() },
            Event::TicketLent { ticket: TICKET, lending: lending() },
            Event::TicketHosted { ticket: TICKET, home: SiteId::from_bytes([5; 16]), lending: lending() },
            Event::TicketSentHome { ticket: TICKET, visit: 1, used: Usage::default(), first_use },
        ] {
            let mut without = event.clone();
            assert!(told(&mut without), "{event:?}");
            let text = shown(&without);
            assert!(!text.contains("02:00:00:00:01:01") && !text.contains("678"), "{text}");
            assert_eq!(std::mem::discriminant(&without), std::mem::discriminant(&event));
            let once = without.clone();
            assert!(!told(&mut without), "{event:?}");
            assert_eq!(without, once);
        }
        let mut event = Event::TicketMinted { ticket: TICKET, code: Code::from_random(1), offer: offer() };
        let before = event.clone();
        assert!(!told(&mut event) && event == before);
    }

    #[test]
    fn a_guest_is_taken_out_of_everything_a_site_is_asked() {
        let sale = Sale {
            checkout: CheckoutId::from_bytes([4; 16]),
            plan: PlanId::from_bytes([2; 16]),
            payer: payer(),
            device: Some(device()),
            asked_ms: 9,
        };
        let home = SiteId::from_bytes([5; 16]);
        let body = br#"{"TransID":"UAF0AB12CE","MSISDN":"254712345678"}"#.to_vec();
        for directive in [
            Directive::Sell(sale),
            Directive::Notice { path: "/api/c2b/x".to_owned(), body },
            Directive::Custody(Errand::Host { ticket: TICKET, home, lending: lending() }),
        ] {
            let mut without = directive.clone();
            assert!(asked(&mut without), "{directive:?}");
            assert_eq!(without.kind(), directive.kind());
            let text = shown(&without);
            assert!(!text.contains("02:00:00:00:01:01") && !text.contains("678"), "{text}");
            assert!(!asked(&mut without), "{directive:?}");
        }
        assert!(!asked(&mut Directive::RevokeTicket(Code::from_random(1))));
    }

    #[test]
    fn money_receipts_and_times_of_a_notice_stay() {
        let callback = br#"{"Body":{"stkCallback":{"MerchantRequestID":"a1b2-4c3d","CheckoutRequestID":
            "ws_CO_15012026093000123712345678","ResultCode":0,"CallbackMetadata":{"Item":[{"Name":"Amount","Value":20.00},
            {"Name":"MpesaReceiptNumber","Value":"UAF0AB12CD"},{"Name":"TransactionDate","Value":20260115093014},
            {"Value":254712345678,"Name":"PhoneNumber"}]}}}}"#;
        let received = br#"{"TransID":"UAF0AB12CE","TransTime":"20260115093100","TransAmount":"20.00",
            "BusinessShortCode":"600111","BillRefNumber":"0712 345 678","OrgAccountBalance":"712345.00",
            "MSISDN":"25471****678","FirstName":"JANE","MiddleName":"","LastName":"DOE"}"#;
        let kept = ["UAF0AB12CD", "20.0", "20260115093014", "a1b2-4c3d", "UAF0AB12CE", "20260115093100", "600111"];
        let without = [&callback[..], &received[..]].map(posted).map(|body| String::from_utf8(body).unwrap());
        assert!(kept.iter().all(|kept| without.iter().any(|body| body.contains(kept))), "{without:?}");
        assert!(without[1].contains("712345.00"), "{without:?}");
        for gone in ["678", "JANE", "DOE"] {
            assert!(without.iter().all(|body| !body.contains(gone)), "{gone}: {without:?}");
        }
        assert!(without.iter().all(|body| posted(body.as_bytes()) == body.as_bytes()));
    }

    #[test]
    fn what_names_no_payer_stays_byte_for_byte_and_what_cannot_be_read_goes() {
        let cancelled = br#"{ "Body": {"stkCallback":{"ResultCode":1032}} }"#;
        assert_eq!(posted(cancelled), cancelled);
        for text in [&b"<html>0712345678</html>"[..], b"{\"MSISDN\":\"2547", b"", b"\xff"] {
            assert_eq!(posted(text), b"");
        }
    }
}
