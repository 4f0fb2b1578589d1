//! Byte limits of a RouterOS session. Each is a pair of attributes, a low word and its gigawords; RouterOS ends the
//! session with cause NAS-Request when one is used up.

use super::{RECV_LIMIT, RECV_LIMIT_GIGAWORDS, TOTAL_LIMIT, TOTAL_LIMIT_GIGAWORDS, XMIT_LIMIT, XMIT_LIMIT_GIGAWORDS};
use crate::{Attribute, Packet, PacketWriter, join_octets};

/// Which bytes are limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Both ways together. Not among what RouterOS lists as changeable by CoA.
    Total,
    /// From the guest: upload. CoA can change it.
    Recv,
    /// To the guest: download. CoA can change it.
    Xmit,
}

impl Limit {
    /// Reads the limit from an Access-Accept or a CoA-Request.
    pub fn read(self, packet: &Packet<'_>) -> Option<u64> {
        let (low, gigawords) = self.attributes();
        let (low, gigawords) = (packet.u32(low), packet.u32(gigawords));
        low.or(gigawords)?;
        Some(join_octets(low.unwrap_or(0), gigawords.unwrap_or(0)))
    }

    fn attributes(self) -> (Attribute, Attribute) {
        match self {
            Limit::Total => (TOTAL_LIMIT, TOTAL_LIMIT_GIGAWORDS),
            Limit::Recv => (RECV_LIMIT, RECV_LIMIT_GIGAWORDS),
            Limit::Xmit => (XMIT_LIMIT, XMIT_LIMIT_GIGAWORDS),
        }
    }
}

impl PacketWriter<'_> {
    /// Appends a byte limit, always as both words.
    pub fn mikrotik_limit(&mut self, limit: Limit, bytes: u64) -> &mut Self {
        let (low, gigawords) = limit.attributes();
        self.octets(low, gigawords, bytes)
    }
}
