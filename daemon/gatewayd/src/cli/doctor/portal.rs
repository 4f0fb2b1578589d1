//! Whether guests can reach the portal, as far as it can be told from here.

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use crate::cli::doctor::finding::Finding;
use crate::config::Config;

const TO_ANSWER: Duration = Duration::from_secs(3);

/// Asks the portal's own listener how it is.
pub(super) fn reached(config: &Config) -> Finding {
    let listen = config.portal.listen;
    let here = if listen.ip().is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { listen.ip() };
    let address = SocketAddr::new(here, listen.port());
    match healthy(address) {
        Ok(()) if config.portal.address.is_none() => Finding::mind(
            "portal",
            format!("it answers on port {}, and QR codes on tickets need its address", listen.port()),
            "write [portal] address = \"http://ADDRESS:8088\", as guests reach it",
        ),
        Ok(()) => Finding::good("portal", format!("it answers on port {}", listen.port())),
        Err(error) => Finding::bad(
            "portal",
            format!("it does not answer at {address}: {error}"),
            "read the daemon's log; on the router, /ip/hotspot/walled-garden/ip has to accept this address and port",
        ),
    }
}

/// `GET /healthz` without a client: this is also what a container's health command does.
fn healthy(address: SocketAddr) -> std::io::Result<()> {
    let mut stream = TcpStream::connect_timeout(&address, TO_ANSWER)?;
    stream.set_read_timeout(Some(TO_ANSWER))?;
    stream.set_write_timeout(Some(TO_ANSWER))?;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: langod\r\nConnection: close\r\n\r\n")?;
    let mut answer = [0; 12];
    stream.read_exact(&mut answer)?;
    if &answer == b"HTTP/1.1 200" { Ok(()) } else { Err(std::io::ErrorKind::InvalidData.into()) }
}
