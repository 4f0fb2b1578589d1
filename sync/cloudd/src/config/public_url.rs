//! How others reach us: in links, in cookies, in the addresses given to payment rails.

use std::fmt;

use axum::http::Uri;

use super::ConfigError;

/// `https://cloud.example.net`, without a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublicUrl {
    text: String,
    host: String,
    is_https: bool,
}

impl PublicUrl {
    /// Where a process without PUBLIC_URL is: on this machine.
    pub(super) fn local(port: u16, is_https: bool) -> Self {
        let scheme = if is_https { "https" } else { "http" };
        PublicUrl { text: format!("{scheme}://localhost:{port}"), host: "localhost".to_owned(), is_https }
    }

    /// Reads an address without path under the name of its variable.
    pub(super) fn parse(name: &str, text: &str) -> Result<Self, ConfigError> {
        let text = text.trim_end_matches('/');
        let wanted =
            || ConfigError(format!("{name}={text} is no address like https://cloud.example.net, without a path"));
        let uri: Uri = text.parse().map_err(|_| wanted())?;
        let has_path = uri.path() != "/" || text.contains(['?', '#', '@']);
        match (uri.scheme_str(), uri.host()) {
            (Some(scheme @ ("http" | "https")), Some(host)) if !has_path && !host.is_empty() => {
                Ok(PublicUrl { text: text.to_owned(), host: host.to_owned(), is_https: scheme == "https" })
            }
            _ => Err(wanted()),
        }
    }

    /// The name in it.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// Whether cookies may be told to travel over TLS only.
    pub(crate) fn is_https(&self) -> bool {
        self.is_https
    }
}

/// The address without a slash at its end.
impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
