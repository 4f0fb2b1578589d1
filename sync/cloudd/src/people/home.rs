//! `GET /`, `GET /provider`, `GET /admin`: on to where somebody belongs.

use axum::response::Response;
use web_ui::cloud::{Audience, Link};

use super::refused::Refused;
use super::show::see_other;
use super::visitor::{Admin, Owner, Visitor};

pub(crate) async fn home(visitor: Visitor) -> Response {
    see_other(at_home(&visitor))
}

pub(crate) async fn provider_home(_: Owner) -> Response {
    see_other(Link::Sites(Audience::Provider))
}

pub(crate) async fn admin_home(_: Admin) -> Response {
    see_other(Link::Sites(Audience::Admin))
}

/// Whatever else is typed below these.
pub(crate) async fn nothing() -> Refused {
    Refused::NotFound
}

/// Where somebody belongs.
pub(super) fn at_home(visitor: &Visitor) -> Link {
    match &visitor.signed_in {
        None => Link::SignIn,
        Some(signed_in) if signed_in.is_admin() => Link::Sites(Audience::Admin),
        Some(_) => Link::Sites(Audience::Provider),
    }
}
