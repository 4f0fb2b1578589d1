//! A line on which one question arrives, and its answer is lost.

use std::io::Read as _;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread::{self, JoinHandle};

/// The line. Dropping it ends it.
pub struct LostAnswer {
    address: SocketAddr,
    thread: Option<JoinHandle<()>>,
}

impl LostAnswer {
    /// For one connection.
    pub fn on_the_way_to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let thread = thread::spawn(move || {
            let mut near = listener.accept().unwrap().0;
            let Ok(mut far) = TcpStream::connect(server) else { return };
            let (mut asker, mut asked) = (near.try_clone().unwrap(), far.try_clone().unwrap());
            let asking = thread::spawn(move || {
                // It ends with the connection.
                let _ = std::io::copy(&mut asker, &mut asked);
            });
            // Whoever has begun to answer has done what was asked.
            let _ = far.read(&mut [0; 1]);
            for stream in [&mut near, &mut far] {
                let _ = stream.shutdown(Shutdown::Both);
            }
            asking.join().unwrap();
        });
        LostAnswer { address, thread: Some(thread) }
    }

    /// Where to call.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for LostAnswer {
    fn drop(&mut self) {
        // Wakes a line that nobody has called.
        let _ = TcpStream::connect(self.address).map(|stream| stream.shutdown(Shutdown::Both));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
