//! What M-PESA posts: callbacks of pushes, and notices of money received. The gate keeps them and hands them on.

mod c2b;
mod callback;
mod strangers;

pub(crate) use c2b::{confirmation, validation};
pub(crate) use callback::{bare_callback, callback};
pub(crate) use strangers::Strangers;

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use cloud_gate::{Notice, Posted};

use crate::chance::Kernel;
use crate::cloud::Cloud;
use crate::http::Problem;

/// The largest body M-PESA is listened to with; its own have a few hundred bytes.
pub(crate) const MOST_NOTICE_BYTES: usize = 16 << 10;

/// Takes a notice. M-PESA is answered the same whatever becomes of it; only where it could not be kept it hears so.
async fn take(cloud: &Cloud, notice: Notice<'_>, body: &[u8]) -> Result<Response, Problem> {
    let now_ms = cloud.clock.unix_ms();
    let posted = Posted { body, now_ms, room_for_strangers: &|| cloud.strangers.may_be_kept(now_ms) };
    cloud.gate.notice(notice, posted, &mut Kernel).await.map_err(|error| {
        tracing::error!(%error, "a notice of M-PESA could not be kept; the gateway has to ask by itself");
        Problem::unavailable()
    })?;
    Ok(accepted())
}

fn accepted() -> Response {
    ([(CONTENT_TYPE, "application/json")], r#"{"ResultCode":0,"ResultDesc":"Accepted"}"#).into_response()
}
