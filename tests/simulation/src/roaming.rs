//! Guests who go from site to site with one ticket, and what must hold wherever they are.

use std::collections::BTreeMap;

use domain::code::Code;
use domain::custody::{Custody, Report};
use domain::decisions::open_usage;
use domain::device::Mac;
use domain::ticket::Standing;
use sync_proto::Find;

use crate::gateway::Gateway;
use crate::world::{Site, World};

impl Gateway {
    /// Whether this site would honour a ticket now; none, if the power is off.
    fn honours(&mut self, code: Code, now_ms: u64) -> Option<bool> {
        self.decide(now_ms, |ledger, _, now| {
            let Some((ticket, standing, _)) = domain::decisions::look_up(ledger, code, now)? else { return Ok(false) };
            let is_elsewhere = ticket.is_elsewhere(open_usage(ledger, &ticket)?, now);
            Ok(!is_elsewhere && matches!(standing, Standing::New | Standing::Active { .. }))
        })
    }
}

/// A guest tries a ticket at a site; where it is not known or not there, the cloud is asked for it. Whether it opens.
pub fn try_at(site: &mut Site, code: Code, device: Mac, now_ms: u64) -> Option<bool> {
    let opens = site.gateway.log_in(code, device, now_ms);
    if opens == Some(false) {
        site.gateway.seek(Find::Code(code, None));
    }
    opens
}

/// A ticket is honoured by one site at a time. A site whose books went back knows no better until the cloud has spoken.
pub fn one_site_honours_a_ticket(world: &mut World) -> Result<(), String> {
    let now_ms = world.now_ms;
    let codes: Vec<Code> = world.sites.iter().flat_map(|site| site.shown.iter().copied()).collect();
    let mut honoured: BTreeMap<Code, String> = BTreeMap::new();
    for site in &mut world.sites {
        site.is_stale &= !site.gateway.is_told_everything();
        if site.is_stale {
            continue;
        }
        for code in &codes {
            if site.gateway.honours(*code, now_ms) != Some(true) {
                continue;
            }
            if let Some(other) = honoured.insert(*code, site.gateway.name.clone()) {
                return Err(format!("{code} is honoured at {other} and at {}", site.gateway.name));
            }
        }
    }
    Ok(())
}

/// Days later every ticket is home, and its home knows what was used of it.
pub fn every_ticket_is_home(world: &World) -> Result<(), String> {
    for site in &world.sites {
        for ticket in site.gateway.tickets() {
            let is_settled = match ticket.custody {
                Custody::Home | Custody::Gone(_) => true,
                Custody::Back(loan) => loan.report == Report::Told,
                Custody::Lent(_) | Custody::Visiting(_) => false,
            };
            if !is_settled {
                return Err(format!("{} of {} is not settled: {:?}", ticket.code, site.gateway.name, ticket.custody));
            }
        }
    }
    Ok(())
}
