//! When no answer came at all, one question matters: may the request have arrived?

use domain::checkout::{Cause, ResultCode};

use super::{Endpoint, Verdict};

/// How a call failed below HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// It never left: no route, no name, connection refused, or TLS failed before the request was written.
    NotSent,
    /// It may have left: time ran out or the connection broke after the first byte was written.
    Lost,
}

impl Transport {
    /// What that means for a call. Only a push can fail by not being sent: then nothing was asked of the guest.
    pub fn verdict(self, endpoint: Endpoint<'_>) -> Verdict {
        match (self, endpoint) {
            (Transport::NotSent, Endpoint::Push) => {
                Verdict::Failed { cause: Cause::RailUnreachable, code: ResultCode::new() }
            }
            _ => Verdict::Ambiguous,
        }
    }

    /// A stable name for counting.
    pub fn as_str(self) -> &'static str {
        match self {
            Transport::NotSent => "not_sent",
            Transport::Lost => "lost",
        }
    }
}
