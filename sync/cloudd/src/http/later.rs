//! An answer that comes later. Every layer a request goes through keeps room for it until it is answered, five kilobytes
//! together. A handler that is going to wait hands its waiting to the connection instead, and all of that is gone before it
//! begins.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use axum::response::Response;

/// What ends in an answer.
pub(super) type Waiting = Pin<Box<dyn Future<Output = Response> + Send>>;

/// Stands in an answer's extensions for the answer that is still to come. These ask for what can be cloned and shared; it is
/// taken once.
#[derive(Clone)]
pub(crate) struct Later(Arc<Mutex<Option<Waiting>>>);

impl Later {
    /// What a handler answers that is going to wait. Layers see an empty answer.
    pub(crate) fn answer(waiting: impl Future<Output = Response> + Send + 'static) -> Response {
        let mut response = Response::default();
        response.extensions_mut().insert(Later(Arc::new(Mutex::new(Some(Box::pin(waiting))))));
        response
    }

    /// What is waited for, if the answer is still to come.
    pub(super) fn of(response: &mut Response) -> Option<Waiting> {
        let Later(waiting) = response.extensions_mut().remove()?;
        waiting.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::extract::Request;
    use axum::http::StatusCode;
    use axum::middleware::{Next, from_fn};
    use axum::response::IntoResponse as _;
    use axum::routing::get;
    use hyper::service::Service as _;
    use hyper_util::service::TowerToHyperService;

    use super::*;

    #[tokio::test]
    async fn what_is_answered_later_goes_past_the_layers_and_is_taken_once() {
        let waits = async || Later::answer(async { StatusCode::IM_A_TEAPOT.into_response() });
        let layer = from_fn(async |request: Request, next: Next| next.run(request).await);
        let router: Router = Router::new().route("/", get(waits)).layer(layer);
        let request = Request::new(axum::body::Body::empty());
        let mut response = TowerToHyperService::new(router).call(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let waiting = Later::of(&mut response).unwrap();
        assert!(Later::of(&mut response).is_none());
        assert_eq!(waiting.await.status(), StatusCode::IM_A_TEAPOT);
    }

    #[test]
    fn other_answers_are_left_alone() {
        assert!(Later::of(&mut StatusCode::NOT_FOUND.into_response()).is_none());
    }
}
