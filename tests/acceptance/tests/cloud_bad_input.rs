//! What strangers post to the cloud's addresses for M-PESA: answered politely, kept within bounds, and acted upon by nobody.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::chain::{Chain, Ways, address_of, join, post};
use acceptance::cloud_books::CloudBooks;
use acceptance::shop::{Shop, msisdn, phone};
use acceptance::{metrics, web};
use serde_json::json;

const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

/// A success as the rail would tell it of the last push to this phone.
fn success(shop: &Shop, phone: &str) -> String {
    let push = shop.daraja.control().latest_push(msisdn(phone)).unwrap();
    let body = json!({"Body": {"stkCallback": {
        "MerchantRequestID": push.merchant_request_id, "CheckoutRequestID": push.checkout_request_id,
        "ResultCode": 0, "ResultDesc": "The service request is processed successfully.",
        "CallbackMetadata": {"Item": [
            {"Name": "Amount", "Value": 20.0}, {"Name": "MpesaReceiptNumber", "Value": "UAF0FORGED"}]}}}});
    body.to_string()
}

#[track_caller]
fn is_accepted(answer: &web::Answer) {
    assert_eq!((answer.status, &answer.json()["ResultCode"]), (200, &json!(0)), "{answer:?}");
}

/// Nobody asked anything of the gateway, and it did nothing.
#[track_caller]
fn is_unmoved(chain: &Chain, id: &str) {
    assert_eq!(chain.seen()["last_directive"], 0);
    assert_eq!(chain.shop.payment(id)["status"], "pending");
    assert_eq!(chain.shop.langod.json(&["ticket", "list"]).unwrap(), json!([]));
}

#[test]
fn an_address_that_proves_nothing_is_thanked_and_delivers_nothing() {
    let chain = Chain::forge();
    let id = chain.shop.buys(&phone(1));
    let (genuine, body) = (chain.callback_path(&phone(1)), success(&chain.shop, &phone(1)));
    let (rest, token) = genuine.rsplit_once('/').unwrap();
    let other = chain.cloud.create_provider("Stranger").unwrap();
    let last = if token.ends_with('0') { '1' } else { '0' };
    let provider = &chain.shop.provider;
    for path in [
        format!("{rest}/{}{last}", &token[..token.len() - 1]),
        format!("{rest}/{}", &token[..token.len() - 2]),
        format!("{rest}/{token}00"),
        format!("{rest}/{}", "0".repeat(token.len())),
        format!("{rest}/junk"),
        format!("{rest}/{}", "f".repeat(4000)),
        rest.to_owned(),
        format!("/api/stk/callback/{other}/{token}"),
        format!("/api/stk/callback/{NOBODY}/{token}"),
        format!("/api/stk/callback/nobody/{token}"),
        format!("/api/mpesa/callback/{provider}"),
        format!("/api/mpesa/callback/{other}/{token}"),
        "/api/mpesa/callback/nobody".to_owned(),
        format!("/api/c2b/{provider}/{token}/confirmation"),
        format!("/api/c2b/{provider}/junk/validation"),
        format!("/api/mpesa/c2b/{other}/{token}/confirmation"),
    ] {
        is_accepted(&post(&chain.cloud, &path, body.as_bytes()));
    }
    is_unmoved(&chain, &id);
    chain.shop.pass_secs(30);
    chain.shop.ticket(&id);
    chain.shop.agrees();
}

#[test]
fn an_address_of_another_site_moves_neither() {
    let chain = Chain::forge();
    let ways = Ways::straight_to(&chain.cloud);
    let (shop, site) = join(&chain.cloud, ways, &chain.shop.provider, "Stage", |gateway| {
        gateway.edit("query_after_seconds = 1", "query_after_seconds = 600")
    });
    let (id, neighbours) = (chain.shop.buys(&phone(1)), shop.buys(&phone(2)));
    let push = shop.daraja.control().latest_push(msisdn(&phone(2))).unwrap();
    let path = push.callback_url.split_once(".net").unwrap().1;
    is_accepted(&post(&chain.cloud, path, success(&chain.shop, &phone(1)).as_bytes()));
    metrics::wait_for_events(&shop.langod, "callback_doubtful", 1);
    is_unmoved(&chain, &id);
    assert_eq!(shop.payment(&neighbours)["status"], "pending");
    assert_eq!(shop.langod.json(&["ticket", "list"]).unwrap(), json!([]));
    assert_eq!(chain.cloud.site(&shop.provider, &site).unwrap()["last_directive"], 1);
}

