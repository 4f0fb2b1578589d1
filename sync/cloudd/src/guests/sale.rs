//! POST /api/captive/{provider}/initiate-mpesa: a guest's phone is to be asked to pay. The cloud hands the work to the site
//! that sells; what became of it is told by looking at the payment.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse as _, Response};
use cloud_gate::NotSold;
use domain::ids::ProviderId;
use serde::Serialize;

use super::caller::Caller;
use super::document::Document;
use super::named::Named;
use super::tries::Trier;
use super::wish::{Purchasing, Wish, unknown_plan};
use super::{storage, unknown_provider};
use crate::chance::Kernel;
use crate::cloud::Cloud;
use crate::http::Problem;

/// How long a page should leave us alone between two looks.
const POLL_AFTER_MS: u32 = 2000;
/// A gateway whose line was cut tries again about as often.
const SITE_RETRY_SECS: u64 = 15;
const PAUSED_RETRY_SECS: u64 = 3600;

#[derive(Debug, Serialize)]
struct Begun {
    payment_id: String,
    status: &'static str,
    poll_after_ms: u32,
}

pub(crate) async fn initiate(
    State(cloud): State<Arc<Cloud>>,
    Named(provider): Named<String>,
    Caller(address): Caller,
    Document(body): Document<Purchasing>,
) -> Result<Response, Problem> {
    let provider: ProviderId = provider.parse().map_err(|_| unknown_provider())?;
    let wish = Wish::try_from(body)?;
    let (triers, now_ms) = ([Trier::Address(address), Trier::Provider(provider)], cloud.clock.unix_ms());
    // Before the books are asked: who is over the limit costs nothing. A try counts only when a phone is to ring, so that what
    // is refused for other reasons uses up nobody's.
    cloud.tries.look(&triers, now_ms).map_err(too_many)?;
    let seller = cloud.gate.seller(provider, wish.plan, wish.site, now_ms).await.map_err(storage)?;
    let seller = seller.map_err(not_sold)?;
    cloud.tries.begin(&triers, now_ms).map_err(too_many)?;
    let id = seller.sell(wish.payer, wish.device, &mut Kernel, now_ms).await.map_err(storage)?;
    let begun = Begun { payment_id: id.to_string(), status: "pending", poll_after_ms: POLL_AFTER_MS };
    let location = [(LOCATION, format!("/api/captive/{provider}/payments/{id}"))];
    Ok((StatusCode::ACCEPTED, location, Document(begun)).into_response())
}

fn not_sold(why: NotSold) -> Problem {
    let unavailable = StatusCode::SERVICE_UNAVAILABLE;
    match why {
        NotSold::UnknownProvider => unknown_provider(),
        NotSold::UnknownPlan => unknown_plan(),
        NotSold::AskSite => {
            let detail = "several sites sell this plan: name the one where the guest is as site_id";
            Problem::new(StatusCode::CONFLICT, "ask_site", detail)
        }
        NotSold::Paused => {
            let detail = "sales are paused: this provider may not sell now; tickets already sold keep working";
            Problem::new(unavailable, "sales_paused", detail).retry_after(PAUSED_RETRY_SECS)
        }
        NotSold::Unreachable => {
            let detail = "the site cannot be reached now: nobody was asked to pay";
            Problem::new(unavailable, "site_unreachable", detail).retry_after(SITE_RETRY_SECS)
        }
    }
}

fn too_many(wait_secs: u64) -> Problem {
    let detail = "more guests buy through this page than is allowed in ten minutes: wait, then try again";
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", detail).retry_after(wait_secs)
}
