//! A certificate for 127.0.0.1 that only this run trusts, made by openssl.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// Whom it is for.
pub const NAME: &str = "127.0.0.1";

/// Not a CA's, else it could not stand for a server.
const REQUEST: &str = "\
[req]
distinguished_name = who
x509_extensions = what
prompt = no
[who]
CN = lango-cloud under measurement
[what]
basicConstraints = critical, CA:FALSE
subjectAltName = IP:127.0.0.1
";

/// The two files.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The certificate, in PEM.
    pub certificate: PathBuf,
    /// Its key, in PEM.
    pub key: PathBuf,
}

impl Certificate {
    /// Makes one in a folder.
    pub fn make(folder: &Path) -> Result<Self> {
        let request = folder.join("certificate.cnf");
        let made = Certificate { certificate: folder.join("certificate.pem"), key: folder.join("key.pem") };
        fs::write(&request, REQUEST).with_context(|| format!("writing {}", request.display()))?;
        let mut openssl = Command::new("openssl");
        openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]);
        openssl.arg("-config").arg(&request).arg("-keyout").arg(&made.key).arg("-out").arg(&made.certificate);
        let output = openssl.stdin(Stdio::null()).output().context("openssl is missing: apt-get install openssl")?;
        if !output.status.success() {
            bail!("openssl made no certificate: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(made)
    }

    /// A client that trusts it and nobody else.
    pub fn client(&self) -> Result<Arc<ClientConfig>> {
        let certificate = CertificateDer::from_pem_file(&self.certificate)
            .with_context(|| format!("reading {}", self.certificate.display()))?;
        let mut roots = RootCertStore::empty();
        roots.add(certificate)?;
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let builder = builder.with_safe_default_protocol_versions()?;
        Ok(Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
    }
}
