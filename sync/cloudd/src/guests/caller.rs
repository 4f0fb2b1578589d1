//! Where a guest, or the page that asks for guests, calls from.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::http::Peer;
use crate::people::address;

/// The address that counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Caller(pub(super) IpAddr);

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<Peer>();
        Ok(Caller(peer.map_or(Ipv4Addr::UNSPECIFIED.into(), |Peer(peer)| address(peer.ip(), &parts.headers))))
    }
}
