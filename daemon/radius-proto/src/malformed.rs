//! The ways in which bytes fail to be a RADIUS packet (RFC 2865 sections 3 and 5). Such datagrams are counted by kind
//! and dropped without an answer; nothing here says who sent them.

use std::fmt;

/// Why a datagram is not a RADIUS packet. Each variant carries what a technician needs to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// Fewer bytes than a header.
    TooShort {
        /// Bytes that came.
        received: usize,
    },
    /// The length field is below 20 or above 4096.
    LengthOutOfRange {
        /// What the field says.
        length: usize,
    },
    /// The length field promises more than came.
    Truncated {
        /// What the field says.
        length: usize,
        /// Bytes that came.
        received: usize,
    },
    /// The code is none of those this crate speaks.
    UnknownCode {
        /// The octet.
        code: u8,
    },
    /// An attribute says it is shorter than its own two header bytes.
    AttributeTooShort {
        /// The attribute's number.
        attribute: u8,
        /// The length it claims.
        length: u8,
    },
    /// An attribute reaches beyond the packet.
    AttributeOverrun {
        /// The attribute's number.
        attribute: u8,
        /// Bytes the packet still had for it.
        left: usize,
    },
    /// A Message-Authenticator that is not 16 bytes long.
    MessageAuthenticatorLength {
        /// Its length.
        length: usize,
    },
    /// A Vendor-Specific too short for the vendor's number.
    VendorWithoutId {
        /// Its length.
        length: usize,
    },
}

impl Malformed {
    /// A stable name for counting.
    pub fn as_str(self) -> &'static str {
        match self {
            Malformed::TooShort { .. } => "too_short",
            Malformed::LengthOutOfRange { .. } => "length_out_of_range",
            Malformed::Truncated { .. } => "truncated",
            Malformed::UnknownCode { .. } => "unknown_code",
            Malformed::AttributeTooShort { .. } => "attribute_too_short",
            Malformed::AttributeOverrun { .. } => "attribute_overrun",
            Malformed::MessageAuthenticatorLength { .. } => "message_authenticator_length",
            Malformed::VendorWithoutId { .. } => "vendor_without_id",
        }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Malformed::TooShort { received } => write!(f, "{received} bytes are no RADIUS header"),
            Malformed::LengthOutOfRange { length } => write!(f, "a packet cannot be {length} bytes long"),
            Malformed::Truncated { length, received } => write!(f, "{received} of {length} bytes came"),
            Malformed::UnknownCode { code } => write!(f, "code {code} is unknown"),
            Malformed::AttributeTooShort { attribute, length } => {
                write!(f, "attribute {attribute} claims a length of {length}")
            }
            Malformed::AttributeOverrun { attribute, left } => {
                write!(f, "attribute {attribute} reaches beyond the {left} bytes left")
            }
            Malformed::MessageAuthenticatorLength { length } => {
                write!(f, "a Message-Authenticator of {length} bytes")
            }
            Malformed::VendorWithoutId { length } => write!(f, "a Vendor-Specific of {length} bytes names no vendor"),
        }
    }
}

impl std::error::Error for Malformed {}
