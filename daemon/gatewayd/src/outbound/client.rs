//! The HTTPS client: TLS by rustls with the world's roots, nothing followed, nothing repeated by itself.

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use rustls::crypto::ring;
use rustls::pki_types::UnixTime;
use rustls::time_provider::{DefaultTimeProvider, TimeProvider};
use rustls::{ClientConfig, RootCertStore};

use crate::clock::BUILT_AFTER_SECS;

/// From the first packet to the end of the TLS handshake.
const TO_CONNECT: Duration = Duration::from_secs(10);
/// A connection the other side may have given up meanwhile is not worth a lost answer.
const KEPT_ALIVE: Duration = Duration::from_secs(15);

/// The time certificates are judged at: never earlier than this version was made, or a router in 1970 could reach nobody
/// who tells it the time.
#[derive(Debug)]
struct NeverBeforeBuilt;

impl TimeProvider for NeverBeforeBuilt {
    fn current_time(&self) -> Option<UnixTime> {
        let built = UnixTime::since_unix_epoch(Duration::from_secs(BUILT_AFTER_SECS));
        DefaultTimeProvider.current_time().map(|now| now.max(built))
    }
}

/// A client whose calls take so long at most.
pub(crate) fn client(to_answer: Duration) -> Result<Client, String> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(ring::default_provider());
    let tls = ClientConfig::builder_with_details(provider, Arc::new(NeverBeforeBuilt))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Client::builder()
        .tls_backend_preconfigured(tls)
        .http1_only()
        .no_proxy()
        .redirect(Policy::none())
        // A push that is sent twice asks a guest twice.
        .retry(reqwest::retry::never())
        .connect_timeout(TO_CONNECT)
        .timeout(to_answer)
        .pool_idle_timeout(KEPT_ALIVE)
        .pool_max_idle_per_host(2)
        .user_agent(concat!("langod/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| error.to_string())
}

/// The body of an answer as far as it came, and at most one byte more than `most_bytes`.
pub(crate) async fn body_up_to(mut response: Response, most_bytes: usize) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() > most_bytes {
            body.truncate(most_bytes + 1);
            break;
        }
    }
    body
}
