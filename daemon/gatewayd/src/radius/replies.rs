//! Replies given lately. Routers repeat a request until they are answered: the same request gets the same bytes, and
//! while its decision is still on the way to the disk the repetition joins it (RFC 5080 section 2.2.2).

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::rc::Rc;

use radius_proto::{Authenticator, Packet};

/// What makes two packets one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ReplyKey {
    authenticator: Authenticator,
    identifier: u8,
    code: u8,
    pub(crate) from: SocketAddr,
}

impl ReplyKey {
    pub(crate) fn of(from: SocketAddr, packet: &Packet<'_>) -> Self {
        ReplyKey {
            authenticator: *packet.authenticator(),
            identifier: packet.identifier(),
            code: packet.code().octet(),
            from,
        }
    }
}

/// Requests of the last half minute and their replies, as far as given.
#[derive(Debug, Default)]
pub(crate) struct Replies {
    known: BTreeMap<ReplyKey, Option<Rc<[u8]>>>,
    /// In the order they came, with the second they came in.
    order: VecDeque<(ReplyKey, u64)>,
    seconds: u64,
}

impl Replies {
    const KEPT_SECS: u64 = 30;
    const MOST: usize = 4096;

    /// `None`: never seen. `Some(None)`: being decided. `Some(Some(bytes))`: the reply.
    pub(crate) fn known(&self, key: &ReplyKey) -> Option<Option<Rc<[u8]>>> {
        self.known.get(key).cloned()
    }

    /// A request is being decided.
    pub(crate) fn begin(&mut self, key: ReplyKey) {
        if self.known.insert(key, None).is_none() {
            self.order.push_back((key, self.seconds));
        }
        if self.order.len() > Self::MOST {
            self.drop_oldest();
        }
    }

    /// It was answered with these bytes.
    pub(crate) fn answered(&mut self, key: &ReplyKey, bytes: &Rc<[u8]>) {
        if let Some(reply) = self.known.get_mut(key) {
            *reply = Some(Rc::clone(bytes));
        }
    }

    /// It was not answered and will not be: a repetition is a new request.
    pub(crate) fn forget(&mut self, key: &ReplyKey) {
        self.known.remove(key);
    }

    /// Drops what no router asks for any more.
    pub(crate) fn expire(&mut self, seconds: u64) {
        self.seconds = seconds;
        while self.order.front().is_some_and(|(_, since)| seconds.saturating_sub(*since) > Self::KEPT_SECS) {
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        if let Some((key, _)) = self.order.pop_front() {
            self.known.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u32) -> ReplyKey {
        let mut authenticator = [0; 16];
        authenticator[..4].copy_from_slice(&number.to_be_bytes());
        ReplyKey { authenticator, identifier: 1, code: 1, from: "127.0.0.1:5000".parse().unwrap() }
    }

    #[test]
    fn a_repetition_joins_the_pending_decision_and_then_gets_the_same_bytes() {
        let mut replies = Replies::default();
        assert_eq!(replies.known(&key(1)), None);
        replies.begin(key(1));
        assert_eq!(replies.known(&key(1)), Some(None));
        let reply = Rc::from(&b"accept"[..]);
        replies.answered(&key(1), &reply);
        assert_eq!(replies.known(&key(1)), Some(Some(reply)));
        replies.forget(&key(1));
        assert_eq!(replies.known(&key(1)), None);
    }

    #[test]
    fn replies_are_kept_for_half_a_minute_and_bounded() {
        let mut replies = Replies::default();
        (0..10_000).for_each(|number| replies.begin(key(number)));
        assert_eq!(replies.known.len(), Replies::MOST);
        assert_eq!(replies.known(&key(9_999)), Some(None));
        replies.expire(Replies::KEPT_SECS + 1);
        assert!(replies.known.is_empty() && replies.order.is_empty());
    }
}
