//! `langod healthy`: does the daemon answer? For the health check of a container, which asks every half minute: no books
//! are opened and nothing is written.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use crate::cli::Failure;
use crate::config::{Config, Places};

/// Well within the half minute RouterOS gives a check.
const PATIENCE: Duration = Duration::from_secs(5);
const QUESTION: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
const ANSWER: &[u8] = b"HTTP/1.1 200 ";

pub(super) fn run(places: &Places) -> Result<(), Failure> {
    let address = own(Config::load(&places.config)?.portal.listen);
    let asked = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(QUESTION)?;
        let mut answer = [0; ANSWER.len()];
        stream.read_exact(&mut answer)?;
        Ok(answer == ANSWER)
    };
    match asked() {
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::NotDone(format!("somebody else answers at {address}"))),
        Err(error) => Err(Failure::NotDone(format!("the portal at {address} does not answer: {error}"))),
    }
}

/// Where this machine itself finds a listener on all its addresses.
fn own(mut listen: SocketAddr) -> SocketAddr {
    if listen.ip().is_unspecified() {
        listen.set_ip(if listen.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() });
    }
    listen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_on_all_addresses_is_found_at_home() {
        for (listen, found) in
            [("0.0.0.0:8088", "127.0.0.1:8088"), ("[::]:8088", "[::1]:8088"), ("10.0.0.1:80", "10.0.0.1:80")]
        {
            assert_eq!(own(listen.parse().unwrap()), found.parse().unwrap());
        }
    }
}
