//! The body of an STK push (section 2). Numbers are sent as JSON numbers: strings are reported to end in silent 1037s.

use domain::phone::Phone;
use serde::Serialize;

use super::{
    AccountReference, CallbackUrl, Credentials, Description, Merchant, Password, SecretText, Shillings, Timestamp,
};

/// One request to ask a guest for the PIN.
#[derive(Clone, Debug)]
pub struct StkPush<'a> {
    /// Who is paid.
    pub merchant: Merchant,
    /// How much.
    pub amount: Shillings,
    /// Who pays, and whose phone shows the prompt.
    pub payer: Phone,
    /// Where the outcome is sent.
    pub callback: &'a CallbackUrl,
    /// What the payer sees as the account.
    pub reference: AccountReference,
    /// What the payer sees as the purpose.
    pub description: Description,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    business_short_code: u32,
    password: &'a str,
    timestamp: String,
    transaction_type: &'a str,
    amount: u32,
    party_a: u64,
    party_b: u32,
    phone_number: u64,
    #[serde(rename = "CallBackURL")]
    callback: &'a str,
    account_reference: &'a str,
    transaction_desc: &'a str,
}

impl StkPush<'_> {
    /// The JSON body for a second. It contains the password and the callback token.
    pub fn body(&self, credentials: &Credentials, at: Timestamp) -> SecretText {
        let password = Password::new(self.merchant.shortcode, credentials, at);
        SecretText::of_json(&Body {
            business_short_code: self.merchant.shortcode.number(),
            password: password.reveal(),
            timestamp: at.to_string(),
            transaction_type: self.merchant.transaction_type(),
            amount: self.amount.number(),
            party_a: self.payer.number(),
            party_b: self.merchant.party_b().number(),
            phone_number: self.payer.number(),
            callback: self.callback.reveal(),
            account_reference: self.reference.as_str(),
            transaction_desc: self.description.as_str(),
        })
    }
}
