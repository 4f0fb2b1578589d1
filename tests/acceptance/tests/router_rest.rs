//! The gateway beside a router with REST: it lets guests in by itself, sees who is there, sends off whom orders do not reach,
//! and does without it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::net::{Ipv4Addr, SocketAddr};

use acceptance::metrics::wait_for_events;
use acceptance::rest;
use acceptance::shop::{Shop, phone};
use acceptance::site::{HOUR, plain};
use serde_json::{Value, json};
use testkit::machine::{PATIENCE, free_ports, poll};
use testkit::router::{Body, MissingRight, Policy, Quirks, RestAccess, RestUser};
use testkit::{Langod, Phone, Router};

/// A shop whose router has REST.
struct Post {
    shop: Shop,
    router: Router,
}

impl Post {
    fn open() -> Self {
        Self::with(&rest::RIGHTS, "good", |_| {})
    }

    fn with(rights: &[Policy], password: &str, change: impl FnOnce(&mut Quirks)) -> Self {
        let [port] = free_ports().unwrap();
        let rest_listen = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let shop = Shop::with(|rail| rail, |gateway| rest::asked_by(gateway, rest_listen, password));
        let mut config =
            shop.langod.router_config().with_rest_user(RestUser::with_policies(rest::USER, rest::PASSWORD, rights));
        config.rest_listen = rest_listen;
        Post { router: Router::start(config.with_quirks(change)).unwrap(), shop }
    }

    /// The first guest opens any page and is sent to the portal: from then on the router knows the device.
    fn captured(&self) -> Phone {
        let guest = Phone::new(self.router.device(1));
        guest.open("http://example.com/").unwrap();
        guest
    }

    fn mac(&self) -> String {
        self.router.device(1).mac.to_string()
    }

    fn buys(&self, number: u64) -> String {
        let body = json!({ "plan_id": self.shop.hour, "phone": phone(number), "mac": self.mac() });
        let answer = self.shop.asks_with(body);
        assert_eq!(answer.status, 202, "{answer:?}");
        answer.json()["payment_id"].as_str().unwrap().to_owned()
    }

    fn activates(&self, code: &str) -> Value {
        let guest = Phone::new(self.router.device(1));
        let url = format!("{}api/tickets/{code}/activate", self.shop.langod.portal_url());
        let answer = guest.post_json(&url, &json!({ "mac": self.mac() }).to_string()).unwrap();
        assert_eq!(answer.status, 200, "{}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    #[track_caller]
    fn is_online(&self, code: &str) {
        let seen = poll(PATIENCE, || self.router.control().session(self.router.device(1)));
        let session = seen.unwrap_or_else(|| panic!("nobody is online\n{}", self.shop.langod.log().text()));
        assert_eq!(session.username.to_uppercase(), plain(code));
    }

    fn findings(&self, what: &str) -> Vec<Value> {
        let found = self.shop.langod.run(&["doctor", "--json"]).unwrap().stdout;
        let found: Value = serde_json::from_str(&found).unwrap();
        found.as_array().unwrap().iter().filter(|finding| finding["what"] == what).cloned().collect()
    }
}

fn ticket(langod: &Langod) -> String {
    langod.mint(HOUR, 1).unwrap().remove(0)
}

#[test]
fn a_guest_who_closed_the_page_before_the_pin_is_online_once_the_money_has_come() {
    let post = Post::open();
    post.captured();
    let payment = post.buys(1);
    assert!(post.router.control().sessions().is_empty());
    post.shop.pass_secs(30);
    let code = post.shop.ticket(&payment);
    post.is_online(&code);
    assert_eq!(post.shop.langod.ticket(&code).unwrap()["status"], "active");
}

#[test]
fn a_code_handed_in_is_signed_in_from_here_and_a_router_without_rest_leaves_it_to_the_phone() {
    let post = Post::open();
    post.captured();
    let code = ticket(&post.shop.langod);
    assert_eq!(post.activates(&code)["logged_in"], true);
    post.is_online(&code);
    assert_eq!(post.activates(&code)["logged_in"], true, "it is online already");

    for access in [RestAccess::Closed, RestAccess::Off, RestAccess::Unlisted] {
        let post = Post::with(&rest::RIGHTS, "good", |quirks| quirks.rest.access = access);
        let guest = post.captured();
        let code = ticket(&post.shop.langod);
        let activated = post.activates(&code);
        assert_eq!(activated["logged_in"], false, "{access:?}");
        let fields = [("username", &activated["username"]), ("password", &activated["password"])];
        let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value.as_str().unwrap().to_owned()));
        guest.post(&post.router.login_url(post.router.device(1)), &fields.collect()).unwrap();
        post.is_online(&code);
    }
}

