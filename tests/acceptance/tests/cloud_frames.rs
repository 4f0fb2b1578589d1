//! Frames no gateway would send: each is refused in the words of the protocol, and changes nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::chain::{cloud, post};
use acceptance::hand_made::{ENROL, HandMade, enrolment, lanes, record};
use domain::event::Record;
use domain::ids::SiteId;
use domain::link::Cursor;
use sync_proto::{ClaimCode, Counter, Keys, MOST_UP_BYTES, Refusal, Taken, Up};
use testkit::Cloud;

/// A cloud with a provider, and two gateways of it made by hand.
fn forge() -> (Cloud, HandMade, HandMade) {
    let cloud = cloud().start().unwrap();
    let provider = cloud.create_provider("Mama Njeri WiFi").unwrap();
    let one = HandMade::enrol(&cloud, &provider, "Kibanda", 1);
    let other = HandMade::enrol(&cloud, &provider, "Stage", 2);
    (cloud, one, other)
}

/// Whatever is posted there is refused for this reason, and the site stays as it was.
#[track_caller]
fn is_refused(cloud: &Cloud, site: &HandMade, path: &str, bytes: &[u8], refusal: Refusal) {
    let before = site.seen(cloud);
    let answer = post(cloud, path, bytes);
    assert_eq!(answer.problem(), (refusal.status(), refusal.code().to_owned()), "{path} {answer:?}");
    assert_eq!(answer.header("retry-after").is_some(), refusal == Refusal::Unavailable);
    assert_eq!(site.seen(cloud), before);
}

fn stored(through: u64) -> Taken {
    Taken::Stored { through: Cursor { epoch: 1, sequence: through }, unused_epoch: 2 }
}

#[test]
fn a_claim_code_nobody_gave_out_and_one_that_another_used_let_nobody_in() {
    let (cloud, one, _) = forge();
    let claim = cloud.create_site(&one.provider.to_string(), "Market").unwrap();
    let (rightful, thief) = (Keys::from_seed(&[3; 32]), Keys::from_seed(&[4; 32]));
    let invented = if claim.code.starts_with('7') { "8" } else { "7" }.to_owned() + &claim.code[1..];
    is_refused(&cloud, &one, ENROL, &enrolment(&invented, &thief), Refusal::UnknownClaim);
    assert!(ClaimCode::parse(&invented).is_ok());
    let bytes = enrolment(&claim.code, &rightful);
    assert_eq!(post(&cloud, ENROL, &bytes).status, 200);
    let seen = || cloud.site(&one.provider.to_string(), &claim.site).unwrap();
    let enrolled = seen();
    is_refused(&cloud, &one, ENROL, &enrolment(&claim.code, &thief), Refusal::UnknownClaim);
    assert_eq!(post(&cloud, ENROL, &bytes).status, 200, "its gateway has not heard the answer");
    assert_eq!(seen(), enrolled);
}

#[test]
fn an_enrolment_that_is_not_signed_with_the_keys_it_brings_is_refused() {
    let (cloud, one, _) = forge();
    let claim = cloud.create_site(&one.provider.to_string(), "Market").unwrap();
    let mut bytes = enrolment(&claim.code, &Keys::from_seed(&[3; 32]));
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    is_refused(&cloud, &one, ENROL, &bytes, Refusal::WrongSignature);
    bytes[last] ^= 1;
    assert_eq!(post(&cloud, ENROL, &bytes).status, 200, "the code was not spent");
}

#[test]
fn a_frame_of_somebody_else_is_refused() {
    let (cloud, one, other) = forge();
    let stranger = cloud.create_provider("Stranger").unwrap();
    for up in [one.push(1, vec![record(1)]), one.hold(1)] {
        let path = up.lane().path();
        is_refused(&cloud, &one, path, &other.signed(&up), Refusal::WrongSignature);
        let elsewhere = Up { site: SiteId::from_bytes([5; 16]), ..up.clone() };
        is_refused(&cloud, &one, path, &one.signed(&elsewhere), Refusal::UnknownSite);
        let strange = Up { provider: stranger.parse().unwrap(), ..up };
        is_refused(&cloud, &one, path, &one.signed(&strange), Refusal::UnknownSite);
    }
    let waiting = cloud.create_site(&one.provider.to_string(), "Market").unwrap();
    let unclaimed = Up { site: waiting.site.parse().unwrap(), ..one.push(1, Vec::new()) };
    is_refused(&cloud, &one, "/sync/v1/push", &one.signed(&unclaimed), Refusal::UnknownSite);
    assert_eq!(one.says(&cloud, &one.push(1, vec![record(1)])).taken, stored(1), "its first frame was not used up");
}

