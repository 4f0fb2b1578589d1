//! Whose ticket is meant: a code is unique at the site that made it, not among all.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::ids::{ProviderId, SiteId};

use crate::guests::{invalid_site, unknown_provider};
use crate::http::Problem;

/// What a query says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Whose {
    pub(super) provider: ProviderId,
    pub(super) site: Option<SiteId>,
}

impl Whose {
    fn read(query: &str) -> Result<Self, Problem> {
        let value = |wanted: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs.find(|(name, value)| name == wanted && !value.is_empty()).map(|(_, value)| value.into_owned())
        };
        let provider = value("provider_id").ok_or_else(ask_provider)?.parse().map_err(|_| unknown_provider())?;
        let site = value("site_id").map(|site| site.parse()).transpose().map_err(|_| invalid_site())?;
        Ok(Whose { provider, site })
    }
}

impl<S: Sync> FromRequestParts<S> for Whose {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Whose::read(parts.uri.query().unwrap_or_default())
    }
}

fn ask_provider() -> Problem {
    let detail = "add ?provider_id=…: a code is unique at the site that made it, and other providers may have the same";
    Problem::bad_request("ask_provider", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "7b0c2a52-0a51-4f0e-9a43-0d6f0f5a9c11";

    #[test]
    fn a_provider_is_asked_for_and_a_site_may_be_named() {
        let site = |query: &str| Whose::read(query).unwrap().site;
        assert_eq!(site(&format!("provider_id={ID}")), None);
        assert_eq!(site(&format!("lang=sw&provider_id={ID}&site_id=")), None);
        assert_eq!(site(&format!("site_id={ID}&provider_id={ID}")), Some(ID.parse().unwrap()));
        for (query, code) in [
            (String::new(), "ask_provider"),
            ("provider_id=".to_owned(), "ask_provider"),
            ("provider_id=njeri".to_owned(), "unknown_provider"),
            (format!("provider_id={ID}&site_id=kibanda"), "invalid_site"),
        ] {
            let problem = serde_json::to_value(Whose::read(&query).unwrap_err()).unwrap();
            assert_eq!(problem["code"], code, "{query}");
        }
    }
}
