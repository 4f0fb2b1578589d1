//! JSON documents, in and out.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::http::Problem;

const JSON: &str = "application/json";

/// A document: of a request, read; or of an answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Document<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Document<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            let detail = format!("send the body as {JSON}");
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail));
        }
        // A layer has read it whole.
        let bytes = Bytes::from_request(request, state).await.unwrap_or_default();
        let read = serde_json::from_slice(&bytes);
        read.map(Document).map_err(|error| Problem::bad_request("malformed_body", error.to_string()))
    }
}

impl<T: Serialize> IntoResponse for Document<T> {
    fn into_response(self) -> Response {
        // Our documents are plain structs with text keys: they always have a JSON form.
        ([(CONTENT_TYPE, JSON)], serde_json::to_vec(&self.0).unwrap_or_default()).into_response()
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()?.split(';').next());
    given.is_some_and(|given| given.trim().eq_ignore_ascii_case(JSON))
}
