//! A request's body is taken whole before its handler runs: bounded in bytes and in time, refused in one place.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::CONTENT_LENGTH;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use tokio::time::timeout;

use super::Problem;

/// To the last byte of a body.
const FOR_A_BODY: Duration = Duration::from_secs(20);

/// A layer for routes whose bodies have at most so many bytes:
/// `.layer(from_fn_with_state(MOST_BYTES, bounded))`.
pub(crate) async fn bounded(State(most_bytes): State<usize>, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    let announced = head.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > most_bytes) {
        return Problem::too_large(most_bytes).into_response();
    }
    match whole(body, most_bytes).await {
        Ok(bytes) => next.run(Request::from_parts(head, Body::from(bytes))).await,
        Err(problem) => problem.into_response(),
    }
}

async fn whole(body: Body, most_bytes: usize) -> Result<Bytes, Problem> {
    let collected = timeout(FOR_A_BODY, Limited::new(body, most_bytes).collect()).await;
    match collected.map_err(|_| Problem::too_slow())? {
        // A copy: else a question that is held would hold the connection's whole read buffer, 8 KB each.
        Ok(body) => Ok(Bytes::copy_from_slice(&body.to_bytes())),
        Err(error) if error.is::<LengthLimitError>() => Err(Problem::too_large(most_bytes)),
        Err(_) => Err(Problem::bad_request("unreadable_body", "the body broke off, or its chunks make no sense")),
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use axum::Router;
    use axum::http::StatusCode;
    use axum::middleware::from_fn_with_state;
    use axum::routing::post;
    use hyper::body::Frame;
    use hyper::service::Service as _;
    use hyper_util::service::TowerToHyperService;

    use super::*;

    async fn answer(request: axum::http::request::Builder, body: Body) -> (StatusCode, Bytes) {
        let router = Router::new().route("/", post(async |body: Bytes| body));
        let router: Router = router.layer(from_fn_with_state(8, bounded));
        let request = request.method("POST").uri("/").body(body).unwrap();
        let response = TowerToHyperService::new(router).call(request).await.unwrap();
        (response.status(), response.into_body().collect().await.unwrap().to_bytes())
    }

    /// A body in pieces, without an announced length; after them it never ends.
    struct Endless(Vec<&'static str>);

    impl hyper::body::Body for Endless {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            self.0.pop().map_or(Poll::Pending, |piece| Poll::Ready(Some(Ok(Frame::data(Bytes::from(piece))))))
        }
    }

    #[tokio::test]
    async fn a_body_that_fits_reaches_its_handler_whole() {
        assert_eq!(answer(Request::builder(), Body::from("12345678")).await, (StatusCode::OK, Bytes::from("12345678")));
    }

    #[tokio::test]
    async fn a_body_that_is_too_large_is_refused_announced_or_not() {
        let announced = answer(Request::builder().header(CONTENT_LENGTH, "9"), Body::empty()).await;
        let unannounced = answer(Request::builder(), Body::new(Endless(vec!["12345", "6789"]))).await;
        for (status, body) in [announced, unannounced] {
            assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
            assert!(String::from_utf8_lossy(&body).contains("body_too_large"));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_does_not_end_is_given_up() {
        let (status, body) = answer(Request::builder(), Body::new(Endless(vec!["1234"]))).await;
        assert_eq!(status, StatusCode::REQUEST_TIMEOUT);
        assert!(String::from_utf8_lossy(&body).contains("body_too_slow"));
    }
}
