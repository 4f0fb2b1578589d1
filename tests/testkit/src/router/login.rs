//! Letting a guest in: the Access-Request as captured from RouterOS 7 (all attributes in its order,
//! Message-Authenticator last), what is made of the reply, and the texts of RouterOS's errors.txt. Fields `domain`,
//! `radius<id>` and WISPr's XML are left out.

use std::fmt;
use std::sync::Arc;

use radius_proto::attribute::*;
use radius_proto::{Code, Identification, Packet, PacketWriter, ServiceType, Text, Unwritable, wispr};

use super::event::{Event, LoginMethod};
use super::hotspot::Hotspot;
use super::radius_port::Letter;
use super::session::{Session, SessionId};
use super::{Device, Grant};
use crate::machine;

/// What a guest proves to be the named one with. Kept by a mac-cookie as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Credential {
    /// The password itself.
    Pap(String),
    /// The answer to a challenge of ours: the router never learns the password.
    Chap { ident: u8, challenge: [u8; 16], digest: [u8; 16] },
}

/// Why a login came to nothing; the names are the keys of errors.txt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum LoginError {
    InvalidUsername,
    RadiusReply(String),
    RadiusTimeout,
    WrongMacUsername(String),
    ChapMissing,
    AuthInProgress,
    UserSessionLimit(String),
    ShuttingDown,
    Internal(String),
}

impl fmt::Display for LoginError {
    /// The texts as shipped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoginError::InvalidUsername => f.write_str("invalid username or password"),
            LoginError::RadiusReply(message) => f.write_str(message),
            LoginError::RadiusTimeout => f.write_str("RADIUS server is not responding"),
            LoginError::WrongMacUsername(name) => write!(f, "invalid username ({name}): this MAC address is not yours"),
            LoginError::ChapMissing => {
                f.write_str("web browser did not send challenge response (try again, enable JavaScript)")
            }
            LoginError::AuthInProgress => f.write_str("already authorizing, retry later"),
            LoginError::UserSessionLimit(name) => write!(f, "no more sessions are allowed for user {name}"),
            LoginError::ShuttingDown => f.write_str("hotspot service is shutting down"),
            LoginError::Internal(why) => write!(f, "internal error ({why})"),
        }
    }
}

impl Hotspot {
    /// Asks the server about a guest and lets the guest in if it agrees.
    pub(super) async fn login(
        self: &Arc<Self>,
        device: Device,
        username: &str,
        credential: Credential,
        method: LoginMethod,
    ) -> Result<(), LoginError> {
        if !self.state().authorizing.insert(device.ip) {
            return Err(LoginError::AuthInProgress);
        }
        let outcome = self.authorize(device, username, &credential, method).await;
        self.state().authorizing.remove(&device.ip);
        let (mac, username) = (device.mac, username.to_owned());
        match &outcome {
            Ok(()) => self.keep_cookie(device, &username, credential),
            Err(error) => self.log.note(Event::LoginRefused { mac, username, error: error.to_string() }),
        }
        outcome
    }

    async fn authorize(
        self: &Arc<Self>,
        device: Device,
        username: &str,
        credential: &Credential,
        method: LoginMethod,
    ) -> Result<(), LoginError> {
        let (id, boots) = (self.next_session_id(), self.boots());
        let letter = self
            .access_request(device, username, credential, id)
            .map_err(|why| LoginError::Internal(why.to_string()))?;
        self.log.note(Event::AccessRequested {
            mac: device.mac,
            username: username.to_owned(),
            method,
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
            Code::AccessAccept => self.accepted(device, username, id, &reply),
            Code::AccessReject => {
                self.count(|counters| counters.rejects += 1);
                Err(refusal(&reply))
            }
            code => Err(LoginError::Internal(format!("{code} is not understood"))),
        }
    }

    fn accepted(
        self: &Arc<Self>,
        device: Device,
        username: &str,
        id: SessionId,
        reply: &Packet<'_>,
    ) -> Result<(), LoginError> {
        self.count(|counters| counters.accepts += 1);
        let grant = Grant::read(reply);
        let allowed = grant.port_limit.unwrap_or(self.quirks().shared_users);
        if self.sessions_of(username) >= allowed as usize {
            return Err(LoginError::UserSessionLimit(username.to_owned()));
        }
        self.log.note(Event::LoginAccepted {
            mac: device.mac,
            username: username.to_owned(),
            session_timeout_secs: grant.session_timeout_secs,
            bytes_left: grant.bytes_left(),
        });
        let now = machine::now();
        self.begin(Session {
            device,
            username: username.to_owned(),
            id,
            class: reply.all(CLASS).map(<[u8]>::to_vec).collect(),
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

    fn access_request(
        &self,
        device: Device,
        username: &str,
        credential: &Credential,
        id: SessionId,
    ) -> Result<Letter, Unwritable> {
        let (calling, session) = (self.mac_in_format(device), id.to_string());
        let (config, quirks) = (&self.config, self.quirks());
        let identifier = self.auth.identifier();
        let mut room = [0; radius_proto::MAX_PACKET];
        let mut writer = PacketWriter::access_request(identifier, self.random(), &mut room, &self.secret);
        writer.identification(&self.guest(device, username, &calling, &session, id));
        match credential {
            Credential::Pap(password) => writer.user_password(password.as_bytes()),
            Credential::Chap { ident, challenge, digest } => {
                let answer: Vec<u8> = [&[*ident][..], digest].concat();
                writer.bytes(CHAP_CHALLENGE, challenge).bytes(CHAP_PASSWORD, &answer)
            }
        };
        writer
            .u32(SERVICE_TYPE, ServiceType::Login.number())
            .text(wispr::LOGOFF_URL, &format!("http://{}/logout", device.door))
            .text(NAS_IDENTIFIER, &config.identity)
            .ipv4(NAS_IP_ADDRESS, config.hotspot_address);
        if quirks.access_message_authenticator {
            writer.message_authenticator();
        }
        let datagram = writer.finish()?;
        Ok(Letter { identifier, bytes: datagram.to_vec(), authenticator: *datagram.authenticator() })
    }

    /// Whom and where a packet concerns, as far as all packets begin with it.
    pub(super) fn guest<'a>(
        &'a self,
        device: Device,
        username: &'a str,
        calling: &'a str,
        session: &'a str,
        id: SessionId,
    ) -> Identification<'a> {
        Identification {
            nas_port_type: Some(radius_proto::NasPortType::Wireless80211),
            calling_station_id: Some(calling.into()),
            called_station_id: Some(self.config.server_name.as_str().into()),
            nas_port_id: Some(self.config.interface.as_str().into()),
            user_name: Some(username.into()),
            nas_port: Some(id.0),
            acct_session_id: Some(session.into()),
            framed_ip_address: Some(device.ip),
            host_ip: Some(device.ip),
            nas_identifier: None,
            nas_ip_address: None,
        }
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
