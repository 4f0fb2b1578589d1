//! What we answer the rail. It reads little of it, but always wants JSON with HTTP 200, quickly (sections 4 and 7).

/// To the outcome of a push, once it is on disk.
pub const CALLBACK_ACCEPTED: &str = r#"{"ResultCode":0,"ResultDesc":"Accepted"}"#;
/// To the notice that money moved, once it is on disk.
pub const CONFIRMATION_ACCEPTED: &str = r#"{"ResultCode":0,"ResultDesc":"Success"}"#;
/// To the question whether money may move: yes.
pub const VALIDATION_ACCEPTED: &str = r#"{"ResultCode":"0","ResultDesc":"Accepted"}"#;

/// Why money may not move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// The payer's number.
    Msisdn,
    /// The account typed.
    Account,
    /// The amount.
    Amount,
    /// What is known of the payer.
    Kyc,
    /// The shortcode.
    Shortcode,
    /// Anything else.
    Other,
}

impl Rejection {
    /// To the question whether money may move: no.
    pub fn body(self) -> &'static str {
        match self {
            Rejection::Msisdn => r#"{"ResultCode":"C2B00011","ResultDesc":"Rejected"}"#,
            Rejection::Account => r#"{"ResultCode":"C2B00012","ResultDesc":"Rejected"}"#,
            Rejection::Amount => r#"{"ResultCode":"C2B00013","ResultDesc":"Rejected"}"#,
            Rejection::Kyc => r#"{"ResultCode":"C2B00014","ResultDesc":"Rejected"}"#,
            Rejection::Shortcode => r#"{"ResultCode":"C2B00015","ResultDesc":"Rejected"}"#,
            Rejection::Other => r#"{"ResultCode":"C2B00016","ResultDesc":"Rejected"}"#,
        }
    }
}