#[test]
fn logins_accepted_and_not_done_answers_cut_short_and_missing_rights_turn_nobody_away() {
    type Change = fn(&mut Quirks);
    let troubles: [(&str, Change); 4] = [
        ("ignored", |quirks| quirks.rest.ignores_login = true),
        ("half", |quirks| quirks.rest.body = Body::Half),
        ("html", |quirks| quirks.rest.body = Body::Html),
        ("cut", |quirks| quirks.rest.body = Body::Cut),
    ];
    for (name, change) in troubles {
        let post = Post::with(&rest::RIGHTS, "good", change);
        post.captured();
        let code = ticket(&post.shop.langod);
        assert_eq!(post.activates(&code)["logged_in"], false, "{name}");
        assert!(post.router.control().sessions().is_empty(), "{name}");
    }
    for missing in [MissingRight::AsManual, MissingRight::Permissions, MissingRight::Forbidden] {
        let post = Post::with(&[Policy::Read, Policy::Api, Policy::RestApi], "good", |quirks| {
            quirks.rest.missing_right = missing;
        });
        post.captured();
        assert_eq!(post.activates(&ticket(&post.shop.langod))["logged_in"], false, "{missing:?}");
    }
}

#[test]
fn a_guest_whom_orders_do_not_reach_is_sent_off_through_rest_and_does_not_come_back_by_a_cookie() {
    let post = Post::with(&rest::RIGHTS, "good", |quirks| quirks.coa_accept = false);
    post.captured();
    let code = ticket(&post.shop.langod);
    assert_eq!(post.activates(&code)["logged_in"], true);
    post.is_online(&code);
    wait_for_events(&post.shop.langod, "accounting", 1);
    post.shop.langod.command(&["session", "kick", &code]).unwrap();
    let gone = poll(PATIENCE, || post.router.control().sessions().is_empty().then_some(()));
    assert!(gone.is_some(), "{}", post.shop.langod.log().text());
    assert!(post.router.control().cookies().is_empty());
}

#[test]
fn doctor_names_what_is_wrong_with_the_router_and_the_line_that_mends_it() {
    let good = Post::open();
    let found = |what: &str| good.findings(what)[0].clone();
    assert_eq!(found("rest")["grade"], "good", "{}", found("rest"));
    assert!(found("router")["found"].as_str().unwrap().contains("hAP ax^2"));
    assert_eq!(found("orders")["grade"], "good", "{}", found("orders"));

    let wrong = Post::with(&rest::RIGHTS, "bad", |_| {});
    let found = wrong.findings("rest").remove(0);
    assert_eq!(found["grade"], "bad");
    assert!(found["remedy"].as_str().unwrap().contains("password"), "{found}");

    let closed = Post::with(&rest::RIGHTS, "good", |quirks| quirks.rest.access = RestAccess::Closed);
    let found = closed.findings("rest").remove(0);
    assert!(found["remedy"].as_str().unwrap().contains("/ip service set www"), "{found}");

    let looks_only = Post::with(&[Policy::Read, Policy::Api, Policy::RestApi], "good", |_| {});
    let found = looks_only.findings("rest").remove(0);
    assert!(found["remedy"].as_str().unwrap().contains("policy=read,write"), "{found}");

    let deaf = Post::with(&rest::RIGHTS, "good", |quirks| quirks.coa_accept = false);
    let found = deaf.findings("orders").remove(0);
    assert!(found["remedy"].as_str().unwrap().contains("/radius incoming"), "{found}");
}
