//! What M-PESA posts: callbacks of pushes, and notices of money received. Kept as they came, then handed to the gateway
//! whose site the address proves; what an address does not prove is kept for audit, and nobody acts on it.

mod address;
mod c2b;
mod callback;
mod strangers;

pub(crate) use c2b::{confirmation, validation};
pub(crate) use callback::{bare_callback, callback};
pub(crate) use strangers::Strangers;

use axum::http::Uri;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use cloud_store::StoreError;
use cloud_store::books::{NewDirective, NewNotice};
use cloud_store::ids::NoticeId;
use domain::ids::{CheckoutId, ProviderId, SiteId};
use sync_proto::Directive;

use crate::chance::Kernel;
use crate::cloud::Cloud;
use crate::http::Problem;

/// The largest body M-PESA is listened to with; its own have a few hundred bytes.
pub(crate) const MOST_NOTICE_BYTES: usize = 16 << 10;

/// What M-PESA wants to hear, whatever becomes of it (reference: sections 4 and 7).
fn accepted() -> Response {
    ([(CONTENT_TYPE, "application/json")], r#"{"ResultCode":0,"ResultDesc":"Accepted"}"#).into_response()
}

/// Hands a proven notice to its site: the raw body and the directive are on disk before M-PESA is answered.
async fn relay(
    cloud: &Cloud,
    provider: ProviderId,
    site: SiteId,
    checkout: Option<CheckoutId>,
    path_kind: &str,
    (uri, body): (&Uri, &[u8]),
) -> Result<(), Problem> {
    let directive = Directive::Notice { path: uri.path().to_owned(), body: body.to_vec() };
    let bytes = postcard::to_stdvec(&directive).map_err(|_| Problem::unavailable())?;
    let new = NewNotice {
        id: NoticeId::draw(&mut Kernel),
        site: Some(site),
        checkout,
        path_kind,
        is_proven: true,
        body,
        received_ms: cloud.clock.unix_ms(),
    };
    let directive = NewDirective { site, kind: directive.kind(), body: &bytes };
    let kept = cloud.store.provider(provider).keep_notice(new, Some(directive)).await;
    kept.map(drop).map_err(|error| not_kept(&error))
}

/// Keeps what nobody proves for audit, as far as there is room for strangers.
async fn keep_for_audit(cloud: &Cloud, provider: &str, path_kind: &str, body: &[u8]) -> Result<(), Problem> {
    let Ok(provider) = provider.parse::<ProviderId>() else { return Ok(()) };
    let now_ms = cloud.clock.unix_ms();
    if !cloud.strangers.may_be_kept(now_ms) {
        return Ok(());
    }
    let known = cloud.store.platform().provider(provider).await.map_err(|error| not_kept(&error))?;
    if known.is_none() {
        return Ok(());
    }
    let body = body.get(..strangers::MOST_BYTES).unwrap_or(body);
    let id = NoticeId::draw(&mut Kernel);
    let new = NewNotice { id, site: None, checkout: None, path_kind, is_proven: false, body, received_ms: now_ms };
    let kept = cloud.store.provider(provider).keep_notice(new, None).await;
    kept.map(drop).map_err(|error| not_kept(&error))
}

fn not_kept(error: &StoreError) -> Problem {
    tracing::error!(%error, "a notice of M-PESA could not be kept; the gateway has to ask by itself");
    Problem::unavailable()
}
