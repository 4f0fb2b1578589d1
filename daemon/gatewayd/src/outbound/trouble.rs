//! How a call to somebody outside breaks, told apart by what a person can do about it.

use std::error::Error as _;
use std::io;

use reqwest::Url;
use tokio::net::lookup_host;
use tokio::time::{Duration, timeout};

/// For a name, once the line has proved slow.
const TO_RESOLVE: Duration = Duration::from_secs(3);

/// What is in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The name has no address: no internet, or no DNS.
    Name,
    /// Nobody listens, or no way there.
    Connection,
    /// Somebody else listens there, or the clock is wrong.
    Tls(String),
    /// Nothing came in time.
    Time,
    /// It broke off.
    Cut,
}

impl Trouble {
    /// The stable name in metrics.
    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            Trouble::Name => "name",
            Trouble::Connection => "connection",
            Trouble::Tls(_) => "tls",
            Trouble::Time => "time",
            Trouble::Cut => "cut",
        }
    }
}

/// What is in the way to `base_url`. Servers of names that do not answer look like a host that does not: names are asked
/// again.
pub(crate) async fn named(base_url: &str, error: &reqwest::Error) -> Trouble {
    let trouble = trouble(error);
    if trouble == Trouble::Time && error.is_connect() && !has_address(base_url).await { Trouble::Name } else { trouble }
}

async fn has_address(base_url: &str) -> bool {
    let Ok(url) = Url::parse(base_url) else { return false };
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return false };
    let looked_up = timeout(TO_RESOLVE, lookup_host((host.trim_matches(['[', ']']), port))).await;
    looked_up.is_ok_and(|found| found.is_ok())
}

/// Looks for the first cause in the chain that says more than "it did not work".
fn trouble(error: &reqwest::Error) -> Trouble {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = error.source();
    let mut is_cut = false;
    while let Some(inner) = cause {
        if let Some(tls) = tls_in(inner) {
            return Trouble::Tls(tls.to_string());
        }
        if inner.to_string().starts_with("dns error") {
            return Trouble::Name;
        }
        is_cut |= inner.downcast_ref::<io::Error>().is_some_and(|inner| breaks_off(inner.kind()));
        cause = inner.source();
    }
    match (error.is_timeout(), error.is_connect() && !is_cut) {
        (true, _) => Trouble::Time,
        (false, true) => Trouble::Connection,
        (false, false) => Trouble::Cut,
    }
}

/// Somebody was there and hung up.
fn breaks_off(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe)
}

/// TLS errors come wrapped in I/O errors, even in several, which hide them from the chain.
fn tls_in<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    let mut error = error;
    loop {
        if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            return Some(tls);
        }
        error = error.downcast_ref::<io::Error>()?.get_ref()?;
    }
}
