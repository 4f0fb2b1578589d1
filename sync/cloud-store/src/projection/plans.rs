//! Plans as their sites announced them last.

use std::collections::BTreeMap;

use domain::event::{Event, Record};
use domain::plan::Plan;

use super::Scene;
use super::terms::allowed;
use crate::columns::{Key, cents, text};
use crate::entities::plan;
use crate::error::StoreError;
use crate::rows;

pub(super) async fn project(scene: &Scene<'_>, records: &[Record]) -> Result<(), StoreError> {
    let mut rows = BTreeMap::new();
    for record in records {
        if let Event::PlanAdded(plan) = &record.event {
            rows.insert(plan.id, row(scene, record, plan)?);
        }
    }
    rows::put::<plan::Entity>(scene.transaction, rows.into_values().collect()).await
}

fn row(scene: &Scene<'_>, record: &Record, plan: &Plan) -> Result<plan::Model, StoreError> {
    let allowed = allowed(&plan.terms)?;
    Ok(plan::Model {
        provider_id: scene.provider,
        site_id: scene.site,
        id: plan.id.uuid(),
        name: text(&plan.name),
        price_cents: cents(plan.price)?,
        currency: plan.price.currency().code().to_owned(),
        kind: allowed.kind.to_owned(),
        plan_type: allowed.plan_type.to_owned(),
        duration_secs: allowed.duration_secs,
        data_limit_bytes: allowed.data_limit_bytes,
        rate_up_bits_per_sec: plan.terms.rate.map(|rate| i64::from(rate.up_bits_per_sec)),
        rate_down_bits_per_sec: plan.terms.rate.map(|rate| i64::from(rate.down_bits_per_sec)),
        devices: i32::from(plan.terms.devices),
        idle_timeout_secs: plan.terms.idle_timeout_secs.map(i64::from),
        unused_validity_secs: i64::from(plan.terms.unused_validity_secs),
        outage_credit: plan.terms.outage_credit,
        created_at: scene.at(record),
    })
}
