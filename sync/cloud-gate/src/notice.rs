//! What the payment rail posts. A proven notice is kept as it came together with the directive that hands it to its site;
//! one that nobody proves is kept for audit, and nobody acts on it.

use cloud_store::StoreError;
use cloud_store::books::{NewDirective, NewNotice};
use cloud_store::ids::NoticeId;
use domain::ids::{Chance, ProviderId};
use sync_proto::Directive;

use crate::Gate;
use crate::address::Proven;
use crate::receiver::Receiver;

/// Kept of a body that nobody proves.
const MOST_UNPROVEN_BYTES: usize = 4 << 10;

/// Where something was posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice<'a> {
    /// At the address of a push's callback, with its token or bare.
    Push {
        /// The provider in the path.
        provider: &'a str,
        /// The token in the path.
        token: Option<&'a str>,
    },
    /// At the address for notices of money received.
    Received {
        /// The provider in the path.
        provider: &'a str,
        /// The token in the path.
        token: &'a str,
    },
}

/// What was posted, and when.
#[derive(Clone, Copy)]
pub struct Posted<'a> {
    /// The body, byte for byte.
    pub body: &'a [u8],
    /// When, in milliseconds since 1970.
    pub now_ms: u64,
    /// Asked for one that nobody proves: whether there is room for it.
    pub room_for_strangers: &'a (dyn Fn() -> bool + Sync),
}

impl Notice<'_> {
    fn provider(&self) -> &str {
        match self {
            Notice::Push { provider, .. } | Notice::Received { provider, .. } => provider,
        }
    }

    /// The path as the gateway made it, to be proven there once more.
    fn path(&self) -> String {
        match self {
            Notice::Push { provider, token } => format!("/api/stk/callback/{provider}/{}", token.unwrap_or_default()),
            Notice::Received { provider, token } => path_of_receipt(provider, token),
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Notice::Push { .. } => "stk",
            Notice::Received { .. } => "c2b",
        }
    }
}

/// Where a site has money received told.
pub(crate) fn path_of_receipt(provider: &str, token: &str) -> String {
    format!("/api/c2b/{provider}/{token}/confirmation")
}

impl Gate {
    /// Keeps a notice and hands it on if its address proves whose it is; says whether it did. When this returns, both are
    /// on disk.
    pub async fn notice(
        &self,
        notice: Notice<'_>,
        posted: Posted<'_>,
        chance: &mut (dyn Chance + Send),
    ) -> Result<bool, StoreError> {
        let proven = match notice {
            Notice::Push { provider, token: Some(token) } => self.prove_push(provider, token).await?,
            Notice::Push { token: None, .. } => None,
            Notice::Received { provider, token } => self.prove_receiver(provider, token).await?,
        };
        let id = NoticeId::draw(chance);
        match proven {
            Some(proven) => {
                let other = match notice {
                    Notice::Received { .. } => self.other_receiver(proven, posted.body).await?,
                    Notice::Push { .. } => None,
                };
                let receiver = other.unwrap_or_else(|| Receiver { proven, path: notice.path() });
                self.relay(id, receiver, notice.kind(), posted).await.map(|()| true)
            }
            None => self.keep_for_audit(id, notice, posted).await.map(|()| false),
        }
    }

    async fn relay(
        &self,
        id: NoticeId,
        receiver: Receiver,
        path_kind: &str,
        posted: Posted<'_>,
    ) -> Result<(), StoreError> {
        let directive = Directive::Notice { path: receiver.path, body: posted.body.to_vec() };
        let body = postcard::to_stdvec(&directive).map_err(|_| StoreError::Damaged("a notice"))?;
        let Proven { provider, site, checkout } = receiver.proven;
        let new = NewNotice {
            id,
            site: Some(site),
            checkout,
            path_kind,
            is_proven: true,
            body: posted.body,
            received_ms: posted.now_ms,
        };
        let directive = NewDirective { site, kind: directive.kind(), body: &body };
        self.store.provider(provider).keep_notice(new, Some(directive)).await.map(drop)
    }

    async fn keep_for_audit(&self, id: NoticeId, notice: Notice<'_>, posted: Posted<'_>) -> Result<(), StoreError> {
        let Ok(provider) = notice.provider().parse::<ProviderId>() else { return Ok(()) };
        if !(posted.room_for_strangers)() || self.store.platform().provider(provider).await?.is_none() {
            return Ok(());
        }
        let new = NewNotice {
            id,
            site: None,
            checkout: None,
            path_kind: notice.kind(),
            is_proven: false,
            body: posted.body.get(..MOST_UNPROVEN_BYTES).unwrap_or(posted.body),
            received_ms: posted.now_ms,
        };
        self.store.provider(provider).keep_notice(new, None).await.map(drop)
    }
}
