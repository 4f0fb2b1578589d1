//! The machine: its clock, its chance, its free ports, and waiting for it with a deadline. The only file of this crate
//! that may ask; everything else is told.

use std::io;
use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How long anything may take on a busy machine before a test gives up.
pub const PATIENCE: Duration = Duration::from_secs(20);

#[expect(clippy::disallowed_methods, reason = "the stand-in is a roof, and this is its clock file")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

pub(crate) fn unix_secs() -> u32 {
    u32::try_from(since_1970().as_secs()).unwrap_or(u32::MAX)
}

#[expect(clippy::disallowed_methods, reason = "the stand-in is a roof, and this is its clock file")]
pub(crate) fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "the stand-in is a roof, and this is its entropy file")]
pub(crate) fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}

/// Looks until there is something to see, or `patience` is used up. For other processes, which cannot notify us; between
/// two looks they get the processor.
pub fn poll<T>(patience: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = now() + patience;
    loop {
        if let Some(seen) = look() {
            return Some(seen);
        }
        if now() >= deadline {
            return None;
        }
        std::thread::yield_now();
    }
}

/// A port that nobody holds, for TCP and UDP alike. All ports of one call are held until the last is found, so that
/// they differ.
pub fn free_ports<const N: usize>() -> io::Result<[u16; N]> {
    let mut held = Vec::new();
    let mut ports = [0; N];
    for port in &mut ports {
        let (tcp, udp, number) = hold_a_port()?;
        *port = number;
        held.push((tcp, udp));
    }
    Ok(ports)
}

/// Below the ports that Linux gives to whoever connects: it would hand out ours before the program under test has them.
/// Drawn by chance, so that two test runs at once seldom draw the same.
fn hold_a_port() -> io::Result<(TcpListener, UdpSocket, u16)> {
    const TRIES: usize = 64;
    const FIRST: u16 = 10_000;
    const BEYOND: u16 = 32_768;
    for _ in 0..TRIES {
        let number = FIRST + u16::from_le_bytes(random()?) % (BEYOND - FIRST);
        let Ok(tcp) = TcpListener::bind((Ipv4Addr::LOCALHOST, number)) else { continue };
        if let Ok(udp) = UdpSocket::bind((Ipv4Addr::LOCALHOST, number)) {
            return Ok((tcp, udp, number));
        }
    }
    Err(io::Error::other("no port is free for both TCP and UDP"))
}

/// The first of these ports that is free for TCP and UDP, counting upwards from `preferred`.
pub fn free_port_from(preferred: u16) -> io::Result<u16> {
    (preferred..=u16::MAX)
        .find(|port| {
            let address = (Ipv4Addr::LOCALHOST, *port);
            TcpListener::bind(address).is_ok() && UdpSocket::bind(address).is_ok()
        })
        .ok_or_else(|| io::Error::other(format!("no port is free from {preferred} upwards")))
}
