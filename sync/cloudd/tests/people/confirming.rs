//! A gateway claims a site with the code of the page, its words are compared, and all of it is written down.

use cloud_store::books::{Page as Lines, SiteKeys};
use cloud_store::{CloudStore, Patience};
use domain::ids::ProviderId;
use sync_proto::ClaimCode;

use crate::visitor::Visitor;
use crate::world::{ADMIN, OWNER, World};

const NOBODY: ProviderId = ProviderId::from_bytes([0; 16]);

/// The books of a cloud that runs.
async fn books(world: &World) -> CloudStore {
    let file = world.cloud.data_dir().join("lango-cloud.db");
    CloudStore::connect(&format!("sqlite:{}", file.display()), Patience::default()).await.unwrap()
}

/// Claims a site as a gateway with these keys would.
async fn claims(store: &CloudStore, html: &str, key: u8) {
    let code = html.split("--claim ").nth(1).and_then(|rest| rest.split('<').next()).unwrap();
    let hash = ClaimCode::parse(code).unwrap().hash();
    let keys = SiteKeys { signing: [key; 32], sealing: [key; 32] };
    assert!(store.platform().claim(&hash, keys, 1).await.unwrap().is_some(), "{code}");
}

/// What a provider's log says was done, the newest first, and whether an admin did it.
async fn deeds(store: &CloudStore, provider: ProviderId) -> Vec<(String, bool)> {
    let lines = store.provider(provider).audit_log(Lines::first(50)).await.unwrap();
    assert!(lines.iter().all(|line| line.subject.is_some()));
    // Beside what was done at the command line.
    let of_people = lines.into_iter().filter(|line| line.user.is_some());
    of_people.map(|line| (line.action, line.detail.is_some())).collect()
}

#[tokio::test]
async fn the_gateway_whose_words_were_compared_is_confirmed_and_no_other() {
    let world = World::new();
    let store = books(&world).await;
    let mut owner = world.signed_in(OWNER);
    let site = world.make_site(&mut owner, "Market");
    let path = format!("/provider/sites/{site}");
    claims(&store, &owner.get(&path).body, 1).await;
    let seen = owner.get(&path);
    assert!(seen.body.contains("Are these the same five words?") && !seen.body.contains("--claim"), "{}", seen.body);
    let status = || world.cloud.site(&world.provider, &site).unwrap()["status"].as_str().unwrap().to_owned();
    assert_eq!(owner.get(&format!("{path}/differ")).status, 200);
    assert_eq!(status(), "enrolled");

    let stale = Visitor::form(&seen, "/confirm");
    let renewed = owner.submit(&Visitor::form(&seen, "/claim"));
    claims(&store, &renewed.body, 2).await;
    let refused = owner.submit(&stale);
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert_eq!(owner.submit(&stale.with("words", "")).status, 409);
    assert_eq!(status(), "enrolled");

    let form = Visitor::form(&owner.get(&path), "/confirm");
    for _ in 0..2 {
        assert_eq!(owner.submit(&form).status, 200);
        assert_eq!(status(), "confirmed");
    }
    let provider: ProviderId = world.provider.parse().unwrap();
    let expected = ["site.confirm", "site.claim", "site.create", "user.sign_in"].map(|deed| (deed.to_owned(), false));
    assert_eq!(deeds(&store, provider).await, expected);
}

#[tokio::test]
async fn what_an_admin_does_on_behalf_stands_in_the_providers_log() {
    let world = World::new();
    let store = books(&world).await;
    let site = world.cloud.create_site(&world.provider, "Market").unwrap().site;
    let mut admin = world.signed_in(ADMIN);
    let path = format!("/admin/providers/{}/sites/{site}", world.provider);
    let page = admin.get(&path);
    let renewed = admin.submit(&Visitor::form(&page, "/claim"));
    claims(&store, &renewed.body, 1).await;
    let page = admin.get(&path);
    assert_eq!(admin.submit(&Visitor::form(&page, "/confirm")).status, 200);
    assert_eq!(world.cloud.site(&world.provider, &site).unwrap()["status"], "confirmed");
    let expected = ["site.confirm", "site.claim"].map(|deed| (deed.to_owned(), true));
    assert_eq!(deeds(&store, world.provider.parse().unwrap()).await, expected);
    assert_eq!(deeds(&store, NOBODY).await, [("user.sign_in".to_owned(), false)]);
}
