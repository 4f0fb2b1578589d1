//! Attribute values into typed fields, for the rooms that read whole requests. Where an attribute is repeated against
//! the RFC's tables the first one counts, as in [`Packet`](crate::Packet).

use std::net::Ipv4Addr;

use crate::{Attribute, Unfit};

/// Fills a field unless an earlier attribute did.
pub(crate) fn first<T>(field: &mut Option<T>, value: T) {
    field.get_or_insert(value);
}

/// An `integer` or `time` value (RFC 2865 section 5).
pub(crate) fn number(attribute: Attribute, value: &[u8]) -> Result<u32, Unfit> {
    four_bytes(attribute, value).map(u32::from_be_bytes)
}

/// An `address` value (RFC 2865 section 5).
pub(crate) fn ipv4(attribute: Attribute, value: &[u8]) -> Result<Ipv4Addr, Unfit> {
    four_bytes(attribute, value).map(Ipv4Addr::from)
}

fn four_bytes(attribute: Attribute, value: &[u8]) -> Result<[u8; 4], Unfit> {
    value.try_into().map_err(|_| Unfit::ValueLength { attribute, length: value.len() })
}
