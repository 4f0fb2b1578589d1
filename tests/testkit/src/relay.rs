//! A line between a gateway and whatever it calls: a TCP forwarder that a test leads elsewhere, cuts, or lets fall silent.

use std::io::{self, Read, Write};
use std::mem;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use crate::machine::PATIENCE;

/// The line. Dropping it ends it, and all connections on it.
pub struct Relay {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    thread: Option<JoinHandle<()>>,
}

struct State {
    way: Way,
    connections: Vec<Connection>,
    counted: Arc<Counted>,
    ends: bool,
}

/// What has come through so far, all connections together: payload of TCP, without its own heads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// Connections that were opened.
    pub connections: usize,
    /// Bytes from whoever called.
    pub up_bytes: usize,
    /// Bytes to them.
    pub down_bytes: usize,
}

#[derive(Default)]
struct Counted {
    connections: AtomicUsize,
    up_bytes: AtomicUsize,
    down_bytes: AtomicUsize,
}

/// What becomes of those who call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    To(SocketAddr),
    Cut,
    Silent,
}

struct Connection {
    near: TcpStream,
    far: Option<TcpStream>,
    is_silent: Arc<AtomicBool>,
}

impl Relay {
    /// A line to an address.
    pub fn to(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let own = listener.local_addr()?;
        let state = State { way: Way::To(address), connections: Vec::new(), counted: Arc::default(), ends: false };
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        let accept = move || {
            for near in listener.incoming().flatten() {
                let mut state = locked(&shared);
                if state.ends {
                    return;
                }
                // A server that is away is a connection that ends at once.
                let _ = state.take(near);
            }
        };
        let thread = thread::Builder::new().name("relay".to_owned()).spawn(accept)?;
        Ok(Relay { address: own, state, thread: Some(thread) })
    }

    /// Where to call.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same as a web address, without a slash at its end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What has come through so far.
    pub fn carried(&self) -> Carried {
        let counted = Arc::clone(&locked(&self.state).counted);
        let read = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
        Carried {
            connections: read(&counted.connections),
            up_bytes: read(&counted.up_bytes),
            down_bytes: read(&counted.down_bytes),
        }
    }

    /// From now on it leads there. Connections that lead elsewhere end; those that fell silent stay so.
    pub fn leads_to(&self, address: SocketAddr) {
        let mut state = locked(&self.state);
        let (silent, open) = mem::take(&mut state.connections).into_iter().partition(Connection::is_silent);
        end_all(open);
        state.connections = silent;
        state.way = Way::To(address);
    }

    /// From now on every connection ends, old and new.
    pub fn cut(&self) {
        let mut state = locked(&self.state);
        end_all(mem::take(&mut state.connections));
        state.way = Way::Cut;
    }

    /// From now on nothing comes through and nobody is told, as when a router in between has forgotten who speaks to whom:
    /// what is sent is taken, and never answered.
    pub fn falls_silent(&self) {
        let mut state = locked(&self.state);
        state.connections.iter().for_each(Connection::silence);
        state.way = Way::Silent;
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.cut();
        locked(&self.state).ends = true;
        // Wakes the listener.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl State {
    fn take(&mut self, near: TcpStream) -> io::Result<()> {
        let far = match self.way {
            Way::Cut => return Ok(()),
            Way::Silent => None,
            Way::To(address) => Some(TcpStream::connect_timeout(&address, PATIENCE)?),
        };
        let connection = Connection { near, far, is_silent: Arc::new(AtomicBool::new(self.way == Way::Silent)) };
        connection.begin(&self.counted)?;
        self.connections.push(connection);
        Ok(())
    }
}

impl Connection {
    fn begin(&self, counted: &Arc<Counted>) -> io::Result<()> {
        let Some(far) = &self.far else { return Ok(()) };
        counted.connections.fetch_add(1, Ordering::Relaxed);
        for (from, to, is_up) in [(&self.near, far, true), (far, &self.near, false)] {
            from.set_nodelay(true)?;
            let (from, to, is_silent) = (from.try_clone()?, to.try_clone()?, Arc::clone(&self.is_silent));
            let counted = Arc::clone(counted);
            let pass_on = move || {
                let counter = if is_up { &counted.up_bytes } else { &counted.down_bytes };
                pass_on(from, to, &is_silent, counter);
            };
            thread::Builder::new().name("relay-line".to_owned()).spawn(pass_on)?;
        }
        Ok(())
    }

