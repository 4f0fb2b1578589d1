//! The routers we listen to: each an address or a network with a secret of its own. Everyone else meets silence.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;

use domain::session::NasName;
use ipnet::IpNet;
use radius_proto::Secret;

use crate::config;

/// A router we know.
#[derive(Debug)]
pub(crate) struct Nas {
    pub(crate) name: NasName,
    pub(crate) network: IpNet,
    pub(crate) secret: Secret,
    pub(crate) coa: Option<SocketAddr>,
    /// What it must prove with every Access-Request.
    pub(crate) require_message_authenticator: bool,
}

/// All routers we know.
#[derive(Debug)]
pub(crate) struct NasList {
    list: Vec<Rc<Nas>>,
    warned: BTreeSet<IpAddr>,
}

impl NasList {
    /// Addresses warned about within a minute; beyond that the counters tell.
    const MOST_WARNED: usize = 64;

    pub(crate) fn new(radius: &config::Radius) -> Self {
        let known = |nas: &config::Nas| {
            // An empty secret was refused with the configuration.
            let secret = Secret::new(nas.secret.expose()).ok()?;
            Some(Rc::new(Nas {
                name: nas.name.clone(),
                network: nas.address,
                secret,
                coa: nas.coa,
                require_message_authenticator: radius.require_message_authenticator,
            }))
        };
        NasList { list: radius.nas.iter().filter_map(known).collect(), warned: BTreeSet::new() }
    }

    /// The router at an address; of several networks that hold it, the narrowest.
    pub(crate) fn at(&self, address: IpAddr) -> Option<Rc<Nas>> {
        let address = address.to_canonical();
        let holding = self.list.iter().filter(|nas| nas.network.contains(&address));
        holding.max_by_key(|nas| nas.network.prefix_len()).cloned()
    }

    /// The router of this name.
    pub(crate) fn named(&self, name: &NasName) -> Option<Rc<Nas>> {
        self.list.iter().find(|nas| nas.name == *name).cloned()
    }

    /// Whether a warning about this address is due: one a minute.
    pub(crate) fn may_warn(&mut self, address: IpAddr) -> bool {
        self.warned.len() < Self::MOST_WARNED && self.warned.insert(address)
    }

    /// A minute has passed.
    pub(crate) fn forget_warnings(&mut self) {
        self.warned.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, template};

    #[test]
    fn the_narrowest_network_decides_and_strangers_are_nobody() {
        let more = "[[radius.nas]]\nname = \"lan\"\naddress = \"172.31.0.0/16\"\nsecret = \"another-secret\"\n";
        let config = Config::parse(&(template() + more)).unwrap();
        let mut list = NasList::new(&config.radius);
        let name_at = |text: &str| list.at(text.parse().unwrap()).map(|nas| nas.name.to_string());
        assert_eq!(name_at("172.31.255.1").as_deref(), Some("router"));
        assert_eq!(name_at("172.31.255.2").as_deref(), Some("lan"));
        assert_eq!(name_at("::ffff:172.31.255.1").as_deref(), Some("router"));
        assert_eq!(name_at("10.0.0.1"), None);
        let stranger = "10.0.0.1".parse().unwrap();
        assert!(list.may_warn(stranger) && !list.may_warn(stranger));
        list.forget_warnings();
        assert!(list.may_warn(stranger));
    }
}
