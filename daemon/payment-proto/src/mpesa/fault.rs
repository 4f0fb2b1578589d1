//! What is wrong on the owner's side when the rail refuses, each with a sentence that says what to do. One error code
//! can mean several of these, and several codes the same one (sections 1, 3 and 5).

use std::fmt;

/// Something the owner has to put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The consumer key or secret is wrong.
    WrongKeys,
    /// The passkey does not belong to the shortcode.
    WrongPasskey,
    /// The shortcode is unknown, or belongs to somebody else.
    WrongShortcode,
    /// Till and paybill were mixed up, or a till's store number with its till number.
    PaybillTillMixedUp,
    /// The app on the developer portal lacks the product.
    ProductNotEnabled,
    /// The callback address is refused.
    CallbackRefused,
    /// The account that receives the money is full (code 8).
    AccountFull,
    /// The text of the prompt became too long.
    ReferenceTooLong,
    /// The rail does not take our time for now.
    ClockWrong,
    /// The addresses for notices were registered before; in production that works once.
    UrlsAlreadyRegistered,
    /// The rail has nothing at the path: it moved its API, or the base address is wrong.
    WrongPath,
    /// The rail does not understand the request: our mistake.
    RequestRefused,
}

impl Fault {
    /// All of them.
    pub const ALL: [Fault; 12] = [
        Fault::WrongKeys,
        Fault::WrongPasskey,
        Fault::WrongShortcode,
        Fault::PaybillTillMixedUp,
        Fault::ProductNotEnabled,
        Fault::CallbackRefused,
        Fault::AccountFull,
        Fault::ReferenceTooLong,
        Fault::ClockWrong,
        Fault::UrlsAlreadyRegistered,
        Fault::WrongPath,
        Fault::RequestRefused,
    ];

    /// A stable name for counting and for links.
    pub fn as_str(self) -> &'static str {
        match self {
            Fault::WrongKeys => "wrong_keys",
            Fault::WrongPasskey => "wrong_passkey",
            Fault::WrongShortcode => "wrong_shortcode",
            Fault::PaybillTillMixedUp => "paybill_till_mixed_up",
            Fault::ProductNotEnabled => "product_not_enabled",
            Fault::CallbackRefused => "callback_refused",
            Fault::AccountFull => "account_full",
            Fault::ReferenceTooLong => "reference_too_long",
            Fault::ClockWrong => "clock_wrong",
            Fault::UrlsAlreadyRegistered => "urls_already_registered",
            Fault::WrongPath => "wrong_path",
            Fault::RequestRefused => "request_refused",
        }
    }

    /// What is wrong and what to do, for the owner.
    pub fn sentence(self) -> &'static str {
        match self {
            Fault::WrongKeys => {
                "M-PESA does not know this consumer key and secret: copy both again from your app on the developer \
                portal, and check that sandbox and production are not mixed."
            }
            Fault::WrongPasskey => {
                "The passkey does not belong to this shortcode: use the passkey sent when this very paybill or store \
                number went live."
            }
            Fault::WrongShortcode => {
                "M-PESA does not accept this shortcode: enter your own paybill, or for a till the store (head office) \
                number."
            }
            Fault::PaybillTillMixedUp => {
                "Paybill and till are mixed up, or the till number is wrong: choose the right kind, and for a till \
                enter both the store number and the till number customers see."
            }
            Fault::ProductNotEnabled => {
                "Your app on the developer portal lacks this product: add M-PESA Express to the app; a new access \
                token then carries it."
            }
            Fault::CallbackRefused => {
                "M-PESA refuses the callback address: it must be https, public, and free of words such as mpesa, \
                safaricom, exe, cmd, sql or query."
            }
            Fault::AccountFull => {
                "Your M-PESA account has reached the most it may hold: withdraw or transfer money, then sales go on."
            }
            Fault::ReferenceTooLong => {
                "The text of the prompt is too long for M-PESA: ask Safaricom for a shorter business name in the \
                prompt."
            }
            Fault::ClockWrong => "M-PESA does not accept the time of this machine: check its date and clock.",
            Fault::UrlsAlreadyRegistered => {
                "Addresses for payment notices are registered for this shortcode already: delete them under Self \
                Services, URL Management on the developer portal, then register again."
            }
            Fault::WrongPath => {
                "M-PESA has nothing at this address: check the base address of the API; if it is right, update Lango."
            }
            Fault::RequestRefused => {
                "M-PESA did not understand our request: update Lango, and if it stays, report this with the code."
            }
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}
