//! Where the rail's callbacks arrive: a small listener in the place of the cloud. What it receives it hands in at the
//! gateway's door, and what the gateway does not take it keeps, as the cloud would, until the gateway is back.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use crate::langod::{Entrance, Langod, LangodError};
use crate::machine::PATIENCE;

/// What the rail is told (section 4 of the reference).
const ACCEPTED: &str = r#"{"ResultCode":0,"ResultDesc":"Accepted"}"#;
/// More than any rail posts.
const MOST_BYTES: usize = 1 << 20;

/// What the rail posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    /// The address' path.
    pub path: String,
    /// The body.
    pub body: String,
}

impl Posted {
    /// The same to another path.
    pub fn to(&self, path: &str) -> Posted {
        Posted { path: path.to_owned(), ..self.clone() }
    }
}

#[derive(Default)]
struct State {
    entrance: Option<Entrance>,
    is_shut: bool,
    posted: Vec<Posted>,
    untaken: Vec<Posted>,
    words: Vec<String>,
    ends: bool,
}

/// The listener. Dropping it ends it.
pub struct Door {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    thread: Option<JoinHandle<()>>,
}

impl Door {
    /// Begins to listen; nothing is handed in yet.
    pub fn open() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        let accept = move || {
            for stream in listener.incoming().flatten() {
                if locked(&shared).ends {
                    return;
                }
                // Ten callbacks at once are taken at once.
                let shared = Arc::clone(&shared);
                thread::spawn(move || receive(stream, &shared));
            }
        };
        let thread = thread::Builder::new().name("door".to_owned()).spawn(accept)?;
        Ok(Door { address, state, thread: Some(thread) })
    }

    /// Where the rail posts to.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on callbacks are handed in at this gateway.
    pub fn leads_to(&self, langod: &Langod) {
        locked(&self.state).entrance = Some(langod.entrance());
    }

    /// From now on callbacks are kept here.
    pub fn shut(&self) {
        locked(&self.state).is_shut = true;
    }

    /// Hands in one by hand and returns what became of it, in a word.
    pub fn hand_in(&self, posted: &Posted) -> Result<String, LangodError> {
        let entrance = locked(&self.state).entrance.clone().ok_or(LangodError::NotRunning)?;
        entrance.hand_in(&posted.path, &posted.body)
    }

    /// Hands in again what the gateway did not take; what it does not take now stays.
    pub fn hand_in_untaken(&self) -> usize {
        let untaken = std::mem::take(&mut locked(&self.state).untaken);
        let (mut taken, mut left) = (Vec::new(), Vec::new());
        for posted in untaken {
            match self.hand_in(&posted) {
                Ok(word) => taken.push(word),
                Err(_) => left.push(posted),
            }
        }
        let count = taken.len();
        let mut state = locked(&self.state);
        state.words.extend(taken);
        state.untaken.extend(left);
        count
    }

    /// All that was posted so far.
    pub fn posted(&self) -> Vec<Posted> {
        locked(&self.state).posted.clone()
    }

    /// What became of those handed in, in a word each.
    pub fn words(&self) -> Vec<String> {
        locked(&self.state).words.clone()
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        locked(&self.state).ends = true;
        // Wakes the listener.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn locked(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn receive(stream: TcpStream, state: &Mutex<State>) {
    let Some(posted) = read(&stream) else { return };
    let entrance = {
        let mut state = locked(state);
        state.posted.push(posted.clone());
        state.entrance.clone().filter(|_| !state.is_shut)
    };
    let handed_in = entrance.map(|entrance| entrance.hand_in(&posted.path, &posted.body));
    match handed_in {
        Some(Ok(word)) => locked(state).words.push(word),
        Some(Err(_)) => locked(state).untaken.push(posted),
        None => {}
    }
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close";
    // A rail that does not wait for its answer is none of ours.
    let _ = write!(&stream, "{head}\r\nContent-Length: {}\r\n\r\n{ACCEPTED}", ACCEPTED.len());
}

fn read(stream: &TcpStream) -> Option<Posted> {
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        match header.trim().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.trim().parse().ok()?,
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; Some(length).filter(|length| *length <= MOST_BYTES)?];
    reader.read_exact(&mut body).ok()?;
    Some(Posted { path, body: String::from_utf8_lossy(&body).into_owned() })
}
