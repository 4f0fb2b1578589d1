//! What the cloud asks of a gateway. Directives are numbered without gaps and carried out in order, each in the
//! transaction that moves the cursor.

use domain::code::Code;
use domain::plan::Plan;
use serde::{Deserialize, Serialize};

/// A directive and its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbered {
    /// Its place, without gaps, from 1.
    pub number: u64,
    /// What to do.
    pub directive: Directive,
}

/// What to do. New ones are added at the end; a gateway that meets one it does not know cannot read the frame, and says
/// so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Directive {
    /// The payment rail posted this to an address of the site. The path carries the proof; the gateway checks it itself.
    Notice {
        /// Where it was posted.
        path: String,
        /// What was posted.
        body: Vec<u8>,
    },
    /// Offer this plan, or change the one with its id.
    PutPlan(Plan),
    /// Take a ticket back.
    RevokeTicket(Code),
}

impl Directive {
    /// The stable name, for listings.
    pub fn kind(&self) -> &'static str {
        match self {
            Directive::Notice { .. } => "notice",
            Directive::PutPlan(_) => "put_plan",
            Directive::RevokeTicket(_) => "revoke_ticket",
        }
    }
}
