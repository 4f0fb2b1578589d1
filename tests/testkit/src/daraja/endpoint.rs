//! The doors of the API, by their paths.

use std::fmt;

use hyper::Method;
use serde::{Deserialize, Serialize};

/// A call of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the paths below say what each is")]
pub enum Endpoint {
    Token,
    StkPush,
    StkQuery,
    C2bRegister,
    C2bSimulate,
    TransactionStatus,
    Reversal,
    B2c,
    PullRegister,
    PullQuery,
}

/// Which edition of a call was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "as in the paths")]
pub enum Version {
    V1,
    V2,
    V3,
}

const PATHS: [(&str, Endpoint, Version); 13] = [
    ("/oauth/v1/generate", Endpoint::Token, Version::V1),
    ("/mpesa/stkpush/v1/processrequest", Endpoint::StkPush, Version::V1),
    ("/mpesa/stkpushquery/v1/query", Endpoint::StkQuery, Version::V1),
    ("/mpesa/c2b/v1/registerurl", Endpoint::C2bRegister, Version::V1),
    ("/mpesa/c2b/v2/registerurl", Endpoint::C2bRegister, Version::V2),
    ("/mpesa/c2b/v1/simulate", Endpoint::C2bSimulate, Version::V1),
    ("/mpesa/c2b/v2/simulate", Endpoint::C2bSimulate, Version::V2),
    ("/mpesa/transactionstatus/v1/query", Endpoint::TransactionStatus, Version::V1),
    ("/mpesa/reversal/v1/request", Endpoint::Reversal, Version::V1),
    ("/mpesa/b2c/v1/paymentrequest", Endpoint::B2c, Version::V1),
    ("/mpesa/b2c/v3/paymentrequest", Endpoint::B2c, Version::V3),
    ("/pulltransactions/v1/register", Endpoint::PullRegister, Version::V1),
    ("/pulltransactions/v1/query", Endpoint::PullQuery, Version::V1),
];

impl Endpoint {
    /// All of them.
    pub const ALL: [Endpoint; 10] = [
        Endpoint::Token,
        Endpoint::StkPush,
        Endpoint::StkQuery,
        Endpoint::C2bRegister,
        Endpoint::C2bSimulate,
        Endpoint::TransactionStatus,
        Endpoint::Reversal,
        Endpoint::B2c,
        Endpoint::PullRegister,
        Endpoint::PullQuery,
    ];

    /// The call behind a path.
    pub(super) fn at(path: &str) -> Option<(Self, Version)> {
        PATHS.iter().find(|(known, ..)| *known == path).map(|(_, endpoint, version)| (*endpoint, *version))
    }

    /// Whether this method may be used. Pull's page says GET, its SDKs post.
    pub(super) fn takes(self, method: &Method) -> bool {
        match self {
            Endpoint::Token => method == Method::GET,
            Endpoint::PullQuery => method == Method::GET || method == Method::POST,
            _ => method == Method::POST,
        }
    }

    /// How this call says that a token is not good: HTTP status and code.
    pub(super) fn invalid_token(self) -> (u16, &'static str) {
        match self {
            Endpoint::StkPush | Endpoint::StkQuery | Endpoint::Reversal => (404, "404.001.03"),
            Endpoint::C2bRegister | Endpoint::C2bSimulate | Endpoint::TransactionStatus => (400, "400.003.01"),
            Endpoint::Token | Endpoint::B2c | Endpoint::PullRegister | Endpoint::PullQuery => (401, "401.002.01"),
        }
    }

    /// By the name it has on the control port.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|endpoint| endpoint.to_string() == name)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Endpoint::Token => "token",
            Endpoint::StkPush => "stk-push",
            Endpoint::StkQuery => "stk-query",
            Endpoint::C2bRegister => "c2b-register",
            Endpoint::C2bSimulate => "c2b-simulate",
            Endpoint::TransactionStatus => "transaction-status",
            Endpoint::Reversal => "reversal",
            Endpoint::B2c => "b2c",
            Endpoint::PullRegister => "pull-register",
            Endpoint::PullQuery => "pull-query",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_in_json_and_in_addresses() {
        for endpoint in Endpoint::ALL {
            assert_eq!(serde_json::to_value(endpoint).unwrap(), endpoint.to_string());
            assert_eq!(Endpoint::named(&endpoint.to_string()), Some(endpoint));
        }
    }
}
