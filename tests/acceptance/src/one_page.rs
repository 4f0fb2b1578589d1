//! One page for everything: whatever is asked, on any path, is answered with it and 200, as the captive portal of another
//! network does, or a very small internet.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use testkit::machine::PATIENCE;

/// What another network shows to whoever has not signed in there.
const LOGIN: &str = "<!doctype html><title>Welcome</title><form action=/login><input name=voucher></form>";

/// The page. Dropping it ends it.
pub struct OnePage {
    address: SocketAddr,
    ends: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl OnePage {
    /// Somebody else's login page, on a free port of loopback.
    pub fn of_another_network() -> Self {
        Self::at(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), LOGIN)
    }

    /// This page, at this address.
    pub fn at(address: SocketAddr, page: &'static str) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let (address, ends) = (listener.local_addr().unwrap(), Arc::new(AtomicBool::new(false)));
        let ended = Arc::clone(&ends);
        let thread = thread::spawn(move || {
            for stream in listener.incoming().flatten().take_while(|_| !ended.load(Ordering::Acquire)) {
                thread::spawn(move || answer(stream, page));
            }
        });
        OnePage { address, ends, thread: Some(thread) }
    }

    /// Where it is.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for OnePage {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Release);
        // Wakes the listener.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What is asked does not matter, but whoever asks has to have said it, else the answer is lost with the connection.
fn answer(mut stream: TcpStream, page: &str) {
    let _ = stream.set_read_timeout(Some(PATIENCE));
    let (mut room, mut heard) = ([0; 4096], Vec::new());
    while !is_whole(&heard) {
        match stream.read(&mut room) {
            Ok(length @ 1..) => heard.extend_from_slice(&room[..length]),
            _ => return,
        }
    }
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close";
    let _ = write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n{page}", page.len());
}

fn is_whole(heard: &[u8]) -> bool {
    let Some(end) = heard.windows(4).position(|window| window == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&heard[..end]).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    heard.len() >= end + 4 + length.unwrap_or(0)
}
