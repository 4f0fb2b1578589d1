//! What the readers return, in the words of the vectors.

#![allow(clippy::expect_used, reason = "a test that cannot go on says so")]

use std::fmt::Display;

use domain::checkout::{News, RailIds};
use domain::money::{Currency, Money};
use payment_proto::mpesa::{Judgement, Meaning, Verdict};

/// The amount callbacks are judged against.
pub(crate) fn twenty() -> Money {
    Money::parse("20", Currency::Kes).expect("an amount")
}

/// A value, or `none`.
pub(crate) fn shown(value: Option<impl Display>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| value.to_string())
}

/// Both names the rail gave a push.
pub(crate) fn ids(ids: &RailIds) -> String {
    format!("{} {}", ids.merchant_request, ids.checkout_request).trim().to_owned()
}

/// The verdict's name and what it holds.
pub(crate) fn verdict(verdict: &Verdict) -> String {
    let held = match verdict {
        Verdict::Granted(granted) => format!("{} {}", granted.token.reveal(), granted.lifetime_secs),
        Verdict::Accepted(names) => ids(names),
        Verdict::Failed { cause, code } => format!("{cause:?} {code}"),
        Verdict::Misconfigured { fault, code } => format!("{} {code}", fault.as_str()),
        Verdict::BackOff { code } | Verdict::UnknownResult { code } => code.to_string(),
        _ => String::new(),
    };
    format!("{} {held}", verdict.as_str()).trim().to_owned()
}

/// What a result code means.
pub(crate) fn meaning(meaning: Meaning) -> String {
    match meaning {
        Meaning::Paid => "paid".to_owned(),
        Meaning::Failed(cause) => format!("failed {cause:?}"),
        Meaning::Misconfigured(fault) => format!("misconfigured {}", fault.as_str()),
        Meaning::Pending => "pending".to_owned(),
        Meaning::Unknown => "unknown".to_owned(),
    }
}

/// What a checkout is told.
pub(crate) fn news(news: Option<News>) -> String {
    match news {
        None => "nothing".to_owned(),
        Some(News::Accepted(_)) => "accepted".to_owned(),
        Some(News::Refused { cause, code }) => format!("refused {cause:?} {code}"),
        Some(News::NoAnswer) => "no answer".to_owned(),
        Some(News::Success { .. }) => "success".to_owned(),
    }
}

/// What a callback is worth.
pub(crate) fn judgement(judgement: Judgement) -> String {
    match judgement {
        Judgement::Paid { receipt } => format!("paid {}", shown(receipt)),
        Judgement::OtherAmount { arrived, receipt } => format!("other_amount {} {}", arrived.decimal(), shown(receipt)),
        Judgement::OtherPush => "other_push".to_owned(),
        Judgement::Unproven => "unproven".to_owned(),
        Judgement::Failed { cause, code } => format!("failed {cause:?} {code}"),
        Judgement::Misconfigured { fault, code } => format!("misconfigured {} {code}", fault.as_str()),
        Judgement::UnknownResult { code } => format!("unknown_result {code}"),
    }
}
