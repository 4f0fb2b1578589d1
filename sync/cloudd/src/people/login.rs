//! Logins: a random token in the browser, its hash in the books. Good for twelve hours without use, and for fourteen days
//! at the most.

use axum::http::{HeaderMap, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cloud_store::StoreError;
use cloud_store::platform::{Role, User};
use domain::ids::Chance as _;
use sha2::{Digest as _, Sha256};
use web_ui::cloud::{Audience, Who};

use super::audit::{Deed, write_down};
use super::cookies::Cookie;
use super::stamp::{Purpose, is_genuine, stamp};
use crate::chance::Kernel;
use crate::cloud::Cloud;

const IDLE_MS: u64 = 12 * 60 * 60 * 1000;
const MOST_MS: u64 = 14 * 24 * 60 * 60 * 1000;
/// Not every look at a page is worth a write.
const WORTH_WRITING_MS: u64 = 10 * 60 * 1000;

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct SignedIn {
    pub(super) user: User,
    token_hash: [u8; 32],
}

impl SignedIn {
    /// Whose login the browser brings, if it is good. Using it keeps it good.
    pub(super) async fn find(cloud: &Cloud, headers: &HeaderMap) -> Result<Option<Self>, StoreError> {
        let Some(token_hash) = Cookie::Login.of(headers).and_then(hash) else { return Ok(None) };
        let (platform, now_ms) = (cloud.store.platform(), cloud.clock.unix_ms());
        let Some(login) = platform.login(&token_hash, now_ms).await? else { return Ok(None) };
        let until_ms = good_until_ms(login.created_ms, now_ms);
        if until_ms >= login.expires_ms + WORTH_WRITING_MS {
            platform.prolong_login(&token_hash, until_ms).await?;
        }
        Ok(Some(SignedIn { user: login.user, token_hash }))
    }

    /// Signs somebody in: the cookie that does so.
    pub(super) async fn begin(cloud: &Cloud, user: &User, deed: Deed) -> Result<Option<HeaderValue>, StoreError> {
        let mut token = [0; 32];
        Kernel.fill(&mut token);
        let token = URL_SAFE_NO_PAD.encode(token);
        let (platform, now_ms) = (cloud.store.platform(), cloud.clock.unix_ms());
        platform.expire_logins(now_ms).await?;
        write_down(cloud, user, user.provider, deed, &user.email).await?;
        if let Some(token_hash) = hash(&token) {
            platform.put_login(&token_hash, user.id, now_ms, good_until_ms(now_ms, now_ms)).await?;
        }
        Ok(Cookie::Login.set(&token, MOST_MS / 1000, &cloud.config.public_url))
    }

    /// Signs the browser out.
    pub(super) async fn end(&self, cloud: &Cloud) -> Result<(), StoreError> {
        cloud.store.platform().remove_login(&self.token_hash).await.map(drop)
    }

    /// What the pages show of them, with the token that their forms carry.
    pub(super) fn who(&self, cloud: &Cloud) -> Who {
        let audience = if self.is_admin() { Audience::Admin } else { Audience::Provider };
        let csrf = URL_SAFE_NO_PAD.encode(stamp(&cloud.secret_key, Purpose::Form, &self.token_hash));
        Who { email: self.user.email.clone(), audience, csrf }
    }

    /// Whether a form was sent from a page of this login.
    pub(super) fn sent(&self, cloud: &Cloud, csrf: &str) -> bool {
        let seal = URL_SAFE_NO_PAD.decode(csrf).unwrap_or_default();
        is_genuine(&cloud.secret_key, Purpose::Form, &self.token_hash, &seal)
    }

    pub(super) fn is_admin(&self) -> bool {
        self.user.role == Role::Admin
    }
}

/// Of 256 random bits a plain hash is enough. `None` for what cannot be a token of ours.
fn hash(token: &str) -> Option<[u8; 32]> {
    let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
    Some(Sha256::new().chain_update("lango-cloud login\0").chain_update(bytes).finalize().into())
}

fn good_until_ms(created_ms: u64, used_ms: u64) -> u64 {
    (used_ms + IDLE_MS).min(created_ms + MOST_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_good_for_twelve_hours_without_use_and_fourteen_days_at_the_most() {
        const HOUR_MS: u64 = 60 * 60 * 1000;
        assert_eq!(good_until_ms(0, 0), 12 * HOUR_MS);
        assert_eq!(good_until_ms(0, 13 * 24 * HOUR_MS), (13 * 24 + 12) * HOUR_MS);
        assert_eq!(good_until_ms(0, (14 * 24 - 1) * HOUR_MS), 14 * 24 * HOUR_MS);
    }

    #[test]
    fn only_a_token_of_our_length_is_looked_up() {
        assert!(hash(&URL_SAFE_NO_PAD.encode([7; 32])).is_some());
        for other in ["", "short", &URL_SAFE_NO_PAD.encode([7; 33]), "%%%"] {
            assert_eq!(hash(other), None, "{other}");
        }
    }
}
