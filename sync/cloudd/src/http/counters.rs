//! What is counted about requests: how many of each route ended how, and what is open.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::Later;
use crate::cloud::Cloud;

/// Plain numbers under one lock, held for a few instructions.
#[derive(Default)]
pub(crate) struct Counters(Mutex<Numbers>);

#[derive(Clone, Default)]
pub(super) struct Numbers {
    /// By route and status. Routes are the patterns of our table, so that nobody can make us count names of their own.
    pub(super) requests: BTreeMap<(String, u16), u64>,
    pub(super) connections: u32,
}

impl Counters {
    pub(super) fn numbers(&self) -> Numbers {
        self.lock().clone()
    }

    pub(super) fn connection_opened(&self) {
        self.lock().connections += 1;
    }

    pub(super) fn connection_closed(&self) {
        self.lock().connections -= 1;
    }

    fn count(&self, route: &str, status: u16) {
        *self.lock().requests.entry((route.to_owned(), status)).or_default() += 1;
    }

    fn lock(&self) -> MutexGuard<'_, Numbers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A layer that counts how requests end, those that are answered later when they are.
pub(super) async fn counted(State(cloud): State<Arc<Cloud>>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let count = move |response: Response| {
        cloud.counters.count(route.as_ref().map_or("other", MatchedPath::as_str), response.status().as_u16());
        response
    };
    let mut response = next.run(request).await;
    match Later::of(&mut response) {
        None => count(response),
        Some(waiting) => Later::answer(async move { count(waiting.await) }),
    }
}
