//! A RADIUS server for one test: answers Access-Requests as it is told, responds to every report, and hands over what
//! it received, byte for byte.

use std::net::{SocketAddr, UdpSocket};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;

use md5::{Digest, Md5};
use radius_proto::{AccessRequest, AccountingRequest, Code, MAX_PACKET, Packet, PacketWriter, Secret};
use testkit::machine::PATIENCE;

pub(crate) const SECRET: &str = "testing123";

/// What an Access-Request meets.
pub(crate) enum Answer {
    Accept(fn(&mut PacketWriter<'_>)),
    Reject(&'static str),
    /// An Access-Accept as servers sent it before CVE-2024-3596.
    UnsignedAccept,
    /// An Access-Accept under another secret.
    StrangersAccept,
    Silence,
}

pub(crate) struct Server {
    pub(crate) auth: SocketAddr,
    pub(crate) acct: SocketAddr,
    answer: Arc<Mutex<Answer>>,
    responds: Arc<Mutex<bool>>,
    asked: Receiver<Vec<u8>>,
    reported: Receiver<Vec<u8>>,
}

impl Server {
    pub(crate) fn start(answer: Answer) -> Self {
        let answer = Arc::new(Mutex::new(answer));
        let responds = Arc::new(Mutex::new(true));
        let (decides, still_responds) = (Arc::clone(&answer), Arc::clone(&responds));
        let (auth, asked) = serve(move |datagram| access_answer(datagram, &decides.lock().unwrap()));
        let (acct, reported) = serve(move |datagram| still_responds.lock().unwrap().then(|| response(datagram)));
        Server { auth, acct, answer, responds, asked, reported }
    }

    pub(crate) fn answers(&self, answer: Answer) {
        *self.answer.lock().unwrap() = answer;
    }

    pub(crate) fn responds(&self, responds: bool) {
        *self.responds.lock().unwrap() = responds;
    }

    /// The next Access-Request.
    pub(crate) fn asked(&self) -> Vec<u8> {
        self.asked.recv_timeout(PATIENCE).expect("an Access-Request")
    }

    /// The next Accounting-Request.
    pub(crate) fn reported(&self) -> Vec<u8> {
        self.reported.recv_timeout(PATIENCE).expect("an Accounting-Request")
    }

    /// Whether nothing was reported that has not been looked at.
    pub(crate) fn has_no_more_reports(&self) -> bool {
        self.reported.try_recv().is_err()
    }
}

pub(crate) fn secret() -> Secret {
    Secret::new(SECRET).unwrap()
}

/// Answers datagrams until the process ends or nobody looks at what arrived.
fn serve(answer: impl Fn(&[u8]) -> Option<Vec<u8>> + Send + 'static) -> (SocketAddr, Receiver<Vec<u8>>) {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    let (arrived, look): (Sender<Vec<u8>>, _) = mpsc::channel();
    thread::spawn(move || {
        let mut room = [0; MAX_PACKET];
        while let Ok((length, source)) = socket.recv_from(&mut room) {
            let answer = answer(&room[..length]);
            if arrived.send(room[..length].to_vec()).is_err() {
                return;
            }
            if let Some(answer) = answer {
                socket.send_to(&answer, source).unwrap();
            }
        }
    });
    (address, look)
}

fn access_answer(datagram: &[u8], answer: &Answer) -> Option<Vec<u8>> {
    let secret = if matches!(answer, Answer::StrangersAccept) { Secret::new("other").unwrap() } else { secret() };
    let packet = Packet::parse(datagram).unwrap();
    if matches!(answer, Answer::StrangersAccept) {
        return Some(unsigned_accept(&packet, "other"));
    }
    let request = AccessRequest::read(packet.verify(&secret).unwrap()).unwrap();
    let mut room = [0; MAX_PACKET];
    let written = match answer {
        Answer::Accept(grant) => {
            let mut writer = request.accept(&mut room);
            grant(&mut writer);
            writer.finish()
        }
        Answer::Reject(message) => request.reject(&mut room).reply_message(message).finish(),
        Answer::UnsignedAccept | Answer::StrangersAccept => return Some(unsigned_accept(&packet, SECRET)),
        Answer::Silence => return None,
    };
    Some(written.unwrap().to_vec())
}

/// A bare Access-Accept: RFC 2865 section 3's digest and nothing else.
fn unsigned_accept(request: &Packet<'_>, secret: &str) -> Vec<u8> {
    let head = [Code::AccessAccept.octet(), request.identifier(), 0, 20];
    let digest = Md5::new().chain_update(head).chain_update(request.authenticator()).chain_update(secret).finalize();
    [&head[..], &digest].concat()
}

fn response(datagram: &[u8]) -> Vec<u8> {
    let (secret, mut room) = (secret(), [0; 64]);
    let verified = Packet::parse(datagram).unwrap().verify(&secret).unwrap();
    let request = AccountingRequest::read(verified).unwrap();
    request.response(&mut room).finish().unwrap().to_vec()
}
