//! The cables: guests, router, gateway and internet, each in a network of its own.

use std::net::Ipv4Addr;
use std::sync::Arc;

use testkit::Device;

use crate::namespace::Namespace;

/// The router among its guests.
pub(super) const HOTSPOT: Ipv4Addr = Ipv4Addr::new(10, 5, 50, 1);
/// The router at the end of the container's cable, as the script numbers it.
pub(super) const ROUTER: Ipv4Addr = Ipv4Addr::new(172, 31, 255, 1);
/// The gateway's container.
pub(super) const GATEWAY: Ipv4Addr = Ipv4Addr::new(172, 31, 255, 2);
/// Everything beyond the uplink (RFC 5737).
pub(super) const INTERNET: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 1);
/// The guests' bridge, by its name at the router.
pub(super) const GUESTS: &str = "guests";

/// All of them.
pub(super) struct Networks {
    pub(super) guests: Vec<Arc<Namespace>>,
    pub(super) gateway: Arc<Namespace>,
    pub(super) internet: Arc<Namespace>,
    pub(super) router: Arc<Namespace>,
}

impl Networks {
    /// With so many guests.
    pub(super) fn make(guests: u8) -> Self {
        let (_, gateway) = Namespace::numbered();
        let beside = |role: &str| Arc::new(gateway.beside(role));
        let networks = Networks {
            guests: (1..=guests).map(|n| beside(&format!("g{n}"))).collect(),
            internet: beside("w"),
            router: beside("r"),
            gateway: Arc::new(gateway),
        };
        networks.uplink();
        networks.container();
        networks.bridge();
        networks.router.routes();
        networks
    }

    fn uplink(&self) {
        let far = self.internet.name();
        self.router.ip(&[
            format!("link add wan type veth peer name eth0 netns {far}"),
            "addr add 203.0.113.2/30 dev wan".to_owned(),
            "link set wan up".to_owned(),
        ]);
        // The internet knows no way to private addresses: what comes without NAT is not answered.
        self.internet.ip(&[format!("addr add {INTERNET}/30 dev eth0"), "link set eth0 up".to_owned()]);
    }

    /// The script's veth and bridge.
    fn container(&self) {
        let far = self.gateway.name();
        self.router.ip(&[
            format!("link add veth-lango type veth peer name eth0 netns {far}"),
            "link add lango type bridge".to_owned(),
            "link set veth-lango master lango".to_owned(),
            format!("addr add {ROUTER}/30 dev lango"),
            "link set veth-lango up".to_owned(),
            "link set lango up".to_owned(),
        ]);
        self.gateway.ip(&[
            format!("addr add {GATEWAY}/30 dev eth0"),
            "link set eth0 up".to_owned(),
            format!("route add default via {ROUTER}"),
        ]);
        self.gateway.nft(&format!(
            "table ip seen {{
                counter guests {{}}
                counter router {{}}
                chain lost {{}}
                chain output {{
                    type filter hook output priority filter;
                    udp sport {{ 1812, 1813 }} jump lost
                    udp dport 3799 jump lost
                }}
                chain input {{
                    type filter hook input priority filter;
                    udp dport {{ 1812, 1813 }} jump lost
                    udp sport 3799 jump lost
                    ct state new tcp dport 8088 ip saddr 10.5.50.0/24 counter name guests
                    ct state new tcp dport 8088 ip saddr {ROUTER} counter name router
                }}
            }}"
        ));
    }

    fn bridge(&self) {
        self.router.ip(&[
            format!("link add {GUESTS} type bridge"),
            format!("addr add {HOTSPOT}/24 dev {GUESTS}"),
            format!("link set {GUESTS} up"),
        ]);
        for (number, guest) in (1..).zip(&self.guests) {
            let Device { mac, ip, .. } = Device::numbered(number, (HOTSPOT, 80).into());
            self.router.ip(&[
                format!("link add guest{number} type veth peer name wlan0 netns {}", guest.name()),
                format!("link set guest{number} master {GUESTS}"),
                format!("link set guest{number} up"),
            ]);
            guest.ip(&[
                format!("link set wlan0 address {mac}"),
                format!("addr add {ip}/24 dev wlan0"),
                "link set wlan0 up".to_owned(),
                format!("route add default via {HOTSPOT}"),
            ]);
        }
    }

    /// RADIUS, that is: TCP would only be slower.
    pub(super) fn cable_loses(&self, percent: u8) {
        self.gateway.nft("flush chain ip seen lost");
        if percent > 0 {
            self.gateway.nft(&format!("add rule ip seen lost numgen random mod 100 < {percent} drop"));
        }
    }

    pub(super) fn forgets_calls(&self) {
        self.gateway.nft("reset counters table ip seen");
    }

    pub(super) fn calls_at_the_portal(&self) -> [u64; 2] {
        ["guests", "router"].map(|name| {
            let told = self.gateway.nft(&format!("list counter ip seen {name}"));
            let packets = told.split("packets ").nth(1).and_then(|rest| rest.split(' ').next());
            packets.and_then(|packets| packets.parse().ok()).unwrap_or_else(|| panic!("{told}"))
        })
    }
}
