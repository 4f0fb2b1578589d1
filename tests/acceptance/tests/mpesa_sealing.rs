//! Secrets sealed where they stand in the configuration: nothing else changes there, the gateway sells on, and only this
//! data directory's key opens them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;

use acceptance::metrics;
use acceptance::shop::{Shop, phone, taking_mpesa};
use testkit::{Langod, Phone, Router};

const KEY: &str = "standin-key";
const SECRET: &str = "standin-secret";
const PASSKEY: &str = "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919";
/// What the router and the gateway share in these tests.
const OF_THE_ROUTER: &str = "a-secret-for-tests-only";
const IN_THE_CLEAR: [&str; 4] = [KEY, SECRET, PASSKEY, OF_THE_ROUTER];
const NO_RAIL: &str = "http://127.0.0.1:9";
/// The user a daemon runs as, who is not who types commands.
const DAEMON: u32 = 12_345;
/// A daemon that is to refuse and does not is ended.
const AT_MOST: [&str; 2] = ["timeout", "20"];

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn configuration(langod: &Langod) -> String {
    fs::read_to_string(langod.config_path()).unwrap()
}

/// A gateway that does not run, with a commented configuration, and what sealing it said.
fn sealed() -> (Langod, String) {
    let commented = |secret: &str| format!("\"{secret}\" # from the portal, by Amina");
    let builder = taking_mpesa(NO_RAIL).edit("[mpesa]", "# ours since June\n[mpesa]");
    let builder = builder.edit(&format!("\"{PASSKEY}\""), &commented(PASSKEY));
    let builder = builder.edit(&format!("\"{SECRET}\""), &format!("'{SECRET}'"));
    let langod = builder.launcher(AT_MOST).prepare().unwrap();
    fs::set_permissions(langod.config_path(), fs::Permissions::from_mode(0o640)).unwrap();
    for path in [langod.config_path(), langod.data_dir()] {
        // Who may not give files away, seals files of their own.
        let _ = chown(path, Some(DAEMON), Some(DAEMON));
    }
    let said = langod.command(&["config", "seal"]).unwrap();
    (langod, said)
}

#[test]
fn sealing_replaces_the_secrets_and_nothing_else() {
    let before = configuration(&taking_mpesa(NO_RAIL).prepare().unwrap());
    let (langod, said) = sealed();
    assert!(said.contains("4 secrets") && said.contains(langod.data_dir().to_str().unwrap()), "{said}");
    let after = configuration(&langod);
    assert!(IN_THE_CLEAR.iter().all(|secret| !after.contains(secret)), "{after}");
    assert!(after.contains("# ours since June\n[mpesa]\n"), "{after}");
    let of_passkey = after.lines().find(|line| line.starts_with("passkey")).unwrap();
    assert!(of_passkey.starts_with("passkey = \"sealed:1:") && of_passkey.ends_with("\" # from the portal, by Amina"));
    let is_kept = |line: &&str| !line.contains("sealed:") && !line.starts_with("# ours");
    let others: Vec<&str> = after.lines().filter(is_kept).map(|line| line.split(" = \"127").next().unwrap()).collect();
    let is_open = |line: &&str| IN_THE_CLEAR.iter().all(|secret| !line.contains(secret));
    let expected: Vec<&str> =
        before.lines().filter(is_open).map(|line| line.split(" = \"127").next().unwrap()).collect();
    assert_eq!(others, expected);
    let key = langod.data_dir().join("secret.key");
    assert_eq!((mode(langod.config_path()), mode(&key)), (0o640, 0o600), "the file keeps its rights");
    let owner = |path: &Path| fs::metadata(path).unwrap().uid();
    assert_eq!(owner(&key), owner(langod.data_dir()), "the daemon can read what another user's command made");
    assert_eq!(owner(langod.config_path()), owner(langod.data_dir()));
    assert_eq!(fs::read_dir(langod.dir()).unwrap().count(), 2, "nothing is left beside the file");
}

