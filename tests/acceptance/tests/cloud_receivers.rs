//! Two sites share a shortcode, and so the one address at which M-PESA tells of money received: each hears of its own.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::chain::{cloud, post};
use acceptance::hand_made::{HandMade, record};
use domain::event::{Event, Record};
use domain::ids::{CheckoutId, PlanId};
use domain::money::{Currency, Money};
use domain::phone::Phone;
use domain::plan::{Allowance, Offer, Terms};
use serde_json::json;
use sync_proto::Directive;
use testkit::Cloud;

/// A checkout whose short name is 0B0B0B0B0B0B.
fn opened() -> Record {
    let terms = Terms {
        allowance: Allowance::Elapsed { duration_secs: 3600 },
        rate: None,
        devices: 1,
        idle_timeout_secs: None,
        unused_validity_secs: Terms::USUAL_UNUSED_VALIDITY_SECS,
        outage_credit: true,
    };
    let price = Money::from_cents(2000, Currency::Kes).unwrap();
    let offer = Offer { plan: PlanId::from_bytes([3; 16]), price, terms };
    let payer = Phone::from_number(254_700_000_001).unwrap();
    let event = Event::CheckoutOpened { checkout: CheckoutId::from_bytes([11; 16]), offer, payer };
    Record { event, ..record(1) }
}

fn paid_to(account: &str, receipt: &str) -> Vec<u8> {
    let body = json!({"TransactionType": "Pay Bill", "TransID": receipt, "TransTime": "20260115093100",
        "TransAmount": "20.00", "BusinessShortCode": "174379", "BillRefNumber": account, "InvoiceNumber": "",
        "OrgAccountBalance": "1520.00", "ThirdPartyTransID": "", "MSISDN": "2547*****149", "FirstName": "JANE"});
    body.to_string().into_bytes()
}

/// Where the notices that wait for a site were posted.
fn waiting(cloud: &Cloud, site: &HandMade, number: u32) -> Vec<String> {
    let directives = site.says(cloud, &site.hold(number)).directives.into_iter();
    let paths = directives.map(|numbered| match numbered.directive {
        Directive::Notice { path, .. } => path,
        other => panic!("{other:?}"),
    });
    paths.collect()
}

#[test]
fn money_received_is_told_to_the_site_whose_sale_it_was() {
    let cloud = cloud().start().unwrap();
    let (provider, other) = ("Mama Njeri WiFi", "Somebody else");
    let [provider, other] = [provider, other].map(|name| cloud.create_provider(name).unwrap());
    let [registered, seller] =
        [("Kibanda", 1), ("Stage", 2)].map(|(name, seed)| HandMade::enrol(&cloud, &provider, name, seed));
    let stranger = HandMade::enrol(&cloud, &other, "Elsewhere", 3);
    seller.says(&cloud, &seller.push(1, vec![opened()]));
    let tell = |at: &HandMade, account: &str, receipt: &str| {
        assert_eq!(post(&cloud, &at.receipt_path(), &paid_to(account, receipt)).json()["ResultCode"], 0);
    };
    tell(&registered, "0b0b 0b0b-0b0b", "UAF1AAAAAA");
    assert_eq!(waiting(&cloud, &registered, 1), [""; 0]);
    // At an address of its own, so that its gateway believes it.
    assert_eq!(waiting(&cloud, &seller, 1), [seller.receipt_path()]);
    // What names no sale stays with the site of the address; nobody else's sale is looked at.
    tell(&registered, "TABLE 4", "UAF2AAAAAA");
    tell(&stranger, "0B0B0B0B0B0B", "UAF3AAAAAA");
    assert_eq!(waiting(&cloud, &registered, 2), [registered.receipt_path()]);
    assert_eq!(waiting(&cloud, &stranger, 1), [stranger.receipt_path()]);
    assert_eq!(waiting(&cloud, &seller, 2).len(), 1);
}
