//! Who asks: the device behind a request, and whom its wrong codes are held against.

use std::net::{IpAddr, Ipv4Addr};

use domain::device::Mac;

use crate::config::Config;
use crate::gateway::Guesser;
use crate::http::neighbour;
use crate::tap::Taps;

/// The device a request says it is contradicts what the network knows.
pub(super) struct NotThisDevice;

/// A guest's browser, as far as it can be known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asker {
    peer: IpAddr,
    /// Whether requests of many guests come from this address: that of a router which hides them behind its own.
    is_router: bool,
    /// What the neighbour table says.
    seen: Option<Mac>,
    /// What the request says.
    claimed: Option<Mac>,
}

impl Asker {
    pub(super) fn new(config: &Config, peer: IpAddr, claimed: Option<Mac>) -> Self {
        let peer = peer.to_canonical();
        let is_router = config.radius.nas.iter().any(|nas| nas.address.contains(&peer));
        let seen = if is_router { None } else { neighbour::mac_at(peer) };
        Asker { peer, is_router, seen, claimed }
    }

    /// The same, once the router itself was asked where our own tables do not reach. One that does not answer changes
    /// nothing: guests are not turned away for it.
    pub(super) async fn looked_up(self, taps: &Taps) -> Self {
        let Some(address) = self.own_address().filter(|_| self.seen.is_none()) else { return self };
        Asker { seen: taps.device_at(address, self.claimed).await, ..self }
    }

    /// The device to sign in. What the request says counts only where the network does not know better.
    pub(super) fn device(&self) -> Result<Option<Mac>, NotThisDevice> {
        match (self.seen, self.claimed) {
            (Some(seen), Some(claimed)) if seen != claimed => Err(NotThisDevice),
            (seen, claimed) => Ok(seen.or(claimed)),
        }
    }

    /// The same where nothing hangs on it.
    pub(super) fn likely_device(&self) -> Option<Mac> {
        self.seen.or(self.claimed)
    }

    /// The device whose affairs may be shown: never one that a request merely says it is, for MACs are on the air.
    pub(super) fn proven_device(&self) -> Option<Mac> {
        self.seen
    }

    /// The address whose affairs may be shown. No guest has a router's, so those hidden behind one are shown nothing.
    pub(super) fn proven_address(&self) -> Option<Ipv4Addr> {
        match self.peer {
            IpAddr::V4(address) => Some(address),
            IpAddr::V6(_) => None,
        }
    }

    /// The guest's own address: not that of a router which hides it.
    pub(super) fn own_address(&self) -> Option<Ipv4Addr> {
        self.proven_address().filter(|_| !self.is_router)
    }

    /// Whom wrong codes are held against: the address they come from, which is harder to change than a MAC in a form.
    /// Behind a router it is the device, and, should it change its MAC with every try, all who are behind that router.
    pub(super) fn guesser(&self) -> Guesser {
        match self.claimed {
            device if self.is_router => Guesser { device, crowd: Some(stand_in(self.peer)) },
            _ => Guesser { device: Some(stand_in(self.peer)), crowd: None },
        }
    }
}

/// A made-up MAC (locally administered) that stands for an address, or for an IPv6 network of one household.
pub(super) fn stand_in(peer: IpAddr) -> Mac {
    let bytes = match peer {
        IpAddr::V4(address) => {
            let [a, b, c, d] = address.octets();
            [2, 1, a, b, c, d]
        }
        IpAddr::V6(address) => {
            let [_, _, _, _, a, b, c, d, ..] = address.octets();
            [2, 2, a, b, c, d]
        }
    };
    Mac::from_bytes(bytes).unwrap_or(Mac::UNNAMED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::template;

    #[test]
    fn what_a_request_says_of_itself_shows_nobody_elses_affairs() {
        let config = Config::parse(&template()).unwrap();
        let claimed = Mac::parse("02:00:00:00:01:01").ok();
        let through_router = Asker::new(&config, "172.31.255.1".parse().unwrap(), claimed);
        assert_eq!(through_router.proven_device(), None);
        assert_eq!(through_router.guesser().device, claimed);
        assert!(through_router.guesser().crowd.is_some());
        let routed = Asker::new(&config, "192.0.2.9".parse().unwrap(), claimed);
        assert_eq!(routed.proven_device(), None);
        assert_eq!(routed.proven_address(), Some("192.0.2.9".parse().unwrap()));
        assert_eq!(routed.guesser().device, Some(stand_in("192.0.2.9".parse().unwrap())));
    }
}
