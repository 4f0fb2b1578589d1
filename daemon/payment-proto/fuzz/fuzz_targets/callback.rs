//! Any body as a callback. It must never pay another amount than it names.

#![no_main]

use domain::money::{Currency, Money};
use libfuzzer_sys::fuzz_target;
use payment_proto::mpesa::{Judgement, StkCallback};

fuzz_target!(|body: &[u8]| {
    let Ok(callback) = StkCallback::read(body) else { return };
    let Some(asked) = Money::from_cents(2000, Currency::Kes) else { return };
    if let Judgement::Paid { .. } = callback.judge(asked, None) {
        assert_eq!(callback.amount, Some(asked));
        assert_eq!(callback.code.as_str(), "0");
    }
});
