//! Tickets. What is told of one may come from two sites in any order; a status only moves on.

use std::collections::{BTreeMap, BTreeSet};

use domain::code::Code;
use domain::custody::Errand;
use domain::event::{Event, Record};
use domain::ids::{SiteId, TicketId};
use domain::plan::Offer;
use domain::ticket::Ending;
use sea_orm::prelude::*;

use super::Scene;
use super::terms::allowed;
use crate::books::TicketStatus;
use crate::columns::{Key, at, cents, ms};
use crate::entities::ticket;
use crate::error::StoreError;
use crate::itinerary;
use crate::lookup::{Lookup, Values};
use crate::rows;

/// Returns what other sites have to hear of it.
pub(super) async fn project(scene: &Scene<'_>, records: &[Record]) -> Result<Vec<(SiteId, Errand)>, StoreError> {
    let moved = records.iter().filter_map(|record| traveller(&record.event));
    let ids: BTreeSet<TicketId> = records.iter().filter_map(|record| subject(&record.event)).chain(moved).collect();
    let mut errands = Vec::new();
    if ids.is_empty() {
        return Ok(errands);
    }
    let before = known(scene, &ids).await?;
    let mut tickets = before.clone();
    for record in records {
        if let Some(id) = subject(&record.event) {
            let row = tickets.entry(id).or_insert_with(|| blank(scene, id, scene.at(record)));
            tell(row, scene, &record.event, scene.at(record))?;
        }
        // Where no ticket is known any more nobody waits for it.
        if let Some(row) = traveller(&record.event).and_then(|id| tickets.get_mut(&id)) {
            errands.extend(travel(row, scene, &record.event)?);
        }
    }
    rows::save::<_, ticket::Entity>(scene.transaction, &before, tickets).await?;
    Ok(errands)
}

fn traveller(event: &Event) -> Option<TicketId> {
    match event {
        Event::TicketLent { ticket, .. }
        | Event::TicketKept { ticket, .. }
        | Event::TicketSentHome { ticket, .. }
        | Event::TicketFellHome { ticket, .. }
        | Event::TicketRevoked { ticket } => Some(*ticket),
        _ => None,
    }
}

fn travel(row: &mut ticket::Model, scene: &Scene<'_>, event: &Event) -> Result<Option<(SiteId, Errand)>, StoreError> {
    let (home, by) = (SiteId::from_uuid(row.site_id), SiteId::from_uuid(scene.site));
    let before = itinerary::of(row)?;
    let mut travels = before;
    let errand = travels.told(home, by, event, scene.now_ms);
    if travels != before {
        itinerary::put(row, &travels)?;
    }
    Ok(errand)
}

fn subject(event: &Event) -> Option<TicketId> {
    match event {
        Event::TicketMinted { ticket, .. }
        | Event::TicketActivated { ticket, .. }
        | Event::TicketEnded { ticket, .. }
        | Event::TicketRevoked { ticket }
        | Event::TicketMoved { ticket, .. } => Some(*ticket),
        _ => None,
    }
}

async fn known(scene: &Scene<'_>, ids: &BTreeSet<TicketId>) -> Result<BTreeMap<TicketId, ticket::Model>, StoreError> {
    let lookup = Lookup::<ticket::Entity> {
        alike: vec![(ticket::Column::ProviderId, scene.provider.into())],
        keys: vec![(ticket::Column::Id, Values::Ids(ids.iter().map(|id| id.uuid()).collect()))],
    };
    let rows = lookup.hold(scene.transaction).await?;
    Ok(rows.into_iter().map(|row| (TicketId::from_uuid(row.id), row)).collect())
}

fn tell(row: &mut ticket::Model, scene: &Scene<'_>, event: &Event, when: DateTimeUtc) -> Result<(), StoreError> {
    match event {
        Event::TicketMinted { code, offer, .. } => {
            row.site_id = scene.site;
            mint(row, *code, offer, when)?;
        }
        Event::TicketActivated { device, .. } => {
            row.activated_at.get_or_insert(when);
            row.device.get_or_insert_with(|| device.to_string());
            row.status = row.status.max(TicketStatus::Active);
        }
        Event::TicketEnded { ending, .. } => end(row, standing(*ending), when),
        Event::TicketRevoked { .. } => end(row, TicketStatus::Revoked, when),
        Event::TicketMoved { device, .. } => row.device = Some(device.to_string()),
        _ => {}
    }
    row.expires_at = expiry(row);
    Ok(())
}

fn mint(row: &mut ticket::Model, code: Code, offer: &Offer, when: DateTimeUtc) -> Result<(), StoreError> {
    let allowed = allowed(&offer.terms)?;
    let code = Some(code.plain().as_str().to_owned());
    row.code.clone_from(&code);
    row.username.clone_from(&code);
    row.password = code;
    row.plan_id = Some(offer.plan.uuid());
    row.kind = Some(allowed.kind.to_owned());
    row.plan_type = Some(allowed.plan_type.to_owned());
    row.duration_secs = Some(allowed.duration_secs);
    row.data_limit_bytes = allowed.data_limit_bytes;
    row.unused_validity_secs = Some(i64::from(offer.terms.unused_validity_secs));
    row.price_cents = cents(offer.price)?;
    row.currency = offer.price.currency().code().to_owned();
    row.created_at = row.created_at.min(when);
    Ok(())
}

/// The first end is the end; only the owner's word comes after it.
fn end(row: &mut ticket::Model, status: TicketStatus, when: DateTimeUtc) {
    let is_over = row.ended_at.is_some();
    row.ended_at.get_or_insert(when);
    if !is_over || status == TicketStatus::Revoked {
        row.status = status;
    }
}

fn standing(ending: Ending) -> TicketStatus {
    match ending {
        Ending::Used => TicketStatus::Used,
        Ending::Expired => TicketStatus::Expired,
    }
}

/// When its time is over if nothing is given back; connected time has no such moment once it runs.
fn expiry(row: &ticket::Model) -> Option<DateTimeUtc> {
    let (from, secs) = match row.activated_at {
        Some(_) if row.kind.as_deref() == Some("online") => return None,
        Some(activated) => (activated, row.duration_secs?),
        None => (row.created_at, row.unused_validity_secs?),
    };
    Some(at(ms(from).saturating_add(secs.unsigned_abs().saturating_mul(1000))))
}

fn blank(scene: &Scene<'_>, id: TicketId, when: DateTimeUtc) -> ticket::Model {
    ticket::Model {
        provider_id: scene.provider,
        id: id.uuid(),
        site_id: scene.site,
        code: None,
        username: None,
        password: None,
        plan_id: None,
        kind: None,
        plan_type: None,
        duration_secs: None,
        data_limit_bytes: None,
        unused_validity_secs: None,
        price_cents: 0,
        currency: "KES".to_owned(),
        status: TicketStatus::New,
        device: None,
        expires_at: None,
        activated_at: None,
        ended_at: None,
        created_at: when,
        custodian_id: None,
        itinerary: None,
    }
}
