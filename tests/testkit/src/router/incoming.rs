//! The CoA port (`/radius/incoming`, RFC 5176): Disconnect- and CoA-Requests from the configured server, the session
//! found as a hotspot finds it, ACK or NAK with Error-Cause.

use std::sync::Arc;

use radius_proto::{
    DynamicAction, DynamicRequest, ErrorCause, Identification, MAX_PACKET, Packet, TerminateCause, Text,
};
use tokio::net::UdpSocket;

use super::event::Event;
use super::hotspot::Hotspot;
use super::session::Session;

impl Hotspot {
    /// Takes requests for as long as the router runs.
    pub(super) async fn take_dynamic_requests(self: Arc<Self>, socket: UdpSocket) {
        let mut room = [0; MAX_PACKET];
        loop {
            // An error is ICMP's about an earlier answer.
            let Ok((length, source)) = socket.recv_from(&mut room).await else { continue };
            let datagram = room.get(..length).unwrap_or_default();
            let answer = if source.ip() == self.config.auth_server.ip() {
                self.dynamic_answer(datagram)
            } else {
                Err(format!("{source} is no RADIUS server of ours"))
            };
            match answer {
                Ok(answer) => {
                    // Lost like any datagram; the server will ask again.
                    let _ = socket.send_to(&answer, source).await;
                }
                Err(why) => {
                    self.count(|counters| counters.incoming_bad_requests += 1);
                    self.log.note(Event::BadDynamicRequest { why });
                }
            }
        }
    }

    fn dynamic_answer(self: &Arc<Self>, datagram: &[u8]) -> Result<Vec<u8>, String> {
        let quirks = self.quirks();
        if !quirks.coa_accept {
            return Err("/radius/incoming does not accept".to_owned());
        }
        let packet = Packet::parse(datagram).map_err(|malformed| malformed.to_string())?;
        let verified = packet.verify(&self.secret).map_err(|forged| forged.to_string())?;
        if quirks.coa_requires_message_authenticator {
            verified.require_message_authenticator().map_err(|forged| forged.to_string())?;
        }
        let request = DynamicRequest::read(verified).map_err(|unfit| unfit.to_string())?;
        let name = packet.code().to_string();
        let mut room = [0; MAX_PACKET];
        let outcome = self.carry_out(&request);
        self.count(|counters| {
            counters.incoming_requests += 1;
            let answers = if outcome.is_ok() { &mut counters.incoming_acks } else { &mut counters.incoming_naks };
            *answers += 1;
        });
        let answer = match outcome {
            Ok(acct_session_id) => {
                self.log.note(Event::DynamicAcknowledged { request: name, acct_session_id });
                request.ack(&mut room).finish()
            }
            Err(cause) => {
                self.log.note(Event::DynamicRefused { request: name, error_cause: cause.number() });
                request.nak(cause, &mut room).finish()
            }
        };
        answer.map(|datagram| datagram.to_vec()).map_err(|unwritable| unwritable.to_string())
    }

    /// Whether a request that names its router means this one.
    fn is_named(&self, who: &Identification<'_>) -> bool {
        who.nas_identifier.is_none_or(|name| name == self.config.identity.as_str())
            && who.nas_ip_address.is_none_or(|ip| ip == self.config.hotspot_address)
    }

    /// Does what is asked, and says for which session.
    fn carry_out(self: &Arc<Self>, request: &DynamicRequest<'_>) -> Result<String, ErrorCause> {
        let (device, name) = {
            let mut state = self.state();
            let quirks = state.quirks.clone();
            if quirks.coa_checks_nas && !self.is_named(&request.who) {
                return Err(ErrorCause::NasIdentificationMismatch);
            }
            let found =
                state.sessions.values_mut().find(|session| meant(session, &request.who, quirks.coa_needs_framed_ip));
            let session = found.ok_or(ErrorCause::SessionContextNotFound)?;
            if quirks.coa_keeps_sessions && request.action == DynamicAction::Disconnect {
                return Err(ErrorCause::SessionContextNotRemovable);
            }
            if request.action == DynamicAction::Change {
                let packet = request.verified().packet();
                session.grant.change(packet, quirks.coa_unlisted).or(Err(ErrorCause::UnsupportedAttribute))?;
                if packet.u32(radius_proto::attribute::SESSION_TIMEOUT).is_some() {
                    session.restart_timeout(quirks.coa_session_timeout, self.now());
                }
            }
            (session.device, session.id.to_string())
        };
        match request.action {
            DynamicAction::Disconnect => {
                self.end(device, TerminateCause::AdminReset);
            }
            DynamicAction::Change => {
                self.rescheduled.notify_waiters();
                self.end_if_used_up(device);
            }
        }
        Ok(name)
    }
}

/// Whether everything the request says of whom it means is true of this session.
fn meant(session: &Session, who: &Identification<'_>, needs_framed_ip: bool) -> bool {
    let agrees = |said: Option<Text<'_>>, is: &str| said.is_none_or(|said| said == is);
    let names_one = if needs_framed_ip {
        who.framed_ip_address.is_some()
    } else {
        who.framed_ip_address.is_some() || who.user_name.is_some() || who.acct_session_id.is_some()
    };
    names_one
        && who.framed_ip_address.is_none_or(|ip| ip == session.device.ip)
        && agrees(who.user_name, &session.username)
        && agrees(who.acct_session_id, &session.id.to_string())
}
