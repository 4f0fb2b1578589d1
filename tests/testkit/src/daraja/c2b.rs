//! C2B (Daraja, Customer To Business): what was registered, and the body that validation and confirmation share.

use serde::Serialize;

use super::choices::{MsisdnForm, Names};
use super::endpoint::Version;
use super::json::{object, text};
use super::mpesa::State;
use super::statement::{Entry, Kind};
use super::{Merchant, Msisdn};

/// What happens to a payment whose validation is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "M-PESA's words for ResponseType")]
pub enum ResponseType {
    Completed,
    Cancelled,
}

/// The URLs that payments are announced to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Registration {
    /// By which edition of the call; it decides how numbers are hidden.
    pub version: Version,
    /// What happens to a payment whose validation is not answered.
    pub response_type: ResponseType,
    /// Where payments are confirmed.
    pub confirmation_url: String,
    /// Where it is asked whether they are wanted.
    pub validation_url: String,
}

/// The longest BillRefNumber.
const LONGEST_REFERENCE: usize = 20;

/// A confirmation, or a validation if the balance is not known yet. All values are text.
pub(super) fn body(
    state: &State,
    merchant: &Merchant,
    version: Version,
    entry: &Entry,
    third_party: &str,
    is_confirmed: bool,
) -> String {
    let quirks = &state.quirks;
    let usual_type = match merchant {
        Merchant::Paybill { .. } => "Pay Bill",
        Merchant::Till { .. } => "Customer Merchant Payment",
    };
    // A till has no accounts: what a push named as its reference stays with M-PESA.
    let is_nameless = matches!(merchant, Merchant::Till { .. }) && entry.kind == Kind::Stk;
    let reference: String = if is_nameless { String::new() } else { entry.account_reference.clone() };
    let balance = if is_confirmed { format!("{}.00", state.statement.balance_shillings) } else { String::new() };
    let mut members = vec![
        ("TransactionType", text(quirks.c2b_type.as_deref().unwrap_or(usual_type))),
        ("TransID", text(&entry.receipt)),
        ("TransTime", text(&entry.time)),
        ("TransAmount", text(format!("{}.00", entry.amount_shillings))),
        ("BusinessShortCode", text(merchant.receiver())),
        ("BillRefNumber", text(reference.chars().take(LONGEST_REFERENCE).collect::<String>())),
        ("InvoiceNumber", text("")),
        ("OrgAccountBalance", text(balance)),
        ("ThirdPartyTransID", text(third_party)),
        ("MSISDN", text(number(entry.phone, quirks.c2b_msisdn, version))),
    ];
    let first_name = match quirks.c2b_names {
        Names::Given => Some(state.subscriber(entry.phone).first_name.as_str()),
        Names::Empty => Some(""),
        Names::Absent => None,
    };
    if let Some(first_name) = first_name {
        members.extend([("FirstName", text(first_name)), ("MiddleName", text("")), ("LastName", text(""))]);
    }
    object(&members)
}

fn number(phone: Msisdn, form: MsisdnForm, version: Version) -> String {
    match form {
        MsisdnForm::ByVersion if version == Version::V1 => phone.sha256(),
        MsisdnForm::ByVersion | MsisdnForm::Masked => phone.masked(),
        MsisdnForm::Plain => phone.to_string(),
        MsisdnForm::MaskedWithBlanks => phone.masked_with_blanks(),
        MsisdnForm::Sha256 => phone.sha256(),
        MsisdnForm::StarredHash => phone.starred_hash(),
    }
}
