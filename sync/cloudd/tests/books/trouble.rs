//! A provider whose rows cannot be read, before all others.

use cloud_store::books::{Credentials, Page};
use cloud_store::ids::SubscriptionId;
use domain::ids::ProviderId;

use crate::story::{records, visit};
use crate::world::{DAY_MS, World};

impl World {
    /// Three providers with a ticket that was over so long ago; what the first sold for is not readable.
    async fn with_trouble(&self, days: u64) -> [ProviderId; 3] {
        let told = records(visit(1, self.now_ms - days * DAY_MS));
        let providers =
            [self.provider(1, &told).await.0, self.provider(2, &told).await.0, self.provider(3, &told).await.0];
        self.sql(&format!("UPDATE tickets SET currency = 'XYZ' WHERE provider_id = '{}'", providers[0]));
        providers
    }

    async fn tickets(&self, of: [ProviderId; 3]) -> Vec<usize> {
        let mut tickets = Vec::new();
        for provider in of {
            // The first one's cannot be read.
            let listed = self.store.provider(provider).tickets(None, None, Page::first(9)).await;
            tickets.push(listed.map_or(usize::MAX, |tickets| tickets.len()));
        }
        tickets
    }
}

#[tokio::test]
async fn tickets_of_the_others_are_forgotten_and_the_trouble_is_told() {
    let world = World::postgres().await;
    let providers = world.with_trouble(450).await;
    let (_, complaint) = world.fails(&["job", "clean-tickets"]);
    assert_eq!(world.tickets(providers).await, [usize::MAX, 0, 0]);
    assert!(complaint.contains(&providers[0].to_string()) && complaint.contains("a currency"), "{complaint}");
    assert!(!complaint.contains(&providers[1].to_string()) && !complaint.contains("XYZ"), "{complaint}");
    world.sql("UPDATE tickets SET currency = 'KES'");
    assert_eq!(world.cloud.json(&["job", "clean-tickets"]).unwrap()["tickets"], 1);
}

#[tokio::test]
async fn months_of_the_others_are_reported_and_the_trouble_is_told() {
    let world = World::postgres().await;
    let [_, second, third] = world.with_trouble(70).await;
    let month = jiff::Timestamp::from_millisecond((world.now_ms - 70 * DAY_MS) as i64).unwrap();
    let month = month.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(3))).strftime("%Y-%m").to_string();
    let (report, complaint) = world.fails(&["job", "monthly-report", "--month", &month, "--json"]);
    assert!(complaint.contains("a currency"), "{complaint}");
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let reported = report["providers"].as_array().unwrap().iter().map(|of| (&of["id"], &of["cash"][0]["amount_cents"]));
    let expected = [second, third].map(|id| (id.to_string(), 2050));
    assert_eq!(
        reported.map(|(id, cents)| (id.as_str().unwrap().into(), cents.as_u64().unwrap())).collect::<Vec<_>>(),
        expected
    );
}

#[tokio::test]
async fn subscriptions_of_the_others_say_that_they_are_over() {
    let world = World::postgres().await;
    let mut providers = Vec::new();
    for number in 1..=3 {
        let (provider, _) = world.provider(number, &[]).await;
        let (id, until_ms) = (SubscriptionId::from_bytes([number; 16]), world.now_ms - DAY_MS);
        let until = |_: Option<u64>| Ok::<_, ()>(until_ms);
        world.store.provider(provider).grant_subscription(id, until, until_ms - 1).await.unwrap().unwrap();
        providers.push(provider);
    }
    world.sql(&format!(
        "CREATE FUNCTION refuse() RETURNS trigger AS 'BEGIN RAISE ''no''; END' LANGUAGE plpgsql; \
         CREATE TRIGGER refuse BEFORE UPDATE ON provider_subscriptions FOR EACH ROW \
         WHEN (OLD.provider_id = '{}') EXECUTE FUNCTION refuse()",
        providers[0]
    ));
    let (_, complaint) = world.fails(&["job", "expire-subscriptions"]);
    assert!(complaint.contains(&providers[0].to_string()), "{complaint}");
    world.sql("DROP TRIGGER refuse ON provider_subscriptions");
    assert_eq!(world.cloud.json(&["job", "expire-subscriptions"]).unwrap()["expired"], 1, "the others were done");
}

async fn secrets_of_the_others_are_sealed_anew(world: World) {
    let old = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let new = "BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    for number in 1..=3 {
        world.provider(number, &[]).await;
    }
    let before = world.cloud_with(&[("ENCRYPTION_KEY", old)]);
    for number in [2, 3] {
        let id = ProviderId::from_bytes([number; 16]).to_string();
        let save = ["provider", "account", &id, "--shortcode", "600111"];
        let output = before.run_with(&save, "key\nsecret\npasskey\n").unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", output.stderr);
    }
    let unsealed = Credentials { mpesa_passkey: Some("sealed:1:00000000:AAAA".into()), ..Credentials::default() };
    let first = world.store.provider(ProviderId::from_bytes([1; 16]));
    first.change_credentials(|saved| *saved = unsealed).await.unwrap();
    let after = world.cloud_with(&[("ENCRYPTION_KEY", new), ("ENCRYPTION_KEYS_OLD", old)]);
    let output = after.run(&["job", "rotate-keys"]).unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", output.stderr);
    assert!(output.stderr.contains(&first.owner().to_string()), "{}", output.stderr);
    first.change_credentials(|saved| *saved = Credentials::default()).await.unwrap();
    assert_eq!(after.json(&["job", "rotate-keys"]).unwrap()["resealed"], 0, "the others were done");
}

#[tokio::test]
async fn secrets_of_the_others_are_sealed_anew_in_a_file() {
    secrets_of_the_others_are_sealed_anew(World::sqlite().await).await;
}

#[tokio::test]
async fn secrets_of_the_others_are_sealed_anew_on_a_server() {
    secrets_of_the_others_are_sealed_anew(World::postgres().await).await;
}
