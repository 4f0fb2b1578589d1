//! What a reply needs to know of its request: the pairing identifier, the authenticator and the Proxy-State to return
//! (RFC 2865 sections 3 and 5.33). Kept apart from the datagram, so that an answer may wait for the disk.

use std::borrow::Cow;

use crate::attribute::{PROXY_STATE, octet};
use crate::packet::split;
use crate::{Authenticator, Code, Packet, PacketWriter, Secret};

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

    /// Begins a reply of this kind: Message-Authenticator first (CVE-2024-3596), then the request's Proxy-State in its
    /// order. A code that does not answer the request is reported when the reply is finished.
    ///
    /// The response to an Accounting-Request is left unsigned: no RFC says over which authenticator it would be signed,
    /// FreeRADIUS computes it over zeros, and a NAS that disagrees would drop the response and repeat its report for
    /// ever. Its Response Authenticator vouches for it.
    pub fn writer<'b>(&self, code: Code, buffer: &'b mut [u8], secret: &'b Secret) -> PacketWriter<'b> {
        let mut writer = PacketWriter::digested(code, self.identifier, self.authenticator, buffer, secret);
        if !code.answers(self.code) {
            writer.refuse_pairing(self.code, code);
        }
        if self.code != Code::AccountingRequest {
            writer.message_authenticator();
        }
        for state in proxy_states(&self.attributes) {
            writer.bytes(PROXY_STATE, state);
        }
        writer
    }
}

/// The values of all Proxy-State in a row of attributes.
fn proxy_states(mut row: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (number, value, rest) = split(row)?;
        row = rest;
        Some((number, value))
    })
    .filter(|(number, _)| *number == octet::PROXY_STATE)
    .map(|(_, value)| value)
}

/// A Proxy-State with its two header bytes. A value that came in a packet is at most 253 bytes long.
fn whole_attribute(value: &[u8]) -> impl Iterator<Item = u8> {
    let length = u8::try_from(value.len() + 2).unwrap_or(u8::MAX);
    [octet::PROXY_STATE, length].into_iter().chain(value.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Unwritable;

    /// An Access-Request with two Proxy-States around a User-Name.
    fn request() -> Vec<u8> {
        [&[1, 9, 0, 30][..], &[5; 16], &[33, 4, b'b', b'1', 1, 3, b'x', 33, 3, b'a']].concat()
    }

    fn secret() -> Secret {
        Secret::new("testing123").expect("not empty")
    }

    #[test]
    fn proxy_state_comes_back_in_its_order() {
        let (bytes, secret) = (request(), secret());
        let reply_to = ReplyTo::new(&Packet::parse(&bytes).expect("well-formed"));
        let mut buffer = [0; 128];
        let reply = reply_to.writer(Code::AccessReject, &mut buffer, &secret).finish().expect("fits");
        let packet = Packet::parse(&reply).expect("well-formed");
        assert_eq!(packet.all(PROXY_STATE).collect::<Vec<_>>(), [&b"b1"[..], b"a"]);
        let reply = packet.verify_reply(reply_to.authenticator(), &secret).expect("genuine");
        assert!(reply.message_authenticator_is_first());
    }

    #[test]
    fn an_answer_that_waited_is_the_same() {
        let (bytes, secret) = (request(), secret());
        let now = ReplyTo::new(&Packet::parse(&bytes).expect("well-formed"));
        let later = now.clone().into_owned();
        let (mut one, mut other) = ([0; 128], [0; 128]);
        let one = now.writer(Code::AccessAccept, &mut one, &secret).finish().expect("fits").bytes();
        assert_eq!(one, later.writer(Code::AccessAccept, &mut other, &secret).finish().expect("fits").bytes());
    }

    #[test]
    fn a_reply_of_the_wrong_kind_is_not_finished() {
        let (bytes, secret) = (request(), secret());
        let reply_to = ReplyTo::new(&Packet::parse(&bytes).expect("well-formed"));
        let refused = reply_to.writer(Code::AccountingResponse, &mut [0; 128], &secret).finish().expect_err("refused");
        assert_eq!(refused, Unwritable::NotAnAnswer { request: Code::AccessRequest, reply: Code::AccountingResponse });
    }
}
