//! A row of `/ip/hotspot/host`: a device the hotspot has seen, logged in or not.

use std::time::Instant;

use super::Device;

/// A device that was seen. It stays until it leaves the radio range or the router boots.
#[derive(Clone, Copy, Debug)]
pub(super) struct Host {
    /// Its row's number.
    pub(super) row: u32,
    pub(super) device: Device,
    /// When it appeared.
    pub(super) appeared: Instant,
    /// When it last asked for anything.
    pub(super) last_seen: Instant,
}
