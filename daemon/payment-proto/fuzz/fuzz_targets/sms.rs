//! Any text as what a guest typed or pasted: a receipt, a phone number, an address.

#![no_main]

use libfuzzer_sys::fuzz_target;
use payment_proto::mpesa::{AccountReference, CallbackBase, Description, Timestamp, fold_reference, phone, sms};

fuzz_target!(|text: &str| {
    if let Some(receipt) = sms::find_receipt(text) {
        assert!(receipt.as_str().starts_with(|c: char| c.is_ascii_uppercase()));
    }
    let _ = (phone::parse(text), Timestamp::parse(text), CallbackBase::parse(text), AccountReference::new(text));
    let _ = (fold_reference(text), Description::shortened(text));
});
