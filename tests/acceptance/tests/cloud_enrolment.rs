//! Enrolment where something goes wrong: the answer is lost, or the configuration has been spoilt since the start.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::fs;

use acceptance::chain::{self, address_of, enrol};
use acceptance::lost_answer::LostAnswer;
use acceptance::radclient::login;
use acceptance::site::{HOUR, device, one_ticket, with_ticket};
use testkit::Langod;
use testkit::cloud::{Claim, Cloud};

/// A cloud, a claim code of it, and a gateway that sells.
fn begin() -> (Cloud, Claim, Langod, String) {
    let cloud = chain::cloud().start().unwrap();
    let provider = cloud.create_provider("Mama Njeri WiFi").unwrap();
    let claim = cloud.create_site(&provider, "Kibanda").unwrap();
    let (langod, code) = with_ticket(1);
    (cloud, claim, langod, code)
}

#[test]
fn an_enrolment_whose_answer_is_lost_is_done_with_the_same_claim_code_again() {
    let (cloud, claim, langod, _) = begin();
    let line = LostAnswer::on_the_way_to(address_of(&cloud));
    let url = format!("http://{}", line.address());
    let lost = langod.run(&["enrol", "--cloud", &url, "--claim", &claim.code]).unwrap();
    assert!(!lost.status.success() && lost.stderr.contains("same claim code"), "{lost:?}");
    assert!(!langod.data_dir().join("enrolment.json").exists());
    let asked = langod.data_dir().join("enrolment.asked");
    assert!(asked.exists());
    enrol(&langod, address_of(&cloud), &claim.code);
    assert!(!asked.exists());
}

#[test]
fn an_enrolment_goes_on_with_the_configuration_the_gateway_was_started_with() {
    let (cloud, claim, langod, code) = begin();
    let pid = langod.pid();
    fs::write(langod.config_path(), "[site\nname = ").unwrap();
    enrol(&langod, address_of(&cloud), &claim.code);
    assert!(login(&langod, &code, &device(1)).is_accept());
    assert!(login(&langod, &one_ticket(&langod, HOUR), &device(2)).is_accept());
    assert_eq!(langod.pid(), pid);
}
