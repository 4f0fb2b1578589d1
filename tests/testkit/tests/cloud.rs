//! The harness around `lango-cloud`, tried with programs that are not it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use testkit::Cloud;
use testkit::cloud::CloudError;

#[test]
fn a_program_that_ends_at_once_is_told_with_its_last_words() {
    // `ls` knows no --data, says so, and ends.
    let Err(CloudError::Ended { status, log }) = Cloud::builder().binary("/bin/ls").start() else { panic!("ended") };
    assert!(!status.success() && log.contains("--data"), "{log}");
}

#[test]
fn commands_have_the_data_directory_and_what_they_are_given_to_read() {
    let cloud = Cloud::builder().binary("/bin/echo").prepare().unwrap();
    let printed = cloud.command(&["provider", "list"]).unwrap();
    assert_eq!(printed, format!("--data {} provider list\n", cloud.data_dir().display()));
    let dir = cloud.dir().to_owned();
    drop(cloud);
    assert!(!dir.exists());
}
