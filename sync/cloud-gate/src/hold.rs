//! What a site is to do. Whoever serves the gate waits between two looks; the gate does not.

use cloud_store::StoreError;
use cloud_store::books::{self, ProviderBooks, SiteKeys};
use domain::ids::SiteId;
use domain::link::Cursor;
use sync_proto::{Down, Lane, Nonce, Numbered, Purpose, Refusal, Taken, Up, Wants, peek};

use crate::frame::{Genuine, Opened, is_confirmed, plain};
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

/// A question that is held. Thousands are at a time, so it keeps what its answer needs, and not the frame.
pub struct Held<'a> {
    gate: &'a Gate,
    books: ProviderBooks<'a>,
    site: SiteId,
    /// Whose question it is: the site may be claimed by another gateway meanwhile.
    keys: Option<SiteKeys>,
    nonce: Nonce,
    applied: u64,
    /// How far its epoch was stored when it asked. By the time it is answered there may be more; a push says how much.
    taken: Taken,
    /// How long the gateway asks to be held.
    pub wait_secs: u16,
    is_confirmed: bool,
    /// Whether it has heard that its owner confirmed it.
    knows: bool,
}

impl Gate {
    /// The site a frame says it is from. It is not believed; but whoever holds questions listens for the site before the frame
    /// is opened, so that what is written from then on is called out, and what was there before is found.
    pub fn named(bytes: &[u8]) -> Result<SiteId, Refused> {
        let Up { site, .. } = peek(Purpose::Up, bytes)?;
        Ok(site)
    }

    /// Opens a question for directives, and answers it if there are some. Letting it in tells whether there may be.
    pub async fn hold(&self, bytes: &[u8], now_ms: u64) -> Result<Asked<'_>, Refused> {
        let genuine = match self.open(Lane::Hold, bytes, now_ms).await? {
            Opened::Genuine(genuine) => genuine,
            Opened::Stale(answer) => return Ok(Asked::Answered(answer)),
        };
        let Wants::Hold { wait_secs, is_confirmed } = genuine.up.wants else {
            return Err(Refusal::Malformed.into());
        };
        let Genuine { books, up, site, stored } = &*genuine;
        let (epoch, last_sequence) = (up.report.epoch, up.report.last_sequence);
        // These books are an older state of those that told this epoch.
        let is_behind = *stored > last_sequence;
        let unused_epoch = site.epoch.max(epoch).saturating_add(1);
        let held = Held {
            gate: self,
            books: *books,
            site: up.site,
            keys: site.keys,
            nonce: up.nonce,
            applied: up.applied,
            taken: Taken::Stored { through: Cursor { epoch, sequence: *stored }, unused_epoch },
            wait_secs: if is_behind { wait_secs.min(TO_A_GATEWAY_BEHIND_SECS) } else { wait_secs },
            is_confirmed: genuine.is_confirmed(),
            knows: is_confirmed && genuine.is_confirmed(),
        };
        if held.knows && site.last_directive <= up.applied {
            return Ok(Asked::Held(held));
        }
        Ok(match held.there_is().await? {
            Some(directives) => Asked::Answered(held.answer(directives, now_ms).await?),
            None => Asked::Held(held),
        })
    }
}

impl Held<'_> {
    /// Whether the owner has confirmed its gateway.
    pub fn is_confirmed(&self) -> bool {
        self.is_confirmed
    }

    /// What there is to say to it now; `None` while it may wait. Who waits to be confirmed hears of that, and of what there
    /// is to do with the next question.
    pub async fn look(&mut self) -> Result<Option<Vec<Numbered>>, Refused> {
        if !self.is_confirmed {
            // Meanwhile another gateway may have claimed the site and been confirmed.
            let site = self.books.site(self.site).await?.filter(|site| site.keys == self.keys);
            self.is_confirmed = is_confirmed(&site.ok_or(Refusal::UnknownSite)?);
        }
        self.there_is().await
    }

    async fn there_is(&self) -> Result<Option<Vec<Numbered>>, Refused> {
        if !(self.is_confirmed && self.knows) {
            return Ok(self.is_confirmed.then(Vec::new));
        }
        let directives = self.directives().await?;
        Ok(Some(directives).filter(|directives| !directives.is_empty()))
    }

    async fn directives(&self) -> Result<Vec<Numbered>, Refused> {
        let rows = self.books.directives_after(self.site, self.applied, MOST_DIRECTIVES, MOST_BYTES).await?;
        let read = |row: books::Directive| {
            let directive = postcard::from_bytes(&row.body).map_err(|_| StoreError::Damaged("a directive"))?;
            Ok(Numbered { number: row.sequence, directive })
        };
        rows.into_iter().map(read).collect::<Result<_, StoreError>>().map_err(Refused::from)
    }

    /// The signed answer.
    pub async fn answer(self, directives: Vec<Numbered>, now_ms: u64) -> Result<Vec<u8>, Refused> {
        let lease_until_ms = if self.is_confirmed { self.books.lease_until_ms().await? } else { None };
        let plain = plain(self.is_confirmed, self.nonce, self.taken, now_ms);
        self.gate.answer(&Down { directives, lease_until_ms, ..plain })
    }
}
