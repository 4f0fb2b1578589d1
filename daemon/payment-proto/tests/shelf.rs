//! The token shelf over time: one fetch at a time, early renewal, rests after failures.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use payment_proto::mpesa::{AccessToken, Granted, TokenShelf, Want};

fn granted(text: &str, lifetime_secs: u32) -> Granted {
    Granted { token: AccessToken::new(text).unwrap(), lifetime_secs }
}

fn used(want: Want) -> (String, u64) {
    let Want::Use { token, generation } = want else { panic!("no token: {want:?}") };
    (token.reveal().to_owned(), generation)
}

#[test]
fn one_fetches_while_the_others_wait_and_then_all_use_it() {
    let mut shelf = TokenShelf::default();
    assert_eq!(shelf.want(0), Want::Fetch);
    assert_eq!(shelf.want(1), Want::Wait { until_ms: 60_000 });
    shelf.fetched(granted("one", 3599), 500);
    assert_eq!(used(shelf.want(501)), ("one".to_owned(), 1));
}

#[test]
fn a_token_is_renewed_a_minute_before_its_end() {
    let mut shelf = TokenShelf::default();
    shelf.fetched(granted("one", 3600), 0);
    assert_eq!(used(shelf.want(3_539_999)).1, 1);
    assert_eq!(shelf.want(3_540_000), Want::Fetch);
    shelf.fetch_failed(3_541_000);
    assert_eq!(used(shelf.want(3_541_001)).1, 1, "the old one serves while the rail refuses");
    shelf.fetch_failed(3_599_999);
    assert_eq!(shelf.want(3_600_000), Want::Wait { until_ms: 3_609_999 });
}

#[test]
fn a_short_lived_token_is_used_for_half_its_life() {
    let mut shelf = TokenShelf::default();
    shelf.fetched(granted("one", 1), 0);
    assert_eq!(used(shelf.want(499)).1, 1);
    assert_eq!(shelf.want(500), Want::Fetch);
}

#[test]
fn a_fetch_nobody_reports_on_is_replaced() {
    let mut shelf = TokenShelf::default();
    assert_eq!(shelf.want(0), Want::Fetch);
    assert_eq!(shelf.want(60_000), Want::Fetch);
}

#[test]
fn a_wrong_secret_is_tried_ever_more_rarely() {
    let mut shelf = TokenShelf::default();
    let (mut now_ms, mut fetches) = (0, 0);
    while now_ms < 3_600_000 {
        match shelf.want(now_ms) {
            Want::Fetch => {
                fetches += 1;
                shelf.fetch_failed(now_ms);
            }
            Want::Wait { until_ms } => now_ms = until_ms,
            Want::Use { .. } => panic!("there is no token"),
        }
    }
    assert!((10..=20).contains(&fetches), "{fetches} fetches in an hour");
}

#[test]
fn a_line_that_was_down_for_hours_is_used_seconds_after_it_is_back() {
    let mut shelf = TokenShelf::default();
    for now_ms in (0..3_600_000).step_by(5_000) {
        assert_eq!(shelf.want(now_ms), Want::Fetch);
        shelf.fetch_unanswered(now_ms);
        assert_eq!(shelf.want(now_ms), Want::Wait { until_ms: now_ms + 5_000 });
    }
}

#[test]
fn only_the_present_token_can_be_reported_bad() {
    let mut shelf = TokenShelf::default();
    shelf.fetched(granted("one", 3600), 0);
    shelf.fetched(granted("two", 3600), 100_000);
    shelf.reported_bad(1, 200_000);
    assert_eq!(used(shelf.want(200_000)), ("two".to_owned(), 2));
    shelf.reported_bad(2, 200_000);
    assert_eq!(shelf.want(200_000), Want::Fetch);
    shelf.reported_bad(2, 200_001);
    assert!(matches!(shelf.want(200_001), Want::Wait { .. }));
}

#[test]
fn tokens_bad_from_the_start_do_not_chase_each_other() {
    let mut shelf = TokenShelf::default();
    shelf.fetched(granted("bad", 3600), 0);
    shelf.reported_bad(shelf.generation(), 10);
    assert_eq!(shelf.want(10), Want::Fetch);
    for wait_ms in [5_000, 10_000, 20_000] {
        shelf.fetched(granted("bad", 3600), 0);
        shelf.reported_bad(shelf.generation(), 10);
        assert_eq!(shelf.want(10), Want::Wait { until_ms: 10 + wait_ms });
    }
    shelf.fetched(granted("good", 3600), 50);
    shelf.proved_good(shelf.generation());
    shelf.reported_bad(shelf.generation(), 100_000);
    assert_eq!(shelf.want(100_000), Want::Fetch);
}

#[test]
fn a_token_handed_over_must_be_newer() {
    let mut shelf = TokenShelf::default();
    assert!(shelf.handed(granted("seven", 3600), 7, 0));
    assert!(!shelf.handed(granted("six", 3600), 6, 0));
    assert_eq!(used(shelf.want(1)), ("seven".to_owned(), 7));
}

#[test]
fn a_shelf_does_not_show_its_token() {
    let mut shelf = TokenShelf::default();
    shelf.fetched(granted("xyzzy", 3600), 0);
    assert!(!format!("{shelf:?}{:?}", shelf.want(1)).contains("xyzzy"));
}
