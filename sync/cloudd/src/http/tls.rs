//! TLS inside the process, for who runs it without a proxy: TLS 1.2 and 1.3 by rustls with ring.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::config::{ConfigError, TlsFiles};

/// Reads certificate and key.
pub(crate) fn acceptor(files: &TlsFiles) -> Result<TlsAcceptor, ConfigError> {
    let chain = chain(&files.certificate)?;
    let key = PrivateKeyDer::from_pem_file(&files.key)
        .map_err(|error| ConfigError(format!("TLS_KEY={} is no key in PEM: {error}", files.key.display())))?;
    let builder =
        ServerConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions();
    let config = builder.and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key));
    let mut config = config.map_err(|error| ConfigError(format!("TLS_CERT and TLS_KEY do not fit: {error}")))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    // Thousands of gateways come back after each restart of a router in between: none of them is remembered here.
    config.ticketer = ring::Ticketer::new()
        .map_err(|error| ConfigError(format!("there is no randomness to make TLS tickets with: {error}")))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, ConfigError> {
    let complain = |why: String| ConfigError(format!("TLS_CERT={} is no certificate in PEM: {why}", path.display()));
    let chain = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let chain = chain.map_err(|error| complain(error.to_string()))?;
    if chain.is_empty() { Err(complain("there is none in it".to_owned())) } else { Ok(chain) }
}
