//! Bodies that say yes (sections 1, 2, 6 and 7). ResponseCode says whether the call was taken, ResultCode how a payment
//! ended: reading one for the other turns cancelled payments into paid ones.

use domain::checkout::RailIds;

use super::{Verdict, refusal};
use crate::mpesa::json::{self, Members};
use crate::mpesa::result::{Meaning, meaning};
use crate::mpesa::{Endpoint, Granted, Shape};

pub(super) fn read(endpoint: Endpoint<'_>, http_status: u16, members: &Members<'_>) -> Result<Verdict, Shape> {
    if endpoint == Endpoint::Token {
        return Granted::read(members).map(Verdict::Granted).ok_or(Shape::WrongType);
    }
    let response = members.text("ResponseCode").filter(|code| !code.is_empty()).ok_or(Shape::WrongType)?;
    // Old answers to a registration write zero eight times.
    let is_taken = response == "0" || endpoint == Endpoint::RegisterUrls && response == "00000000";
    if !is_taken {
        let message = members.text("ResponseDescription").unwrap_or_default();
        return Ok(refusal::read(endpoint, http_status, &response, &message));
    }
    match endpoint {
        Endpoint::Query { checkout_request } => outcome(checkout_request, http_status, members),
        Endpoint::RegisterUrls => Ok(Verdict::Registered),
        Endpoint::Push | Endpoint::Token => {
            let checkout_request = members.text("CheckoutRequestID").filter(|id| !id.is_empty());
            let merchant_request = members.text("MerchantRequestID").unwrap_or_default();
            rail_ids(&merchant_request, &checkout_request.ok_or(Shape::WrongType)?).map(Verdict::Accepted)
        }
    }
}

/// A name that does not fit our columns is of no use cut: no query could be asked with it.
pub(in crate::mpesa) fn rail_ids(merchant_request: &str, checkout_request: &str) -> Result<RailIds, Shape> {
    let merchant_request = merchant_request.parse().map_err(|_| Shape::WrongType)?;
    let checkout_request = checkout_request.parse().map_err(|_| Shape::WrongType)?;
    Ok(RailIds { merchant_request, checkout_request })
}

fn outcome(asked: &str, http_status: u16, members: &Members<'_>) -> Result<Verdict, Shape> {
    if members.text("CheckoutRequestID").is_some_and(|told| told != asked) {
        return Err(Shape::OtherCheckout);
    }
    let told = members.text("ResultCode").filter(|code| !code.is_empty()).ok_or(Shape::WrongType)?;
    let code = json::code(&told);
    Ok(match meaning(&told) {
        Meaning::Paid if (200..300).contains(&http_status) => Verdict::Paid,
        // A yes inside a failed call is no yes.
        Meaning::Paid => Verdict::Ambiguous,
        Meaning::Pending => Verdict::Pending,
        Meaning::Failed(cause) => Verdict::Failed { cause, code },
        Meaning::Misconfigured(fault) => Verdict::Misconfigured { fault, code },
        Meaning::Unknown => Verdict::UnknownResult { code },
    })
}
