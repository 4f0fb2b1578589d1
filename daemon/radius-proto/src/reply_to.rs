//! What a reply needs to know of its request: the pairing identifier, the authenticator and the Proxy-State to return
//! (RFC 2865 sections 3 and 5.33). Kept apart from the datagram, so that an answer may wait for the disk.

use std::borrow::Cow;

use crate::attribute::PROXY_STATE;
use crate::packet::split;
use crate::{Attribute, Authenticator, Code, Packet, PacketWriter, Secret};

/// Where and how to answer a request.
#[derive(Clone, Debug)]
pub struct ReplyTo<'a> {
    code: Code,
    identifier: u8,
    authenticator: Authenticator,
    /// A row of attributes of which only Proxy-State matters.
    attributes: Cow<'a, [u8]>,
}

impl<'a> ReplyTo<'a> {
    pub(crate) fn new(packet: &Packet<'a>) -> Self {
        ReplyTo {
            code: packet.code(),
            identifier: packet.identifier(),
            authenticator: *packet.authenticator(),
            attributes: Cow::Borrowed(packet.attributes),
        }
    }

    /// The request's code.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The request's identifier, which the reply repeats.
    pub fn identifier(&self) -> u8 {
        self.identifier
    }

    /// The request's authenticator; with address and identifier it tells a retransmission from a new request.
    pub fn authenticator(&self) -> &Authenticator {
        &self.authenticator
    }

    /// Lets go of the datagram. Allocates only if the request carries Proxy-State, which no directly attached NAS sends.
    pub fn into_owned(self) -> ReplyTo<'static> {
        let attributes = proxy_states(&self.attributes).flat_map(whole_attribute).collect();
        ReplyTo { attributes: Cow::Owned(attributes), ..self }
    }

    /// Begins a reply of this kind: Message-Authenticator first, then the request's Proxy-State in its order. A code
    /// that does not answer the request is reported when the reply is finished.
    pub fn writer<'b>(&self, code: Code, buffer: &'b mut [u8], secret: &'b Secret) -> PacketWriter<'b> {
        let mut writer = PacketWriter::digested(code, self.identifier, self.authenticator, buffer, secret);
        if !code.answers(self.code) {
            writer.refuse_pairing(self.code, code);
        }
        writer.message_authenticator();
        for state in proxy_states(&self.attributes) {
            writer.bytes(PROXY_STATE, state);
        }
        writer
    }
}

fn proxy_states(attributes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = attributes;
    std::iter::from_fn(move || {
        let (number, value, after) = split(rest)?;
        rest = after;
        Some((Attribute::Standard(number), value))
    })
    .filter(|(attribute, _)| *attribute == PROXY_STATE)
    .map(|(_, value)| value)
}

/// A Proxy-State with its two header bytes. A value that came in a packet is at most 253 bytes long.
fn whole_attribute(value: &[u8]) -> impl Iterator<Item = u8> {
    let length = u8::try_from(value.len() + 2).unwrap_or(u8::MAX);
    [33, length].into_iter().chain(value.iter().copied())
}
