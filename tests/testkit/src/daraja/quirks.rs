//! How this M-PESA behaves: where the real one was seen to do one thing or the other, and where it misbehaves. Each
//! switch defaults to what is most often seen, except that the defaults hold no chance beyond delays.

use serde::{Deserialize, Serialize};

pub use super::choices::{
    AmountForm, CallbackMode, CallbackShape, InFlight, ListForm, LongReference, MsisdnForm, Names, RegisterAnswer,
    ResultPath, Rule17,
};

/// The switches. May be changed while the stand-in runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Quirks {
    /// How long a token lives. 3600.
    pub token_life_secs: u32,
    /// `expires_in` is a number, as the page has it. No: a string, as seen.
    pub expires_in_number: bool,
    /// A wrong key or secret meets HTTP 400 with an empty body. Yes; otherwise 400.008.01.
    pub empty_bad_credentials: bool,
    /// One prompt at a time for each subscriber. Yes.
    pub subscriber_lock: bool,
    /// When the same amount from the same number is refused with 17. Within two minutes of a payment.
    pub rule_17: Rule17,
    /// What an AccountReference of more than twelve characters does. The push fails with 1025.
    pub long_reference: LongReference,
    /// CallBackURLs on public tunnels (ngrok, requestbin, mockbin) are refused. Yes, as in production.
    pub tunnels_blocked: bool,
    /// How callbacks come. Once.
    pub callback: CallbackMode,
    /// What is odd about callbacks. Nothing.
    pub callback_shape: CallbackShape,
    /// When a callback comes if somebody acts on the prompt, counted from the push: least and most. 7 to 18 s.
    pub callback_delay_ms: [u64; 2],
    /// How long after the end of a push its callback comes; within the delays above and below. 2 s.
    pub callback_lag_ms: u64,
    /// When 1037 comes for a prompt nobody touches. 60 s.
    pub unanswered_ms: u64,
    /// When 1037 comes for a phone that is off. 26 s.
    pub unreachable_ms: u64,
    /// When 1019 comes. 90 s.
    pub expiry_ms: u64,
    /// When a code comes that needs no payer. 3 s.
    pub refused_ms: u64,
    /// How long after 1037 a late payer pays. 120 s.
    pub late_ms: u64,
    /// How an amount is written in callbacks. `20.00`.
    pub amount_form: AmountForm,
    /// ResultDesc in the second wording that was seen. No.
    pub other_words: bool,
    /// An X-Forwarded-For on everything that is posted, as a proxy before the receiver would add it. None.
    pub forwarded_for: Option<String>,
    /// What a query about an open push is told. 4999.
    pub query_in_flight: InFlight,
    /// How often out of a hundred a query is told one of the three forms of 500.001.1001, whatever the truth. 0; 21 as
    /// measured.
    pub query_noise_percent: u8,
    /// How long a query goes on saying that a push is open after it is not. 0; half an hour was seen.
    pub query_lag_ms: u64,
    /// Five queries a minute with a burst of one: one every twelve seconds. Yes.
    pub query_limit: bool,
    /// The HTTP status of gateway faults about rates. 500; 429 by one SDK.
    pub rate_fault_status: u16,
    /// ResponseDescription has the three s of before 2025. No.
    pub query_typo: bool,
    /// URLs can be registered only once, as in production. No.
    pub register_once: bool,
    /// What a registration is answered. Misspelt.
    pub register_answer: RegisterAnswer,
    /// Plain http is good enough for C2B URLs, as in the sandbox. No.
    pub c2b_http: bool,
    /// The ValidationURL is asked before a payment. No: off until Safaricom is written to.
    pub c2b_validation: bool,
    /// How long a validation may take until ResponseType decides. 8 s.
    pub c2b_validation_ms: u64,
    /// How long after a payment its confirmation comes. 2.5 s: after the callback of the same payment.
    pub c2b_lag_ms: u64,
    /// How a confirmation writes the payer's number. Hashed for v1, masked for v2.
    pub c2b_msisdn: MsisdnForm,
    /// What a confirmation says of names. The first.
    pub c2b_names: Names,
    /// TransactionType, if not `Pay Bill` for a paybill and `Customer Merchant Payment` for a till.
    pub c2b_type: Option<String>,
    /// How long a Result takes. 3 s.
    pub result_lag_ms: u64,
    /// Where a Result goes. To its ResultURL.
    pub result_path: ResultPath,
    /// How ResultParameter is written. As a list.
    pub result_parameter: ListForm,
    /// How ReferenceItem is written. As one object.
    pub reference_item: ListForm,
    /// ResultCode of a Result is text. No.
    pub result_code_text: bool,
}

impl Default for Quirks {
    fn default() -> Self {
        Quirks {
            token_life_secs: 3600,
            expires_in_number: false,
            empty_bad_credentials: true,
            subscriber_lock: true,
            rule_17: Rule17::AfterPayment,
            long_reference: LongReference::Fails,
            tunnels_blocked: true,
            callback: CallbackMode::Once,
            callback_shape: CallbackShape::Usual,
            callback_delay_ms: [7000, 18_000],
            callback_lag_ms: 2000,
            unanswered_ms: 60_000,
            unreachable_ms: 26_000,
            expiry_ms: 90_000,
            refused_ms: 3000,
            late_ms: 120_000,
            amount_form: AmountForm::TwoDecimals,
            other_words: false,
            forwarded_for: None,
            query_in_flight: InFlight::Code4999,
            query_noise_percent: 0,
            query_lag_ms: 0,
            query_limit: true,
            rate_fault_status: 500,
            query_typo: false,
            register_once: false,
            register_answer: RegisterAnswer::Misspelt,
            c2b_http: false,
            c2b_validation: false,
            c2b_validation_ms: 8000,
            c2b_lag_ms: 2500,
            c2b_msisdn: MsisdnForm::ByVersion,
            c2b_names: Names::Given,
            c2b_type: None,
            result_lag_ms: 3000,
            result_path: ResultPath::Result,
            result_parameter: ListForm::List,
            reference_item: ListForm::Object,
            result_code_text: false,
        }
    }
}

impl Quirks {
    /// These with the named ones changed, as JSON says: `{"callback": "twice"}`. An unknown name or value is refused.
    pub fn changed(&self, changes: serde_json::Map<String, serde_json::Value>) -> serde_json::Result<Self> {
        crate::changes::changed(self, changes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_quirks_change_and_others_stay() {
        let changes = r#"{"callback": {"after": 3600000}, "callback_shape": {"wrong-amount": 5}}"#;
        let quirks = Quirks::default().changed(serde_json::from_str(changes).unwrap()).unwrap();
        let expected = Quirks {
            callback: CallbackMode::After(3_600_000),
            callback_shape: CallbackShape::WrongAmount(5),
            ..Quirks::default()
        };
        assert_eq!(quirks, expected);
    }

    #[test]
    fn unknown_names_and_values_are_refused() {
        for changes in [r#"{"calback": "twice"}"#, r#"{"callback": "thrice"}"#] {
            assert!(Quirks::default().changed(serde_json::from_str(changes).unwrap()).is_err());
        }
    }
}