#[test]
fn a_body_that_says_nothing_at_the_right_address_is_passed_on_and_settles_nothing() {
    let chain = Chain::forge();
    let id = chain.shop.buys(&phone(1));
    let path = chain.callback_path(&phone(1));
    let deep = "[".repeat(10_000);
    let bodies: [&[u8]; 9] = [
        b"",
        b"null",
        b"[]",
        b"{\"Body\":",
        b"{\"Body\":{\"stkCallback\":{\"ResultCode\":[]}}}",
        b"\xff\xfe\x00\x00",
        b"\"\\u0000\"",
        deep.as_bytes(),
        &[b' '; 16 << 10],
    ];
    for body in bodies {
        is_accepted(&post(&chain.cloud, &path, body));
    }
    metrics::wait_for_events(&chain.shop.langod, "callback_unreadable", 9);
    assert_eq!(chain.shop.payment(&id)["status"], "pending");
    chain.shop.pass_secs(30);
    chain.shop.ticket(&id);
    chain.is_seen(|site| site["applied"] == 10);
    chain.shop.agrees();
}

#[test]
fn a_body_beyond_the_limit_is_refused_whether_it_says_so_or_not() {
    let chain = Chain::forge();
    let id = chain.shop.buys(&phone(1));
    let genuine = chain.callback_path(&phone(1));
    let large = vec![b' '; (16 << 10) + 1];
    for path in [&genuine, "/api/mpesa/callback/nobody", "/api/c2b/a/b/confirmation"] {
        assert_eq!(post(&chain.cloud, path, &large).problem(), (413, "body_too_large".to_owned()), "{path}");
    }
    let head = format!("POST {genuine} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nTransfer-Encoding: chunked");
    let chunked = [format!("{head}\r\n\r\n{:x}\r\n", large.len()).as_bytes(), &large, b"\r\n0\r\n\r\n"].concat();
    let answer = web::exchange_at(&address_of(&chain.cloud).to_string(), &chunked);
    assert_eq!(answer.problem(), (413, "body_too_large".to_owned()));
    is_unmoved(&chain, &id);
}

#[test]
fn other_methods_and_odd_paths_are_refused_and_break_nothing() {
    let chain = Chain::forge();
    let id = chain.shop.buys(&phone(1));
    let genuine = chain.callback_path(&phone(1));
    let send = |method: &str, path: &str| {
        let request = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        web::exchange_at(&address_of(&chain.cloud).to_string(), request.as_bytes())
    };
    for path in [&genuine, "/api/stk/callback/x", "/api/c2b/a/b/confirmation", "/sync/v1/push", "/sync/v1/enrol"] {
        for method in ["GET", "PUT", "DELETE"] {
            assert_eq!(send(method, path).problem(), (405, "method_not_allowed".to_owned()), "{method} {path}");
        }
    }
    for path in [&format!("{genuine}/"), "/api/stk/callback", "/api/c2b/a/b/reversal", "//api/stk/callback/a/b"] {
        assert_eq!(send("POST", path).problem(), (404, "not_found".to_owned()), "{path}");
    }
    for path in ["/api/stk/callback/%00/%00", "/api/stk/callback/%ff/%fe", "/api/stk/callback/%zz", "/api/c2b/%2f/b/c"]
    {
        assert!(send("POST", path).status < 500, "{path}");
    }
    is_unmoved(&chain, &id);
}

#[test]
fn a_flood_of_forged_callbacks_is_thanked_and_kept_within_bounds() {
    let books = CloudBooks::open();
    let cloud = books.cloud().start().unwrap();
    let ways = Ways::straight_to(&cloud);
    let chain = Chain::on(cloud, ways, |gateway| gateway);
    let id = chain.shop.buys(&phone(1));
    let bare = format!("/api/stk/callback/{}", chain.shop.provider);
    let body = success(&chain.shop, &phone(1));
    for _ in 0..200 {
        is_accepted(&post(&chain.cloud, &bare, body.as_bytes()));
    }
    is_unmoved(&chain, &id);
    chain.shop.pass_secs(30);
    chain.shop.ticket(&id);
    let statuses = |status: &str| {
        let route = "/api/stk/callback/{provider}";
        metrics::of_cloud(&chain.cloud, &format!("lango_cloud_requests_total{{route=\"{route}\",status=\"{status}\"}}"))
    };
    assert_eq!((statuses("200"), statuses("500"), statuses("503")), (200, 0, 0));
    // Twenty a minute, and a new minute may have begun.
    let kept = books.count("notices WHERE NOT is_proven");
    assert!((20..=40).contains(&kept), "{kept}");
}
