//! Secrets at rest. A key file in the data directory, readable by its owner alone, seals what stands in the configuration
//! and signs the addresses that callbacks come back to. Whoever copies the configuration or a backup has neither.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _, fchown};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::ids::Chance as _;
use payment_proto::mpesa::CallbackKey;

use crate::chance::Kernel;
use crate::cloud::Enrolment;

/// What a sealed secret begins with: the version of the seal stands in it, so that keys and ciphers can change.
const MARK: &str = "sealed:1:";
const FILE_NAME: &str = "secret.key";
const NONCE_BYTES: usize = 24;

/// Why a sealed secret cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "it was sealed with another key than the {FILE_NAME} of this data directory, or for another place: write the secret itself there, then `langod config seal`"
)]
pub(crate) struct NotOurs;

/// The keys of one data directory.
#[derive(Clone)]
pub(crate) struct Vault {
    seal: [u8; 32],
    callback: [u8; 32],
}

impl Vault {
    /// Reads the key file, or makes it.
    pub(crate) fn open(data: &Path) -> io::Result<Self> {
        let path = data.join(FILE_NAME);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => make(data)?,
            Err(error) => return Err(error),
        };
        // Someone may have copied it with other rights; the secrets are worth no more than this file.
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
        let halves = bytes.split_first_chunk::<32>();
        let keys = halves.and_then(|(seal, rest)| Some((*seal, <[u8; 32]>::try_from(rest).ok()?)));
        let (seal, callback) = keys.ok_or_else(|| {
            io::Error::other(format!(
                "{} is not whole: bring it back from a copy, or remove it and write the secrets anew",
                path.display()
            ))
        })?;
        Ok(Vault { seal, callback })
    }

    /// The key that signs callback addresses: once enrolled the one that is shared with the cloud, which proves them there.
    pub(crate) fn callback_key_with(&self, enrolment: Option<&Enrolment>) -> CallbackKey {
        let shared = enrolment.and_then(Enrolment::pair).map(|pair| pair.callback_key());
        CallbackKey::from_bytes(shared.unwrap_or(self.callback))
    }

    /// Seals a secret for one place: elsewhere it does not open.
    pub(crate) fn seal(&self, place: &str, secret: &str) -> io::Result<String> {
        let mut nonce = [0; NONCE_BYTES];
        Kernel.fill(&mut nonce);
        let payload = Payload { msg: secret.as_bytes(), aad: place.as_bytes() };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| io::Error::other("the secret is too long to be sealed"))?;
        Ok(format!("{MARK}{}", URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat())))
    }

    /// Opens a sealed secret; anything else stands for itself.
    pub(crate) fn unseal(&self, place: &str, text: &str) -> Result<String, NotOurs> {
        let Some(encoded) = text.strip_prefix(MARK) else { return Ok(text.to_owned()) };
        let bytes = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| NotOurs)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or(NotOurs)?;
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        let secret = self.cipher().decrypt(&XNonce::from(*nonce), payload).map_err(|_| NotOurs)?;
        String::from_utf8(secret).map_err(|_| NotOurs)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.seal.into())
    }
}

/// Whether a text from the configuration is sealed.
pub(crate) fn is_sealed(text: &str) -> bool {
    text.starts_with(MARK)
}

/// Two fresh keys, on disk before anything rests on them.
fn make(data: &Path) -> io::Result<Vec<u8>> {
    let mut keys = vec![0; 64];
    Kernel.fill(&mut keys);
    let unfinished = data.join(format!("secret.key.{}", std::process::id()));
    let mut options = File::options();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    // Whoever runs the daemon owns the directory, and has to read the key also if root's command made it. Others may not
    // give files away, and keep theirs.
    let folder = fs::metadata(data)?;
    let _ = fchown(&file, Some(folder.uid()), Some(folder.gid()));
    file.write_all(&keys)?;
    file.sync_all()?;
    // A link does not replace: of two that make one at the same time, the first is everybody's.
    let linked = fs::hard_link(&unfinished, data.join(FILE_NAME));
    fs::remove_file(&unfinished)?;
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return fs::read(data.join(FILE_NAME)),
        linked => linked?,
    }
    File::open(data)?.sync_all()?;
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_with_its_own_key_and_in_its_own_place_only() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let vault = Vault::open(folder.path()).unwrap();
        let sealed = vault.seal("mpesa.passkey", "bfb279").unwrap();
        assert!(is_sealed(&sealed) && !sealed.contains("bfb279"));
        assert_ne!(sealed, vault.seal("mpesa.passkey", "bfb279").unwrap());
        let again = Vault::open(folder.path()).unwrap();
        assert_eq!(again.unseal("mpesa.passkey", &sealed).as_deref(), Ok("bfb279"));
        assert_eq!(again.unseal("mpesa.consumer_key", &sealed), Err(NotOurs));
        assert_eq!(Vault::open(other.path()).unwrap().unseal("mpesa.passkey", &sealed), Err(NotOurs));
        for broken in ["sealed:1:", "sealed:1:%%", &sealed[..sealed.len() - 1]] {
            assert_eq!(again.unseal("mpesa.passkey", broken), Err(NotOurs), "{broken}");
        }
        assert_eq!(again.unseal("mpesa.passkey", "in the clear").as_deref(), Ok("in the clear"));
    }

    #[test]
    fn the_key_file_is_its_owners_alone_and_a_torn_one_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        Vault::open(folder.path()).map(drop).unwrap();
        let path = folder.path().join(FILE_NAME);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::write(&path, [1; 40]).unwrap();
        assert!(Vault::open(folder.path()).is_err());
    }
}
