//! `POST /sign-out`: the browser is nobody's again.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use web_ui::cloud::Link;

use super::cookies::Cookie;
use super::forms::SignedForm;
use super::refused::Refused;
use super::show::see_other;
use super::visitor::Visitor;
use crate::cloud::Cloud;

pub(crate) async fn sign_out(
    State(cloud): State<Arc<Cloud>>,
    visitor: Visitor,
    _: SignedForm,
) -> Result<Response, Refused> {
    if let Some(signed_in) = &visitor.signed_in {
        signed_in.end(&cloud).await?;
    }
    let mut response = see_other(Link::SignIn);
    let cookie = Cookie::Login.unset(&cloud.config.public_url);
    response.headers_mut().extend(cookie.map(|cookie| (SET_COOKIE, cookie)));
    Ok(response)
}
