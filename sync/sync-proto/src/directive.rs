//! What the cloud asks of a gateway. Directives are numbered without gaps and carried out in order, each in the
//! transaction that moves the cursor.

use domain::code::Code;
use domain::custody::Errand;
use domain::device::Mac;
use domain::ids::{CheckoutId, PlanId, TicketId};
use domain::phone::Phone;
use domain::plan::Plan;
use domain::settings::Settings;
use serde::{Deserialize, Serialize};

use crate::pair::Sealed;

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
    /// Lend a ticket, take one in, send it home, take it back.
    Custody(Errand),
    /// A guest has asked the cloud to buy: ask the phone to pay.
    Sell(Sale),
    /// Make tickets; their codes come back as what happened. Asked again, it makes none twice.
    Mint {
        /// The first one's identity; that of the next is one more.
        first: TicketId,
        /// Of this plan.
        plan: PlanId,
        /// So many; at most [`MOST_MINTED`].
        count: u16,
    },
    /// The owner's account with the payment rail, as an [`crate::Account`], sealed for this site; none: sell by voucher.
    PutAccount(Option<Sealed>),
    /// How the site speaks to its guests, in the place of what it was told before.
    PutSettings(Settings),
}

/// Tickets made by one directive, at most.
pub const MOST_MINTED: u16 = 500;
/// A guest who was not asked to pay by then is not asked any more: the phone is back in the pocket.
pub const SALE_WITHIN_MS: u64 = 60_000;

/// A sale that began in the cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale {
    /// The name the cloud has given it.
    pub checkout: CheckoutId,
    /// What is bought.
    pub plan: PlanId,
    /// Who is asked to pay.
    pub payer: Phone,
    /// The device that is to go online, if it is known.
    pub device: Option<Mac>,
    /// When the guest asked, in milliseconds since 1970.
    pub asked_ms: u64,
}

impl Directive {
    /// The stable name, for listings.
    pub fn kind(&self) -> &'static str {
        match self {
            Directive::Notice { .. } => "notice",
            Directive::PutPlan(_) => "put_plan",
            Directive::RevokeTicket(_) => "revoke_ticket",
            Directive::Sell(_) => "sell",
            Directive::Mint { .. } => "mint",
            Directive::PutAccount(_) => "put_account",
            Directive::PutSettings(_) => "put_settings",
            Directive::Custody(errand) => errand.as_str(),
        }
    }
}
