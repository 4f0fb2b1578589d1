//! Who asks: the device behind a request, and whom its wrong codes are held against.

use std::net::IpAddr;

use domain::device::Mac;

use crate::http::{Shared, neighbour};
use crate::radius::NasList;

/// The device a request says it is contradicts what the network knows.
pub(super) struct NotThisDevice;

/// The device behind a request. The neighbour table knows best, except behind a router that hides its guests (their
/// requests all come from the router's own address); then what the router wrote into the address counts.
pub(super) fn device(shared: &Shared, peer: IpAddr, claimed: Option<Mac>) -> Result<Option<Mac>, NotThisDevice> {
    let seen = if is_router(shared, peer) { None } else { neighbour::mac_at(peer) };
    match (seen, claimed) {
        (Some(seen), Some(claimed)) if seen != claimed => Err(NotThisDevice),
        (seen, claimed) => Ok(seen.or(claimed)),
    }
}

/// Whom wrong codes are held against: the address they come from, which is harder to change than a MAC in a form;
/// behind a router that hides its guests, the device.
pub(super) fn guesser(shared: &Shared, peer: IpAddr, device: Option<Mac>) -> Option<Mac> {
    match (is_router(shared, peer), device) {
        (true, Some(device)) => Some(device),
        _ => Some(stand_in(peer)),
    }
}

fn is_router(shared: &Shared, peer: IpAddr) -> bool {
    NasList::new(&shared.config.radius).at(peer).is_some()
}

/// A made-up MAC (locally administered) that stands for an address.
fn stand_in(peer: IpAddr) -> Mac {
    let bytes = match peer.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, d] = address.octets();
            [2, 1, a, b, c, d]
        }
        IpAddr::V6(address) => {
            let [.., a, b, c, d] = address.octets();
            [2, 2, a, b, c, d]
        }
    };
    Mac::from_bytes(bytes).unwrap_or(Mac::UNNAMED)
}
