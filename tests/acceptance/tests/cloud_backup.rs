//! A backup brought back at a site that has a cloud: its unused tickets may have been used since it was made, and wait until
//! the cloud has told, or the owner answers for them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::chain::{Chain, address_of};
use acceptance::radclient::login;
use acceptance::site::{HOUR, device, one_ticket, selling_hours};
use acceptance::web;
use testkit::{Langod, Relay};

/// What was sold before the backup.
struct Sold {
    /// Never used,
    unused: String,
    /// used before the backup,
    running: String,
    /// and used since.
    used_since: String,
}

/// A site whose books went back to a backup while its line to the cloud is cut.
fn brought_back() -> (Chain, Relay, Sold) {
    let (mut chain, line) = Chain::on_a_line(|gateway| gateway);
    let codes = chain.shop.langod.mint(HOUR, 3).unwrap();
    let [unused, running, used_since] = codes.try_into().unwrap();
    assert!(login(&chain.shop.langod, &running, &device(1)).is_accept());
    chain.is_in_step();
    let backup = backup(&chain.shop.langod);
    assert!(login(&chain.shop.langod, &used_since, &device(2)).is_accept());
    chain.is_in_step();
    line.cut();
    restore(&mut chain.shop.langod, &backup);
    (chain, line, Sold { unused, running, used_since })
}

fn backup(langod: &Langod) -> String {
    let backup = langod.dir().join("backup").display().to_string();
    langod.command(&["backup", &backup]).unwrap();
    backup
}

fn restore(langod: &mut Langod, backup: &str) -> String {
    langod.stop().unwrap();
    let said = langod.command(&["restore", backup]).unwrap();
    langod.launch().unwrap();
    said
}

fn activate(langod: &Langod, code: &str) -> (u16, String) {
    let body = format!(r#"{{"mac":"{}"}}"#, device(9));
    web::post(langod, &format!("/api/tickets/{code}/activate"), "application/json", &body).problem()
}

#[test]
fn unused_tickets_of_a_backup_wait_for_the_cloud_and_running_ones_go_on() {
    let (chain, line, sold) = brought_back();
    let langod = &chain.shop.langod;
    assert_eq!(login(langod, &sold.unused, &device(3)).refusal(), "Your ticket is being checked");
    assert_eq!(activate(langod, &sold.used_since), (409, "awaits_cloud".to_owned()));
    assert!(login(langod, &sold.running, &device(1)).is_accept());
    assert!(login(langod, &one_ticket(langod, HOUR), &device(4)).is_accept());
    let doctor = langod.run(&["doctor"]).unwrap().stdout;
    assert!(doctor.contains("langod ticket trust-restored"), "{doctor}");
    line.leads_to(address_of(&chain.cloud));
    chain.is_in_step();
    assert!(login(langod, &sold.unused, &device(3)).is_accept());
    // It was used on another device meanwhile, says the cloud.
    assert_eq!(langod.ticket(&sold.used_since).unwrap()["status"], "active");
}

#[test]
fn the_owner_may_answer_for_the_tickets_of_a_backup() {
    let (chain, _line, sold) = brought_back();
    let langod = &chain.shop.langod;
    assert!(!login(langod, &sold.unused, &device(3)).is_accept());
    let said = langod.command(&["ticket", "trust-restored"]).unwrap();
    assert!(said.contains("honoured"), "{said}");
    assert!(login(langod, &sold.unused, &device(3)).is_accept());
    assert!(langod.command(&["ticket", "trust-restored"]).unwrap().contains("No ticket waits"));
}

#[test]
fn a_gateway_without_a_cloud_honours_its_backup_at_once() {
    let mut langod = selling_hours();
    let code = one_ticket(&langod, HOUR);
    let backup = backup(&langod);
    let said = restore(&mut langod, &backup);
    assert!(!said.contains("wait"), "{said}");
    assert!(login(&langod, &code, &device(1)).is_accept());
}
