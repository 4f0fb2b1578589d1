//! Passwords: argon2id, which takes 19 MiB and some hundredths of a second on purpose. It runs beside the tasks that serve,
//! and only so many at once, so that a crowd at the sign-in page slows itself down and nobody else.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::ids::Chance;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// OWASP's second recommendation: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// Each holds 19 MiB and a core.
const AT_ONCE: usize = 2;
/// Shorter ones are guessed, longer ones are somebody's attempt to keep us busy.
const LENGTHS: std::ops::RangeInclusive<usize> = 10..=256;

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a password has {} to {} characters", LENGTHS.start(), LENGTHS.end())]
pub(crate) struct Unfit;

/// Hashes a new password, on this thread.
pub(crate) fn hash(password: &str, chance: &mut dyn Chance) -> Result<String, Unfit> {
    if !LENGTHS.contains(&password.chars().count()) {
        return Err(Unfit);
    }
    let mut salt = [0; 16];
    chance.fill(&mut salt);
    let hash: PasswordHash = hasher().hash_password_with_salt(password.as_bytes(), &salt).map_err(|_| Unfit)?;
    Ok(hash.to_string())
}

fn hasher() -> Argon2<'static> {
    // These parameters are in range; the library's own would serve as well.
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).unwrap_or(Params::DEFAULT);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Compares passwords beside the serving tasks.
#[allow(dead_code, reason = "the sign-in page is not built yet")]
pub(crate) struct Passwords {
    places: Semaphore,
    /// Compared with where there is no such person, so that an answer takes as long.
    nobody: String,
}

#[allow(dead_code, reason = "the sign-in page is not built yet")]
impl Passwords {
    /// All places free.
    pub(crate) fn new(chance: &mut dyn Chance) -> Self {
        let nobody = hash("the password of nobody", chance).unwrap_or_default();
        Passwords { places: Semaphore::new(AT_ONCE), nobody }
    }

    /// Whether a password is the one behind a hash; without a hash it is not, after as long a time.
    pub(crate) async fn verify(&self, password: String, hash: Option<String>) -> bool {
        // It is never closed; if it were, nobody would get in.
        let Ok(_place) = self.places.acquire().await else { return false };
        let is_somebody = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.clone());
        let matches = spawn_blocking(move || hasher().verify_password(password.as_bytes(), hash.as_str()).is_ok());
        is_somebody & matches.await.unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Kernel;

    #[tokio::test]
    async fn only_the_right_password_of_somebody_is_let_in() {
        let passwords = Passwords::new(&mut Kernel);
        let stored = hash("correct horse battery", &mut Kernel).unwrap();
        let verify = |typed: &str, hash: Option<&String>| passwords.verify(typed.to_owned(), hash.cloned());
        assert!(verify("correct horse battery", Some(&stored)).await);
        assert!(!verify("correct horse batterx", Some(&stored)).await);
        assert!(!verify("the password of nobody", None).await);
        assert!(!verify("correct horse battery", Some(&"no hash".to_owned())).await);
    }

    #[test]
    fn the_same_password_never_looks_the_same_and_the_hash_names_its_cost() {
        let [one, other] = [(); 2].map(|()| hash("correct horse battery", &mut Kernel).unwrap());
        assert_ne!(one, other);
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
    }

    #[test]
    fn a_password_of_no_fit_length_is_refused() {
        for unfit in ["", "ninechars", &"x".repeat(257)] {
            assert_eq!(hash(unfit, &mut Kernel), Err(Unfit));
        }
    }
}
