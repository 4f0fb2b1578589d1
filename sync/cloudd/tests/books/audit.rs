//! What is done at the command line stands in the log of the provider it concerns, or of nobody.

use cloud_store::books::Page;
use domain::code::Code;
use domain::event::Event;
use domain::ids::ProviderId;
use serde_json::Value;

use crate::story::{hour, records};
use crate::world::World;

const NOBODY: ProviderId = ProviderId::from_bytes([0; 16]);

impl World {
    /// The log of a provider, the oldest line first: what was done, to what, and what else there is to know.
    async fn log(&self, of: ProviderId) -> Vec<(String, String, Value)> {
        let mut lines = self.store.provider(of).audit_log(Page::first(99)).await.unwrap();
        lines.reverse();
        let line = |line: cloud_store::books::AuditEntry| {
            assert_eq!(line.user, None, "{line:?}");
            let detail: Value = serde_json::from_str(&line.detail.unwrap()).unwrap();
            assert_eq!(detail["by"], "command line", "{detail}");
            (line.action, line.subject.unwrap(), detail)
        };
        lines.into_iter().map(line).collect()
    }

    fn done(&self, arguments: &[&str]) {
        self.cloud.json(arguments).unwrap();
    }
}

fn deeds(log: &[(String, String, Value)]) -> Vec<&str> {
    log.iter().map(|(deed, ..)| deed.as_str()).collect()
}

async fn what_is_done_to_a_provider_stands_in_its_log(world: World) {
    let id = world.cloud.json(&["provider", "create", "--name", "Njeri", "--email", "njeri@example.net"]).unwrap();
    let id = id["id"].as_str().unwrap().to_owned();
    world.done(&["provider", "approve", &id]);
    world.done(&["provider", "suspend", &id]);
    world.done(&["provider", "resume", &id]);
    world.done(&["provider", "grant", &id, "--days", "30"]);
    let secrets = "key\nsecret\npasskey\n";
    let saved = world.cloud.run_with(&["provider", "account", &id, "--shortcode", "600111"], secrets).unwrap();
    assert_eq!(saved.status.code(), Some(0), "{}", saved.stderr);
    world.done(&["provider", "account", &id, "--remove"]);
    world.cloud.create_owner(&id, "owner@example.net", "correct horse battery").unwrap();
    world.done(&["admin", "reset-password", "--email", "owner@example.net"]);
    // What is refused was not done.
    world.fails(&["provider", "resume", &id]);
    world.fails(&["admin", "reset-password", "--email", "nobody@example.net"]);
    let log = world.log(id.parse().unwrap()).await;
    let expected = [
        "provider.create",
        "provider.approve",
        "provider.suspend",
        "provider.resume",
        "provider.grant",
        "provider.account",
        "provider.account_removed",
        "user.create",
        "user.reset_password",
    ];
    assert_eq!(deeds(&log), expected);
    assert!(log[..7].iter().all(|(_, subject, _)| *subject == id), "{log:?}");
    assert!(log[7..].iter().all(|(_, subject, _)| subject == "owner@example.net"), "{log:?}");
    assert!(log[4].2["until"].as_str().unwrap().ends_with("T21:00:00Z"), "{log:?}");
    assert!(!["secret", "passkey", "horse"].iter().any(|secret| format!("{log:?}").contains(secret)), "{log:?}");

    world.cloud.create_admin("admin@example.net", "correct horse battery").unwrap();
    world.done(&["admin", "reset-password", "--email", "admin@example.net"]);
    assert_eq!(deeds(&world.log(NOBODY).await), ["user.create", "user.reset_password"]);
}

