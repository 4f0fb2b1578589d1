//! Where a ticket travels, as the cloud sees it: it numbers the visits and carries the word from one site to the other.
//! It asks once however often a guest asks, and believes what the sites tell.

use serde::{Deserialize, Serialize};

use crate::custody::{Errand, Homecoming, Release};
use crate::decisions::Refusal;
use crate::event::Event;
use crate::ids::{SiteId, TicketId};

/// How long a visit may be.
pub const VISIT_MS: u64 = 12 * 3600 * 1000;
/// A guest waits so long for a ticket at most; a site that hears of it later keeps it.
pub const PATIENCE_MS: u64 = 2 * 60 * 1000;
/// A site that keeps a ticket is not asked again for so long.
const KEPT_MS: u64 = 30 * 1000;

/// One ticket's visits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Itinerary {
    /// The last number given to a visit.
    visits: u64,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Stage {
    /// With its home.
    #[default]
    Home,
    /// Its home was asked to lend it.
    Asked { since_ms: u64 },
    /// Its home does not lend it.
    Kept { why: Refusal, since_ms: u64 },
    /// Lent: the other site knows, or will.
    Away { visit: u64, at: SiteId, is_recalled: bool },
    /// With its home again, which does not know yet what was used of it.
    Overdue { visit: u64, at: SiteId },
}

/// What a guest's question leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heading {
    /// The site that asks has it, or is about to hear of it.
    Here,
    /// This site is asked for it: now, if there is an errand.
    Awaited {
        /// The site.
        from: SiteId,
        /// What it has to do.
        errand: Option<Errand>,
    },
    /// It stays where it is.
    Kept(Refusal),
}

impl Itinerary {
    /// Where it is, if that is not its home.
    pub fn visited(&self) -> Option<SiteId> {
        match self.stage {
            Stage::Away { at, .. } => Some(at),
            _ => None,
        }
    }

    /// A guest asks for the ticket at a site. The errand is to be on its way when the change is written down.
    pub fn wanted(&mut self, ticket: TicketId, home: SiteId, by: SiteId, now_ms: u64) -> Heading {
        match &mut self.stage {
            Stage::Away { at, .. } if *at == by => Heading::Here,
            Stage::Away { visit, at, is_recalled } => {
                let is_news = !std::mem::replace(is_recalled, true);
                let errand = is_news.then_some(Errand::SendHome { ticket, visit: *visit });
                Heading::Awaited { from: *at, errand }
            }
            // Its home honours what is certainly left, and asks only where nothing is.
            Stage::Overdue { .. } => Heading::Kept(Refusal::Elsewhere),
            _ if by == home => Heading::Here,
            Stage::Kept { why, since_ms } if now_ms.saturating_sub(*since_ms) < KEPT_MS => Heading::Kept(*why),
            Stage::Asked { since_ms } if now_ms.saturating_sub(*since_ms) < PATIENCE_MS => {
                Heading::Awaited { from: home, errand: None }
            }
            Stage::Home | Stage::Kept { .. } | Stage::Asked { .. } => {
                self.visits = self.visits.saturating_add(1);
                self.stage = Stage::Asked { since_ms: now_ms };
                let (answer_by_ms, until_ms) = (now_ms.saturating_add(PATIENCE_MS), now_ms.saturating_add(VISIT_MS));
                let release = Release { ticket, visit: self.visits, to: by, answer_by_ms, until_ms };
                Heading::Awaited { from: home, errand: Some(Errand::Release(release)) }
            }
        }
    }

    /// A site tells what happened; who else has to hear of it.
    pub fn told(&mut self, home: SiteId, by: SiteId, event: &Event, now_ms: u64) -> Option<(SiteId, Errand)> {
        match *event {
            Event::TicketLent { ticket, ref lending } if by == home => {
                self.visits = self.visits.max(lending.visit);
                self.stage = Stage::Away { visit: lending.visit, at: lending.to, is_recalled: false };
                Some((lending.to, Errand::Host { ticket, home, lending: lending.clone() }))
            }
            Event::TicketKept { visit, why, .. } if by == home => {
                if visit == self.visits && matches!(self.stage, Stage::Asked { .. }) {
                    // Also one that was only late: a clock that is wrong makes it late every time.
                    self.stage = Stage::Kept { why: why.unwrap_or(Refusal::Elsewhere), since_ms: now_ms };
                }
                None
            }
            Event::TicketFellHome { visit, .. } if by == home => {
                if let Stage::Away { visit: away, at, .. } = self.stage
                    && away == visit
                {
                    self.stage = Stage::Overdue { visit, at };
                }
                None
            }
            Event::TicketSentHome { ticket, visit, used, first_use } if by != home => {
                match self.stage {
                    // It came and went at once, perhaps: nobody sends it to and fro all day.
                    Stage::Away { visit: away, at, is_recalled: false } if (away, at) == (visit, by) => {
                        self.stage = Stage::Kept { why: Refusal::Elsewhere, since_ms: now_ms };
                    }
                    Stage::Away { visit: away, at, .. } | Stage::Overdue { visit: away, at }
                        if (away, at) == (visit, by) =>
                    {
                        self.stage = Stage::Home;
                    }
                    _ => {}
                }
                Some((home, Errand::TakeBack(Homecoming { ticket, visit, used, first_use })))
            }
            Event::TicketRevoked { ticket } if self.visited() == Some(by) => Some((home, Errand::Revoke(ticket))),
            Event::TicketRevoked { ticket } if by == home => {
                let Stage::Away { visit, at, is_recalled } = &mut self.stage else { return None };
                let is_news = !std::mem::replace(is_recalled, true);
                is_news.then_some((*at, Errand::SendHome { ticket, visit: *visit }))
            }
            _ => None,
        }
    }
}
