//! Writing a packet into a caller's buffer (RFC 2865 sections 3 and 5). Appending cannot fail on the spot: the first
//! thing that does not fit is remembered and reported by `finish`, so that a reply reads as one sentence. What a
//! request or reply is made of is said in `request`, `reply_to` and the vendors' rooms.

use std::fmt::{self, Display, Write};
use std::net::Ipv4Addr;
use std::ops::Deref;

use crate::attribute::{MESSAGE_AUTHENTICATOR, REPLY_MESSAGE, octet};
use crate::{Attribute, Authenticator, Code, MAX_PACKET, Secret};

/// A packet being written.
#[derive(Debug)]
pub struct PacketWriter<'b> {
    buffer: &'b mut [u8],
    length: usize,
    pub(crate) secret: &'b Secret,
    pub(crate) authenticator: Authenticator,
    seal: Seal,
    /// Where the value of Message-Authenticator begins.
    message_authenticator: Option<usize>,
    fault: Option<Unwritable>,
}

/// What becomes of the header's authenticator at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seal {
    /// It is random and stays (RFC 2865 section 3).
    Keep,
    /// It stands in for the digest over the packet, which then takes its place: zeros in a request (RFC 2866
    /// section 3), the request's authenticator in a reply (RFC 2865 section 3).
    Digest,
}

/// Why a packet could not be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unwritable {
    /// The buffer, or a packet's 4096 bytes, are full.
    NoRoom {
        /// Bytes needed.
        needed: usize,
        /// Bytes there are.
        room: usize,
    },
    /// A value is longer than its attribute can carry.
    ValueTooLong {
        /// Which attribute.
        attribute: Attribute,
        /// The value's length.
        length: usize,
    },
    /// A second Message-Authenticator was asked for.
    SecondMessageAuthenticator,
    /// The reply's code does not answer the request.
    NotAnAnswer {
        /// The request's code.
        request: Code,
        /// The reply's code.
        reply: Code,
    },
}

impl<'b> PacketWriter<'b> {
    /// A packet with a random authenticator of its own.
    pub(crate) fn random(
        code: Code,
        identifier: u8,
        random: Authenticator,
        buffer: &'b mut [u8],
        secret: &'b Secret,
    ) -> Self {
        Self::begin(code, identifier, random, Seal::Keep, buffer, secret)
    }

    /// A packet whose authenticator is a digest over it, with `stand_in` in its place.
    pub(crate) fn digested(
        code: Code,
        identifier: u8,
        stand_in: Authenticator,
        buffer: &'b mut [u8],
        secret: &'b Secret,
    ) -> Self {
        Self::begin(code, identifier, stand_in, Seal::Digest, buffer, secret)
    }

    fn begin(
        code: Code,
        identifier: u8,
        authenticator: Authenticator,
        seal: Seal,
        buffer: &'b mut [u8],
        secret: &'b Secret,
    ) -> Self {
        let mut writer =
            PacketWriter { buffer, length: 0, secret, authenticator, seal, message_authenticator: None, fault: None };
        writer.put(&[code.octet(), identifier, 0, 0]);
        writer.put(&authenticator);
        writer
    }

    /// Appends Message-Authenticator here. Replies and Status-Server begin with it by themselves.
    pub fn message_authenticator(&mut self) -> &mut Self {
        if self.message_authenticator.is_some() {
            return self.fail(Unwritable::SecondMessageAuthenticator);
        }
        self.message_authenticator = Some(self.length + 2);
        self.put(&[octet::MESSAGE_AUTHENTICATOR, 18]).put(&[0; 16])
    }

    /// Appends a value as it is. Message-Authenticator is computed, whatever the value.
    pub fn bytes(&mut self, attribute: Attribute, value: &[u8]) -> &mut Self {
        if attribute == MESSAGE_AUTHENTICATOR {
            return self.message_authenticator();
        }
        let length = value.len();
        let Some(size) = u8::try_from(length).ok().filter(|_| length <= attribute.capacity()) else {
            return self.fail(Unwritable::ValueTooLong { attribute, length });
        };
        match attribute {
            Attribute::Standard(number) => self.put(&[number, size + 2]),
            Attribute::Vendor { vendor, number } => {
                self.put(&[octet::VENDOR_SPECIFIC, size + 8]).put(&vendor.to_be_bytes()).put(&[number, size + 2])
            }
        };
        self.put(value)
    }

