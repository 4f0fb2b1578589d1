//! A frame on its way in and out: whose it is, whether it is genuine and new, and the signed answer.

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use cloud_store::books::{self, Admitted, Counter, Seen, Site};
use cloud_store::{ProviderBooks, StoreError};
use serde::Serialize;
use sync_proto::{Down, Foreign, Lane, Nonce, PublicKeys, Purpose, Refusal, Taken, Up, open, peek, sign};

use crate::cloud::Cloud;
use crate::http::Problem;

/// A frame that is genuine and new.
pub(super) struct Genuine<'a> {
    pub(super) books: ProviderBooks<'a>,
    pub(super) up: Up,
    /// The site as it was before this frame.
    pub(super) before: Site,
}

/// What comes of a frame's first look.
pub(super) enum Opened<'a> {
    Genuine(Box<Genuine<'a>>),
    /// It was answered already: the gateway has to begin anew behind the counter.
    Stale(Response),
}

/// A refusal as HTTP says it. It is not signed: it changes nothing at the gateway.
pub(super) struct Refused(Refusal);

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Refused(refusal)
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        tracing::warn!(%error, "a frame could not be taken");
        Refused(Refusal::Unavailable)
    }
}

impl From<Foreign> for Refused {
    fn from(foreign: Foreign) -> Self {
        Refused(match foreign {
            Foreign::Malformed => Refusal::Malformed,
            Foreign::Newer { .. } => Refusal::NewerProtocol,
            Foreign::Unsigned => Refusal::WrongSignature,
        })
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let Refused(refusal) = self;
        let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
        let problem = Problem::new(status, refusal.code(), refusal.to_string());
        if refusal == Refusal::Unavailable { problem.retry_after(5) } else { problem }.into_response()
    }
}

/// Opens a frame of one lane. Nothing in it is believed before its signature is checked with the key of the site it names.
pub(super) async fn open_frame<'a>(cloud: &'a Cloud, lane: Lane, bytes: &Bytes) -> Result<Opened<'a>, Refused> {
    let claimed: Up = peek(Purpose::Up, bytes)?;
    let books = cloud.store.provider(claimed.provider);
    let before = books.site(claimed.site).await?.ok_or(Refusal::UnknownSite)?;
    let keys = keys_of(&before).ok_or(Refusal::UnknownSite)?;
    let up: Up = open(Purpose::Up, &keys, bytes)?;
    if up.lane() != lane {
        return Err(Refusal::Malformed.into());
    }
    let counter = Counter { start: up.counter.start, number: u64::from(up.counter.number) };
    let seen = Seen {
        at_ms: cloud.clock.unix_ms(),
        version: Some(&up.report.version),
        wan: Some(up.report.wan.as_str()),
        applied: up.applied,
    };
    match books.admit_frame(up.site, in_store(lane), counter, seen).await? {
        Admitted::Fresh(_) => Ok(Opened::Genuine(Box::new(Genuine { books, up, before }))),
        Admitted::Unknown => Err(Refusal::UnknownSite.into()),
        Admitted::Stale(last) => {
            let number = u32::try_from(last.number).unwrap_or(u32::MAX);
            let taken = Taken::Stale(sync_proto::Counter { start: last.start, number });
            Ok(Opened::Stale(answer(cloud, &plain(cloud, up.nonce, taken))))
        }
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

/// An answer that says what became of the frame and no more.
pub(super) fn plain(cloud: &Cloud, nonce: Nonce, taken: Taken) -> Down {
    let now_ms = cloud.clock.unix_ms();
    Down { nonce, now_ms, taken, directives: Vec::new(), recalled: None, lease_until_ms: None }
}

/// Signs an answer.
pub(super) fn answer(cloud: &Cloud, down: &Down) -> Response {
    signed(cloud, Purpose::Down, down)
}

/// Signs a message of the cloud.
pub(super) fn signed<T: Serialize>(cloud: &Cloud, purpose: Purpose, message: &T) -> Response {
    match sign(purpose, &cloud.sync_keys, message) {
        Some(bytes) => ([(CONTENT_TYPE, "application/octet-stream")], bytes).into_response(),
        None => {
            tracing::error!("an answer is larger than a gateway takes");
            Refused(Refusal::Unavailable).into_response()
        }
    }
}
