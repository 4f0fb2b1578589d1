//! A received datagram as a RADIUS packet (RFC 2865 section 3): every length is checked once at the door, so that
//! walking the attributes afterwards cannot fail. Believing the packet is for `authenticate`.

use std::net::Ipv4Addr;

use crate::attribute::octet;
use crate::{Attribute, Code, Malformed, Text};

/// The 16 bytes at the end of the header (RFC 2865 section 3).
pub type Authenticator = [u8; 16];

/// The shortest packet: a header without attributes ([RFC 2865 §3](https://www.rfc-editor.org/rfc/rfc2865#section-3)).
pub const MIN_PACKET: usize = 20;
/// The longest packet ([RFC 2865 §3](https://www.rfc-editor.org/rfc/rfc2865#section-3)).
pub const MAX_PACKET: usize = 4096;

/// A well-formed packet, not yet believed.
#[derive(Clone, Copy, Debug)]
pub struct Packet<'a> {
    /// Code, identifier and length.
    pub(crate) head: &'a [u8; 4],
    code: Code,
    identifier: u8,
    authenticator: &'a Authenticator,
    pub(crate) attributes: &'a [u8],
    pub(crate) marks: Marks<'a>,
}

/// What the walk at the door noticed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Marks<'a> {
    pub(crate) message_authenticator: Option<MessageAuthenticator<'a>>,
    pub(crate) message_authenticators: u8,
    pub(crate) carries_eap: bool,
    opaque_vendors: u8,
}

/// Where the first Message-Authenticator stands: the attribute bytes before its value, the value, and those after.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MessageAuthenticator<'a> {
    pub(crate) before: &'a [u8],
    pub(crate) value: &'a Authenticator,
    pub(crate) after: &'a [u8],
}

impl<'a> Packet<'a> {
    /// Reads a datagram. Bytes beyond the length field are padding and ignored (RFC 2865 section 3).
    pub fn parse(datagram: &'a [u8]) -> Result<Self, Malformed> {
        let received = datagram.len();
        let header = datagram.first_chunk::<MIN_PACKET>().ok_or(Malformed::TooShort { received })?;
        let [code, identifier, high, low, authenticator @ ..] = header;
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        if !(MIN_PACKET..=MAX_PACKET).contains(&length) {
            return Err(Malformed::LengthOutOfRange { length });
        }
        let packet = datagram.get(..length).ok_or(Malformed::Truncated { length, received })?;
        let code = Code::from_octet(*code).ok_or(Malformed::UnknownCode { code: *code })?;
        let (head, _) = packet.split_first_chunk().ok_or(Malformed::TooShort { received })?;
        let attributes = packet.get(MIN_PACKET..).unwrap_or_default();
        let marks = Marks::of(attributes)?;
        Ok(Packet { head, code, identifier: *identifier, authenticator, attributes, marks })
    }

    /// The kind of packet.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The number that pairs requests with replies.
    pub fn identifier(&self) -> u8 {
        self.identifier
    }

    /// The header's authenticator.
    pub fn authenticator(&self) -> &'a Authenticator {
        self.authenticator
    }

    /// All attributes in their order, those inside Vendor-Specific one by one.
    ///
    /// A Vendor-Specific whose inside is not a clean row of type, length and value (RFC 2865 section 5.26 recommends
    /// that layout but does not demand it) comes out whole, as attribute 26: nothing inside it is believed.
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes { rest: self.attributes, vendor: 0, inside: &[] }
    }

    /// How many Vendor-Specific attributes had an inside that could not be read.
    pub fn opaque_vendor_attributes(&self) -> usize {
        usize::from(self.marks.opaque_vendors)
    }

    /// The value of the first such attribute.
    pub fn bytes(&self, attribute: Attribute) -> Option<&'a [u8]> {
        self.all(attribute).next()
    }

    /// The values of all such attributes, in their order.
    pub fn all(&self, attribute: Attribute) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.attributes().filter(move |(found, _)| *found == attribute).map(|(_, value)| value)
    }

    /// The first such attribute as text.
    pub fn text(&self, attribute: Attribute) -> Option<Text<'a>> {
        self.bytes(attribute).map(Text::new)
    }

    /// The first such attribute as a number; a value that is not four bytes long counts as absent.
    pub fn u32(&self, attribute: Attribute) -> Option<u32> {
        self.bytes(attribute)?.try_into().ok().map(u32::from_be_bytes)
    }

    /// The first such attribute as an address; a value that is not four bytes long counts as absent.
    pub fn ipv4(&self, attribute: Attribute) -> Option<Ipv4Addr> {
        self.u32(attribute).map(Ipv4Addr::from_bits)
    }
}