    fn is_silent(&self) -> bool {
        self.is_silent.load(Ordering::Acquire)
    }

    fn silence(&self) {
        self.is_silent.store(true, Ordering::Release);
    }
}

fn end_all(connections: Vec<Connection>) {
    for stream in connections.into_iter().flat_map(|connection| [Some(connection.near), connection.far]).flatten() {
        // It fails only if the other end was faster.
        let _ = stream.shutdown(Shutdown::Both);
    }
}

/// Passes bytes on until one side ends. On a silent line they are taken, and the end is kept to itself.
fn pass_on(mut from: TcpStream, mut to: TcpStream, is_silent: &AtomicBool, counter: &AtomicUsize) {
    let mut room = [0; 16 << 10];
    loop {
        let length = from.read(&mut room).unwrap_or(0);
        if is_silent.load(Ordering::Acquire) {
            if length == 0 {
                return;
            }
            continue;
        }
        // Before it is passed on, so that whoever sees an answer finds it counted.
        counter.fetch_add(length, Ordering::Relaxed);
        let is_passed = length > 0 && room.get(..length).is_some_and(|bytes| to.write_all(bytes).is_ok());
        if !is_passed {
            let _ = to.shutdown(Shutdown::Write);
            return;
        }
    }
}

fn locked(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// A server that answers each byte with its own name, on every connection.
    fn server(name: u8) -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                thread::spawn(move || {
                    while stream.read(&mut [0]).is_ok_and(|length| length > 0) && stream.write(&[name]).is_ok() {}
                });
            }
        });
        address
    }

    fn ask(stream: &mut TcpStream) -> Option<u8> {
        stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
        let mut answer = [0];
        stream.write_all(&[0]).ok()?;
        stream.read_exact(&mut answer).ok()?;
        Some(answer[0])
    }

    #[test]
    fn it_leads_where_it_is_told() {
        let relay = Relay::to(server(b'A')).unwrap();
        let mut old = TcpStream::connect(relay.address()).unwrap();
        assert_eq!(ask(&mut old), Some(b'A'));
        relay.leads_to(server(b'B'));
        assert_eq!(ask(&mut old), None);
        assert_eq!(ask(&mut TcpStream::connect(relay.address()).unwrap()), Some(b'B'));
    }

    #[test]
    fn what_comes_through_is_counted_each_way() {
        let relay = Relay::to(server(b'A')).unwrap();
        let mut stream = TcpStream::connect(relay.address()).unwrap();
        ask(&mut stream);
        ask(&mut stream);
        assert_eq!(relay.carried(), Carried { connections: 1, up_bytes: 2, down_bytes: 2 });
    }

    #[test]
    fn a_cut_line_ends_and_a_silent_one_does_not() {
        let relay = Relay::to(server(b'A')).unwrap();
        let mut old = TcpStream::connect(relay.address()).unwrap();
        assert_eq!(ask(&mut old), Some(b'A'));
        relay.falls_silent();
        let waits = |stream: &mut TcpStream| {
            let timed_out =
                |error: io::Error| matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut);
            ask(stream).is_none() && stream.read(&mut [0]).is_err_and(timed_out)
        };
        let mut new = TcpStream::connect(relay.address()).unwrap();
        assert!(waits(&mut old) && waits(&mut new));
        relay.leads_to(server(b'B'));
        assert!(waits(&mut old) && waits(&mut new));
        relay.cut();
        assert!(!waits(&mut old) && !waits(&mut new));
    }
}
