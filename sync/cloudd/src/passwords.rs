//! Passwords: argon2id, which takes 19 MiB and some hundredths of a second on purpose. It runs beside the tasks that serve,
//! and only so many at once, so that a crowd at the sign-in page slows itself down and nobody else.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::ids::Chance;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::spawn_blocking;

use crate::chance::Kernel;

/// OWASP's second recommendation: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// Each holds 19 MiB and a core.
const AT_ONCE: usize = 2;
/// Whoever comes beyond them is told at once to come again: a second or two of waiting is enough.
const MOST_WAITING: usize = 64;
/// Shorter ones are guessed, longer ones are somebody's attempt to keep us busy.
const LENGTHS: std::ops::RangeInclusive<usize> = 10..=256;

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a password has {} to {} characters", LENGTHS.start(), LENGTHS.end())]
pub(crate) struct Unfit;

/// Too many people sign in at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Crowded;

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
pub(crate) struct Passwords {
    places: Semaphore,
    /// For those who wait for a place.
    waiting: Semaphore,
    /// Compared with where there is no such person, so that an answer takes as long.
    nobody: String,
}

impl Passwords {
    /// All places free.
    pub(crate) fn new(chance: &mut dyn Chance) -> Self {
        let nobody = hash("the password of nobody", chance).unwrap_or_default();
        Passwords { places: Semaphore::new(AT_ONCE), waiting: Semaphore::new(MOST_WAITING), nobody }
    }

    /// Whether a password is the one behind a hash; without a hash it is not, after as long a time.
    pub(crate) async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Crowded> {
        let _place = self.place().await?;
        let is_somebody = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.clone());
        let matches = spawn_blocking(move || hasher().verify_password(password.as_bytes(), hash.as_str()).is_ok());
        Ok(is_somebody & matches.await.unwrap_or(false))
    }

    /// Hashes a new password.
    pub(crate) async fn hash_new(&self, password: String) -> Result<Result<String, Unfit>, Crowded> {
        let _place = self.place().await?;
        let hashed = spawn_blocking(move || hash(&password, &mut Kernel));
        Ok(hashed.await.unwrap_or(Err(Unfit)))
    }

    /// A place to compute at. Neither semaphore is ever closed.
    async fn place(&self) -> Result<SemaphorePermit<'_>, Crowded> {
        let _waiting = self.waiting.try_acquire().map_err(|_| Crowded)?;
        self.places.acquire().await.map_err(|_| Crowded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_somebody_is_let_in() {
        let passwords = Passwords::new(&mut Kernel);
        let stored = hash("correct horse battery", &mut Kernel).unwrap();
        let verify = |typed: &str, hash: Option<&String>| passwords.verify(typed.to_owned(), hash.cloned());
        assert_eq!(verify("correct horse battery", Some(&stored)).await, Ok(true));
        assert_eq!(verify("correct horse batterx", Some(&stored)).await, Ok(false));
        assert_eq!(verify("the password of nobody", None).await, Ok(false));
        assert_eq!(verify("correct horse battery", Some(&"no hash".to_owned())).await, Ok(false));
    }

    #[tokio::test]
    async fn a_crowd_is_turned_away_and_not_queued() {
        let passwords = Passwords::new(&mut Kernel);
        let _all = passwords.waiting.try_acquire_many(MOST_WAITING as u32).unwrap();
        assert_eq!(passwords.verify("correct horse battery".to_owned(), None).await, Err(Crowded));
        assert_eq!(passwords.hash_new("correct horse battery".to_owned()).await, Err(Crowded));
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
