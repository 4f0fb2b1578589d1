//! What a plan allows, as columns say it.

use domain::plan::{Allowance, Terms};

use crate::columns::capped;
use crate::error::{Refused, StoreError};

/// The columns that plans and tickets share.
pub(super) struct Allowed {
    pub(super) kind: &'static str,
    pub(super) plan_type: &'static str,
    /// How long the time is, or how long the data may be used.
    pub(super) duration_secs: i64,
    pub(super) data_limit_bytes: Option<i64>,
}

/// The most a plan can give; more does not fit the column of megabytes.
const MOST_BYTES: u64 = 1_000_000_000_000_000;

pub(super) fn allowed(terms: &Terms) -> Result<Allowed, StoreError> {
    let time = |kind, duration_secs: u32| Allowed {
        kind,
        plan_type: "time",
        duration_secs: i64::from(duration_secs),
        data_limit_bytes: None,
    };
    Ok(match terms.allowance {
        Allowance::Elapsed { duration_secs } => time("elapsed", duration_secs),
        Allowance::Online { duration_secs } => time("online", duration_secs),
        Allowance::Data { quota_bytes, .. } if quota_bytes > MOST_BYTES => return Err(Refused::AbsurdCount.into()),
        Allowance::Data { quota_bytes, validity_secs } => Allowed {
            kind: "data",
            plan_type: "data",
            duration_secs: i64::from(validity_secs),
            data_limit_bytes: Some(capped(quota_bytes)),
        },
    })
}