#[test]
fn what_is_no_frame_is_refused() {
    let (cloud, one, _) = forge();
    let frame = one.signed(&one.push(1, vec![record(1)]));
    let mut newer = frame.clone();
    newer[2] += 1;
    let mut garbled = frame.clone();
    garbled[70] ^= 0x40;
    for path in lanes() {
        is_refused(&cloud, &one, path, &newer, Refusal::NewerProtocol);
        is_refused(&cloud, &one, path, &newer[..4], Refusal::NewerProtocol);
        for bytes in [&frame[..0], &frame[..3], &frame[..68], &frame[..frame.len() - 1], b"<html>", b"{\"a\":1}"] {
            is_refused(&cloud, &one, path, bytes, Refusal::Malformed);
        }
        is_refused(&cloud, &one, path, &[&frame[..], b"\0"].concat(), Refusal::Malformed);
        is_refused(&cloud, &one, path, &enrolment("7K2QX-M0D4N-R9TBW", &one.keys), Refusal::Malformed);
        let status = post(&cloud, path, &garbled).problem().0;
        assert!((400..500).contains(&status), "{status}");
    }
    is_refused(&cloud, &one, "/sync/v1/hold", &frame, Refusal::Malformed);
    is_refused(&cloud, &one, "/sync/v1/push", &one.signed(&one.hold(1)), Refusal::Malformed);
    is_refused(&cloud, &one, ENROL, &frame, Refusal::Malformed);
    assert_eq!(one.says(&cloud, &one.push(1, vec![record(1)])).taken, stored(1));
}

#[test]
fn a_frame_beyond_the_limit_is_refused_before_it_is_read() {
    let (cloud, one, _) = forge();
    let before = one.seen(&cloud);
    for path in lanes().into_iter().chain([ENROL]) {
        let answer = post(&cloud, path, &vec![b'L'; MOST_UP_BYTES + 1]);
        assert_eq!(answer.problem(), (413, "body_too_large".to_owned()), "{path}");
    }
    is_refused(&cloud, &one, ENROL, &vec![b'L'; MOST_UP_BYTES], Refusal::Malformed);
    assert_eq!(one.seen(&cloud), before);
}

#[test]
fn records_out_of_order_or_beyond_number_are_refused_and_none_is_stored() {
    let (cloud, one, _) = forge();
    let of_two_epochs = vec![record(1), Record { epoch: 2, ..record(2) }];
    let from_zero = vec![Record { sequence: 0, ..record(1) }];
    let too_many = (1..=201).map(|sequence| Record { sequence, ..record(1) }).collect();
    let batches = [vec![record(2), record(1)], vec![record(1), record(3)], of_two_epochs, from_zero, too_many];
    for (number, records) in (1..).zip(batches) {
        let answer = post(&cloud, "/sync/v1/push", &one.signed(&one.push(number, records)));
        assert_eq!(answer.problem(), (400, "malformed".to_owned()), "{number}");
    }
    assert_eq!(one.says(&cloud, &one.push(9, Vec::new())).taken, stored(0));
    assert_eq!(one.says(&cloud, &one.push(10, vec![record(2)])).taken, Taken::Gap(Cursor { epoch: 1, sequence: 0 }));
    assert_eq!(one.says(&cloud, &one.push(11, vec![record(1), record(2)])).taken, stored(2));
}

#[test]
fn a_frame_posted_again_is_stale_and_learns_nothing() {
    let (cloud, one, _) = forge();
    let told = one.push(1, vec![record(1)]);
    assert_eq!(one.says(&cloud, &told).taken, stored(1));
    let posted = post(&cloud, &one.callback_path(), b"{}");
    assert_eq!(posted.json()["ResultCode"], 0);
    let asked = one.hold(2);
    assert_eq!(one.says(&cloud, &asked).directives.len(), 1);
    let before = one.seen(&cloud);
    for (up, number) in [(&told, 1), (&asked, 2), (&one.hold(1), 2), (&one.push(0, vec![record(2)]), 1)] {
        let again = one.says(&cloud, up);
        assert_eq!(again.taken, Taken::Stale(Counter { start: 1, number }));
        assert_eq!((again.directives, again.recalled), (Vec::new(), None));
    }
    assert_eq!(one.seen(&cloud), before);
    assert_eq!(one.says(&cloud, &one.push(2, Vec::new())).taken, stored(1), "nothing was stored by a stale frame");
}

#[test]
fn a_gateway_that_has_done_more_than_the_cloud_remembers_is_believed_within_reason() {
    for (claimed, next) in [(7, 8), (u64::MAX, 1), (2_000_000, 1)] {
        let (cloud, one, _) = forge();
        one.says(&cloud, &Up { applied: claimed, ..one.hold(1) });
        assert_eq!(one.seen(&cloud)["applied"], next - 1);
        assert_eq!(post(&cloud, &one.callback_path(), b"{}").json()["ResultCode"], 0);
        let asked = Up { applied: next - 1, ..one.hold(2) };
        let directives = one.says(&cloud, &asked).directives;
        assert_eq!(directives.iter().map(|numbered| numbered.number).collect::<Vec<_>>(), [next], "{claimed}");
    }
}
