//! Any body as a notice of money received, and any text as what it shows of the payer's number.

#![no_main]

use libfuzzer_sys::fuzz_target;
use payment_proto::mpesa::{C2bNotice, Msisdn, phone};

fuzz_target!(|body: &[u8]| {
    let Ok(known) = phone::parse("0712345678") else { return };
    if let Ok(notice) = C2bNotice::read(body) {
        let _ = (notice.is_payment(), notice.payer.matches(known));
    }
    let _ = Msisdn::read(&String::from_utf8_lossy(body)).matches(known);
});
