//! An app of the payment rail, as the sites that share it know each other: whoever has the app's keys has its name and
//! can open what the others sealed. The cloud, which only passes on, can do neither.

use domain::ids::Chance;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::keys::derive;
use crate::pair::{Sealed, Unsealable};

/// A name that tells nothing about the app's keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AppName(pub [u8; 16]);

/// What all holders of an app's keys share.
#[derive(Clone)]
pub struct AppKey {
    name: AppName,
    sealing: [u8; 32],
}

impl AppKey {
    /// The key of the app with this consumer key and secret.
    pub fn of(consumer_key: &str, consumer_secret: &str) -> Self {
        let length = (consumer_key.len() as u64).to_be_bytes();
        let hash = Sha256::new().chain_update(length).chain_update(consumer_key).chain_update(consumer_secret);
        let shared: [u8; 32] = hash.finalize().into();
        let mut name = [0; 16];
        name.iter_mut().zip(derive(&shared, b"lango app name 1")).for_each(|(slot, byte)| *slot = byte);
        AppKey { name: AppName(name), sealing: derive(&shared, b"lango app sealing 1") }
    }

    /// Its name.
    pub fn name(&self) -> AppName {
        self.name
    }

    /// Seals an access token for all who hold the app's keys.
    pub fn seal(&self, generation: u64, token: &str, chance: &mut dyn Chance) -> Option<Sealed> {
        Sealed::seal(&self.sealing, &self.bound(generation), token.as_bytes(), chance)
    }

    /// Opens the access token of that generation.
    pub fn unseal(&self, generation: u64, sealed: &Sealed) -> Result<String, Unsealable> {
        let bytes = sealed.open(&self.sealing, &self.bound(generation))?;
        String::from_utf8(bytes).map_err(|_| Unsealable)
    }

    fn bound(&self, generation: u64) -> Vec<u8> {
        [&self.name.0[..], &generation.to_be_bytes()].concat()
    }
}

impl std::fmt::Debug for AppKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AppKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stuck::Stuck;

    #[test]
    fn whoever_holds_the_same_keys_opens_it_and_nobody_else() {
        let (here, there) = (AppKey::of("key", "secret"), AppKey::of("key", "secret"));
        let sealed = here.seal(7, "abc", &mut Stuck(5)).unwrap();
        assert_eq!(there.unseal(7, &sealed).as_deref(), Ok("abc"));
        assert_eq!(there.unseal(8, &sealed), Err(Unsealable));
        assert_eq!(AppKey::of("key", "other").unseal(7, &sealed), Err(Unsealable));
        assert_eq!((here.name(), format!("{here:?}")), (there.name(), "AppKey(…)".to_owned()));
    }

    #[test]
    fn the_border_between_key_and_secret_counts() {
        assert_ne!(AppKey::of("ab", "c").name(), AppKey::of("a", "bc").name());
    }
}
