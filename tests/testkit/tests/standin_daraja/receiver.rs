//! Whoever M-PESA calls: takes what is posted, hands it over, and answers as it is told.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver as Channel, Sender};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;
use testkit::machine::PATIENCE;

/// What a post meets.
#[derive(Clone)]
pub(crate) enum Meets {
    /// HTTP status and body.
    Answer(u16, &'static str),
    /// Nothing.
    Silence,
}

const ACCEPTED: &str = r#"{"ResultCode":0,"ResultDesc":"Accepted"}"#;

/// A post as it came.
#[derive(Debug)]
pub(crate) struct Posted {
    pub(crate) path: String,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Posted {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The first header of this name, given in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The object inside an STK callback.
    pub(crate) fn callback(&self) -> Value {
        self.json()["Body"]["stkCallback"].clone()
    }

    /// An item of a callback's metadata, by its name.
    pub(crate) fn item(&self, name: &str) -> Option<Value> {
        let items = self.callback()["CallbackMetadata"]["Item"].clone();
        items.as_array()?.iter().find(|item| item["Name"] == name).cloned()
    }
}

pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    meets: Arc<Mutex<Meets>>,
    arrived: Mutex<Channel<Posted>>,
}

impl Receiver {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let meets = Arc::new(Mutex::new(Meets::Answer(200, ACCEPTED)));
        let (arrive, arrived) = mpsc::channel();
        let decides = Arc::clone(&meets);
        thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                let (arrive, decides) = (arrive.clone(), Arc::clone(&decides));
                thread::spawn(move || take(stream, &arrive, &decides));
            }
        });
        Receiver { address, meets, arrived: Mutex::new(arrived) }
    }

    pub(crate) fn meets(&self, meets: Meets) {
        *self.meets.lock().unwrap() = meets;
    }

    /// The next post.
    pub(crate) fn posted(&self) -> Posted {
        self.arrived.lock().unwrap().recv_timeout(PATIENCE).expect("a post")
    }

    /// What has come and was not looked at. All that was due is in it once the clock has been moved.
    pub(crate) fn rest(&self) -> Vec<Posted> {
        self.arrived.lock().unwrap().try_iter().collect()
    }
}

fn take(stream: TcpStream, arrive: &Sender<Posted>, decides: &Mutex<Meets>) {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    // A connection that says nothing was cut by a stand-in on its way out.
    let Some(path) = line.split(' ').nth(1).map(str::to_owned) else { return };
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length =
        headers.iter().find(|(name, _)| name == "content-length").map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let meets = decides.lock().unwrap().clone();
    // Fails when the test is over.
    let _ = arrive.send(Posted { path, headers, body: String::from_utf8(body).unwrap() });
    match meets {
        Meets::Answer(status, body) => {
            let head = format!("HTTP/1.1 {status} x\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            // The stand-in may have gone.
            let _ = reader.into_inner().write_all(format!("{head}{body}").as_bytes());
        }
        // Held until the other side gives up.
        Meets::Silence => drop(reader.read_to_end(&mut Vec::new())),
    }
}
