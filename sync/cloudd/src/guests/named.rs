//! What a path names.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::http::Problem;

/// The named parts of a path, decoded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        // Bytes that are no text name nothing.
        let path = Path::<T>::from_request_parts(parts, state).await;
        path.map(|Path(named)| Named(named)).map_err(|_| Problem::not_found())
    }
}
