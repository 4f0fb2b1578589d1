//! `langod plan`.

use argh::FromArgs;
use domain::plan::Rate;
use domain::written::{Kind, data_bytes, span_secs};

const A_DAY_SECS: u32 = 24 * 3600;

/// What can be bought.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "plan")]
pub(crate) struct Plan {
    #[argh(subcommand)]
    pub(crate) command: PlanCommand,
}

#[derive(FromArgs, Debug)]
#[argh(subcommand)]
pub(crate) enum PlanCommand {
    Add(AddPlan),
    List(ListPlans),
}

/// Offer a plan.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "add")]
pub(crate) struct AddPlan {
    /// what guests read, such as "1 hour"
    #[argh(option)]
    pub(crate) name: String,
    /// in shillings, such as 20 or 20.50
    #[argh(option)]
    pub(crate) price: String,
    /// what uses it up: elapsed time from the first use on, online time while connected, or data
    #[argh(option)]
    pub(crate) kind: Kind,
    /// how long, for elapsed and online: 30m, 1h, 7d
    #[argh(option, arg_name = "time", from_str_fn(span_secs))]
    pub(crate) duration: Option<u32>,
    /// how much, for data: 500MB, 2GB (1 MB is 1,000,000 bytes)
    #[argh(option, arg_name = "amount", from_str_fn(data_bytes))]
    pub(crate) data: Option<u64>,
    /// within which time of the first use data must be used, 30d if not said
    #[argh(option, arg_name = "time", from_str_fn(span_secs), default = "30 * A_DAY_SECS")]
    pub(crate) validity: u32,
    /// speed limit, upload/download in bits per second: 2M/5M
    #[argh(option)]
    pub(crate) rate: Option<Rate>,
    /// devices online at once, 1 if not said
    #[argh(option, default = "1")]
    pub(crate) devices: u8,
    /// end a session after this time without traffic
    #[argh(option, arg_name = "time", from_str_fn(span_secs))]
    pub(crate) idle_timeout: Option<u32>,
    /// how long an unused ticket is good, 90d if not said
    #[argh(option, arg_name = "time", from_str_fn(span_secs), default = "90 * A_DAY_SECS")]
    pub(crate) unused_validity: u32,
    /// do not give running time back for the site's own outages
    #[argh(switch)]
    pub(crate) no_outage_credit: bool,
    /// print a JSON object
    #[argh(switch)]
    pub(crate) json: bool,
}

/// List the plans.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "list")]
pub(crate) struct ListPlans {
    /// print a JSON array
    #[argh(switch)]
    pub(crate) json: bool,
}
