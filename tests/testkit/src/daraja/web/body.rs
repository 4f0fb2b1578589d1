//! The JSON object of a request. Numbers may come as numbers or as text; M-PESA takes both.

use serde_json::{Map, Value};

use super::ask::Ask;
use crate::daraja::Msisdn;
use crate::daraja::public_url::{Leniency, is_taken};
use crate::daraja::refusal::Refusal;

pub(super) struct Body(Map<String, Value>);

impl Body {
    pub(super) fn read(ask: &Ask) -> Result<Self, Refusal> {
        // Misleading, but so it is: the body is not even looked at.
        if !ask.is_json() {
            return Err(Refusal::invalid("BusinessShortCode"));
        }
        let body = serde_json::from_slice(&ask.body);
        body.map(Body).map_err(|_| Refusal::new(400, "400.002.05", "Invalid Request Payload"))
    }

    /// A field as text; absent if it is null or no text or number.
    pub(super) fn text(&self, field: &str) -> Option<String> {
        match self.0.get(field)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// A field that must be there and not blank.
    pub(super) fn required(&self, field: &str) -> Result<String, Refusal> {
        self.text(field).filter(|text| !text.trim().is_empty()).ok_or_else(|| Refusal::invalid(field))
    }

    /// A field that must fit.
    pub(super) fn fitting(&self, field: &str, fits: impl FnOnce(&str) -> bool) -> Result<String, Refusal> {
        self.required(field).and_then(|text| if fits(&text) { Ok(text) } else { Err(Refusal::invalid(field)) })
    }

    /// A number in the form `2547XXXXXXXX`.
    pub(super) fn phone(&self, field: &str) -> Result<Msisdn, Refusal> {
        Msisdn::from_wire(&self.required(field)?).ok_or_else(|| Refusal::invalid(field))
    }

    /// Whole shillings, at least one and at most this many. `20.0` is refused: only whole numbers are supported.
    pub(super) fn amount(&self, field: &str, most_shillings: u32) -> Result<u32, Refusal> {
        let text = self.fitting(field, |text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
        let amount = text.parse().ok().filter(|amount| (1..=most_shillings).contains(amount));
        amount.ok_or_else(|| Refusal::invalid(field))
    }

    /// A URL that M-PESA may call.
    pub(super) fn url(&self, field: &str, leniency: Leniency) -> Result<String, Refusal> {
        self.fitting(field, |url| is_taken(url, leniency))
    }
}
