//! The line to the rail: one HTTPS client, every wait and every body bounded, and a clear word for each way it breaks.

use std::error::Error as _;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use payment_proto::mpesa::{Endpoint, MOST_ANSWER_BYTES, SecretText, Transport};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Url};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::lookup_host;
use tokio::time::timeout;

/// From the first packet to the end of the TLS handshake.
const TO_CONNECT: Duration = Duration::from_secs(10);
/// For a name, once the line has proved slow.
const TO_RESOLVE: Duration = Duration::from_secs(3);
/// For a whole call. The rail answers within four seconds, mostly.
const TO_ANSWER: Duration = Duration::from_secs(30);
/// A connection the rail may have given up meanwhile is not worth an ambiguous push.
const KEPT_ALIVE: Duration = Duration::from_secs(15);

/// An answer before anyone has read it.
pub(crate) struct Raw {
    pub(crate) status: u16,
    /// At most one byte more than [`MOST_ANSWER_BYTES`].
    pub(crate) body: Vec<u8>,
}

/// How a call broke, for people and for counters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) transport: Transport,
    pub(crate) trouble: Trouble,
}

/// What is in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The name has no address: no internet, or no DNS.
    Name,
    /// Nobody listens, or no way there.
    Connection,
    /// Somebody listens who is not the rail, or the clock is wrong.
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

/// The client and where it calls.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    client: Client,
    base_url: String,
}

impl Line {
    /// A line to `base_url`. Nothing is sent yet.
    pub(crate) fn to(base_url: &str) -> Result<Self, String> {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .http1_only()
            .no_proxy()
            .redirect(Policy::none())
            // A push that is sent twice asks a guest twice.
            .retry(reqwest::retry::never())
            .connect_timeout(TO_CONNECT)
            .timeout(TO_ANSWER)
            .pool_idle_timeout(KEPT_ALIVE)
            .pool_max_idle_per_host(2)
            .user_agent(concat!("langod/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Line { client, base_url: base_url.trim_end_matches('/').to_owned() })
    }

    /// Whether anybody answers there. Nothing is asked of the rail.
    pub(crate) async fn reach(&self) -> Result<(), Trouble> {
        match self.client.get(&self.base_url).send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(self.named(&error).await),
        }
    }

    /// What is in the way. Servers of names that do not answer look like a rail that does not: names are asked again.
    async fn named(&self, error: &reqwest::Error) -> Trouble {
        let trouble = trouble(error);
        if trouble == Trouble::Time && error.is_connect() && !self.has_address().await {
            Trouble::Name
        } else {
            trouble
        }
    }

    async fn has_address(&self) -> bool {
        let Ok(url) = Url::parse(&self.base_url) else { return false };
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return false };
        let looked_up = timeout(TO_RESOLVE, lookup_host((host.trim_matches(['[', ']']), port))).await;
        looked_up.is_ok_and(|found| found.is_ok())
    }

    /// Calls once.
    pub(crate) async fn call(
        &self,
        endpoint: Endpoint<'_>,
        authorization: &SecretText,
        body: Option<&SecretText>,
    ) -> Result<Raw, Broken> {
        let method = if endpoint.method() == "GET" { Method::GET } else { Method::POST };
        let mut request = self.client.request(method, format!("{}{}", self.base_url, endpoint.path()));
        if let Ok(mut value) = HeaderValue::from_str(authorization.reveal()) {
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.reveal().to_owned());
        }
        let mut response = match request.send().await {
            Ok(response) => response,
            Err(error) => {
                let trouble = self.named(&error).await;
                return Err(Broken { transport: transport(&error), trouble });
            }
        };
        let status = response.status().as_u16();
        let mut body = Vec::new();
        // The rail has decided; a body that breaks off is read as far as it came.
        while let Ok(Some(chunk)) = response.chunk().await {
            body.extend_from_slice(&chunk);
            if body.len() > MOST_ANSWER_BYTES {
                body.truncate(MOST_ANSWER_BYTES + 1);
                break;
            }
        }
        Ok(Raw { status, body })
    }
}

fn transport(error: &reqwest::Error) -> Transport {
    let never_left = error.is_connect() || error.is_builder();
    if never_left { Transport::NotSent } else { Transport::Lost }
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
