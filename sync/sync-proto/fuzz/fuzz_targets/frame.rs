//! Whatever is posted to the cloud, or answered in its place.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sync_proto::{ClaimCode, Down, Enrolled, Enrolment, Purpose, Up, peek};

fuzz_target!(|bytes: &[u8]| {
    // The heads in front, so that what is tried is the message and not its first four bytes.
    for (purpose, mark) in [(Purpose::Up, b'u'), (Purpose::Down, b'd'), (Purpose::Enrolment, b'e'), (Purpose::Enrolled, b'w')] {
        let frame = [&[b'L', b'a', 1, mark], &[0; 64][..], bytes].concat();
        let _ = peek::<Up>(purpose, &frame);
        let _ = peek::<Down>(purpose, &frame);
        let _ = peek::<Enrolment>(purpose, &frame);
        let _ = peek::<Enrolled>(purpose, &frame);
    }
    let _ = ClaimCode::parse(&String::from_utf8_lossy(bytes));
});
