//! What a guest who wants to pay asks for, and why it may have to wait.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::device::Mac;
use crate::ids::{CheckoutId, OnceId, PlanId};
use crate::phone::Phone;

/// What a guest asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purchase {
    /// What is bought.
    pub plan: PlanId,
    /// Who is asked to pay.
    pub payer: Phone,
    /// The device that asks, if it is known.
    pub device: Option<Mac>,
    /// The address it asks from, if that is a guest's own.
    pub address: Option<Ipv4Addr>,
    /// Names the page whose button was pressed.
    pub once: Option<OnceId>,
    /// The payment this guest's browser remembers.
    pub remembered: Option<CheckoutId>,
    /// The name the sale has already, where it began in the cloud.
    pub named: Option<CheckoutId>,
}

/// Why nobody's phone is made to ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SaleRefused {
    /// No such plan.
    UnknownPlan,
    /// The rail moves whole shillings only, within its limits.
    NotPayable,
    /// Somebody is being asked on that phone right now.
    PromptOpen {
        /// Seconds until it may be asked again.
        wait_secs: u64,
    },
    /// That phone, or this device, has been tried too often.
    TooOften {
        /// Seconds until it may try again.
        wait_secs: u64,
    },
    /// More guests pay at once than the site allows.
    SiteBusy {
        /// Seconds until there is room.
        wait_secs: u64,
    },
}

impl SaleRefused {
    /// The stable word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            SaleRefused::UnknownPlan => "unknown_plan",
            SaleRefused::NotPayable => "not_payable",
            SaleRefused::PromptOpen { .. } => "prompt_open",
            SaleRefused::TooOften { .. } => "too_often",
            SaleRefused::SiteBusy { .. } => "site_busy",
        }
    }
}
