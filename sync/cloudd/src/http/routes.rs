//! All routes on one page, by audience: machines, owners' own pages, people, and whoever looks after the process.

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get, post};
use sync_proto::MOST_UP_BYTES;

use super::{Problem, body, counters, health, hosts, metrics, pages};
use crate::cloud::Cloud;
use crate::people::{self, recover, sign_in, sites};
use crate::{guests, mpesa, sync};

/// What a body may have, unless an audience needs more.
const MOST_BYTES: usize = 64 << 10;

/// What the world sees.
pub(crate) fn public(cloud: &Arc<Cloud>) -> Router {
    let named = Router::new()
        .merge(gateways().layer(from_fn_with_state(MOST_UP_BYTES, body::bounded)))
        .merge(rails().layer(from_fn_with_state(mpesa::MOST_NOTICE_BYTES, body::bounded)))
        .merge(
            guests().layer(from_fn_with_state(guests::MOST_BYTES, body::bounded)).layer(from_fn(guests::open_to_pages)),
        )
        .merge(people(cloud).layer(from_fn_with_state(MOST_BYTES, body::bounded)))
        .fallback(async || Problem::not_found())
        .layer(from_fn_with_state(Arc::clone(cloud), hosts::known));
    Router::new()
        .route("/healthz", get(health::healthz))
        .merge(named)
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
        .layer(from_fn_with_state(Arc::clone(cloud), counters::counted))
        .with_state(Arc::clone(cloud))
}

/// What gateways call.
fn gateways() -> Router<Arc<Cloud>> {
    Router::new()
        .route("/sync/v1/enrol", post(sync::enrol))
        .route("/sync/v1/push", post(sync::push))
        .route("/sync/v1/hold", post(sync::hold))
}

/// What M-PESA calls. The addresses it is given must not contain its name, hence two for each.
fn rails() -> Router<Arc<Cloud>> {
    Router::new()
        .route("/api/stk/callback/{provider}", post(mpesa::bare_callback))
        .route("/api/stk/callback/{provider}/{token}", post(mpesa::callback))
        .route("/api/mpesa/callback/{provider}", post(mpesa::bare_callback))
        .route("/api/mpesa/callback/{provider}/{token}", post(mpesa::callback))
        .route("/api/c2b/{provider}/{token}/confirmation", post(mpesa::confirmation))
        .route("/api/c2b/{provider}/{token}/validation", post(mpesa::validation))
        .route("/api/mpesa/c2b/{provider}/{token}/confirmation", post(mpesa::confirmation))
        .route("/api/mpesa/c2b/{provider}/{token}/validation", post(mpesa::validation))
}

/// What owners' own pages call for their guests.
fn guests() -> Router<Arc<Cloud>> {
    Router::new()
        .route("/api/captive/{provider}/initiate-mpesa", post(guests::sale::initiate).options(guests::may_come))
        .route("/api/captive/{provider}/payments/{payment}", get(guests::payment::show).options(guests::may_come))
        .route("/api/tickets/{code}/status", get(guests::ticket::status).options(guests::may_come))
        .route("/api/tickets/{code}/activate", post(guests::ticket::activate).options(guests::may_come))
}

/// What browsers show.
fn people(cloud: &Arc<Cloud>) -> Router<Arc<Cloud>> {
    Router::new()
        .route("/", get(people::home))
        .route("/sign-in", get(sign_in::show).post(sign_in::submit))
        .route("/sign-out", post(people::sign_out))
        .route("/recover", get(recover::show).post(recover::submit))
        .route("/recovered", get(recover::done))
        .route("/provider", get(people::provider_home))
        .route("/provider/sites", get(sites::list))
        .route("/provider/sites/new", get(sites::create::show).post(sites::create::submit))
        .route("/provider/sites/{site}", get(sites::show))
        .route("/provider/sites/{site}/claim", post(sites::claim))
        .route("/provider/sites/{site}/confirm", post(sites::confirm))
        .route("/provider/sites/{site}/differ", get(sites::differ))
        .route("/provider/{*rest}", any(people::nothing))
        .route("/admin", get(people::admin_home))
        .route("/admin/sites", get(sites::list_all))
        .route("/admin/providers/{provider}/sites/{site}", get(sites::show))
        .route("/admin/providers/{provider}/sites/{site}/claim", post(sites::claim))
        .route("/admin/providers/{provider}/sites/{site}/confirm", post(sites::confirm))
        .route("/admin/providers/{provider}/sites/{site}/differ", get(sites::differ))
        .route("/admin/{*rest}", any(people::nothing))
        .layer(from_fn_with_state(Arc::clone(cloud), people::welcomed))
        .layer(from_fn_with_state(Arc::clone(cloud), pages::secured))
}

/// What the owner's own machines see.
pub(crate) fn management(cloud: &Arc<Cloud>) -> Router {
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/metrics", get(metrics::metrics))
        .fallback(async || Problem::not_found())
        .with_state(Arc::clone(cloud))
}
