//! Raw RADIUS packets over one socket, where the exact bytes matter: retransmissions, forgeries, junk.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, UdpSocket};
use std::time::Duration;

use radius_proto::attribute::{CALLING_STATION_ID, USER_NAME};
use radius_proto::{Authenticator, Code, MAX_PACKET, Packet, PacketWriter, Secret};
use testkit::Langod;
use testkit::machine::PATIENCE;

/// A router's socket towards one of the gateway's ports.
pub struct Wire {
    socket: UdpSocket,
    secret: Secret,
}

impl Wire {
    /// Towards the authentication port.
    pub fn to_auth(langod: &Langod) -> Self {
        Self::to(langod, langod.auth_port())
    }

    /// Towards the accounting port.
    pub fn to_acct(langod: &Langod) -> Self {
        Self::to(langod, langod.acct_port())
    }

    fn to(langod: &Langod, port: u16) -> Self {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        socket.connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        Wire { socket, secret: Secret::new(langod.secret()).unwrap() }
    }

    /// Sends bytes as they are.
    pub fn send(&self, bytes: &[u8]) {
        self.socket.send(bytes).unwrap();
    }

    /// The next datagram; there is to be one.
    pub fn receive(&self) -> Vec<u8> {
        self.receive_within(PATIENCE).expect("a reply")
    }

    /// The next datagram, if one comes in this time.
    pub fn receive_within(&self, patience: Duration) -> Option<Vec<u8>> {
        let mut room = [0; MAX_PACKET];
        self.socket.set_read_timeout(Some(patience)).unwrap();
        match self.socket.recv(&mut room) {
            Ok(length) => room.get(..length).map(<[u8]>::to_vec),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => None,
            Err(error) => panic!("{error}"),
        }
    }

    /// Sends and receives.
    pub fn ask(&self, bytes: &[u8]) -> Vec<u8> {
        self.send(bytes);
        self.receive()
    }

    /// A signed login by PAP; the number makes identifier and authenticator.
    pub fn login(&self, number: u8, code: &str, device: &str) -> Vec<u8> {
        self.login_as(number, code, code, device)
    }

    /// A signed login by PAP whose name and password differ.
    pub fn login_as(&self, number: u8, name: &str, password: &str, device: &str) -> Vec<u8> {
        let mut room = [0; MAX_PACKET];
        let mut writer = PacketWriter::access_request(number, authenticator(number), &mut room, &self.secret);
        writer.text(USER_NAME, name).user_password(password.as_bytes()).text(CALLING_STATION_ID, device);
        writer.message_authenticator().finish().unwrap().bytes().to_vec()
    }

    /// A Status-Server request.
    pub fn status_server(&self, number: u8) -> Vec<u8> {
        let mut room = [0; MAX_PACKET];
        let mut writer = PacketWriter::status_server(number, authenticator(number), &mut room, &self.secret);
        writer.finish().unwrap().bytes().to_vec()
    }

    /// The code of a reply to the request of this number; it must fit the request and be signed.
    pub fn verdict(&self, number: u8, reply: &[u8]) -> Code {
        let packet = Packet::parse(reply).unwrap();
        assert_eq!(packet.identifier(), number);
        let reply = packet.verify_reply(&authenticator(number), &self.secret).unwrap();
        assert!(reply.has_message_authenticator());
        reply.code()
    }
}

fn authenticator(number: u8) -> Authenticator {
    let mut authenticator = *b"sixteen octets..";
    authenticator[15] = number;
    authenticator
}
