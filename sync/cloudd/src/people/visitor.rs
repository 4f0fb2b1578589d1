//! Who asks: every request of a browser is met here first. The language is chosen, the login is looked up once, and what
//! handlers refuse becomes a page in the visitor's language.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use cloud_store::platform::Role;
use domain::ids::ProviderId;
use web_ui::Language;
use web_ui::cloud::Frame;

use super::address::address;
use super::cookies::Cookie;
use super::fields::Fields;
use super::login::SignedIn;
use super::refused::Refused;
use crate::cloud::Cloud;
use crate::http::Peer;

const A_YEAR_SECS: u64 = 365 * 24 * 60 * 60;

/// Whoever asks.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    pub(super) language: Language,
    /// Where the same page is, for the language switch.
    pub(super) here: String,
    pub(super) address: IpAddr,
    pub(super) signed_in: Option<SignedIn>,
}

/// Somebody of a provider's people.
#[derive(Clone, Debug)]
pub(crate) struct Owner {
    pub(super) visitor: Visitor,
    pub(super) signed_in: SignedIn,
    pub(super) provider: ProviderId,
}

/// Somebody who looks after the whole service.
#[derive(Clone, Debug)]
pub(crate) struct Admin {
    pub(super) visitor: Visitor,
    pub(super) signed_in: SignedIn,
}

/// A layer around all pages.
pub(crate) async fn welcomed(State(cloud): State<Arc<Cloud>>, mut request: Request, next: Next) -> Response {
    let query = Fields::read(request.uri().query().unwrap_or_default().as_bytes());
    let chosen = Language::from_tag(query.get("lang"));
    let mut visitor = Visitor {
        language: language(chosen, request.headers()),
        here: here(&request, &query),
        address: request
            .extensions()
            .get::<Peer>()
            .map_or(Ipv4Addr::UNSPECIFIED.into(), |Peer(peer)| address(peer.ip(), request.headers())),
        signed_in: None,
    };
    let mut response = match SignedIn::find(&cloud, request.headers()).await {
        Ok(signed_in) => {
            visitor.signed_in = signed_in;
            request.extensions_mut().insert(visitor.clone());
            next.run(request).await
        }
        Err(error) => Refused::from(error).into_response(),
    };
    if let Some(refused) = response.extensions_mut().remove::<Refused>() {
        response = refused.page(&cloud, &visitor);
    }
    let cookie = chosen.and_then(|chosen| Cookie::Language.set(chosen.tag(), A_YEAR_SECS, &cloud.config.public_url));
    response.headers_mut().extend(cookie.map(|cookie| (SET_COOKIE, cookie)));
    response
}

fn language(chosen: Option<Language>, headers: &HeaderMap) -> Language {
    let wished = headers.get(ACCEPT_LANGUAGE).and_then(|wishes| wishes.to_str().ok());
    chosen.unwrap_or_else(|| Language::pick(Cookie::Language.of(headers), wished, Language::English))
}

/// What a form was sent to cannot be opened again.
fn here(request: &Request, query: &Fields) -> String {
    if request.method() != Method::GET {
        return "/".to_owned();
    }
    match query.without("lang") {
        rest if rest.is_empty() => request.uri().path().to_owned(),
        rest => format!("{}?{rest}", request.uri().path()),
    }
}

impl Visitor {
    /// The common part of a page for them.
    pub(super) fn frame(&self, cloud: &Cloud) -> Frame {
        Frame { language: self.language, who: self.signed_in.as_ref().map(|signed_in| signed_in.who(cloud)) }
    }

    pub(super) fn owner(self) -> Result<Owner, Refused> {
        let signed_in = self.signed_in.clone().ok_or(Refused::SignInFirst)?;
        let provider = signed_in.user.provider.filter(|_| signed_in.user.role == Role::Provider);
        Ok(Owner { visitor: self, provider: provider.ok_or(Refused::NotFound)?, signed_in })
    }

    pub(super) fn admin(self) -> Result<Admin, Refused> {
        let signed_in = self.signed_in.clone().ok_or(Refused::SignInFirst)?;
        if signed_in.is_admin() { Ok(Admin { visitor: self, signed_in }) } else { Err(Refused::NotFound) }
    }
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        // Missing only if a route was left outside the layer.
        parts.extensions.get::<Visitor>().cloned().ok_or(Refused::NotFound)
    }
}

impl<S: Sync> FromRequestParts<S> for Owner {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        Visitor::from_request_parts(parts, state).await?.owner()
    }
}

impl<S: Sync> FromRequestParts<S> for Admin {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        Visitor::from_request_parts(parts, state).await?.admin()
    }
}

impl<S: Sync> FromRequestParts<S> for Fields {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Fields::read(parts.uri.query().unwrap_or_default().as_bytes()))
    }
}
