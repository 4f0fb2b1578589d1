//! A TCP connection to one of a host's addresses.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::client::TO_CONNECT;

/// What the first family of addresses is ahead (RFC 8305).
const AHEAD: Duration = Duration::from_millis(300);

/// The family the resolver names first gets a head start; the other one is not waited for behind a line that swallows it.
pub(super) async fn dial(addresses: &[SocketAddr]) -> io::Result<TcpStream> {
    let is_v6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (first, other): (Vec<_>, Vec<_>) = addresses.iter().copied().partition(|address| address.is_ipv6() == is_v6);
    let mut first = pin!(dial_in_turn(&first));
    if other.is_empty() {
        return first.await;
    }
    let mut other = pin!(async {
        sleep(AHEAD).await;
        dial_in_turn(&other).await
    });
    tokio::select! {
        stream = &mut first => match stream {
            Ok(stream) => Ok(stream),
            Err(_) => other.await,
        },
        stream = &mut other => match stream {
            Ok(stream) => Ok(stream),
            Err(_) => first.await,
        },
    }
}

async fn dial_in_turn(addresses: &[SocketAddr]) -> io::Result<TcpStream> {
    let mut broken = io::Error::from(io::ErrorKind::AddrNotAvailable);
    let each = TO_CONNECT / u32::try_from(addresses.len().max(1)).unwrap_or(1);
    for address in addresses {
        match timeout(each, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => broken = error,
            Err(_) => broken = io::ErrorKind::TimedOut.into(),
        }
    }
    Err(broken)
}
