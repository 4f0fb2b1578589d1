//! What guests are shown of a plan and of a ticket.

use domain::plan::{Allowance, Plan, Terms};
use web_ui::{Clock, Grant, Left, TicketSummary};

use crate::desk::{Status, TicketView};

/// A plan as guests see it.
pub(crate) fn plan(plan: &Plan) -> web_ui::Plan {
    let Terms { allowance, rate, devices, unused_validity_secs, .. } = plan.terms;
    let (grant, use_within_secs) = match allowance {
        Allowance::Elapsed { duration_secs } => (Grant::Elapsed { duration_secs: u64::from(duration_secs) }, None),
        Allowance::Online { duration_secs } => (Grant::Online { duration_secs: u64::from(duration_secs) }, None),
        Allowance::Data { quota_bytes, validity_secs } => {
            (Grant::Data { bytes: quota_bytes }, Some(u64::from(validity_secs)))
        }
    };
    web_ui::Plan {
        id: plan.id,
        name: plan.name.clone(),
        price: plan.price,
        grant,
        use_within_secs,
        // What holds for every plan is not worth a line on each.
        start_within_secs: (unused_validity_secs < Terms::USUAL_UNUSED_VALIDITY_SECS)
            .then_some(u64::from(unused_validity_secs)),
        speed_down_kbps: rate.map(|rate| rate.down_bits_per_sec / 1000),
        devices: u32::from(devices),
    }
}

/// A ticket as guests see it.
pub(super) fn ticket(view: &TicketView) -> TicketSummary {
    let left = |now: Option<u64>, of: u64| now.map(|now| Left { now, of: of.max(now) });
    let (time_left, data_left, clock, use_within_secs) = match view.terms.allowance {
        Allowance::Elapsed { duration_secs } => {
            (left(view.remaining_secs, u64::from(duration_secs)), None, Clock::Elapsed, None)
        }
        Allowance::Online { duration_secs } => {
            (left(view.remaining_secs, u64::from(duration_secs)), None, Clock::Online, None)
        }
        Allowance::Data { quota_bytes, .. } => {
            (None, left(view.remaining_bytes, quota_bytes), Clock::Elapsed, view.remaining_secs)
        }
    };
    TicketSummary {
        code: view.code,
        plan_name: view.plan.clone(),
        time_left,
        data_left,
        clock,
        started: view.status != Status::New,
        use_within_secs,
        devices_online: u32::try_from(view.online.len()).unwrap_or(u32::MAX),
        devices_allowed: u32::from(view.terms.devices),
    }
}
