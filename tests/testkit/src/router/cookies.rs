//! Credentials kept for a guest who comes back (RouterOS manual, HotSpot): by MAC (`mac-cookie`), so that the portal is
//! not seen again, and by a cookie in the browser (`cookie`), so that the form is not. Both replay what the guest once
//! typed, as an ordinary login. When a mac-cookie survives and when it is deleted follows the manual's list; of browser
//! cookies the manual says less, and neither their name is known nor how RouterOS keeps a CHAP login: here the answer
//! is kept with its challenge.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::device::Mac;
use radius_proto::TerminateCause;

use super::Device;
use super::event::{Event, LoginMethod};
use super::hotspot::{Hotspot, State};
use super::login::{Attempt, Credential, LoginError};

/// Kept credentials. There is at most one of a kind for a MAC.
#[derive(Clone, Debug)]
pub(super) struct Cookie {
    pub(super) row: u32,
    pub(super) mac: Mac,
    pub(super) username: String,
    pub(super) domain: String,
    pub(super) expires: Instant,
    /// What a browser has to show; `None` for a mac-cookie.
    pub(super) token: Option<String>,
    credential: Credential,
}

impl Cookie {
    pub(super) fn is_by_mac(&self) -> bool {
        self.token.is_none()
    }

    fn method(&self) -> LoginMethod {
        if self.is_by_mac() { LoginMethod::MacCookie } else { LoginMethod::Cookie }
    }
}

impl State {
    /// The cookies that have not expired.
    pub(super) fn living_cookies(&self, now: Instant) -> impl Iterator<Item = &Cookie> {
        self.cookies.iter().filter(move |cookie| cookie.expires > now)
    }
}

impl Hotspot {
    /// Keeps what let a device in, for each way of coming back that is switched on.
    pub(super) fn keep_cookies(&self, device: Device, attempt: &Attempt) {
        let quirks = self.quirks();
        if quirks.mac_cookie {
            self.keep_cookie(device, attempt, None);
        }
        if quirks.http_cookie {
            let random = self.random().iter().map(|byte| format!("{byte:02x}")).collect();
            let token = self.http_cookie_of(device.mac).unwrap_or(random);
            self.keep_cookie(device, attempt, Some(token));
        }
    }

    fn keep_cookie(&self, device: Device, attempt: &Attempt, token: Option<String>) {
        let (mac, username) = (device.mac, attempt.username.clone());
        let kept = {
            let mut state = self.state();
            let lifetime = Duration::from_secs(state.quirks.cookie_lifetime_secs.into());
            let of_this_kind = |cookie: &Cookie| cookie.mac == mac && cookie.is_by_mac() == token.is_none();
            let old = state.cookies.iter().position(of_this_kind).map(|at| state.cookies.remove(at));
            let cookie = Cookie {
                row: old.as_ref().map_or_else(|| state.next_row(), |old| old.row),
                mac,
                username: username.clone(),
                domain: attempt.domain.clone(),
                expires: self.now() + lifetime,
                token,
                credential: attempt.credential.clone(),
            };
            let by = cookie.method();
            state.cookies.push(cookie);
            old.is_none().then_some(by)
        };
        if let Some(by) = kept {
            self.log.note(Event::CookieStored { mac, username, by });
        }
    }

    /// What the browser of this device's last login has to show.
    pub(super) fn http_cookie_of(&self, mac: Mac) -> Option<String> {
        let state = self.state();
        state.living_cookies(self.now()).filter(|cookie| cookie.mac == mac).find_map(|cookie| cookie.token.clone())
    }

    /// Forgets cookies, and says why. False if there were none.
    pub(super) fn delete_cookies(&self, why: &str, is_meant: impl Fn(&Cookie) -> bool) -> bool {
        let deleted: Vec<Cookie> = self.state().cookies.extract_if(.., |cookie| is_meant(cookie)).collect();
        for cookie in &deleted {
            let by = cookie.method();
            self.log.note(Event::CookieDeleted { mac: cookie.mac, by, why: why.to_owned() });
        }
        !deleted.is_empty()
    }

    /// Forgets a MAC's mac-cookie.
    pub(super) fn delete_mac_cookie(&self, mac: Mac, why: &str) {
        self.delete_cookies(why, |cookie| cookie.mac == mac && cookie.is_by_mac());
    }

    /// Forgets the credentials if a session that ended so must not come back by itself.
    pub(super) fn delete_cookie_after(&self, mac: Mac, cause: TerminateCause) {
        use TerminateCause::{AdminReset, NasRequest, SessionTimeout, UserRequest};
        if matches!(cause, UserRequest | AdminReset | NasRequest | SessionTimeout) {
            self.delete_mac_cookie(mac, cause.as_str());
        }
    }

    /// A device is back: replays its mac-cookie.
    pub(super) async fn replay_mac_cookie(self: &Arc<Self>, device: Device) {
        if self.quirks().mac_cookie {
            self.replay_cookie(device, |cookie| cookie.mac == device.mac && cookie.is_by_mac()).await;
        }
    }

    /// A browser is back and shows this: replays what it stands for, on the device it was given to and no other.
    pub(super) async fn replay_http_cookie(self: &Arc<Self>, device: Device, shown: &str) {
        if self.quirks().http_cookie {
            let is_meant = |cookie: &Cookie| cookie.mac == device.mac && cookie.token.as_deref() == Some(shown);
            self.replay_cookie(device, is_meant).await;
        }
    }

    /// Replays kept credentials; a refusal ends them. A server that is silent has refused nothing.
    async fn replay_cookie(self: &Arc<Self>, device: Device, is_meant: impl Fn(&Cookie) -> bool) {
        let now = self.now();
        self.delete_cookies("expired", |cookie| cookie.expires <= now);
        let Some(cookie) = self.state().cookies.iter().find(|cookie| is_meant(cookie)).cloned() else { return };
        let method = cookie.method();
        let Cookie { row, username, domain, credential, .. } = cookie;
        match self.login(device, Attempt { username, domain, credential, method }).await {
            Ok(()) | Err(LoginError::AuthInProgress | LoginError::RadiusTimeout | LoginError::ShuttingDown) => {}
            Err(_) => {
                self.delete_cookies("refused", |cookie| cookie.row == row);
            }
        }
    }
}