    /// Appends a number.
    pub fn u32(&mut self, attribute: Attribute, number: u32) -> &mut Self {
        self.bytes(attribute, &number.to_be_bytes())
    }

    /// Appends an address.
    pub fn ipv4(&mut self, attribute: Attribute, address: Ipv4Addr) -> &mut Self {
        self.bytes(attribute, &address.octets())
    }

    /// Appends a text, cut between two characters if the attribute cannot carry all of it.
    pub fn text(&mut self, attribute: Attribute, text: &str) -> &mut Self {
        let (text, _) = text.split_at(text.floor_char_boundary(attribute.capacity()));
        self.bytes(attribute, text.as_bytes())
    }

    /// Appends something as it displays itself, cut like a text.
    pub fn display(&mut self, attribute: Attribute, value: impl Display) -> &mut Self {
        let mut line = Line { bytes: [0; 253], length: 0, capacity: attribute.capacity() };
        // A full line is a cut text; nothing else can go wrong here.
        let _ = write!(line, "{value}");
        self.bytes(attribute, line.bytes.get(..line.length).unwrap_or_default())
    }

    /// Appends a message to the guest, over several Reply-Messages if it is long (RFC 2865 section 5.18).
    pub fn reply_message(&mut self, mut message: &str) -> &mut Self {
        while !message.is_empty() {
            let (part, rest) = message.split_at(message.floor_char_boundary(REPLY_MESSAGE.capacity()));
            self.text(REPLY_MESSAGE, part);
            message = rest;
        }
        self
    }

    /// Seals the packet and hands it out. The writer is spent afterwards.
    pub fn finish(&mut self) -> Result<Datagram<'b>, Unwritable> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let spent = Unwritable::NoRoom { needed: self.length, room: 0 };
        self.fault = Some(spent);
        let (packet, _) = std::mem::take(&mut self.buffer).split_at_mut_checked(self.length).ok_or(spent)?;
        let length = u16::try_from(self.length).or(Err(spent))?;
        overwrite(packet, 2, &length.to_be_bytes());
        if let Some(at) = self.message_authenticator {
            let signature = self.secret.sign(&[packet]);
            overwrite(packet, at, &signature);
        }
        if self.seal == Seal::Digest {
            self.authenticator = self.secret.digest_after(&[packet]);
            overwrite(packet, 4, &self.authenticator);
        }
        Ok(Datagram { bytes: packet, authenticator: self.authenticator })
    }

    pub(crate) fn refuse_pairing(&mut self, request: Code, reply: Code) {
        self.fail(Unwritable::NotAnAnswer { request, reply });
    }

    pub(crate) fn fail(&mut self, fault: Unwritable) -> &mut Self {
        self.fault.get_or_insert(fault);
        self
    }

    fn put(&mut self, bytes: &[u8]) -> &mut Self {
        let needed = self.length + bytes.len();
        let room = self.buffer.len().min(MAX_PACKET);
        match self.buffer.get_mut(self.length..needed) {
            Some(slot) if needed <= room => slot.copy_from_slice(bytes),
            _ => return self.fail(Unwritable::NoRoom { needed, room }),
        }
        self.length = needed;
        self
    }
}

fn overwrite(packet: &mut [u8], at: usize, bytes: &[u8]) {
    if let Some(slot) = packet.get_mut(at..at + bytes.len()) {
        slot.copy_from_slice(bytes);
    }
}

/// A line of text being formatted, without allocation.
struct Line {
    bytes: [u8; 253],
    length: usize,
    capacity: usize,
}

impl Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = self.capacity - self.length;
        let (fitting, rest) = text.split_at(text.floor_char_boundary(room));
        let end = self.length + fitting.len();
        self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?.copy_from_slice(fitting.as_bytes());
        self.length = end;
        if rest.is_empty() { Ok(()) } else { Err(fmt::Error) }
    }
}

/// A finished packet, ready to be sent.
#[derive(Clone, Copy, Debug)]
pub struct Datagram<'b> {
    bytes: &'b [u8],
    authenticator: Authenticator,
}

impl<'b> Datagram<'b> {
    /// The bytes to send.
    pub fn bytes(&self) -> &'b [u8] {
        self.bytes
    }

    /// The header's authenticator; of a request, what its reply is verified against.
    pub fn authenticator(&self) -> &Authenticator {
        &self.authenticator
    }
}

impl Deref for Datagram<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.bytes
    }
}

