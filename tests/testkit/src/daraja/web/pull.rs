//! `/pulltransactions/v1/register` and `/query` (Daraja, Pull Transactions): what came in during the last 48 hours.

use std::time::Duration;

use jiff::Timestamp;

use super::answer::Answer;
use super::body::Body;
use crate::daraja::json::{list, object, text};
use crate::daraja::mpesa::Mpesa;
use crate::daraja::public_url::Leniency;
use crate::daraja::refusal::Refusal;
use crate::daraja::statement::Entry;
use crate::daraja::{Merchant, eat, ids};

const REACHES_BACK: Duration = Duration::from_secs(48 * 3600);

pub(super) fn register(mpesa: &Mpesa, body: &Body) -> Result<Answer, Refusal> {
    let shortcode = body.fitting("ShortCode", |text| mpesa.config.merchant.owns(text))?;
    body.fitting("RequestType", |text| text == "Pull")?;
    body.required("NominatedNumber")?;
    let leniency = Leniency { tunnels: !mpesa.quirks().tunnels_blocked, ..Leniency::default() };
    body.url("CallBackURL", leniency)?;
    let (was_registered, id) = {
        let mut state = mpesa.state();
        (std::mem::replace(&mut state.pulls, true), ids::merchant_request_id(&mut state.chance))
    };
    let (status, described) = match was_registered {
        false => ("1000", "ShortCode Registered Successfully"),
        true => ("1001", "ShortCode already Registered"),
    };
    Ok(Answer::ok(&[
        ("ResponseRefID", text(id)),
        ("ResponseStatus", text(status)),
        ("ShortCode", text(shortcode)),
        ("ResponseDescription", text(described)),
    ]))
}

pub(super) fn query(mpesa: &Mpesa, body: &Body) -> Result<Answer, Refusal> {
    body.fitting("ShortCode", |text| mpesa.config.merchant.owns(text))?;
    let moment = |field: &str| {
        let text = body.required(field)?;
        eat::from_spaced(&text).ok_or_else(|| Refusal::invalid(field))
    };
    let (from, until) = (moment("StartDate")?, moment("EndDate")?);
    let offset = body.fitting("OffSetValue", |text| text.parse::<usize>().is_ok())?;
    let rows = rows(mpesa, from, until, offset.parse().unwrap_or_default());
    let id = ids::merchant_request_id(&mut mpesa.state().chance);
    let (code, message) = if rows.is_empty() { ("1001", "No transactions found") } else { ("1000", "Success") };
    Ok(Answer::ok(&[
        ("ResponseRefID", text(id)),
        ("ResponseCode", text(code)),
        ("ResponseMessage", text(message)),
        ("Response", list(&[list(&rows)])),
    ]))
}

/// What came in between, as far back as it is told: nothing unless the shortcode was registered for it.
fn rows(mpesa: &Mpesa, from: Timestamp, until: Timestamp, offset: usize) -> Vec<String> {
    let earliest = mpesa.clock.now().saturating_sub(REACHES_BACK);
    let state = mpesa.state();
    let entries = state.statement.entries().iter().filter(|_| state.pulls);
    let told = entries.filter_map(|entry| {
        let at = Duration::from_millis(entry.at_ms);
        let wall = mpesa.clock.wall_at(at);
        (at >= earliest && (from..=until).contains(&wall)).then_some((entry, wall))
    });
    told.skip(offset).map(|(entry, at)| row(mpesa, entry, at)).collect()
}

fn row(mpesa: &Mpesa, entry: &Entry, at: Timestamp) -> String {
    let (transaction_type, reference) = match mpesa.config.merchant {
        Merchant::Paybill { .. } => ("c2b-pay-bill-debit", entry.account_reference.as_str()),
        Merchant::Till { .. } => ("c2b-buy-goods-debit", ""),
    };
    // How a reversal shows is not known; that it does is all that matters.
    let transaction_type = if entry.is_reversed() { "c2b-reversed" } else { transaction_type };
    object(&[
        ("transactionId", text(&entry.receipt)),
        ("trxDate", text(eat::iso(at))),
        ("msisdn", entry.phone.to_string()),
        ("sender", text("MPESA")),
        ("transactiontype", text(transaction_type)),
        ("billreference", text(reference)),
        ("amount", text(format!("{}.0", entry.amount_shillings))),
        ("organizationname", text(&mpesa.config.organisation)),
    ])
}
