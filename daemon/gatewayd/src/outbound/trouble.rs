//! How a call to somebody outside breaks, told apart by what a person can do about it.

use std::error::Error as _;
use std::io;

use hyper::Uri;
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

/// How a call breaks.
#[derive(Debug)]
pub(crate) enum Broken {
    /// It cannot be written.
    NotSent,
    Name,
    Connection(io::Error),
    Tls(String),
    Time {
        is_connect: bool,
    },
    Lost(Box<hyper::Error>),
}

impl Broken {
    /// Nothing of it left.
    pub(crate) fn never_left(&self) -> bool {
        match self {
            Broken::NotSent | Broken::Name | Broken::Connection(_) | Broken::Tls(_) => true,
            Broken::Time { is_connect } => *is_connect,
            Broken::Lost(_) => false,
        }
    }
}

/// What is in the way to `base_url`. Servers of names that do not answer look like a host that does not: names are asked
/// again.
pub(crate) async fn named(base_url: &str, error: &Broken) -> Trouble {
    match error {
        Broken::Name => Trouble::Name,
        Broken::Tls(tls) => Trouble::Tls(tls.clone()),
        Broken::Time { is_connect: true } if !has_address(base_url).await => Trouble::Name,
        Broken::Time { .. } => Trouble::Time,
        Broken::Connection(error) if error.kind() == io::ErrorKind::TimedOut => Trouble::Time,
        Broken::Connection(error) if !breaks_off(error.kind()) => Trouble::Connection,
        Broken::Lost(error) => {
            let tls = error.source().and_then(|inner| tls_in(inner));
            tls.map_or(Trouble::Cut, |tls| Trouble::Tls(tls.to_string()))
        }
        Broken::Connection(_) | Broken::NotSent => Trouble::Cut,
    }
}

async fn has_address(base_url: &str) -> bool {
    let Ok(uri) = base_url.parse::<Uri>() else { return false };
    let Some(host) = uri.host() else { return false };
    let looked_up = timeout(TO_RESOLVE, lookup_host((host.trim_matches(['[', ']']), 443))).await;
    looked_up.is_ok_and(|found| found.is_ok())
}

/// Somebody was there and hung up.
fn breaks_off(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe)
}

/// TLS errors come wrapped in I/O errors, even in several, which hide them from the chain.
pub(super) fn tls_in<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    let mut error = error;
    loop {
        if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            return Some(tls);
        }
        error = error.downcast_ref::<io::Error>()?.get_ref()?;
    }
}
