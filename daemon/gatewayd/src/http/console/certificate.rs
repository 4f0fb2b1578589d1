//! What the console shows over TLS: a certificate of its own, made at the first start and kept beside the books. No
//! authority vouches for an address on a LAN, so browsers ask once; from then on they know it.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;
use std::sync::Arc;

use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, date_time_ymd};
use rustls::crypto::CryptoProvider;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::ResolvesServerCert;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ServerConfig, version};
use tokio_rustls::TlsAcceptor;

use crate::outbound::NoKeys;

const CERTIFICATE: &str = "console.crt";
const KEY: &str = "console.key";

/// Takes TLS connections with the certificate of this data directory, which is made if there is none.
pub(super) fn acceptor(data: &Path, site_name: &str) -> io::Result<TlsAcceptor> {
    let pair = match read(data) {
        Ok(pair) => pair,
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(data, site_name)?,
        Err(error) => return Err(error),
    };
    tls(pair).map(|config| TlsAcceptor::from(Arc::new(config)))
}

/// Certificate and key, as DER.
type Pair = (Vec<u8>, Vec<u8>);

fn read(data: &Path) -> io::Result<Pair> {
    fs::set_permissions(data.join(KEY), fs::Permissions::from_mode(0o600))?;
    Ok((fs::read(data.join(CERTIFICATE))?, fs::read(data.join(KEY))?))
}

/// The key is whole before the certificate is there, and both before anybody sees them.
fn make(data: &Path, site_name: &str) -> io::Result<Pair> {
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, format!("Lango console of {site_name}"));
    // A router may think it is 1970, and nobody renews this: it holds for as long as the date can be written in two digits.
    (parameters.not_before, parameters.not_after) = (date_time_ymd(2000, 1, 1), date_time_ymd(2049, 12, 31));
    let certificate = parameters.self_signed(&key).map_err(io::Error::other)?;
    let pair = (certificate.der().to_vec(), key.serialize_der());
    for (name, bytes) in [(KEY, &pair.1), (CERTIFICATE, &pair.0)] {
        let unfinished = data.join(format!("{name}.part"));
        let mut options = fs::File::options();
        let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&unfinished, data.join(name))?;
    }
    Ok(pair)
}

fn tls((certificate, key): Pair) -> io::Result<ServerConfig> {
    let remedy = |error: rustls::Error| {
        io::Error::other(format!("{KEY} cannot be used ({error}): remove {KEY} and {CERTIFICATE}, new ones are made"))
    };
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key));
    let signs = ring::sign::any_ecdsa_type(&key).map_err(remedy)?;
    let shown: Arc<dyn ResolvesServerCert> =
        Arc::new(SingleCertAndKey::from(CertifiedKey::new(vec![CertificateDer::from(certificate)], signs)));
    let provider = Arc::new(CryptoProvider { key_provider: &NoKeys, ..ring::default_provider() });
    let config = ServerConfig::builder_with_provider(provider).with_protocol_versions(&[&version::TLS13]);
    Ok(config.map_err(remedy)?.with_no_client_auth().with_cert_resolver(shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_made_once_and_its_key_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        acceptor(folder.path(), "Mama Njeri Café").map(drop).unwrap();
        let made = read(folder.path()).unwrap();
        acceptor(folder.path(), "another name").map(drop).unwrap();
        assert_eq!(read(folder.path()).unwrap(), made);
        assert_eq!(fs::metadata(folder.path().join(KEY)).unwrap().permissions().mode() & 0o777, 0o600);
        fs::write(folder.path().join(KEY), [1; 40]).unwrap();
        let broken = acceptor(folder.path(), "").map(drop).unwrap_err().to_string();
        assert!(broken.contains("remove console.key"), "{broken}");
    }
}
