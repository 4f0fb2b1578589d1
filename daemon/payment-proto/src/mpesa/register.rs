//! The body that registers the addresses for notices of money received (section 7). In production it works once.

use serde::Serialize;

use super::{CallbackUrl, SecretText, Shortcode};

/// What the rail does with a payment when the validation address does not answer in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenUnanswered {
    /// The payment goes through.
    Complete,
    /// The payment is cancelled.
    Cancel,
}

/// One registration.
#[derive(Clone, Copy, Debug)]
pub struct RegisterUrls<'a> {
    /// The paybill, or the store number of a till.
    pub shortcode: Shortcode,
    /// What happens without an answer.
    pub when_unanswered: WhenUnanswered,
    /// Told after the money moved.
    pub confirmation: &'a CallbackUrl,
    /// Asked before, where Safaricom switched that on.
    pub validation: &'a CallbackUrl,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    short_code: String,
    response_type: &'a str,
    #[serde(rename = "ConfirmationURL")]
    confirmation: &'a str,
    #[serde(rename = "ValidationURL")]
    validation: &'a str,
}

impl RegisterUrls<'_> {
    /// The JSON body. It contains the site's token.
    pub fn body(&self) -> SecretText {
        SecretText::of_json(&Body {
            short_code: self.shortcode.to_string(),
            // In exactly this case.
            response_type: match self.when_unanswered {
                WhenUnanswered::Complete => "Completed",
                WhenUnanswered::Cancel => "Cancelled",
            },
            confirmation: self.confirmation.reveal(),
            validation: self.validation.reveal(),
        })
    }
}