#[test]
fn sealing_again_changes_nothing_and_a_new_secret_is_sealed_alone() {
    let (langod, _) = sealed();
    let once = configuration(&langod);
    assert!(langod.command(&["config", "seal"]).unwrap().contains("Nothing stands in the clear"));
    assert_eq!(configuration(&langod), once);
    let passkey = once.lines().find(|line| line.starts_with("passkey")).unwrap();
    fs::write(langod.config_path(), once.replace(passkey, &format!("passkey = \"{PASSKEY}\""))).unwrap();
    assert!(langod.command(&["config", "check"]).unwrap().contains("In the clear: mpesa.passkey."));
    assert!(langod.command(&["config", "seal"]).unwrap().starts_with("1 secret"));
    assert!(!configuration(&langod).contains(PASSKEY));
}

#[test]
fn the_check_masks_secrets_before_and_after_they_are_sealed() {
    let open = taking_mpesa(NO_RAIL).prepare().unwrap();
    let checked = open.command(&["config", "check"]).unwrap();
    assert!(checked.contains("paybill 174379") && checked.contains("**** (64 characters)"), "{checked}");
    assert!(checked.contains("In the clear: ") && checked.contains("langod config seal"), "{checked}");
    assert!(IN_THE_CLEAR.iter().all(|secret| !checked.contains(secret)), "{checked}");
    let (langod, _) = sealed();
    let checked = langod.command(&["config", "check"]).unwrap();
    assert_eq!(checked.matches("**** (sealed)").count(), 4, "{checked}");
    assert!(!checked.contains("sealed:1:") && !checked.contains("In the clear"), "{checked}");
    let doctor = langod.run(&["doctor"]).unwrap().stdout;
    assert!(doctor.lines().any(|line| line.starts_with("good  secrets")), "{doctor}");
}

#[test]
fn a_gateway_sells_and_signs_in_with_sealed_secrets_also_after_a_restart() {
    let mut shop = Shop::open();
    shop.langod.command(&["config", "seal"]).unwrap();
    for guest in 1..=2 {
        shop.langod.restart().unwrap();
        let id = shop.buys(&phone(guest));
        shop.pass_secs(30);
        shop.ticket(&id);
    }
    shop.agrees();
    let code = shop.ticket(shop.payments()[0]["payment_id"].as_str().unwrap());
    let router = Router::start(shop.langod.router_config()).unwrap();
    let guest = Phone::new(router.device(0));
    let ticket = guest.open("http://example.com/").unwrap().form_with("code").unwrap().with("code", &code);
    let login = guest.submit(&ticket).unwrap().form_with("username").unwrap();
    guest.submit(&login).unwrap();
    assert_eq!(metrics::events(&shop.langod, "access_accept"), 1);
}

#[test]
fn a_file_sealed_with_another_key_is_refused_by_all_who_need_it() {
    let (sealed_elsewhere, _) = sealed();
    let langod = taking_mpesa(NO_RAIL).launcher(AT_MOST).prepare().unwrap();
    fs::copy(sealed_elsewhere.config_path(), langod.config_path()).unwrap();
    for words in [&["run"][..], &["mpesa", "test", "--phone", &phone(1)], &["config", "check"]] {
        let said = langod.run(words).unwrap();
        assert_eq!((said.status.code(), said.stderr.lines().count()), (Some(2), 1), "{said:?}");
        let sentence = said.stderr;
        assert!(sentence.contains("radius.nas.router") && sentence.contains("another key"), "{sentence}");
        assert!(sentence.contains("langod config seal") && !sentence.contains("sealed:1:"), "{sentence}");
    }
    let doctor = langod.run(&["doctor"]).unwrap();
    assert_eq!(doctor.status.code(), Some(1));
    assert!(doctor.stdout.lines().any(|line| line.starts_with("bad   secrets")), "{doctor:?}");
}

#[test]
fn a_torn_key_file_is_named() {
    let (langod, _) = sealed();
    let key = langod.data_dir().join("secret.key");
    fs::write(&key, [7; 40]).unwrap();
    let ended = langod.run(&["run"]).unwrap();
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    assert!(ended.stderr.contains(key.to_str().unwrap()) && ended.stderr.contains("not whole"), "{ended:?}");
    assert_eq!(fs::read(&key).unwrap(), [7; 40], "what may be brought back is not overwritten");
}
