//! The routers we listen to: each an address or a network with a secret of its own. Everyone else meets silence.

use std::collections::{BTreeMap, BTreeSet};
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

/// All routers we know. Routers listed together as a network are told apart by their addresses: each numbers its
/// sessions by itself.
#[derive(Debug)]
pub(crate) struct NasList {
    list: Vec<Rc<Nas>>,
    found: BTreeMap<IpAddr, Rc<Nas>>,
    warned: BTreeSet<IpAddr>,
}

impl NasList {
    /// Addresses warned about within a minute; beyond that the counters tell.
    const MOST_WARNED: usize = 64;
    /// Routers of networks remembered; of more, each packet looks anew.
    const MOST_FOUND: usize = 256;

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
        NasList { list: radius.nas.iter().filter_map(known).collect(), found: BTreeMap::new(), warned: BTreeSet::new() }
    }

    /// The router at an address; of several networks that hold it, the narrowest.
    pub(crate) fn at(&mut self, address: IpAddr) -> Option<Rc<Nas>> {
        let address = address.to_canonical();
        if let Some(nas) = self.found.get(&address) {
            return Some(Rc::clone(nas));
        }
        let nas = self.find(address)?;
        if self.found.len() < Self::MOST_FOUND {
            self.found.insert(address, Rc::clone(&nas));
        }
        Some(nas)
    }

    fn find(&self, address: IpAddr) -> Option<Rc<Nas>> {
        let holding = self.list.iter().filter(|nas| nas.network.contains(&address));
        let listed = holding.max_by_key(|nas| nas.network.prefix_len())?;
        if listed.network.prefix_len() == listed.network.max_prefix_len() {
            return Some(Rc::clone(listed));
        }
        Some(Rc::new(Nas {
            name: format!("{}@{address}", listed.name).parse().ok()?,
            network: IpNet::from(address),
            secret: listed.secret.clone(),
            coa: listed.coa.map(|coa| SocketAddr::new(address, coa.port())),
            require_message_authenticator: listed.require_message_authenticator,
        }))
    }

    /// The router of this name.
    pub(crate) fn named(&mut self, name: &NasName) -> Option<Rc<Nas>> {
        let address = name.split_once('@').and_then(|(_, address)| address.parse().ok());
        match address {
            Some(address) => self.at(address),
            None => self.list.iter().find(|nas| nas.name == *name).cloned(),
        }
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
        let more = "[[radius.nas]]\nname = \"lan\"\naddress = \"172.31.0.0/16\"\nsecret = \"another-secret\"\ncoa = \"0.0.0.0:3799\"\n";
        let config = Config::parse(&(template() + more)).unwrap();
        let mut list = NasList::new(&config.radius);
        let mut name_at = |text: &str| list.at(text.parse().unwrap()).map(|nas| nas.name.to_string());
        assert_eq!(name_at("172.31.255.1").as_deref(), Some("router"));
        assert_eq!(name_at("172.31.255.2").as_deref(), Some("lan@172.31.255.2"));
        assert_eq!(name_at("::ffff:172.31.255.1").as_deref(), Some("router"));
        assert_eq!(name_at("10.0.0.1"), None);
        let orders_go_to = list.named(&"lan@172.31.255.2".parse().unwrap()).and_then(|nas| nas.coa);
        assert_eq!(orders_go_to, Some("172.31.255.2:3799".parse().unwrap()));
        assert!(list.named(&"lan@10.0.0.1".parse().unwrap()).is_none());
        let stranger = "10.0.0.1".parse().unwrap();
        assert!(list.may_warn(stranger) && !list.may_warn(stranger));
        list.forget_warnings();
        assert!(list.may_warn(stranger));
    }
}
