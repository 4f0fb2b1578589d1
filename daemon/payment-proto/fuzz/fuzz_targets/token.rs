//! Any text as the token of an address. What is read is written back the same, and never proves anything by chance.

#![no_main]

use libfuzzer_sys::fuzz_target;
use payment_proto::mpesa::{C2bToken, CallbackKey, CallbackToken};

fuzz_target!(|text: &str| {
    let key = CallbackKey::from_bytes([7; 32]);
    if let Ok(token) = CallbackToken::read(text) {
        assert_eq!(token.reveal(), text);
        assert!(token.verify(&key).is_err());
    }
    if let Ok(token) = C2bToken::read(text) {
        assert_eq!(token.reveal(), text);
        assert!(token.verify(&key).is_err());
    }
});
