//! The router's port for Disconnect-Requests (RFC 5176), played by the test.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};

use radius_proto::{DynamicAction, DynamicRequest, MAX_PACKET, Packet, Secret, Text};
use testkit::Langod;
use testkit::machine::PATIENCE;

/// The port, listening.
pub struct CoaPort {
    socket: UdpSocket,
    secret: Secret,
}

/// A Disconnect-Request that came and fits the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Who is to be sent off.
    pub user_name: String,
    /// From which session.
    pub session_id: String,
    /// At which address.
    pub ip: Option<Ipv4Addr>,
    from: SocketAddr,
}

impl CoaPort {
    /// Where this gateway sends its orders.
    pub fn of(langod: &Langod) -> Self {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, langod.coa_port())).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        CoaPort { socket, secret: Secret::new(langod.secret()).unwrap() }
    }

    /// The next order; there is to be one.
    pub fn next(&self) -> Order {
        let mut room = [0; MAX_PACKET];
        let (length, from) = self.socket.recv_from(&mut room).expect("a Disconnect-Request");
        let bytes = room.get(..length).unwrap().to_vec();
        let request = read(&bytes, &self.secret);
        assert_eq!(request.action, DynamicAction::Disconnect);
        let text = |text: Option<Text<'_>>| text.and_then(Text::as_str).unwrap_or_default().to_owned();
        let (user_name, session_id) = (text(request.who.user_name), text(request.who.acct_session_id));
        Order { user_name, session_id, ip: request.who.framed_ip_address, from, bytes }
    }

    /// Answers an order with an ACK.
    pub fn acknowledge(&self, order: &Order) {
        let mut room = [0; MAX_PACKET];
        let request = read(&order.bytes, &self.secret);
        let ack = request.ack(&mut room).finish().unwrap().bytes().to_vec();
        self.socket.send_to(&ack, order.from).unwrap();
    }

    /// Answers an order with the right ACK from a port that is not the router's.
    pub fn acknowledge_from_elsewhere(&self, order: &Order) {
        let elsewhere = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let stranger = CoaPort { socket: elsewhere, secret: self.secret.clone() };
        stranger.acknowledge(order);
    }
}

fn read<'a>(bytes: &'a [u8], secret: &'a Secret) -> DynamicRequest<'a> {
    DynamicRequest::read(Packet::parse(bytes).unwrap().verify(secret).unwrap()).unwrap()
}