impl<'a> Marks<'a> {
    fn of(attributes: &'a [u8]) -> Result<Self, Malformed> {
        let mut marks = Marks::default();
        let mut rest = attributes;
        while !rest.is_empty() {
            let (number, value, after) = split(rest).ok_or_else(|| misshapen(rest))?;
            match number {
                octet::MESSAGE_AUTHENTICATOR => {
                    let before = attributes.len() - after.len() - value.len();
                    marks.note_message_authenticator(attributes.get(..before).unwrap_or_default(), value, after)?;
                }
                octet::VENDOR_SPECIFIC => marks.note_vendor(value)?,
                octet::EAP_MESSAGE => marks.carries_eap = true,
                _ => {}
            }
            rest = after;
        }
        Ok(marks)
    }

    fn note_message_authenticator(
        &mut self,
        before: &'a [u8],
        value: &'a [u8],
        after: &'a [u8],
    ) -> Result<(), Malformed> {
        let length = value.len();
        let value = value.try_into().map_err(|_| Malformed::MessageAuthenticatorLength { length })?;
        self.message_authenticators = self.message_authenticators.saturating_add(1);
        self.message_authenticator.get_or_insert(MessageAuthenticator { before, value, after });
        Ok(())
    }

    fn note_vendor(&mut self, value: &[u8]) -> Result<(), Malformed> {
        let (_, inside) = value.split_first_chunk::<4>().ok_or(Malformed::VendorWithoutId { length: value.len() })?;
        if !is_row(inside) {
            self.opaque_vendors = self.opaque_vendors.saturating_add(1);
        }
        Ok(())
    }
}

/// The attributes of a packet in their order; see [`Packet::attributes`].
#[derive(Clone, Debug)]
pub struct Attributes<'a> {
    rest: &'a [u8],
    vendor: u32,
    /// What is left of the Vendor-Specific being walked.
    inside: &'a [u8],
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (Attribute, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some((number, value, inside)) = split(self.inside) {
            self.inside = inside;
            return Some((Attribute::Vendor { vendor: self.vendor, number }, value));
        }
        let (number, value, rest) = split(self.rest)?;
        self.rest = rest;
        match value.split_first_chunk() {
            Some((vendor, inside)) if number == octet::VENDOR_SPECIFIC && is_row(inside) => {
                self.vendor = u32::from_be_bytes(*vendor);
                self.inside = inside;
                self.next()
            }
            _ => Some((Attribute::Standard(number), value)),
        }
    }
}

/// Takes the first type, length and value off a row of them.
pub(crate) fn split(row: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let [number, length, ..] = row else { return None };
    let (attribute, rest) = row.split_at_checked(usize::from(*length))?;
    Some((*number, attribute.get(2..)?, rest))
}

/// Whether these bytes are one or more of type, length and value, without a remainder.
fn is_row(mut bytes: &[u8]) -> bool {
    let occupied = !bytes.is_empty();
    while let Some((_, _, rest)) = split(bytes) {
        bytes = rest;
    }
    occupied && bytes.is_empty()
}

