//! What a guest's browser remembers for us: the phone that pays, and the payment under way. Mini-browsers forget it when
//! they close; then the device is recognised another way, or asked.

use domain::ids::CheckoutId;
use domain::phone::Phone;
use hyper::header::SET_COOKIE;

use crate::http::request::Request;
use crate::http::response::Response;

const PHONE: &str = "lango_phone";
const PAYMENT: &str = "lango_payment";
/// Half a year.
const PHONE_SECS: u32 = 180 * 86_400;
/// As long as a payment may still turn.
const PAYMENT_SECS: u32 = 2 * 86_400;

/// The cookies of a request.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Memory {
    pub(super) phone: Option<Phone>,
    pub(super) payment: Option<CheckoutId>,
}

impl Memory {
    pub(super) fn of(request: &Request) -> Self {
        let phone = request.cookie(PHONE).and_then(|text| text.parse().ok());
        Memory {
            phone: phone.and_then(|number| Phone::from_number(number).ok()),
            payment: request.cookie(PAYMENT).and_then(|text| text.parse().ok()),
        }
    }
}

impl Response {
    /// Lets the browser remember the phone that was typed into it.
    pub(super) fn remembering_phone(self, payer: Phone) -> Self {
        self.with(SET_COOKIE, cookie(PHONE, &payer.number().to_string(), PHONE_SECS))
    }

    /// Lets the browser remember a payment of its guest.
    pub(super) fn remembering_payment(self, payment: CheckoutId) -> Self {
        self.with(SET_COOKIE, cookie(PAYMENT, &payment.to_string(), PAYMENT_SECS))
    }
}

/// For our pages alone, and not for scripts.
fn cookie(name: &str, value: &str, secs: u32) -> String {
    format!("{name}={value}; Path=/; Max-Age={secs}; HttpOnly; SameSite=Lax")
}
