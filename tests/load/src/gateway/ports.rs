//! Ports nobody listens on at the moment.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};

use anyhow::{Context, Result};

/// A UDP port on the loopback.
pub fn free_udp_port() -> Result<SocketAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).context("looking for a free UDP port")?;
    Ok(socket.local_addr()?)
}

/// A TCP port on the loopback.
pub fn free_tcp_port() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("looking for a free TCP port")?;
    Ok(listener.local_addr()?)
}
