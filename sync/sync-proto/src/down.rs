//! What the cloud answers, on either lane.

use domain::event::Record;
use domain::link::Cursor;
use serde::{Deserialize, Serialize};

use crate::counter::Counter;
use crate::directive::Numbered;
use crate::inquiry::Answer;
use crate::up::Nonce;

/// A frame from the cloud.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Down {
    /// The question it answers.
    pub nonce: Nonce,
    /// The cloud's clock, in milliseconds since 1970: a gateway without a clock trusts it, for it asked with a nonce.
    pub now_ms: u64,
    /// What became of the frame.
    pub taken: Taken,
    /// What the gateway is to do, contiguous, behind what it said it had done.
    pub directives: Vec<Numbered>,
    /// What it asked back; none, if it did not ask.
    pub recalled: Option<Recalled>,
    /// To its inquiries, in their order.
    pub answers: Vec<Answer>,
    /// Whether the owner has confirmed this gateway. Until then it is told and given nothing.
    pub is_confirmed: bool,
    /// Until when the right to sell is paid, in milliseconds since 1970; none, if nobody has begun to pay.
    pub lease_until_ms: Option<u64>,
}

/// Records of earlier epochs, given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recalled {
    /// In order, from behind the place that was asked for.
    pub records: Vec<Record>,
    /// Whether there are more.
    pub is_partial: bool,
}

/// What became of a frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Taken {
    /// Everything the gateway has told of its epoch is stored, up to here. If the gateway has never come so far, its books
    /// are an older state of others, and it goes on in an epoch nobody has used.
    Stored {
        /// The last place.
        through: Cursor,
        /// The epoch nobody has used.
        unused_epoch: u32,
    },
    /// The cloud has less than the gateway thought: go on behind this.
    Gap(Cursor),
    /// The cloud knows another past of this epoch.
    Fork {
        /// The last place both have in common.
        common: Cursor,
        /// The epoch in which the gateway goes on.
        epoch: u32,
    },
    /// An older frame than one the cloud has seen: begin anew behind this.
    Stale(Counter),
}
