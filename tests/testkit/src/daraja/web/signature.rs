//! Who a push or query says it is from: BusinessShortCode, Timestamp, and the Password made of both and the passkey.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::body::Body;
use crate::daraja::eat;
use crate::daraja::mpesa::Mpesa;
use crate::daraja::refusal::Refusal;

pub(super) fn check(mpesa: &Mpesa, body: &Body) -> Result<(), Refusal> {
    let is_shortcode = |text: &str| (5..=7).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let shortcode = body.fitting("BusinessShortCode", is_shortcode)?;
    let timestamp = body.fitting("Timestamp", eat::is_compact)?;
    let password = body.required("Password")?;
    if shortcode != mpesa.config.merchant.shortcode() {
        return Err(Refusal::server("Merchant does not exist"));
    }
    if password != BASE64_STANDARD.encode(format!("{shortcode}{}{timestamp}", mpesa.config.passkey)) {
        return Err(Refusal::server("Wrong credentials"));
    }
    Ok(())
}
