//! What anyone may post to the cloud, or answer in its place: random bytes, real frames with bytes changed, and messages
//! that claim to be longer than they are.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod samples;

use std::sync::LazyLock;

use proptest::prelude::*;
use sync_proto::{ClaimCode, Down, Enrolled, Enrolment, Foreign, Keys, Purpose, Up, open, peek, sign};

fn keys() -> Keys {
    Keys::from_seed(&[7; 32])
}

/// Through every door.
fn read_everything(bytes: &[u8]) {
    let theirs = keys().public();
    let _ = (peek::<Up>(Purpose::Up, bytes), open::<Up>(Purpose::Up, &theirs, bytes));
    let _ = (peek::<Down>(Purpose::Down, bytes), open::<Down>(Purpose::Down, &theirs, bytes));
    let _ = (peek::<Enrolment>(Purpose::Enrolment, bytes), peek::<Enrolled>(Purpose::Enrolled, bytes));
    let _ = ClaimCode::parse(&String::from_utf8_lossy(bytes));
}

/// Signed once: each signature takes a while without optimisation.
static FRAMES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let ups = samples::ups().into_iter().map(|(_, up)| sign(Purpose::Up, &keys(), &up).unwrap());
    let downs = samples::downs().into_iter().map(|(_, down)| sign(Purpose::Down, &keys(), &down).unwrap());
    ups.chain(downs).collect()
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn random_bytes_are_refused_quietly(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        read_everything(&bytes);
    }

    #[test]
    fn a_frame_with_any_byte_changed_is_not_taken(
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        bit in 0..8u8,
    ) {
        let mut frame = which.get(&FRAMES).clone();
        let at = at.index(frame.len());
        frame[at] ^= 1 << bit;
        read_everything(&frame);
        prop_assert!(open::<Up>(Purpose::Up, &keys().public(), &frame).is_err());
        prop_assert!(open::<Down>(Purpose::Down, &keys().public(), &frame).is_err());
    }

    #[test]
    fn a_message_cut_short_is_not_taken(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>()) {
        let frame = which.get(&FRAMES).clone();
        let cut = &frame[..at.index(frame.len())];
        read_everything(cut);
        prop_assert!(peek::<Up>(Purpose::Up, cut).is_err() && peek::<Down>(Purpose::Down, cut).is_err());
    }
}

#[test]
fn a_message_that_claims_a_million_records_takes_no_memory_for_them() {
    let frame = sign(Purpose::Up, &keys(), &samples::up(sync_proto::Wants::Push(sync_proto::Push::default()))).unwrap();
    let mut claims = frame[..frame.len() - 2].to_vec();
    claims.extend([0xff, 0xff, 0xff, 0xff, 0x0f, 0]);
    assert_eq!(peek::<Up>(Purpose::Up, &claims), Err(Foreign::Malformed));
}

#[test]
fn a_frame_for_one_purpose_is_none_for_another() {
    let frame = sign(Purpose::Up, &keys(), &samples::downs()[0].1).unwrap();
    assert_eq!(peek::<Down>(Purpose::Down, &frame), Err(Foreign::Malformed));
}
