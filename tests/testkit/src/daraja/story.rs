//! Happenings in plain sentences, for the demo, the stand-in's own output and failed tests.

use std::fmt;

use super::Connections;
use super::delivery::{Announcement, Fate};
use super::event::Event;
use super::fault::Fault;
use super::statement::Kind;

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::TokenIssued { number } => write!(f, "token {number} is issued; earlier ones are dead"),
            Event::TokenRefused { endpoint } => write!(f, "{endpoint} refused: the token is not good"),
            Event::Refused { endpoint, code, message } => write!(f, "{endpoint} refused: {code} {message}"),
            Event::FaultMet { endpoint, fault } => write!(f, "{endpoint} meets a fault: {fault}"),
            Event::PushAccepted { phone, amount_shillings, account_reference, checkout_request_id } => {
                let phone = phone.as_dialled();
                write!(f, "push to {phone}: KES {amount_shillings} for '{account_reference}' ({checkout_request_id})")
            }
            Event::PromptAppeared { phone, amount_shillings, .. } => {
                write!(f, "{} is asked for the PIN to pay KES {amount_shillings}", phone.as_dialled())
            }
            Event::Paid { receipt, phone, amount_shillings, kind, account_reference } => {
                let (phone, how) = (phone.as_dialled(), if *kind == Kind::Stk { "" } else { " by hand" });
                write!(f, "{phone} paid KES {amount_shillings}{how} for '{account_reference}', receipt {receipt}")
            }
            Event::PushFailed { phone, code, words, .. } => {
                write!(f, "{} did not pay: {code} {words}", phone.as_dialled())
            }
            Event::Queried { checkout_request_id, told } => write!(f, "query about {checkout_request_id}: {told}"),
            Event::UrlsRegistered { confirmation_url, .. } => {
                write!(f, "payments will be confirmed to {confirmation_url}")
            }
            Event::UrlsDeleted => f.write_str("the registered URLs are deleted"),
            Event::ValidationAsked { phone, amount_shillings, account_reference } => {
                let phone = phone.as_dialled();
                write!(f, "is KES {amount_shillings} from {phone} for '{account_reference}' wanted?")
            }
            Event::PaymentRejected { phone, amount_shillings, why } => {
                write!(f, "KES {amount_shillings} from {} is not taken: {why}", phone.as_dialled())
            }
            Event::Posted { what, url, fate } => write!(f, "{what} to {url}: {fate}"),
            Event::Reversed { receipt, reversal, amount_shillings } => {
                write!(f, "KES {amount_shillings} of {receipt} went back, reversal {reversal}")
            }
            Event::PaidOut { receipt, phone, amount_shillings } => {
                write!(f, "{} got KES {amount_shillings}, receipt {receipt}", phone.as_dialled())
            }
            Event::RequestFailed { endpoint, code } => write!(f, "{endpoint} failed: {code} {}", code.words(false)),
            Event::TimeSkipped { by_ms } => write!(f, "{by_ms} ms were skipped"),
            Event::ConnectionsChanged { connections } => f.write_str(match connections {
                Connections::Taken => "connections are taken again",
                Connections::Refused => "connections are refused",
                Connections::Unanswered => "connections are not answered",
            }),
        }
    }
}

impl fmt::Display for Announcement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Announcement::StkCallback => "callback",
            Announcement::C2bValidation => "validation",
            Announcement::C2bConfirmation => "confirmation",
            Announcement::Result => "result",
            Announcement::QueueTimeOut => "queue time-out",
        })
    }
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fate::Answered(status) => write!(f, "answered {status}"),
            Fate::Failed(why) => write!(f, "not delivered, {why}"),
            Fate::Nowhere => f.write_str("nobody is there to receive it"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Fault::EmptyBody => "an empty answer",
            Fault::Firewall | Fault::FirewallOk => "the firewall's page",
            Fault::SystemBusy => "the system is busy",
            Fault::SpikeArrest | Fault::GatewayFault => "too many requests",
            Fault::QuotaViolation => "the quota is used up",
            Fault::InternalError => "an internal error",
            Fault::NoProduct => "the app lacks the product",
            Fault::InvalidToken => "the token is not good",
            Fault::Processing | Fault::ProcessingSameId => "the transaction is being processed",
            Fault::EmptyMessage => "an error without a message",
            Fault::Cut => "the connection is cut",
            Fault::Hang => "no answer, nothing done",
            Fault::LostAnswer => "done, and the answer is lost",
            Fault::HangAfter => "done, and never answered",
            Fault::EmptyAfter => "done, and the answer is empty",
            Fault::Truncated => "half an answer",
            Fault::WrongTypes => "an answer of other types",
            Fault::Huge => "an answer of megabytes",
            Fault::Indented => "an answer full of blanks",
            Fault::Slow(ms) => return write!(f, "an answer {ms} ms later"),
        })
    }
}
