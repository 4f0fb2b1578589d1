//! Where a ticket is that a site's own books do not know, or have lent: asked while its guest waits.

use domain::code::Code;
use domain::decisions::Refusal;
use domain::ids::SiteId;
use domain::receipt::ReceiptNumber;
use serde::{Deserialize, Serialize};

/// What a guest has typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Find {
    /// A code; where several sites have it, at this one.
    Code(Code, Option<SiteId>),
    /// A receipt of the payment rail.
    Receipt(ReceiptNumber),
}

/// Sites named in one answer at most.
pub const MOST_SITES_NAMED: usize = 6;

/// Where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whereabouts {
    /// At no site of this provider, or at the one that asks.
    Unknown,
    /// Several sites have it: the guest says which one is meant.
    Several(Vec<(SiteId, String)>),
    /// It is here: its directive is on the way, or was carried out.
    Here(Code),
    /// The site that has it was asked.
    Asked {
        /// The ticket's code.
        code: Code,
        /// The site's name.
        at: String,
    },
    /// The site that has it has not been heard of for a while.
    Away {
        /// The site's name.
        at: String,
    },
    /// It does not come: it is over, or is held where it is.
    Kept {
        /// Why.
        why: Refusal,
        /// The name of its home.
        at: String,
    },
    /// The money was received for another site, where a person has to look at it.
    Unmatched {
        /// The site's name.
        at: String,
    },
}
