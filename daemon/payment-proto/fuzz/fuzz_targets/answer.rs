//! Any body as the answer to any call. The first two bytes choose the HTTP status.

#![no_main]

use libfuzzer_sys::fuzz_target;
use payment_proto::mpesa::{Endpoint, read_answer};

fuzz_target!(|bytes: &[u8]| {
    let Some((status, body)) = bytes.split_first_chunk() else { return };
    let status = u16::from_be_bytes(*status);
    let query = Endpoint::Query { checkout_request: "ws_CO_1" };
    for endpoint in [Endpoint::Token, Endpoint::Push, query, Endpoint::RegisterUrls] {
        let answer = read_answer(endpoint, status, body);
        let _ = (answer.verdict.after_push(), answer.verdict.after_query());
    }
});
