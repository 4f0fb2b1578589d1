//! The asynchronous requests: accepted at once, carried out later, the outcome posted.

use std::sync::Arc;

use super::callback::result_code;
use super::choices::{ListForm, ResultPath};
use super::delivery::{Announcement, Delivery};
use super::event::Event;
use super::json::{list, object, text};
use super::mpesa::Mpesa;
use super::statement::Payout;
use super::{Endpoint, Msisdn, Quirks, ResultCode, eat};

/// A request that was accepted.
pub(super) struct Job {
    pub(super) request: Request,
    /// The code it will fail with whatever else is so: its initiator is not known.
    pub(super) refused: Option<ResultCode>,
    pub(super) originator_conversation_id: String,
    pub(super) conversation_id: String,
    pub(super) result_url: String,
    pub(super) time_out_url: String,
}

/// What is asked for.
#[derive(Clone)]
pub(super) enum Request {
    /// A payment by its receipt, or by either name of the conversation it came from.
    Status { name: String },
    /// A payment back to its payer.
    Reversal { receipt: String, amount_shillings: u32 },
    /// Money to a subscriber.
    Payout { phone: Msisdn, amount_shillings: u32 },
}

impl Request {
    fn endpoint(&self) -> Endpoint {
        match self {
            Request::Status { .. } => Endpoint::TransactionStatus,
            Request::Reversal { .. } => Endpoint::Reversal,
            Request::Payout { .. } => Endpoint::B2c,
        }
    }
}

/// What it came to.
pub(super) struct Outcome {
    pub(super) code: ResultCode,
    pub(super) transaction_id: String,
    /// Names and JSON; a parameter may have no value.
    pub(super) parameters: Vec<(&'static str, Option<String>)>,
}

impl Mpesa {
    /// Carries a request out and posts its outcome, to where the quirks say.
    pub(super) async fn settle(self: &Arc<Self>, job: Job) {
        let quirks = self.quirks();
        if quirks.result_path != ResultPath::TimeOut {
            let outcome = self.carry_out(&job);
            if quirks.result_path == ResultPath::Result {
                let body = result(&job, &outcome, &quirks);
                self.deliver(&Delivery { what: Announcement::Result, url: job.result_url, body }).await;
                return;
            }
        }
        if quirks.result_path != ResultPath::Lost {
            let (url, body) = (job.time_out_url.clone(), time_out(&job));
            self.deliver(&Delivery { what: Announcement::QueueTimeOut, url, body }).await;
        }
    }

    /// Lets a status be asked for by either name of the conversation.
    fn remember(&self, job: &Job, own_receipt: &str) {
        let receipt = match &job.request {
            Request::Status { .. } => return,
            Request::Reversal { receipt, .. } => receipt,
            Request::Payout { .. } => own_receipt,
        };
        let mut state = self.state();
        for name in [&job.originator_conversation_id, &job.conversation_id] {
            state.conversations.insert(name.clone(), receipt.to_owned());
        }
    }

    fn carry_out(self: &Arc<Self>, job: &Job) -> Outcome {
        let at = self.clock.wall();
        let own_receipt = self.state().next_receipt(at);
        let done = match (&job.refused, job.request.clone()) {
            (Some(code), _) => Err(code.clone()),
            (None, Request::Status { name }) => self.look_up(&name),
            (None, Request::Reversal { receipt, amount_shillings }) => {
                self.reverse(&receipt, Some(amount_shillings), &own_receipt)
            }
            (None, Request::Payout { phone, amount_shillings }) => self.pay_out(Payout {
                receipt: own_receipt.clone(),
                amount_shillings,
                phone,
                time: eat::compact(at),
                originator_conversation_id: job.originator_conversation_id.clone(),
            }),
        };
        match done {
            Ok(parameters) => {
                self.remember(job, &own_receipt);
                Outcome { code: ResultCode::PAID.into(), transaction_id: own_receipt, parameters }
            }
            Err(code) => {
                self.note(Event::RequestFailed { endpoint: job.request.endpoint(), code: code.clone() });
                Outcome { code, transaction_id: own_receipt, parameters: Vec::new() }
            }
        }
    }
}

/// The Result body.
fn result(job: &Job, outcome: &Outcome, quirks: &Quirks) -> String {
    let mut members = vec![
        ("ResultType", "0".to_owned()),
        ("ResultCode", result_code(&outcome.code, quirks.result_code_text)),
        ("ResultDesc", text(outcome.code.words(false))),
        ("OriginatorConversationID", text(&job.originator_conversation_id)),
        ("ConversationID", text(&job.conversation_id)),
        ("TransactionID", text(&outcome.transaction_id)),
    ];
    if !outcome.parameters.is_empty() {
        let parameters: Vec<String> = outcome.parameters.iter().map(|(key, value)| parameter(key, value)).collect();
        let parameters = several(&parameters, quirks.result_parameter);
        members.push(("ResultParameters", object(&[("ResultParameter", parameters)])));
    }
    members.push(("ReferenceData", object(&[("ReferenceItem", several(&[reference(job)], quirks.reference_item))])));
    object(&[("Result", object(&members))])
}

fn parameter(key: &str, value: &Option<String>) -> String {
    match value {
        Some(value) => object(&[("Key", text(key)), ("Value", value.clone())]),
        None => object(&[("Key", text(key))]),
    }
}

fn reference(job: &Job) -> String {
    object(&[("Key", text("QueueTimeoutURL")), ("Value", text(&job.time_out_url))])
}

fn several(values: &[String], form: ListForm) -> String {
    match (form, values.first()) {
        (ListForm::Object, Some(first)) => first.clone(),
        _ => list(values),
    }
}

/// What is posted to the QueueTimeOutURL. Its real shape is not known; a receiver should go by the URL.
fn time_out(job: &Job) -> String {
    let members = [
        ("ResultType", "1".to_owned()),
        ("ResultCode", text("QUEUE_TIMEOUT")),
        ("ResultDesc", text("The request timed out in the queue.")),
        ("OriginatorConversationID", text(&job.originator_conversation_id)),
        ("ConversationID", text(&job.conversation_id)),
    ];
    object(&[("Result", object(&members))])
}
