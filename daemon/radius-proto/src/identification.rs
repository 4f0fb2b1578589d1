//! What a packet says about whom and where it concerns: the NAS and session identification attributes (RFC 5176
//! section 3, RFC 2865 section 5, RFC 2866 section 5.5), the same in access, accounting and dynamic authorization,
//! read and written here for all three.

use std::net::Ipv4Addr;

use crate::attribute::*;
use crate::reading::{first, ipv4, number};
use crate::{Attribute, NasPortType, PacketWriter, Text, Unfit, mikrotik};

/// Who and where. Absent attributes are `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Identification<'a> {
    /// The name the guest gave: a ticket code, or a MAC.
    pub user_name: Option<Text<'a>>,
    /// The guest's device, for a hotspot its MAC.
    pub calling_station_id: Option<Text<'a>>,
    /// Where the guest knocked; RouterOS sends the hotspot server's name.
    pub called_station_id: Option<Text<'a>>,
    /// The session as the NAS names it.
    pub acct_session_id: Option<Text<'a>>,
    /// The guest's address.
    pub framed_ip_address: Option<Ipv4Addr>,
    /// The guest's own address before translation (Mikrotik-Host-IP).
    pub host_ip: Option<Ipv4Addr>,
    /// The NAS's name for itself; for RouterOS its identity.
    pub nas_identifier: Option<Text<'a>>,
    /// The NAS's own address, which may differ from where its packets come from.
    pub nas_ip_address: Option<Ipv4Addr>,
    /// The port's number.
    pub nas_port: Option<u32>,
    /// The port's name; for RouterOS the interface.
    pub nas_port_id: Option<Text<'a>>,
    /// The kind of port.
    pub nas_port_type: Option<NasPortType>,
}

impl<'a> Identification<'a> {
    /// Takes an attribute in if it is one of these. True if it was.
    pub(crate) fn note(&mut self, attribute: Attribute, value: &'a [u8]) -> Result<bool, Unfit> {
        let number = || number(attribute, value);
        let address = || ipv4(attribute, value);
        match attribute {
            USER_NAME => first(&mut self.user_name, Text::new(value)),
            CALLING_STATION_ID => first(&mut self.calling_station_id, Text::new(value)),
            CALLED_STATION_ID => first(&mut self.called_station_id, Text::new(value)),
            ACCT_SESSION_ID => first(&mut self.acct_session_id, Text::new(value)),
            FRAMED_IP_ADDRESS => first(&mut self.framed_ip_address, address()?),
            mikrotik::HOST_IP => first(&mut self.host_ip, address()?),
            NAS_IDENTIFIER => first(&mut self.nas_identifier, Text::new(value)),
            NAS_IP_ADDRESS => first(&mut self.nas_ip_address, address()?),
            NAS_PORT => first(&mut self.nas_port, number()?),
            NAS_PORT_ID => first(&mut self.nas_port_id, Text::new(value)),
            NAS_PORT_TYPE => first(&mut self.nas_port_type, NasPortType::from_number(number()?)),
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl PacketWriter<'_> {
    /// Appends what is known of whom and where, in the order RouterOS uses.
    pub fn identification(&mut self, who: &Identification<'_>) -> &mut Self {
        self.maybe_u32(NAS_PORT_TYPE, who.nas_port_type.map(NasPortType::number))
            .maybe_text(CALLING_STATION_ID, who.calling_station_id)
            .maybe_text(CALLED_STATION_ID, who.called_station_id)
            .maybe_text(NAS_PORT_ID, who.nas_port_id)
            .maybe_text(USER_NAME, who.user_name)
            .maybe_u32(NAS_PORT, who.nas_port)
            .maybe_text(ACCT_SESSION_ID, who.acct_session_id)
            .maybe_u32(FRAMED_IP_ADDRESS, who.framed_ip_address.map(Ipv4Addr::to_bits))
            .maybe_u32(mikrotik::HOST_IP, who.host_ip.map(Ipv4Addr::to_bits))
            .maybe_text(NAS_IDENTIFIER, who.nas_identifier)
            .maybe_u32(NAS_IP_ADDRESS, who.nas_ip_address.map(Ipv4Addr::to_bits))
    }

    fn maybe_text(&mut self, attribute: Attribute, text: Option<Text<'_>>) -> &mut Self {
        match text {
            Some(text) => self.bytes(attribute, text.as_bytes()),
            None => self,
        }
    }

    fn maybe_u32(&mut self, attribute: Attribute, number: Option<u32>) -> &mut Self {
        match number {
            Some(number) => self.u32(attribute, number),
            None => self,
        }
    }
}
