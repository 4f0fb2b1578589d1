//! Why people do not get what they asked for. The layer around all pages turns it into a page in their language.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use cloud_store::StoreError;
use web_ui::cloud::{self, Link, Refusal, SignIn, SignInProblem};

use super::show::{self, see_other};
use super::visitor::Visitor;
use crate::cloud::Cloud;

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Nobody is signed in.
    SignInFirst,
    /// There is nothing at this address for whoever asks.
    NotFound,
    /// The form lacks the token of this login.
    Forged,
    /// The form at the door was sent by somebody else's page.
    Elsewhere,
    /// Another gateway claimed the site while words were compared.
    Changed,
    /// The provider may not begin, or was stopped.
    NotActive,
    /// The books are out of reach.
    Unavailable,
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        tracing::warn!(%error, "a page could not be made");
        Refused::Unavailable
    }
}

/// Only the layer knows the visitor's language: it finds this in the response.
impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl Refused {
    /// The page that says so.
    pub(super) fn page(self, cloud: &Cloud, visitor: &Visitor) -> Response {
        let (status, refused) = match self {
            Refused::SignInFirst => return see_other(Link::SignIn),
            Refused::Elsewhere => return elsewhere(cloud, visitor),
            Refused::NotFound => (StatusCode::NOT_FOUND, cloud::Refused::NotFound),
            Refused::Forged => (StatusCode::FORBIDDEN, cloud::Refused::Forged),
            Refused::Changed => (StatusCode::CONFLICT, cloud::Refused::Changed),
            Refused::NotActive => (StatusCode::FORBIDDEN, cloud::Refused::NotActive),
            Refused::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, cloud::Refused::Unavailable),
        };
        show::page(status, &Refusal { frame: visitor.frame(cloud), refused, here: visitor.here.clone() })
    }
}

fn elsewhere(cloud: &Cloud, visitor: &Visitor) -> Response {
    let problem = Some(SignInProblem::Elsewhere { public_url: cloud.config.public_url.to_string() });
    let page = SignIn { frame: visitor.frame(cloud), email: String::new(), problem };
    show::page(StatusCode::FORBIDDEN, &page)
}
