//! What happens at M-PESA, one value per happening. Kept in order by the event log, told in sentences by `story`.

use serde::Serialize;

use super::delivery::{Announcement, Fate};
use super::fault::Fault;
use super::statement::Kind;
use super::{Connections, Endpoint, Msisdn, ResultCode};

/// One happening.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the fields say what they are; each variant says when it happens")]
pub enum Event {
    /// The app got a token; every earlier one is dead. `number` counts from one.
    TokenIssued { number: u64 },
    /// A request came with a token that is not good, or no longer.
    TokenRefused { endpoint: Endpoint },
    /// A request was refused by rule.
    Refused { endpoint: Endpoint, code: String, message: String },
    /// A request met a fault that was ordered.
    FaultMet { endpoint: Endpoint, fault: Fault },
    /// A push was accepted.
    PushAccepted { phone: Msisdn, amount_shillings: u32, account_reference: String, checkout_request_id: String },
    /// The prompt is on the phone.
    PromptAppeared { phone: Msisdn, amount_shillings: u32, checkout_request_id: String },
    /// Money has come in.
    Paid { receipt: String, phone: Msisdn, amount_shillings: u32, kind: Kind, account_reference: String },
    /// A push has ended without money.
    PushFailed { phone: Msisdn, checkout_request_id: String, code: ResultCode, words: String },
    /// A push was asked about.
    Queried { checkout_request_id: String, told: String },
    /// C2B URLs were registered.
    UrlsRegistered { confirmation_url: String, validation_url: String },
    /// The registration was deleted.
    UrlsDeleted,
    /// The merchant is asked whether it wants a payment.
    ValidationAsked { phone: Msisdn, amount_shillings: u32, account_reference: String },
    /// It does not, or did not say and ResponseType is `Cancelled`.
    PaymentRejected { phone: Msisdn, amount_shillings: u32, why: String },
    /// Something was posted to the merchant, or would have been.
    Posted { what: Announcement, url: String, fate: Fate },
    /// A payment was sent back.
    Reversed { receipt: String, reversal: String, amount_shillings: u32 },
    /// Money was paid out (B2C).
    PaidOut { receipt: String, phone: Msisdn, amount_shillings: u32 },
    /// A request of the asynchronous kind has failed.
    RequestFailed { endpoint: Endpoint, code: ResultCode },
    /// The clock was moved on.
    TimeSkipped { by_ms: u64 },
    /// Connections to the API are met in another way from now on.
    ConnectionsChanged { connections: Connections },
}