/// Says why `split` took nothing off `rest`.
fn misshapen(rest: &[u8]) -> Malformed {
    match *rest {
        [attribute, length @ 0..2, ..] => Malformed::AttributeTooShort { attribute, length },
        [attribute, ..] => Malformed::AttributeOverrun { attribute, left: rest.len() },
        [] => Malformed::AttributeOverrun { attribute: 0, left: 0 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::*;
    use proptest::prelude::*;

    fn datagram(attributes: &[u8]) -> Vec<u8> {
        let length = (MIN_PACKET + attributes.len()) as u16;
        let mut bytes = vec![1, 7];
        bytes.extend(length.to_be_bytes());
        bytes.extend([9; 16]);
        bytes.extend(attributes);
        bytes
    }

    fn refusal(attributes: &[u8]) -> Malformed {
        Packet::parse(&datagram(attributes)).expect_err("a malformed packet")
    }

    #[test]
    fn a_packet_shows_its_header_and_attributes() {
        let bytes = datagram(&[1, 6, b'n', b'e', b'm', b'o', 5, 6, 0, 0, 0, 3, 4, 6, 192, 168, 1, 16]);
        let packet = Packet::parse(&bytes).expect("well-formed");
        assert_eq!((packet.code(), packet.identifier()), (Code::AccessRequest, 7));
        assert_eq!(packet.authenticator(), &[9; 16]);
        assert_eq!(packet.text(USER_NAME), Some(Text::from("nemo")));
        assert_eq!(packet.u32(NAS_PORT), Some(3));
        assert_eq!(packet.ipv4(NAS_IP_ADDRESS), Some(Ipv4Addr::new(192, 168, 1, 16)));
        assert_eq!(packet.u32(SESSION_TIMEOUT), None);
    }

    #[test]
    fn bytes_beyond_the_length_are_padding() {
        let mut bytes = datagram(&[1, 3, b'x']);
        bytes.extend([80, 1, 0, 0]);
        assert_eq!(Packet::parse(&bytes).expect("well-formed").attributes().count(), 1);
    }

    #[test]
    fn lengths_that_lie_are_refused() {
        let mut short = datagram(&[]);
        short[3] = 19;
        assert_eq!(Packet::parse(&short).expect_err("short"), Malformed::LengthOutOfRange { length: 19 });
        short[3] = 21;
        assert_eq!(Packet::parse(&short).expect_err("cut"), Malformed::Truncated { length: 21, received: 20 });
        short[2] = 16;
        assert_eq!(Packet::parse(&short).expect_err("long"), Malformed::LengthOutOfRange { length: 4117 });
        assert_eq!(Packet::parse(&short[..19]).expect_err("stub"), Malformed::TooShort { received: 19 });
    }

    #[test]
    fn attributes_that_lie_are_refused() {
        assert_eq!(refusal(&[1]), Malformed::AttributeOverrun { attribute: 1, left: 1 });
        assert_eq!(refusal(&[1, 1]), Malformed::AttributeTooShort { attribute: 1, length: 1 });
        assert_eq!(refusal(&[1, 4, 0]), Malformed::AttributeOverrun { attribute: 1, left: 3 });
        assert_eq!(refusal(&[80, 4, 0, 0]), Malformed::MessageAuthenticatorLength { length: 2 });
        assert_eq!(refusal(&[26, 5, 0, 0, 58]), Malformed::VendorWithoutId { length: 3 });
    }

    #[test]
    fn unknown_codes_are_refused() {
        let mut bytes = datagram(&[]);
        bytes[0] = 99;
        assert_eq!(Packet::parse(&bytes).expect_err("unknown"), Malformed::UnknownCode { code: 99 });
    }

    #[test]
    fn several_vendor_attributes_may_share_one() {
        let bytes = datagram(&[26, 13, 0, 0, 58, 140, 3, 3, b'a', 8, 4, b'1', b'M', 1, 2]);
        let packet = Packet::parse(&bytes).expect("well-formed");
        assert_eq!(packet.text(crate::mikrotik::GROUP), Some(Text::from("a")));
        assert_eq!(packet.text(crate::mikrotik::RATE_LIMIT), Some(Text::from("1M")));
        assert_eq!(packet.attributes().count(), 3);
    }

    #[test]
    fn a_vendor_attribute_in_another_layout_comes_out_whole_and_is_counted() {
        for inside in [&[3u8, 9, b'a'][..], &[3, 3, b'a', 8], &[3, 1], &[]] {
            let mut attribute = vec![26, 6 + inside.len() as u8, 0, 0, 58, 140];
            attribute.extend(inside);
            let bytes = datagram(&attribute);
            let packet = Packet::parse(&bytes).expect("well-formed");
            assert_eq!(packet.opaque_vendor_attributes(), 1);
            assert_eq!(packet.text(crate::mikrotik::GROUP), None);
            assert_eq!(packet.bytes(VENDOR_SPECIFIC), attribute.get(2..));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_stumble(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            if let Ok(packet) = Packet::parse(&bytes) {
                packet.attributes().for_each(drop);
            }
        }

        #[test]
        fn every_attribute_row_is_walked_to_its_end(rows in proptest::collection::vec(
            (any::<u8>().prop_filter("plain", |n| !matches!(n, 26 | 80)), proptest::collection::vec(any::<u8>(), 0..253)),
            0..12,
        )) {
            let mut attributes = Vec::new();
            for (number, value) in &rows {
                attributes.extend([*number, value.len() as u8 + 2]);
                attributes.extend(value);
            }
            let bytes = datagram(&attributes);
            let packet = Packet::parse(&bytes).expect("well-formed");
            let walked: Vec<_> = packet.attributes().map(|(attribute, value)| (attribute, value.to_vec())).collect();
            let expected: Vec<_> = rows.into_iter().map(|(n, value)| (Attribute::Standard(n), value)).collect();
            prop_assert_eq!(walked, expected);
        }
    }
}
