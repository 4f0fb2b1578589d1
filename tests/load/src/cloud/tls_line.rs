//! A door without TLS that leads to a cloud with TLS inside: `langod` and the stand-in for the rail call it where they
//! would call the cloud. `langod` trusts the world's certificate authorities and cannot be given a certificate of one's
//! own; each connection to the door becomes one to the cloud, with a handshake of its own, resumed where it can be.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Result;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use super::{Certificate, NAME, own_runtime};

/// The door, until it is dropped.
#[derive(Debug)]
pub struct TlsLine {
    address: SocketAddr,
    _runtime: Runtime,
}

impl TlsLine {
    /// Opens a door to a cloud that shows this certificate.
    pub fn to(far: SocketAddr, certificate: &Certificate) -> Result<Self> {
        let connector = TlsConnector::from(certificate.client()?);
        let name = ServerName::try_from(NAME)?;
        let runtime = own_runtime("tls-line")?;
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
        let address = listener.local_addr()?;
        runtime.spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(carry(near, far, connector.clone(), name.clone()));
            }
        });
        Ok(TlsLine { address, _runtime: runtime })
    }

    /// Where to call.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// A cloud that is away is a connection that ends at once.
async fn carry(
    mut near: TcpStream,
    far: SocketAddr,
    connector: TlsConnector,
    name: ServerName<'static>,
) -> io::Result<()> {
    let far = TcpStream::connect(far).await?;
    // Both ends wait for small answers.
    near.set_nodelay(true)?;
    far.set_nodelay(true)?;
    let mut far = connector.connect(name, far).await?;
    copy_bidirectional(&mut near, &mut far).await.map(drop)
}