async fn what_is_done_to_a_site_stands_in_its_providers_log(world: World) {
    let (provider, site) = world.provider(1, &records(vec![(world.now_ms, Event::PlanAdded(hour()))])).await;
    let neighbour = world.provider(2, &[]).await.0;
    world.confirm(provider, site).await;
    let (of, at) = (provider.to_string(), site.to_string());
    world.cloud.confirm_site(&of, &at).unwrap();
    let made = world.cloud.create_site(&of, "Market").unwrap().site;
    let plan = hour().id.to_string();
    let mint = ["ticket", "mint", "--site", &at, "--provider", &of, "--plan", &plan, "--count", "5"];
    world.done(&mint);
    let code = Code::from_random(1).to_string();
    world.done(&["ticket", "revoke", &code, "--site", &at, "--provider", &of]);
    world.done(&["site", "settings", &at, "--provider", &of, "--name", "Kibanda"]);
    world.done(&["site", "settings", &at, "--provider", &of]);
    let put =
        ["plan", "put", "--provider", &of, "--site", &at, "--name", "1 day", "--price", "50", "--kind", "elapsed"];
    world.done(&[&put[..], &["--duration", "1d"]].concat());
    let log = world.log(provider).await;
    let expected =
        ["site.claim", "site.confirm", "site.create", "ticket.mint", "ticket.revoke", "site.settings", "plan.put"];
    assert_eq!(deeds(&log), expected, "once each, and looking is no deed");
    let subjects: Vec<&str> = log.iter().map(|(_, subject, _)| subject.as_str()).collect();
    assert_eq!(subjects[..6], [&at, &at, &made, &plan, &code, &at]);
    assert_eq!((&log[3].2["count"], &log[3].2["site"]), (&5.into(), &at.clone().into()));
    assert_eq!(log[6].2["sites"], serde_json::json!([at]));
    assert_eq!(world.log(neighbour).await, []);
}

async fn a_plan_is_added_to_a_place_that_does_not_sell_it_yet(world: World) {
    let (provider, site) = world.provider(1, &records(vec![(world.now_ms, Event::PlanAdded(hour()))])).await;
    let of = provider.to_string();
    let market = world.cloud.create_site(&of, "Market").unwrap().site;
    let id = hour().id.to_string();
    let put = |id: &str, more: &[&str]| {
        let form = ["--name", "1 hour", "--price", "20.50", "--kind", "elapsed", "--duration", "1h"];
        let put = ["plan", "put", "--provider", &of, "--id", id];
        world.cloud.run(&[&put[..], &form, more, &["--json"]].concat()).unwrap()
    };
    let sites = |output: testkit::langod::Output| -> Value {
        assert_eq!(output.status.code(), Some(0), "{}", output.stderr);
        serde_json::from_str::<Value>(&output.stdout).unwrap()["sites"].clone()
    };
    assert_eq!(sites(put(&id, &[])), serde_json::json!([site.to_string()]), "where it is sold");
    assert_eq!(sites(put(&id, &["--site", &market])), serde_json::json!([market]));
    let asked = world.store.provider(provider).directives_after(market.parse().unwrap(), 0, 9, 10_000).await.unwrap();
    assert_eq!(asked.len(), 1);
    let refused = put("00000000-0000-4000-8000-000000000001", &["--site", &market]);
    assert_eq!(refused.status.code(), Some(1), "{}", refused.stdout);
}

/// What is done is said, and so is that the log lacks it.
async fn what_is_done_while_the_log_refuses_is_not_said_to_fail(world: World) {
    let (provider, _) = world.provider(1, &[]).await;
    world.sql(
        "CREATE FUNCTION refuse() RETURNS trigger AS 'BEGIN RAISE ''no''; END' LANGUAGE plpgsql; \
         CREATE TRIGGER refuse BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse()",
    );
    let create = ["site", "create", "--provider", &provider.to_string(), "--name", "Market", "--json"];
    let output = world.cloud.run(&create).unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", output.stderr);
    assert!(output.stdout.contains("claim_code"), "{}", output.stdout);
    assert!(output.stderr.contains("this is done, but the log lacks it"), "{}", output.stderr);
}

#[tokio::test]
async fn what_is_done_while_the_log_of_a_server_refuses_is_not_said_to_fail() {
    what_is_done_while_the_log_refuses_is_not_said_to_fail(World::postgres().await).await;
}

#[tokio::test]
async fn a_plan_of_a_file_is_added_to_a_place_that_does_not_sell_it_yet() {
    a_plan_is_added_to_a_place_that_does_not_sell_it_yet(World::sqlite().await).await;
}

#[tokio::test]
async fn what_is_done_to_a_provider_stands_in_its_log_in_a_file() {
    what_is_done_to_a_provider_stands_in_its_log(World::sqlite().await).await;
}

#[tokio::test]
async fn what_is_done_to_a_provider_stands_in_its_log_on_a_server() {
    what_is_done_to_a_provider_stands_in_its_log(World::postgres().await).await;
}

#[tokio::test]
async fn what_is_done_to_a_site_stands_in_its_providers_log_in_a_file() {
    what_is_done_to_a_site_stands_in_its_providers_log(World::sqlite().await).await;
}

#[tokio::test]
async fn what_is_done_to_a_site_stands_in_its_providers_log_on_a_server() {
    what_is_done_to_a_site_stands_in_its_providers_log(World::postgres().await).await;
}
