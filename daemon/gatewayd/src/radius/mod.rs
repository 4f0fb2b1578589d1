//! RADIUS beside the books: which routers there are, which replies were given, which orders are on their way, and how
//! things are named on the wire. What is done with it stands in `gateway`; the bytes are `radius-proto`'s.

mod naming;
mod nas;
mod orders;
mod replies;

use std::net::SocketAddr;
use std::rc::Rc;

pub(crate) use naming::{device_of, read_class, session_key, write_class};
pub(crate) use nas::{Nas, NasList};
pub(crate) use orders::{Orders, What};
pub(crate) use replies::{Replies, ReplyKey};

/// Which of our sockets a packet came through, or leaves by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Port {
    /// Authentication.
    Auth,
    /// Accounting.
    Acct,
    /// Orders to routers.
    Orders,
}

/// A packet to send.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) port: Port,
    pub(crate) to: SocketAddr,
    pub(crate) bytes: Rc<[u8]>,
}
