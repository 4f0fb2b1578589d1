//! The Access-Request as captured from RouterOS 7: all attributes in its order, Message-Authenticator last. Fields
//! `radius<id>` and WISPr's XML are left out.

use radius_proto::attribute::*;
use radius_proto::{Attribute, Identification, PacketWriter, ServiceType, Unwritable, wispr};

use super::Device;
use super::attempt::{Attempt, Credential};
use super::hotspot::Hotspot;
use super::radius_port::Letter;
use super::session::SessionId;

/// MS-CHAP-Domain (RFC 2548 section 2.1.7), in which the manual says a domain travels. As text: how RouterOS fills the
/// octet before it is not known.
const MS_CHAP_DOMAIN: Attribute = Attribute::Vendor { vendor: 311, number: 10 };

impl Hotspot {
    pub(super) fn access_request(
        &self,
        device: Device,
        attempt: &Attempt,
        id: SessionId,
    ) -> Result<Letter, Unwritable> {
        let (calling, session) = (self.mac_in_format(device), id.to_string());
        let (config, quirks) = (&self.config, self.quirks());
        let identifier = self.auth.identifier();
        let mut room = [0; radius_proto::MAX_PACKET];
        let mut writer = PacketWriter::access_request(identifier, self.random(), &mut room, &self.secret);
        writer.identification(&self.guest(device, &attempt.username, &calling, &session, id));
        if !attempt.domain.is_empty() {
            writer.text(MS_CHAP_DOMAIN, &attempt.domain);
        }
        match &attempt.credential {
            Credential::Pap(password) => writer.user_password(password.as_bytes()),
            Credential::Chap { ident, challenge, digest } => {
                let answer: Vec<u8> = [&[*ident][..], digest].concat();
                writer.bytes(CHAP_CHALLENGE, challenge).bytes(CHAP_PASSWORD, &answer)
            }
        };
        writer
            .u32(SERVICE_TYPE, ServiceType::Login.number())
            .text(wispr::LOGOFF_URL, &format!("http://{}/logout", device.host()))
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
