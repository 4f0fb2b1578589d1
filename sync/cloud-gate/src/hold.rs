//! What a site is to do. Whoever serves the gate waits between two looks; the gate does not.

use cloud_store::{StoreError, books};
use domain::ids::SiteId;
use domain::link::Cursor;
use sync_proto::{Down, Lane, Numbered, Refusal, Taken, Wants};

use crate::frame::{Genuine, Opened};
use crate::{Gate, Refused};

/// Directives in one answer, and their bytes: a small router has to hold them.
const MOST_DIRECTIVES: u64 = 64;
const MOST_BYTES: usize = 64 << 10;

/// A gateway whose books are older than what it told learns it from the answer: soon, but it may ask again at once.
const TO_A_GATEWAY_BEHIND_SECS: u16 = 1;

/// What comes of a question for directives.
pub enum Asked<'a> {
    /// It may be held until there is something.
    Held(Held<'a>),
    /// It is answered at once, with these bytes.
    Answered(Vec<u8>),
}

/// A question that is held.
pub struct Held<'a> {
    gate: &'a Gate,
    genuine: Box<Genuine<'a>>,
    /// How long the gateway asks to be held.
    pub wait_secs: u16,
    /// Whether it has heard that its owner confirmed it.
    knows: bool,
    /// How far its epoch was stored when it asked. By the time it is answered there may be more; a push says how much.
    stored: u64,
}

impl Gate {
    /// Opens a question for directives.
    pub async fn hold(&self, bytes: &[u8], now_ms: u64) -> Result<Asked<'_>, Refused> {
        let genuine = match self.open(Lane::Hold, bytes, now_ms).await? {
            Opened::Genuine(genuine) => genuine,
            Opened::Stale(answer) => return Ok(Asked::Answered(answer)),
        };
        let Wants::Hold { wait_secs, is_confirmed } = genuine.up.wants else {
            return Err(Refusal::Malformed.into());
        };
        let knows = is_confirmed && genuine.is_confirmed();
        let report = &genuine.up.report;
        let stored = genuine.books.stored(genuine.up.site, report.epoch).await?;
        // These books are an older state of those that told this epoch.
        let is_behind = stored > report.last_sequence;
        let wait_secs = if is_behind { wait_secs.min(TO_A_GATEWAY_BEHIND_SECS) } else { wait_secs };
        Ok(Asked::Held(Held { gate: self, genuine, wait_secs, knows, stored }))
    }
}

impl Held<'_> {
    /// The site that asks.
    pub fn site(&self) -> SiteId {
        self.genuine.up.site
    }

    /// Whether the owner has confirmed its gateway.
    pub fn is_confirmed(&self) -> bool {
        self.genuine.is_confirmed()
    }

    /// What there is to say to it now; `None` while it may wait. Who waits to be confirmed hears of that, and of what there
    /// is to do with the next question.
    pub async fn look(&mut self) -> Result<Option<Vec<Numbered>>, Refused> {
        let (books, id) = (self.genuine.books, self.genuine.up.site);
        if !self.is_confirmed() {
            // Meanwhile another gateway may have claimed the site and been confirmed.
            let site = books.site(id).await?.filter(|site| site.keys == self.genuine.before.keys);
            self.genuine.before = site.ok_or(Refusal::UnknownSite)?;
        }
        if !(self.is_confirmed() && self.knows) {
            return Ok(self.is_confirmed().then(Vec::new));
        }
        let directives = self.directives().await?;
        Ok(Some(directives).filter(|directives| !directives.is_empty()))
    }

    async fn directives(&self) -> Result<Vec<Numbered>, Refused> {
        let (site, applied) = (self.genuine.up.site, self.genuine.up.applied);
        let rows = self.genuine.books.directives_after(site, applied, MOST_DIRECTIVES, MOST_BYTES).await?;
        let read = |row: books::Directive| {
            let directive = postcard::from_bytes(&row.body).map_err(|_| StoreError::Damaged("a directive"))?;
            Ok(Numbered { number: row.sequence, directive })
        };
        rows.into_iter().map(read).collect::<Result<_, StoreError>>().map_err(Refused::from)
    }

    /// The signed answer.
    pub async fn answer(self, directives: Vec<Numbered>, now_ms: u64) -> Result<Vec<u8>, Refused> {
        let Genuine { books, up, before } = &*self.genuine;
        let epoch = up.report.epoch;
        let through = Cursor { epoch, sequence: self.stored };
        let unused_epoch = before.epoch.max(epoch).saturating_add(1);
        let lease_until_ms = if self.is_confirmed() { books.lease_until_ms().await? } else { None };
        let taken = Taken::Stored { through, unused_epoch };
        self.gate.answer(&Down { directives, lease_until_ms, ..self.genuine.plain(taken, now_ms) })
    }
}
