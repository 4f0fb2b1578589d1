//! A frame on its way in and out: whose it is, whether it is genuine and new, and the signed answer.

use cloud_store::books::{self, Admitted, Counter, Seen, Site, SiteStatus};
use cloud_store::{ProviderBooks, Refused as Rule, StoreError};
use serde::Serialize;
use sync_proto::{Down, Foreign, Lane, Nonce, PublicKeys, Purpose, Refusal, Taken, Up, open, peek, sign};

use crate::Gate;

/// A frame that is genuine and new.
pub(crate) struct Genuine<'a> {
    pub(crate) books: ProviderBooks<'a>,
    pub(crate) up: Up,
    /// The site as it is with this frame.
    pub(crate) site: Site,
    /// How far its epoch was stored before.
    pub(crate) stored: u64,
}

/// What comes of a frame's first look.
pub(crate) enum Opened<'a> {
    /// It is to be answered.
    Genuine(Box<Genuine<'a>>),
    /// One like it or a newer one was answered before: the gateway has to begin anew behind that. The signed answer.
    Stale(Vec<u8>),
}

/// Why a frame is not taken: a reason for the other side, and ours if the books are to blame.
#[derive(Debug)]
pub struct Refused {
    /// What the other side is told.
    pub refusal: Refusal,
    /// What the books said, for our own log.
    pub cause: Option<StoreError>,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Refused { refusal, cause: None }
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        let refusal = match error {
            // What breaks a rule of the books today breaks it tomorrow: it is not to be tried again for ever.
            StoreError::Refused(Rule::NoSuchSite | Rule::NoSuchProvider) => Refusal::UnknownSite,
            StoreError::Refused(Rule::Disordered | Rule::AbsurdAmount | Rule::AbsurdCount) => Refusal::Malformed,
            _ => Refusal::Unavailable,
        };
        Refused { refusal, cause: Some(error) }
    }
}

impl From<Foreign> for Refused {
    fn from(foreign: Foreign) -> Self {
        Refused::from(match foreign {
            Foreign::Malformed => Refusal::Malformed,
            Foreign::Newer { .. } => Refusal::NewerProtocol,
            Foreign::Unsigned => Refusal::WrongSignature,
        })
    }
}

impl Genuine<'_> {
    /// Whether the owner has confirmed this gateway: before that it is told and given nothing.
    pub(crate) fn is_confirmed(&self) -> bool {
        is_confirmed(&self.site)
    }

    /// An answer that says what became of the frame and no more.
    pub(crate) fn plain(&self, taken: Taken, now_ms: u64) -> Down {
        plain(self.is_confirmed(), self.up.nonce, taken, now_ms)
    }
}

impl Gate {
    /// Opens a frame of one lane. Nothing in it is believed before its signature is checked with the key of the site it
    /// names.
    pub(crate) async fn open(&self, lane: Lane, bytes: &[u8], now_ms: u64) -> Result<Opened<'_>, Refused> {
        let claimed: Up = peek(Purpose::Up, bytes)?;
        let books = self.store.provider(claimed.provider);
        let caller = books.caller(claimed.site, claimed.report.epoch).await?.ok_or(Refusal::UnknownSite)?;
        let keys = keys_of(&caller.site).ok_or(Refusal::UnknownSite)?;
        // The very bytes that were read before: what was claimed is what is signed.
        let up: Up = open(Purpose::Up, &keys, bytes)?;
        if up.lane() != lane {
            return Err(Refusal::Malformed.into());
        }
        let (stored, is_news, was_confirmed) =
            (caller.stored, up.applied > caller.site.applied, is_confirmed(&caller.site));
        let counter = Counter { start: up.counter.start, number: u64::from(up.counter.number) };
        let (version, wan) = (Some(up.report.version.as_str()), Some(up.report.wan.as_str()));
        let seen = Seen { at_ms: now_ms, version, wan, applied: up.applied };
        match caller.admit(in_store(lane), counter, seen).await? {
            Admitted::Fresh(site) => {
                if is_news {
                    books.acknowledge(up.site, up.applied, now_ms).await?;
                }
                Ok(Opened::Genuine(Box::new(Genuine { books, up, site: *site, stored })))
            }
            Admitted::Unknown => Err(Refusal::UnknownSite.into()),
            Admitted::Stale(last) => {
                let number = u32::try_from(last.number).unwrap_or(u32::MAX);
                let taken = Taken::Stale(sync_proto::Counter { start: last.start, number });
                Ok(Opened::Stale(self.answer(&plain(was_confirmed, up.nonce, taken, now_ms))?))
            }
        }
    }

    /// Signs an answer.
    pub(crate) fn answer(&self, down: &Down) -> Result<Vec<u8>, Refused> {
        self.sign(Purpose::Down, down)
    }

    /// Signs a message of the cloud. One larger than a gateway takes is our own mistake.
    pub(crate) fn sign<T: Serialize>(&self, purpose: Purpose, message: &T) -> Result<Vec<u8>, Refused> {
        sign(purpose, &self.keys, message).ok_or_else(|| Refusal::Unavailable.into())
    }
}

fn in_store(lane: Lane) -> books::Lane {
    match lane {
        Lane::Push => books::Lane::Push,
        Lane::Hold => books::Lane::Hold,
    }
}

/// The public keys of a site's gateway, once one has claimed it.
pub(crate) fn keys_of(site: &Site) -> Option<PublicKeys> {
    site.keys.map(|keys| PublicKeys { verifying: keys.signing, agreement: keys.sealing })
}

pub(crate) fn plain(is_confirmed: bool, nonce: Nonce, taken: Taken, now_ms: u64) -> Down {
    Down {
        nonce,
        now_ms,
        taken,
        directives: Vec::new(),
        recalled: None,
        answers: Vec::new(),
        is_confirmed,
        lease_until_ms: None,
    }
}

pub(crate) fn is_confirmed(site: &Site) -> bool {
    site.status == SiteStatus::Confirmed
}
