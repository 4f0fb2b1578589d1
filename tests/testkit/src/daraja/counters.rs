//! What is counted from the start, to show what a client did not do twice.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Endpoint;

/// The counters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counters {
    /// Requests by call, whatever became of them.
    pub requests: BTreeMap<Endpoint, u64>,
    /// Tokens issued.
    pub tokens_issued: u64,
    /// Requests that came with a token that was not good.
    pub tokens_refused: u64,
    /// Requests to paths that are no call.
    pub unknown_paths: u64,
    /// Prompts that appeared on phones.
    pub prompts: u64,
}

impl Counters {
    /// Requests of one call.
    pub fn requests_of(&self, endpoint: Endpoint) -> u64 {
        self.requests.get(&endpoint).copied().unwrap_or_default()
    }
}
