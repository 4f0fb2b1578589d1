//! The body of an STK query (section 6): how did this push end?

use serde::Serialize;

use super::{Credentials, Password, SecretText, Shortcode, Timestamp};

/// One question about a push.
#[derive(Clone, Copy, Debug)]
pub struct StkQuery<'a> {
    /// The shortcode that pushed.
    pub shortcode: Shortcode,
    /// How the rail named the push.
    pub checkout_request: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    business_short_code: u32,
    password: &'a str,
    timestamp: String,
    #[serde(rename = "CheckoutRequestID")]
    checkout_request: &'a str,
}

impl StkQuery<'_> {
    /// The JSON body for a second. It contains the password.
    pub fn body(&self, credentials: &Credentials, at: Timestamp) -> SecretText {
        SecretText::of_json(&Body {
            business_short_code: self.shortcode.number(),
            password: Password::new(self.shortcode, credentials, at).reveal(),
            timestamp: at.to_string(),
            checkout_request: self.checkout_request,
        })
    }
}
