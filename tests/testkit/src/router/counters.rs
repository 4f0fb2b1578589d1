//! What `/radius/monitor` and `/radius/incoming/monitor` count. Zero after each boot.

use serde::Serialize;

/// The router's RADIUS counters, under RouterOS's names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counters {
    /// Requests begun, authentication and accounting alike.
    pub requests: u32,
    /// Access-Accepts.
    pub accepts: u32,
    /// Access-Rejects.
    pub rejects: u32,
    /// Sends beyond a request's first.
    pub resends: u32,
    /// Requests that nobody answered.
    pub timeouts: u32,
    /// Replies that were not believed.
    pub bad_replies: u32,
    /// How long the last answered request took.
    pub last_request_rtt_ms: u32,
    /// Requests on the CoA port, good ones.
    pub incoming_requests: u32,
    /// Datagrams on the CoA port that were dropped.
    pub incoming_bad_requests: u32,
    /// ACKs sent.
    pub incoming_acks: u32,
    /// NAKs sent.
    pub incoming_naks: u32,
}
