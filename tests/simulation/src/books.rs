//! The promises of the design, asked of the books: some after every step, the sums once everything is healed.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::TicketId;
use domain::link::Cursor;
use domain::receipt::ReceiptNumber;

use crate::gateway::SHILLINGS;
use crate::roaming::{every_ticket_is_home, one_site_honours_a_ticket};
use crate::sales::every_sale_has_its_end;
use crate::tokens::{are_in_the_clear_in, no_fetch_is_without_cause};
use crate::world::World;

/// What must hold at any moment.
pub fn promises(world: &mut World) -> Result<(), String> {
    what_is_acknowledged_is_stored(world)?;
    what_is_not_acknowledged_is_kept(world)?;
    one_site_honours_a_ticket(world)?;
    no_fetch_is_without_cause(world)
}

/// Every event acknowledged by the cloud is stored there.
fn what_is_acknowledged_is_stored(world: &World) -> Result<(), String> {
    if world.cloud_is_away() {
        return Ok(());
    }
    for site in &world.sites {
        let Cursor { epoch, sequence } = site.gateway.told();
        let stored = world.cloud.stored(site.gateway.site, epoch).map_err(|error| error.to_string())?;
        if stored < sequence {
            return Err(format!("{} was told {epoch}/{sequence} is stored, but {stored} is", site.gateway.name));
        }
    }
    Ok(())
}

/// Every event not acknowledged by the cloud is still on the gateway.
fn what_is_not_acknowledged_is_kept(world: &World) -> Result<(), String> {
    for site in world.sites.iter().filter(|site| site.gateway.is_running()) {
        let (told, place) = (site.gateway.told(), site.gateway.place());
        if told.epoch != place.epoch {
            continue;
        }
        let kept: Vec<u64> = site.gateway.outbox_after(told).iter().map(|record| record.sequence).collect();
        let wanted: Vec<u64> = (told.sequence + 1..=place.sequence).collect();
        if kept != wanted {
            return Err(format!("{} keeps {kept:?} of {wanted:?}", site.gateway.name));
        }
    }
    Ok(())
}

/// What must hold once everything is healed.
pub fn agree(world: &mut World) -> Result<(), String> {
    for site in &world.sites {
        if !site.gateway.is_in_step() {
            let (name, told, place) = (&site.gateway.name, site.gateway.told(), site.gateway.place());
            return Err(format!("{name} is not in step: told {told:?} of {place:?}"));
        }
    }
    let receipts = every_receipt_is_one_ticket_or_waits_for_a_person(world)?;
    no_ticket_without_money(world)?;
    what_people_hold_is_honoured(world)?;
    every_ticket_is_home(world)?;
    every_sale_has_its_end(world)?;
    every_gateway_has_heard_all(world)?;
    the_cloud_has_it_all(world, &receipts)?;
    match world.cloud.disk() {
        Ok(bytes) if are_in_the_clear_in(&bytes) => Err("the cloud's disk holds a token in the clear".to_owned()),
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

/// Whoever waited to be confirmed has been, and has done what it was asked meanwhile.
fn every_gateway_has_heard_all(world: &World) -> Result<(), String> {
    for site in &world.sites {
        let last = world.cloud.last_directive(site.gateway.site).map_err(|error| error.to_string())?;
        let (name, applied) = (&site.gateway.name, site.gateway.applied());
        if applied != last {
            return Err(format!("{name} was asked {last} things and has done {applied}"));
        }
        if !site.gateway.is_confirmed() {
            return Err(format!("{name} has not heard that it is confirmed"));
        }
    }
    Ok(())
}

/// Returns the receipts that became tickets.
fn every_receipt_is_one_ticket_or_waits_for_a_person(world: &mut World) -> Result<BTreeSet<String>, String> {
    let now_ms = world.now_ms;
    let mut used: BTreeMap<TicketId, String> = BTreeMap::new();
    let paid: Vec<_> = world.rail.statement(now_ms).map(|(push, receipt)| (push.clone(), receipt.to_owned())).collect();
    for (push, receipt) in paid {
        let site = &mut world.sites[push.gateway];
        let number = ReceiptNumber::parse(&receipt).map_err(|error| error.to_string())?;
        let found = site.gateway.look(now_ms, |ledger| {
            let of_checkout = ledger.checkout(push.checkout)?.and_then(|checkout| checkout.ticket);
            let of_receipt = ledger.receipt(number)?.and_then(|row| row.ticket);
            let is_its = |review: &domain::review::Review| {
                review.checkout == Some(push.checkout) || review.receipt == Some(number)
            };
            Ok((of_checkout, of_receipt, !ledger.reviews(&is_its)?.is_empty()))
        });
        let (of_checkout, of_receipt, waits) = found.ok_or("books cannot be read")?;
        match of_checkout.or(of_receipt) {
            Some(ticket) => {
                if let Some(other) = used.insert(ticket, receipt.clone()) {
                    return Err(format!("{receipt} and {other} became the same ticket"));
                }
            }
            None if waits => {}
            None => return Err(format!("{receipt} of {} became nothing", push.checkout)),
        }
    }
    Ok(used.into_values().collect())
}

fn no_ticket_without_money(world: &mut World) -> Result<(), String> {
    let now_ms = world.now_ms;
    let paid: BTreeSet<_> = world.rail.statement(now_ms).map(|(push, _)| push.checkout).collect();
    for site in &mut world.sites {
        let claimed = site.gateway.look(now_ms, |ledger| ledger.recent_checkouts(&|checkout| checkout.is_paid()));
        for checkout in claimed.ok_or("books cannot be read")? {
            if !paid.contains(&checkout.id) {
                return Err(format!("{} counts as paid, and nobody paid it", checkout.id));
            }
        }
    }
    Ok(())
}

fn what_people_hold_is_honoured(world: &mut World) -> Result<(), String> {
    let now_ms = world.now_ms;
    for site in &mut world.sites {
        for code in site.shown.clone() {
            if site.gateway.knows(code, now_ms) != Some(true) {
                return Err(format!("{} no longer knows {code}, which somebody holds", site.gateway.name));
            }
        }
    }
    Ok(())
}

fn the_cloud_has_it_all(world: &World, receipts: &BTreeSet<String>) -> Result<(), String> {
    let known: BTreeSet<String> =
        world.cloud.tickets().map_err(|error| error.to_string())?.into_iter().map(|code| plain(&code)).collect();
    for site in &world.sites {
        for ticket in site.gateway.tickets() {
            let code = plain(&ticket.code.to_string());
            if !known.contains(&code) {
                return Err(format!("the cloud has never heard of {code} of {}", site.gateway.name));
            }
        }
    }
    let paid = world.cloud.paid().map_err(|error| error.to_string())?;
    let cents: u64 = paid.iter().map(|(_, cents)| cents).sum();
    let wanted = receipts.len() as u64 * SHILLINGS * 100;
    if cents != wanted {
        let known: BTreeSet<String> = paid.iter().filter_map(|(receipt, _)| receipt.clone()).collect();
        let (more, less): (Vec<_>, Vec<_>) =
            (known.difference(receipts).collect(), receipts.difference(&known).collect());
        return Err(format!(
            "the cloud counts {cents} cents in {} payments, the sites {wanted}: {more:?} are the cloud's, {less:?} the sites'",
            paid.len()
        ));
    }
    Ok(())
}

fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).collect()
}
