//! Forms yield their fields only when it is certain that a page of ours sent them: to somebody who is signed in by the
//! token of their login, at the door by what the browser says of itself (Fetch metadata; Origin, RFC 6454; Referer).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::header::{HOST, ORIGIN, REFERER};
use axum::http::{HeaderMap, Uri};

use super::fields::Fields;
use super::refused::Refused;
use super::visitor::Visitor;
use crate::cloud::Cloud;
use crate::config::PublicUrl;

/// A form of somebody who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct SignedForm(pub(super) Fields);

/// A form at the door: nobody is signed in yet.
#[derive(Clone, Debug)]
pub(crate) struct DoorForm(pub(super) Fields);

impl FromRequest<Arc<Cloud>> for SignedForm {
    type Rejection = Refused;

    async fn from_request(request: Request, cloud: &Arc<Cloud>) -> Result<Self, Refused> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, cloud).await?;
        let signed_in = visitor.signed_in.ok_or(Refused::SignInFirst)?;
        let fields = fields(Request::from_parts(parts, body), cloud).await?;
        if signed_in.sent(cloud, fields.get("csrf")) { Ok(SignedForm(fields)) } else { Err(Refused::Forged) }
    }
}

impl FromRequest<Arc<Cloud>> for DoorForm {
    type Rejection = Refused;

    async fn from_request(request: Request, cloud: &Arc<Cloud>) -> Result<Self, Refused> {
        if !is_from_us(request.headers(), &cloud.config.public_url) {
            return Err(Refused::Elsewhere);
        }
        Ok(DoorForm(fields(request, cloud).await?))
    }
}

/// The body was taken whole, and bounded, before.
async fn fields(request: Request, cloud: &Arc<Cloud>) -> Result<Fields, Refused> {
    Ok(Bytes::from_request(request, cloud).await.map_err(|_| Refused::Forged)?.into())
}

/// Whether the page that sent a form is one of ours: under PUBLIC_URL, or under the very name that was asked for, which is
/// one of ALLOWED_HOSTS.
fn is_from_us(headers: &HeaderMap, public_url: &PublicUrl) -> bool {
    let text = |value: Option<&axum::http::HeaderValue>| Some(value?.to_str().ok()?.to_owned());
    if let Some(site) = text(headers.get("sec-fetch-site")) {
        return site == "same-origin";
    }
    let Some(sender) = text(headers.get(ORIGIN)).or_else(|| text(headers.get(REFERER))) else { return false };
    let Ok(sender) = sender.parse::<Uri>() else { return false };
    let Some(sender) = sender.authority().map(|authority| authority.as_str().to_ascii_lowercase()) else {
        return false;
    };
    let asked = text(headers.get(HOST)).map(|host| host.to_ascii_lowercase());
    let public = public_url.to_string();
    let public = public.split_once("://").map(|(_, authority)| authority.to_ascii_lowercase());
    [asked, public].into_iter().flatten().any(|ours| ours == sender)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::config;

    fn judged(pairs: &[(&'static str, &str)]) -> bool {
        let url = config(&[("PUBLIC_URL", "https://cloud.example.net")]).unwrap().public_url;
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        is_from_us(&headers, &url)
    }

    #[test]
    fn only_a_page_of_ours_may_send_a_form_to_the_door() {
        let host = ("host", "10.0.0.5:8080");
        for ours in [
            &[("sec-fetch-site", "same-origin")][..],
            &[("origin", "https://cloud.example.net")],
            &[("referer", "https://cloud.example.net/sign-in?lang=sw")],
            &[("origin", "http://10.0.0.5:8080"), host],
        ] {
            assert!(judged(ours), "{ours:?}");
        }
        for other in [
            &[][..],
            &[host],
            &[("sec-fetch-site", "cross-site"), ("origin", "https://cloud.example.net")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[("origin", "null"), host],
            &[("origin", "https://evil.example"), host],
            &[("origin", "https://cloud.example.net.evil.example")],
            &[("origin", "https://evil.example"), ("referer", "https://cloud.example.net/sign-in")],
            &[("referer", "https://evil.example/?https://cloud.example.net")],
        ] {
            assert!(!judged(other), "{other:?}");
        }
    }
}
