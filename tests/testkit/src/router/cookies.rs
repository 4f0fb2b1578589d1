//! mac-cookie: the credentials of a login, kept per MAC and replayed when the device comes back, so that the portal is
//! not seen again (RouterOS manual, HotSpot). When it survives and when it is deleted follows the manual's list. How
//! RouterOS keeps a CHAP login is not known; here the answer is kept with its challenge.

use std::sync::Arc;

use domain::device::Mac;
use radius_proto::TerminateCause;

use super::Device;
use super::event::{Event, LoginMethod};
use super::hotspot::Hotspot;
use super::login::{Credential, LoginError};

/// Credentials kept for a MAC.
#[derive(Clone, Debug)]
pub(super) struct Cookie {
    username: String,
    credential: Credential,
}

impl Hotspot {
    pub(super) fn keep_cookie(&self, device: Device, username: &str, credential: Credential) {
        if !self.quirks().mac_cookie {
            return;
        }
        let (mac, username) = (device.mac, username.to_owned());
        let cookie = Cookie { username: username.clone(), credential };
        if self.state().cookies.insert(mac, cookie).is_none() {
            self.log.note(Event::CookieStored { mac, username });
        }
    }

    pub(super) fn delete_cookie(&self, mac: Mac, why: &str) {
        if self.state().cookies.remove(&mac).is_some() {
            self.log.note(Event::CookieDeleted { mac, why: why.to_owned() });
        }
    }

    /// Forgets the credentials if a session that ended so must not come back by itself.
    pub(super) fn delete_cookie_after(&self, mac: Mac, cause: TerminateCause) {
        use TerminateCause::{AdminReset, NasRequest, SessionTimeout, UserRequest};
        if matches!(cause, UserRequest | AdminReset | NasRequest | SessionTimeout) {
            self.delete_cookie(mac, cause.as_str());
        }
    }

    /// Replays kept credentials; a refusal ends them. A server that is silent has refused nothing.
    pub(super) async fn replay_cookie(self: &Arc<Self>, device: Device) {
        let cookie = self.state().cookies.get(&device.mac).cloned();
        let Some(Cookie { username, credential }) = cookie.filter(|_| self.quirks().mac_cookie) else { return };
        let outcome = self.login(device, &username, credential, LoginMethod::MacCookie).await;
        match outcome {
            Ok(()) | Err(LoginError::AuthInProgress | LoginError::RadiusTimeout | LoginError::ShuttingDown) => {}
            Err(_) => self.delete_cookie(device.mac, "refused"),
        }
    }
}
