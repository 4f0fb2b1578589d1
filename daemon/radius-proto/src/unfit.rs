//! The ways in which a well-formed, verified packet cannot be what it wants to be: a value of the wrong size, or a
//! piece the RFC requires is missing. RFC 2865 section 5 allows to drop such a request without an answer.

use std::fmt;

use crate::{Attribute, Code};

/// Why a verified packet is not the request it was read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It is another kind of packet.
    WrongCode {
        /// The kind it is.
        code: Code,
    },
    /// A required attribute is absent.
    Missing {
        /// Which one.
        attribute: Attribute,
    },
    /// A value has a size its type does not allow.
    ValueLength {
        /// Whose value.
        attribute: Attribute,
        /// Its length.
        length: usize,
    },
    /// Both User-Password and CHAP-Password (RFC 2865 section 4.1 forbids it).
    TwoProofs,
}

impl Unfit {
    /// A stable name for counting.
    pub fn as_str(self) -> &'static str {
        match self {
            Unfit::WrongCode { .. } => "wrong_code",
            Unfit::Missing { .. } => "missing",
            Unfit::ValueLength { .. } => "value_length",
            Unfit::TwoProofs => "two_proofs",
        }
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unfit::WrongCode { code } => write!(f, "{code} is another kind of packet"),
            Unfit::Missing { attribute } => write!(f, "{attribute} is missing"),
            Unfit::ValueLength { attribute, length } => write!(f, "{attribute} cannot be {length} bytes long"),
            Unfit::TwoProofs => f.write_str("both User-Password and CHAP-Password"),
        }
    }
}

impl std::error::Error for Unfit {}