impl Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unwritable::NoRoom { needed, room } => write!(f, "the packet needs {needed} bytes and has {room}"),
            Unwritable::ValueTooLong { attribute, length } => write!(f, "{attribute} cannot carry {length} bytes"),
            Unwritable::SecondMessageAuthenticator => f.write_str("a packet carries one Message-Authenticator"),
            Unwritable::NotAnAnswer { request, reply } => write!(f, "{reply} does not answer {request}"),
        }
    }
}

impl std::error::Error for Unwritable {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::{CLASS, SESSION_TIMEOUT, USER_NAME};
    use crate::{Packet, mikrotik};

    fn write(buffer: &mut [u8], fill: impl FnOnce(&mut PacketWriter<'_>)) -> Result<Vec<u8>, Unwritable> {
        let secret = Secret::new("testing123").expect("not empty");
        let mut writer = PacketWriter::coa_request(1, buffer, &secret);
        fill(&mut writer);
        writer.finish().map(|datagram| datagram.to_vec())
    }

    #[test]
    fn what_does_not_fit_the_buffer_is_reported() {
        for room in 0..26 {
            let refused = write(&mut vec![0; room], |writer| {
                writer.u32(SESSION_TIMEOUT, 1);
            });
            assert!(matches!(refused, Err(Unwritable::NoRoom { .. })), "{room}");
        }
        let fits = write(&mut [0; 26], |writer| {
            writer.u32(SESSION_TIMEOUT, 1);
        });
        assert_eq!(fits.expect("fits").len(), 26);
    }

    #[test]
    fn a_packet_never_grows_beyond_4096_bytes() {
        let refused = write(&mut [0; 8192], |writer| {
            for _ in 0..17 {
                writer.bytes(CLASS, &[1; 253]);
            }
        });
        assert!(matches!(refused, Err(Unwritable::NoRoom { room: MAX_PACKET, .. })), "{refused:?}");
    }

    #[test]
    fn a_value_longer_than_its_attribute_is_reported() {
        for (attribute, length) in [(CLASS, 254), (mikrotik::GROUP, 248), (CLASS, 70_000)] {
            let refused = write(&mut [0; MAX_PACKET], |writer| {
                writer.bytes(attribute, &vec![1; length]);
            });
            assert_eq!(refused, Err(Unwritable::ValueTooLong { attribute, length }));
        }
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let name = format!("x{}", "é".repeat(200));
        let written = write(&mut [0; MAX_PACKET], |writer| {
            writer.text(USER_NAME, &name).text(mikrotik::GROUP, &name).display(CLASS, format_args!("{name}!"));
        });
        let written = written.expect("fits");
        let packet = Packet::parse(&written).expect("well-formed");
        let length = |attribute| packet.text(attribute).and_then(|text| text.as_str()).map(str::len);
        assert_eq!(length(USER_NAME), Some(253));
        assert_eq!(length(mikrotik::GROUP), Some(247));
        assert_eq!(length(CLASS), Some(253));
    }

    #[test]
    fn a_long_message_goes_over_several_attributes() {
        let message = "äb".repeat(200);
        let written = write(&mut [0; MAX_PACKET], |writer| {
            writer.reply_message(&message);
        });
        let written = written.expect("fits");
        let packet = Packet::parse(&written).expect("well-formed");
        let parts: Vec<_> = packet.all(REPLY_MESSAGE).map(|part| std::str::from_utf8(part).expect("whole")).collect();
        assert_eq!((parts.len(), parts.concat()), (3, message));
    }

    #[test]
    fn a_second_message_authenticator_is_reported() {
        let refused = write(&mut [0; 64], |writer| {
            writer.message_authenticator().bytes(MESSAGE_AUTHENTICATOR, &[0; 16]);
        });
        assert_eq!(refused, Err(Unwritable::SecondMessageAuthenticator));
    }

    #[test]
    fn a_password_that_is_too_long_is_reported() {
        let refused = write(&mut [0; 512], |writer| {
            writer.user_password(&[b'x'; 129]);
        });
        assert!(matches!(refused, Err(Unwritable::ValueTooLong { length: 129, .. })), "{refused:?}");
    }

    #[test]
    fn a_finished_writer_is_spent() {
        let secret = Secret::new("testing123").expect("not empty");
        let mut buffer = [0; 64];
        let mut writer = PacketWriter::coa_request(1, &mut buffer, &secret);
        assert!(writer.finish().is_ok());
        assert!(writer.finish().is_err());
    }
}
