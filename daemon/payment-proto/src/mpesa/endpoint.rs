//! The calls this module speaks, with their paths (sections 1, 2, 6 and 7).

/// Where Safaricom's sandbox listens.
pub const SANDBOX: &str = "https://sandbox.safaricom.co.ke";
/// Where money moves.
pub const PRODUCTION: &str = "https://api.safaricom.co.ke";

/// One call. An answer means nothing without it: the same code has several meanings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint<'a> {
    /// Fetching an access token.
    Token,
    /// Asking a guest for the PIN.
    Push,
    /// Asking how a push ended.
    Query {
        /// The CheckoutRequestID asked about: an answer about another one is not believed.
        checkout_request: &'a str,
    },
    /// Registering where notices of money received go.
    RegisterUrls,
}

impl Endpoint<'_> {
    /// Path and query string below [`SANDBOX`] or [`PRODUCTION`].
    pub fn path(self) -> &'static str {
        match self {
            Endpoint::Token => "/oauth/v1/generate?grant_type=client_credentials",
            Endpoint::Push => "/mpesa/stkpush/v1/processrequest",
            Endpoint::Query { .. } => "/mpesa/stkpushquery/v1/query",
            Endpoint::RegisterUrls => "/mpesa/c2b/v2/registerurl",
        }
    }

    /// The HTTP method: all but the token call are POST, with `Content-Type: application/json`.
    pub fn method(self) -> &'static str {
        match self {
            Endpoint::Token => "GET",
            _ => "POST",
        }
    }

    /// A stable name for counting.
    pub fn as_str(self) -> &'static str {
        match self {
            Endpoint::Token => "token",
            Endpoint::Push => "push",
            Endpoint::Query { .. } => "query",
            Endpoint::RegisterUrls => "register_urls",
        }
    }
}
