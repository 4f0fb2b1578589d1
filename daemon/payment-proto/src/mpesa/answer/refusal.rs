//! Errors (section 3). One code has several meanings, so each rule looks at the call, the code and the message
//! together; the first that fits counts. What no rule knows is ambiguous, never failed.

use domain::checkout::Cause;

use super::Verdict;
use crate::mpesa::{Endpoint, Fault, json};

pub(super) fn read(endpoint: Endpoint<'_>, http_status: u16, code: &str, message: &str) -> Verdict {
    let error = Error { endpoint, http_status, code: code.to_ascii_lowercase(), said: message.to_ascii_lowercase() };
    let code = json::code(code);
    if error.is_about_the_token() {
        return Verdict::InvalidToken;
    }
    if error.is_overload() {
        return Verdict::BackOff { code };
    }
    if let Some(fault) = error.fault() {
        return Verdict::Misconfigured { fault, code };
    }
    match endpoint {
        Endpoint::Push if error.says("unable to lock subscriber") || error.says("already in process") => {
            Verdict::Failed { cause: Cause::PromptOpen, code }
        }
        Endpoint::Push if error.refuses("amount") => Verdict::Failed { cause: Cause::OverLimit, code },
        // The number keeps every rule known here, yet the rail has no such line: another network's, mostly.
        Endpoint::Push if error.refuses("phonenumber") || error.refuses("partya") => {
            Verdict::Failed { cause: Cause::NotOnRail, code }
        }
        Endpoint::Query { .. } if error.says("being processed") => Verdict::Pending,
        Endpoint::Query { .. } if error.says("transaction does not exist") || error.refuses("checkoutrequestid") => {
            Verdict::UnknownCheckout
        }
        _ if error.is_malformed() => Verdict::Misconfigured { fault: Fault::RequestRefused, code },
        _ => Verdict::Ambiguous,
    }
}

/// An error with its texts in lower case.
struct Error<'a> {
    endpoint: Endpoint<'a>,
    http_status: u16,
    code: String,
    said: String,
}

impl Error<'_> {
    fn says(&self, words: &str) -> bool {
        self.said.contains(words)
    }

    /// "Bad Request - Invalid X".
    fn refuses(&self, field: &str) -> bool {
        self.code == "400.002.02" && self.said.split("invalid").nth(1).is_some_and(|tail| tail.contains(field))
    }

    /// Each API words it in its own way, under its own status.
    fn is_about_the_token(&self) -> bool {
        let is_code = matches!(self.code.as_str(), "400.003.01" | "401.002.01" | "404.001.03");
        let is_said = self.says("invalid access token") || self.says("access token expired");
        let is_of_gateway = self.code.contains("invalid_access_token") || self.code.contains("access_token_expired");
        self.endpoint != Endpoint::Token && (is_code || is_said || is_of_gateway)
    }

    fn is_overload(&self) -> bool {
        let is_code = matches!(self.code.as_str(), "500.003.02" | "500.003.03") || self.code.contains("ratelimit");
        let is_said = ["spike arrest", "quota violation", "system is busy"].into_iter().any(|words| self.says(words));
        self.http_status == 429 || is_code || is_said
    }

    fn fault(&self) -> Option<Fault> {
        let code = self.code.as_str();
        let is_client = self.says("client identifier") || self.says("clientid") || code.contains("client");
        Some(match self.endpoint {
            _ if self.says("apiproduct") || code.contains("apiproduct") => Fault::ProductNotEnabled,
            Endpoint::Token if is_client || matches!(code, "400.008.01" | "401.002.01") => Fault::WrongKeys,
            Endpoint::Token if self.says("invalid authentication") => Fault::WrongKeys,
            Endpoint::RegisterUrls if self.says("already registered") || self.says("duplicate notification") => {
                Fault::UrlsAlreadyRegistered
            }
            _ if self.says("own shortcode") => Fault::WrongShortcode,
            _ if self.says("merchant does not exist") || self.says("wrong credentials") => Fault::WrongPasskey,
            _ if matches!(code, "404.001.01" | "404.003.01") || self.says("resource not found") => Fault::WrongPath,
            _ => return self.refused_field(),
        })
    }

    fn refused_field(&self) -> Option<Fault> {
        let rules: [(&[&str], Fault); 6] = [
            (&["callbackurl", "confirmationurl", "validationurl"], Fault::CallbackRefused),
            (&["shortcode"], Fault::WrongShortcode),
            (&["password"], Fault::WrongPasskey),
            (&["timestamp"], Fault::ClockWrong),
            (&["accountreference", "transactiondesc"], Fault::ReferenceTooLong),
            (&["transactiontype", "partyb"], Fault::PaybillTillMixedUp),
        ];
        let fits = |fields: &[&str]| fields.iter().any(|field| self.refuses(field));
        rules.into_iter().find(|(fields, _)| fits(fields)).map(|(_, fault)| fault)
    }

    /// The rail read the request and threw it away.
    fn is_malformed(&self) -> bool {
        let code = self.code.as_str();
        code.starts_with("400.002.")
            || code.starts_with("400.003.")
            || matches!(code, "400.008.02" | "404.001.04" | "405.001")
    }
}
