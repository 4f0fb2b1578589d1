//! Letting a guest in, whichever way the guest came: the router's own users are looked at first, then the RADIUS server
//! is asked, and what it answers becomes a session or an error. What the packet says is in `access`.

use std::sync::Arc;

use domain::device::Mac;
use radius_proto::attribute::*;
use radius_proto::{Code, Packet, Text};

pub(super) use super::attempt::{Attempt, Credential};
use super::event::Event;
use super::hotspot::Hotspot;
pub(super) use super::login_error::LoginError;
use super::quirks::KnownLocally;
use super::session::{Session, SessionId};
use super::{Device, Grant};

impl Hotspot {
    /// Asks whoever knows the guest, and lets the guest in if they agree. A browser that hangs up meanwhile changes
    /// nothing.
    pub(super) async fn login(self: &Arc<Self>, device: Device, attempt: Attempt) -> Result<(), LoginError> {
        let hotspot = Arc::clone(self);
        let under_way = tokio::spawn(async move { hotspot.log_in(device, &attempt).await });
        under_way.await.unwrap_or_else(|gone| Err(LoginError::Internal(gone.to_string())))
    }

    async fn log_in(self: &Arc<Self>, device: Device, attempt: &Attempt) -> Result<(), LoginError> {
        if !self.state().authorizing.insert(device.ip) {
            return Err(LoginError::AuthInProgress);
        }
        let outcome = match check_name(&attempt.username, device) {
            Ok(()) => self.authorize(device, attempt).await,
            Err(error) => Err(error),
        };
        self.state().authorizing.remove(&device.ip);
        match &outcome {
            Ok(()) => self.keep_cookies(device, attempt),
            Err(error) => self.note_refusal(device, &attempt.username, error),
        }
        outcome
    }

    pub(super) fn note_refusal(&self, device: Device, username: &str, error: &LoginError) {
        let (mac, username) = (device.mac, username.to_owned());
        self.log.note(Event::LoginRefused { mac, username, error: error.to_string() });
    }

    async fn authorize(self: &Arc<Self>, device: Device, attempt: &Attempt) -> Result<(), LoginError> {
        let quirks = self.quirks();
        let id = self.next_session_id();
        let judged = match quirks.local_users {
            KnownLocally::Skipped if quirks.use_radius => None,
            _ => self.state().users.judge(attempt, &device.mac.to_string()),
        };
        match judged {
            Some(judged) => self.admit(device, attempt, id, judged?, None),
            None if quirks.use_radius => self.ask_radius(device, attempt, id).await,
            None => Err(LoginError::InvalidUsername),
        }
    }

    async fn ask_radius(self: &Arc<Self>, device: Device, attempt: &Attempt, id: SessionId) -> Result<(), LoginError> {
        let boots = self.boots();
        let letter = self.access_request(device, attempt, id).map_err(|why| LoginError::Internal(why.to_string()))?;
        self.log.note(Event::AccessRequested {
            mac: device.mac,
            username: attempt.username.clone(),
            method: attempt.method,
            identifier: letter.identifier,
        });
        let reply = self.auth.exchange(self, &letter, self.quirks().radius_sends).await;
        if self.boots() != boots {
            return Err(LoginError::ShuttingDown);
        }
        let Some(reply) = reply else {
            self.count(|counters| counters.timeouts += 1);
            return Err(LoginError::RadiusTimeout);
        };
        let reply = Packet::parse(&reply).map_err(|why| LoginError::Internal(why.to_string()))?;
        match reply.code() {
            Code::AccessAccept => {
                self.count(|counters| counters.accepts += 1);
                self.admit(device, attempt, id, Grant::read(&reply), Some(&reply))
            }
            Code::AccessReject => {
                self.count(|counters| counters.rejects += 1);
                Err(refusal(&reply))
            }
            code => Err(LoginError::Internal(format!("{code} is not understood"))),
        }
    }

    /// Begins a session, if the name may have one more. Without a packet it is one of the router's own users.
    fn admit(
        self: &Arc<Self>,
        device: Device,
        attempt: &Attempt,
        id: SessionId,
        grant: Grant,
        accept: Option<&Packet<'_>>,
    ) -> Result<(), LoginError> {
        let username = attempt.username.clone();
        let allowed = grant.port_limit.unwrap_or(self.quirks().shared_users);
        if self.sessions_of(&username) >= allowed as usize {
            return Err(LoginError::UserSessionLimit(username));
        }
        self.log.note(Event::LoginAccepted {
            mac: device.mac,
            username: username.clone(),
            session_timeout_secs: grant.session_timeout_secs,
            bytes_left: grant.bytes_left(),
        });
        let now = self.now();
        self.begin(Session {
            device,
            username,
            domain: attempt.domain.clone(),
            method: attempt.method,
            is_by_radius: accept.is_some(),
            id,
            class: accept.map_or_else(Vec::new, |accept| accept.all(CLASS).map(<[u8]>::to_vec).collect()),
            grant,
            started: now,
            timeout_from: now,
            last_traffic: now,
            last_interim: now,
            upload_bytes: 0,
            download_bytes: 0,
        });
        Ok(())
    }
}

/// A name must be there, and one shaped like a MAC is that device's alone.
fn check_name(username: &str, device: Device) -> Result<(), LoginError> {
    let is_shaped_like_a_mac = username.len() == 17 && username.split(':').count() == 6;
    match username {
        "" => Err(LoginError::InvalidUsername),
        name if is_shaped_like_a_mac && Mac::parse(name).is_ok_and(|mac| mac != device.mac) => {
            Err(LoginError::WrongMacUsername(name.to_owned()))
        }
        _ => Ok(()),
    }
}

/// A Reply-Message replaces the text for a wrong name or password.
fn refusal(reject: &Packet<'_>) -> LoginError {
    let message: Vec<u8> = reject.all(REPLY_MESSAGE).flatten().copied().collect();
    if message.is_empty() {
        LoginError::InvalidUsername
    } else {
        LoginError::RadiusReply(Text::new(&message).to_string())
    }
}
