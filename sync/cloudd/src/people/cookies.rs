//! Cookies (RFC 6265): found in a request, and written so that no script and no other site gets at them.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

use crate::config::PublicUrl;

/// A cookie of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cookie {
    /// The token of a login.
    Login,
    /// That an account has signed in with this browser before.
    KnownBrowser,
    /// The language that was chosen.
    Language,
}

impl Cookie {
    fn name(self) -> &'static str {
        match self {
            Cookie::Login => "lango_login",
            Cookie::KnownBrowser => "lango_known",
            Cookie::Language => "lango_language",
        }
    }

    /// Its value, if the browser brings it.
    pub(super) fn of(self, headers: &HeaderMap) -> Option<&str> {
        let lists = headers.get_all(COOKIE).iter().filter_map(|list| list.to_str().ok());
        let pairs = lists.flat_map(|list| list.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.into_iter().find(|(name, _)| *name == self.name()).map(|(_, value)| value)
    }

    /// The header that sets it. The value is one of ours: letters, digits, dashes, underscores and dots.
    pub(super) fn set(self, value: &str, max_age_secs: u64, public_url: &PublicUrl) -> Option<HeaderValue> {
        let secure = if public_url.is_https() { "; Secure" } else { "" };
        let name = self.name();
        let cookie = format!("{name}={value}; Path=/; Max-Age={max_age_secs}; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::try_from(cookie).ok()
    }

    /// The header that takes it away.
    pub(super) fn unset(self, public_url: &PublicUrl) -> Option<HeaderValue> {
        self.set("", 0, public_url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::config;

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=b; xlango_login=1"));
        headers.append(COOKIE, HeaderValue::from_static("lango_login=token; c"));
        assert_eq!(Cookie::Login.of(&headers), Some("token"));
        assert_eq!(Cookie::Language.of(&headers), None);
    }

    #[test]
    fn a_cookie_travels_over_tls_alone_where_there_is_tls() {
        for (url, is_secure) in [("https://cloud.example.net", true), ("http://localhost:8080", false)] {
            let url = config(&[("PUBLIC_URL", url)]).unwrap().public_url;
            let cookie = Cookie::Login.set("token", 60, &url).unwrap();
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.starts_with("lango_login=token; Path=/; Max-Age=60; HttpOnly; SameSite=Lax"), "{cookie}");
            assert_eq!(cookie.ends_with("; Secure"), is_secure, "{cookie}");
        }
    }
}
