//! What the books know of a site, as pages tell it.

use cloud_store::books::{Figures, Site, SiteStatus, Takings};
use web_ui::cloud::{SiteFacts, Stage, Sum, Wan};

/// A site with its figures, as of now.
pub(super) fn facts(site: &Site, figures: Option<&Figures>, now_ms: u64) -> SiteFacts {
    SiteFacts {
        name: site.name.clone(),
        stage: stage(site.status),
        seen_secs_ago: site.last_seen_ms.map(|seen_ms| now_ms.saturating_sub(seen_ms) / 1000),
        version: site.version.clone(),
        epoch: site.epoch,
        stored: figures.map_or(0, |figures| figures.stored),
        wan: site.wan.as_deref().and_then(wan),
        today: figures.map_or_else(Vec::new, |figures| sums(&figures.takings)),
    }
}

/// Takings without their counts.
pub(super) fn sums(takings: &[Takings]) -> Vec<Sum> {
    takings.iter().map(|takings| Sum { currency: takings.currency, cents: takings.cents }).collect()
}

fn stage(status: SiteStatus) -> Stage {
    match status {
        SiteStatus::Waiting => Stage::Waiting,
        SiteStatus::Enrolled => Stage::Claimed,
        SiteStatus::Confirmed => Stage::Confirmed,
    }
}

/// A newer gateway may have words that we do not know.
fn wan(word: &str) -> Option<Wan> {
    [(sync_proto::Wan::Up, Wan::Up), (sync_proto::Wan::RailUnreachable, Wan::RailUnreachable)]
        .into_iter()
        .find_map(|(said, shown)| (said.as_str() == word).then_some(shown))
}
