//! What records add up to, a noun a file. Each looks up the rows that a batch touches, tells them what happened, and
//! writes them back at once: a batch costs a handful of statements however many records it has.

mod derived;
mod payments;
mod plans;
mod reviews;
mod sessions;
mod terms;
mod tickets;
mod till;

use domain::custody::Errand;
use domain::event::Record;
use domain::ids::SiteId;
use sea_orm::prelude::{DateTimeUtc, Uuid};

use crate::columns::at;
use crate::error::StoreError;
use crate::lookup;
use crate::transaction::Transaction;

/// Where and when a batch is taken in. The site's row is locked.
pub(crate) struct Scene<'a> {
    pub(crate) transaction: &'a Transaction<'a>,
    pub(crate) provider: Uuid,
    pub(crate) site: Uuid,
    pub(crate) now_ms: u64,
}

impl Scene<'_> {
    /// When a record's event happened: by the site's clock where that was trusted, else when we heard of it.
    fn at(&self, record: &Record) -> DateTimeUtc {
        at(record.wall_ms.unwrap_or(self.now_ms))
    }
}

/// Adds a batch to what is shown; returns what other sites have to hear of it.
pub(crate) async fn project(scene: &Scene<'_>, records: &[Record]) -> Result<Vec<(SiteId, Errand)>, StoreError> {
    lookup::plan_anew(scene.transaction).await?;
    plans::project(scene, records).await?;
    let errands = tickets::project(scene, records).await?;
    let contested = payments::project(scene, records).await?;
    sessions::project(scene, records).await?;
    reviews::project(scene, records, contested).await?;
    Ok(errands)
}
