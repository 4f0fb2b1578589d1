//! M-PESA's result codes and the words that come with them. The words vary in the wild;
//! nobody should branch on them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A result code as text: most are numbers, some are not (`SFC_IC0003`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ResultCode(pub String);

/// Codes whose payer never sees a prompt: the request is refused, or cannot be sent, before it reaches the phone.
const WITHOUT_PROMPT: [&str; 8] = ["17", "26", "1001", "1025", "1101", "2028", "9999", "SFC_IC0003"];

impl ResultCode {
    /// Paid.
    pub const PAID: &str = "0";
    /// Cancelled by the user.
    pub const CANCELLED: &str = "1032";
    /// The phone cannot be reached, or no PIN came in time.
    pub const TIMED_OUT: &str = "1037";

    pub(super) fn is_paid(&self) -> bool {
        self.0 == Self::PAID
    }

    pub(super) fn shows_no_prompt(&self) -> bool {
        WITHOUT_PROMPT.contains(&self.0.as_str())
    }

    /// What ResultDesc says; `other` picks the second wording that was seen.
    pub(super) fn words(&self, other: bool) -> &'static str {
        let (usual, second) = words(&self.0);
        if other { second } else { usual }
    }
}

impl From<&str> for ResultCode {
    fn from(code: &str) -> Self {
        ResultCode(code.to_owned())
    }
}

impl fmt::Display for ResultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The usual words, and others that were seen for the same code.
fn words(code: &str) -> (&'static str, &'static str) {
    let both = |words| (words, words);
    match code {
        "0" => both("The service request is processed successfully."),
        "1" => ("The balance is insufficient for the transaction.", "The balance is insufficient for the transaction"),
        "2" => both("Declined due to limit rule: less than the minimum transaction amount."),
        "3" => both("Declined due to limit rule: greater than the maximum transaction amount."),
        "4" => both("Declined due to limit rule: would exceed daily transfer limit."),
        "8" => both("Declined due to limit rule: would exceed the maximum balance."),
        "17" => both("Rule limited."),
        "26" => both("System busy. Traffic blocking."),
        "1001" => both("Unable to lock subscriber, a transaction is already in process for the current subscriber"),
        "1019" => ("Transaction has expired", "Transaction expired"),
        "1025" | "9999" => both("An error occurred while sending a push request"),
        "1032" => ("Request cancelled by user", "[STK_CB - ]Request Cancelled by user."),
        "1037" => ("DS timeout user cannot be reached", "No response from user."),
        "1101" => both("The USSD prompt is too long."),
        "2001" => ("The initiator information is invalid.", "Wrong PIN. The initiator information is invalid."),
        "2028" => both("The request is not permitted according to product assignment."),
        "8006" => both("The security credential is locked."),
        "SFC_IC0003" => both("The operator does not exist."),
        "R000001" => both("The transaction has already been reversed."),
        "R000002" => both("The OriginalTransactionID is invalid."),
        _ => both("The request was not processed."),
    }
}
