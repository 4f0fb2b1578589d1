//! The owner saves the account with M-PESA in the cloud, and gateways that know nothing of it sell with it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::fs;
use std::path::{Path, PathBuf};

use acceptance::chain::{self, Ways, address_of, begins_anew, enrol, finding, link};
use acceptance::shop::{Shop, phone};
use serde_json::Value;
use testkit::cloud::Cloud;
use testkit::daraja::{Daraja, DarajaConfig};
use testkit::machine::{PATIENCE, poll};
use testkit::{Door, Langod};

/// The router keeps the time.
const NO_NTP: &str = "timezone = \"Africa/Nairobi\"\n";
const CLOCK_IS_KEPT: &str = "timezone = \"Africa/Nairobi\"\ntrust_clock = true\n";

/// A rail, a cloud that calls it, and a gateway whose file has no account.
fn forge() -> (Shop, Cloud, String) {
    let daraja = Daraja::start(DarajaConfig::paybill().with_quirks(|quirks| quirks.query_limit = false)).unwrap();
    let cloud = chain::cloud()
        .env("MPESA_BASE_URL", &daraja.base_url())
        .env("PUBLIC_URL", "https://cloud.example.net")
        // What a command of another process writes is found when a held question ends.
        .env("HOLD_SECONDS", "2");
    let cloud = cloud.start().unwrap();
    daraja.control().set_callback_to(Some(address_of(&cloud)));
    let provider = cloud.create_provider("Mama Njeri WiFi").unwrap();
    let langod = Langod::builder().edit(NO_NTP, CLOCK_IS_KEPT).start().unwrap();
    langod.add_hour(1).unwrap();
    let hour = langod.json(&["plan", "list"]).unwrap()[0]["id"].as_str().unwrap().to_owned();
    let claim = cloud.create_site(&provider, "Kibanda").unwrap();
    enrol(&langod, Ways::straight_to(&cloud).gateway, &claim.code);
    (Shop { langod, daraja, door: Door::open().unwrap(), hour, provider }, cloud, claim.site)
}

fn save(cloud: &Cloud, provider: &str) -> u64 {
    let DarajaConfig { consumer_key, consumer_secret, passkey, .. } = DarajaConfig::paybill();
    let secrets = format!("{consumer_key}\n{consumer_secret}\n{passkey}\n");
    let saved =
        cloud.run_with(&["provider", "account", provider, "--shortcode", "174379", "--json"], &secrets).unwrap();
    assert!(saved.status.success(), "{}", saved.stderr);
    serde_json::from_str::<Value>(&saved.stdout).unwrap()["gateways"].as_u64().unwrap()
}

/// The plain files of a directory.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let files: Vec<_> =
        entries.filter(|entry| entry.file_type().unwrap().is_file()).map(|entry| entry.path()).collect();
    assert!(!files.is_empty());
    files
}

#[track_caller]
fn sells(shop: &Shop, number: u64) {
    let id = shop.buys(&phone(number));
    shop.pass_secs(30);
    shop.ticket(&id);
}

#[test]
fn a_confirmed_gateway_gets_the_account_that_was_saved_before_and_one_that_is_saved_later() {
    let (shop, cloud, site) = forge();
    assert_eq!(save(&cloud, &shop.provider), 0, "nobody has confirmed it yet");
    assert_eq!(shop.asks(&phone(1)).problem().1, "mpesa_not_offered");
    begins_anew(&shop.langod, || cloud.confirm_site(&shop.provider, &site).unwrap());
    sells(&shop, 1);
    assert!(poll(PATIENCE, || link(&shop.langod)).is_some(), "{:?}", finding(&shop.langod));
    // At rest nobody reads it, on either side.
    let DarajaConfig { consumer_secret, passkey, .. } = DarajaConfig::paybill();
    for path in files(shop.langod.data_dir()).into_iter().chain(files(&cloud.data_dir())) {
        let bytes = fs::read(&path).unwrap();
        let holds = |secret: &str| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!holds(&consumer_secret) && !holds(&passkey), "{}", path.display());
    }
    let remove = ["provider", "account", &shop.provider, "--remove"];
    let removed = begins_anew(&shop.langod, || cloud.json(&remove).unwrap());
    assert_eq!(removed["gateways"], 1);
    assert_eq!(shop.asks(&phone(2)).problem().1, "mpesa_not_offered");
    assert_eq!(begins_anew(&shop.langod, || save(&cloud, &shop.provider)), 1);
    sells(&shop, 3);
}
