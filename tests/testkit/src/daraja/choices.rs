//! The ways in which one thing can go, for those quirks that have more than two. In JSON each is its name in lower case
//! with hyphens; one with a number is an object: `{"after": 3600000}`.

use serde::{Deserialize, Serialize};

/// How callbacks come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallbackMode {
    /// Once, and never again, whatever the receiver answers.
    Once,
    /// Not at all.
    Never,
    /// Twice, one after the other.
    Twice,
    /// Ten times at the same moment.
    TenAtOnce,
    /// Before the push itself is answered. A phone that is waiting for its owner cannot have it.
    BeforeAnswer,
    /// Once, this many milliseconds after the end of the push.
    After(u64),
}

/// What is odd about a callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallbackShape {
    /// Nothing.
    Usual,
    /// ResultCode is text even where it is a number.
    StringCode,
    /// There is no Balance among the items.
    NoBalance,
    /// Balance has no Value; this is also the usual shape.
    BalanceWithoutValue,
    /// Balance is a decimal.
    BalanceDecimal,
    /// Balance is text: `{Amount={CurrencyCode=KES, …}}`.
    BalanceText,
    /// A success without CallbackMetadata.
    NoMetadata,
    /// A success without a receipt.
    NoReceipt,
    /// Amount is this many shillings.
    WrongAmount(u32),
    /// MerchantRequestID and CheckoutRequestID are nobody's.
    UnknownIds,
    /// PhoneNumber is masked text.
    MaskedPhone,
    /// There is no PhoneNumber.
    NoPhone,
    /// TransactionDate is text.
    TextDate,
    /// The items come in another order.
    ItemsReversed,
    /// There are members nobody knows, everywhere.
    ExtraMembers,
}

/// How an amount is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AmountForm {
    /// `20.00`
    TwoDecimals,
    /// `20.0`
    OneDecimal,
    /// `20`
    Whole,
}

/// When the same amount from the same number is refused with 17.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule17 {
    /// Within two minutes of a payment.
    AfterPayment,
    /// Within two minutes of any push that was accepted.
    AfterPush,
    /// Never.
    Off,
}

/// What an AccountReference of more than twelve characters does (section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LongReference {
    /// Nothing: it goes through.
    Accepted,
    /// The push is accepted, and no prompt ever appears.
    NoPrompt,
    /// The push is accepted and fails with 1025.
    Fails,
}

/// What a query about an open push is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InFlight {
    /// HTTP 200 and ResultCode 4999.
    Code4999,
    /// HTTP 500 and 500.001.1001 "The transaction is being processed".
    Processing,
    /// The same with the CheckoutRequestID as requestId.
    ProcessingSameId,
    /// HTTP 200 and 500.001.1001 with an empty message.
    EmptyMessage,
}

/// What a registration of C2B URLs is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RegisterAnswer {
    /// `OriginatorCoversationID`, as it really is.
    Misspelt,
    /// `OriginatorConversationID`.
    Spelt,
    /// Misspelt, and ResponseCode is `00000000`.
    Old,
}

/// How C2B writes the payer's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MsisdnForm {
    /// SHA-256 if the URLs were registered by v1, masked if by v2.
    ByVersion,
    /// `254700000001`
    Plain,
    /// `25470****001`
    Masked,
    /// `2547 ***** 001`
    MaskedWithBlanks,
    /// 64 hexadecimal digits.
    Sha256,
    /// The same with ` ***** ` in its middle.
    StarredHash,
}

/// What C2B says of the payer's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Names {
    /// The first name; the others are empty.
    Given,
    /// All are empty.
    Empty,
    /// The keys are not there.
    Absent,
}

/// Where the outcome of an asynchronous request goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResultPath {
    /// To its ResultURL.
    Result,
    /// To its QueueTimeOutURL, and nothing was done.
    TimeOut,
    /// To its QueueTimeOutURL, and yet it was done.
    TimeOutThoughDone,
    /// Nowhere, and yet it was done.
    Lost,
}

/// How something is written that may be several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListForm {
    /// As a list.
    List,
    /// As one object: only the first is there.
    Object,
}
