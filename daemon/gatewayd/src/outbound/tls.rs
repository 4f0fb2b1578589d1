//! Whom we believe over TLS: the world's roots, judged by what is known of the time.

use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::{CryptoProvider, KeyProvider, ring};
use rustls::pki_types::{PrivateKeyDer, UnixTime};
use rustls::sign::SigningKey;
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, DEFAULT_VERSIONS, RootCertStore, SupportedProtocolVersion, version};

use crate::clock::Clock;

static NEWEST: [&SupportedProtocolVersion; 1] = [&version::TLS13];

/// Who is called, as far as TLS is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Callee {
    /// Our own cloud speaks nothing older than TLS 1.3.
    Cloud,
    /// What a rail speaks is its own affair.
    Rail,
}

impl Callee {
    fn versions(self) -> &'static [&'static SupportedProtocolVersion] {
        match self {
            Callee::Cloud => &NEWEST,
            Callee::Rail => DEFAULT_VERSIONS,
        }
    }
}

/// Certificates are judged by what is known of the time.
#[derive(Debug)]
struct JudgedBy(Clock);

impl TimeProvider for JudgedBy {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(Duration::from_millis(self.0.for_certificates())))
    }
}

/// We show no certificates, so nothing signs: that leaves RSA and ECDSA keys out of the binary.
#[derive(Debug)]
pub(crate) struct NoKeys;

impl KeyProvider for NoKeys {
    fn load_private_key(&self, _key: PrivateKeyDer<'static>) -> Result<Arc<dyn SigningKey>, rustls::Error> {
        Err(rustls::Error::General("no keys here".to_owned()))
    }
}

/// What a connection to this callee agrees to.
pub(super) fn tls(callee: Callee, clock: &Clock) -> Result<ClientConfig, String> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(CryptoProvider { key_provider: &NoKeys, ..ring::default_provider() });
    Ok(ClientConfig::builder_with_details(provider, Arc::new(JudgedBy(clock.clone())))
        .with_protocol_versions(callee.versions())
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::net::TcpListener;
    use std::thread;

    use hyper::Method;

    use super::*;
    use crate::outbound::{Call, Client};

    const TLS_1_2: [u8; 2] = [3, 3];
    const TLS_1_3: [u8; 2] = [3, 4];

    /// The versions a ClientHello offers (RFC 8446 section 4.2.1).
    fn offered(hello: &[u8]) -> Vec<[u8; 2]> {
        const SUPPORTED_VERSIONS: [u8; 2] = [0, 43];
        // Behind the heads of record and handshake, the legacy version and the random.
        let mut rest = &hello[5 + 4 + 2 + 32..];
        let mut skip = |length_bytes: usize| {
            let length = rest[..length_bytes].iter().fold(0, |length, &byte| length << 8 | usize::from(byte));
            let (skipped, after) = rest[length_bytes..].split_at(length);
            rest = after;
            skipped
        };
        let _ = (skip(1), skip(2), skip(1));
        let mut extensions = skip(2);
        while let [a, b, c, d, after @ ..] = extensions {
            let (body, after) = after.split_at(usize::from(*c) << 8 | usize::from(*d));
            if [*a, *b] == SUPPORTED_VERSIONS {
                return body[1..].chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect();
            }
            extensions = after;
        }
        Vec::new()
    }

    fn versions_offered_to(callee: Callee) -> Vec<[u8; 2]> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://127.0.0.1:{}/", listener.local_addr().unwrap().port());
        let server = thread::spawn(move || {
            let mut stream = listener.accept().unwrap().0;
            let mut head = [0; 5];
            stream.read_exact(&mut head).unwrap();
            let mut body = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
            stream.read_exact(&mut body).unwrap();
            [&head[..], &body].concat()
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let client = Client::to(&url, callee, &Clock::new()).unwrap();
        let call = Call {
            method: Method::GET,
            path: "/".to_owned(),
            authorization: None,
            content_type: None,
            body: Vec::new(),
            to_answer: Duration::from_secs(5),
        };
        assert!(runtime.block_on(client.call(call, 10)).is_err());
        offered(&server.join().unwrap())
    }

    #[test]
    fn the_cloud_is_spoken_to_over_tls_1_3_and_a_rail_as_it_can() {
        assert_eq!(versions_offered_to(Callee::Cloud), [TLS_1_3]);
        let to_a_rail = versions_offered_to(Callee::Rail);
        assert!(to_a_rail.contains(&TLS_1_2) && to_a_rail.contains(&TLS_1_3), "{to_a_rail:?}");
    }
}
