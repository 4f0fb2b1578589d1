//! A page that waits for word, as its EventSource reads it: server-sent events, line by line.

use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;

use serde_json::Value;
use testkit::Langod;
use testkit::machine::PATIENCE;

/// The open connection.
pub struct EventStream {
    reader: BufReader<TcpStream>,
    /// The answer's head, in lower case.
    pub head: String,
}

impl EventStream {
    /// Opens the events of a payment.
    pub fn open(langod: &Langod, payment: &str) -> Self {
        Self::try_open(langod, payment).unwrap()
    }

    /// The same where there may be no place left. Version 1.0 of HTTP keeps the gateway from chunking.
    pub fn try_open(langod: &Langod, payment: &str) -> io::Result<Self> {
        let url = langod.portal_url();
        let mut stream = TcpStream::connect(url.trim_start_matches("http://").trim_end_matches('/'))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let path = format!("/api/payments/{payment}/events");
        write!(stream, "GET {path} HTTP/1.0\r\nHost: portal\r\nAccept: text/event-stream\r\n\r\n")?;
        let mut stream = EventStream { reader: BufReader::new(stream), head: String::new() };
        let head = stream.read_block()?.ok_or(io::ErrorKind::UnexpectedEof)?;
        stream.head = head.to_ascii_lowercase();
        Ok(stream)
    }

    /// The next lines up to an empty one; `None` if the gateway has closed.
    pub fn block(&mut self) -> Option<String> {
        self.read_block().unwrap()
    }

    fn read_block(&mut self) -> io::Result<Option<String>> {
        let mut block = String::new();
        loop {
            let mut line = String::new();
            if self.reader.read_line(&mut line)? == 0 {
                assert_eq!(block, "", "closed in the middle");
                return Ok(None);
            }
            match line.trim_end() {
                "" => return Ok(Some(block)),
                line => block = block + line + "\n",
            }
        }
    }

    /// The next message, which has neither a name nor an id.
    #[track_caller]
    pub fn message(&mut self) -> Value {
        let block = self.block().expect("a message");
        let data = block.trim_end().strip_prefix("data: ").unwrap_or_else(|| panic!("{block}"));
        serde_json::from_str(data).unwrap_or_else(|error| panic!("{error}: {block}"))
    }
}
