//! What people are shown of a plan and of a ticket, on pages and on paper.

use domain::ids::PlanId;
use domain::money::Money;
use domain::plan::{Allowance, Plan, Terms};
use web_ui::{Clock, Grant, Issuer, Left, PrintTicket, TicketSummary};

use crate::config::Config;
use crate::desk::{Status, TicketView};

/// A plan as guests see it.
pub(crate) fn plan(plan: &Plan) -> web_ui::Plan {
    offered(plan.id, &plan.name, plan.price, &plan.terms)
}

/// What a ticket was sold as.
pub(super) fn sold_plan(view: &TicketView) -> web_ui::Plan {
    offered(view.plan_id, &view.plan, view.price, &view.terms)
}

fn offered(id: PlanId, name: &str, price: Money, terms: &Terms) -> web_ui::Plan {
    let Terms { allowance, rate, devices, unused_validity_secs, .. } = *terms;
    let (grant, use_within_secs) = match allowance {
        Allowance::Elapsed { duration_secs } => (Grant::Elapsed { duration_secs: u64::from(duration_secs) }, None),
        Allowance::Online { duration_secs } => (Grant::Online { duration_secs: u64::from(duration_secs) }, None),
        Allowance::Data { quota_bytes, validity_secs } => {
            (Grant::Data { bytes: quota_bytes }, Some(u64::from(validity_secs)))
        }
    };
    web_ui::Plan {
        id,
        name: name.to_owned(),
        price,
        grant,
        use_within_secs,
        // What holds for every plan is not worth a line on each.
        start_within_secs: (unused_validity_secs < Terms::USUAL_UNUSED_VALIDITY_SECS)
            .then_some(u64::from(unused_validity_secs)),
        speed_down_kbps: rate.map(|rate| rate.down_bits_per_sec / 1000),
        devices: u32::from(devices),
    }
}

/// Who issues tickets, as it is printed on them.
pub(crate) fn issuer(config: &Config) -> Issuer {
    Issuer {
        language: config.site.language.0,
        site_name: config.site.name.clone(),
        wifi_name: config.site.wifi_name.clone(),
        portal_address: portal_url(config).split("://").last().map(str::to_owned),
        support_phone: config.site.support_phone.clone(),
    }
}

/// A ticket as it is printed: its code opens the portal with the code filled in.
pub(crate) fn printed(config: &Config, view: &TicketView) -> PrintTicket {
    PrintTicket {
        code: view.code,
        url: format!("{}/?code={}", portal_url(config), view.code.plain()),
        plan: sold_plan(view),
        use_by: None,
    }
}

fn portal_url(config: &Config) -> String {
    let named = config.portal.address.clone().unwrap_or_else(|| format!("http://{}", config.portal.listen));
    named.trim_end_matches('/').to_owned()
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
