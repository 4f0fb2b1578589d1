//! What a script is made of: the site, the addresses, the hotspot. What does not fit together is refused in one sentence
//! that says what to change.

use std::fmt;
use std::net::Ipv4Addr;

use super::release::{Architecture, Release};

/// Ports of guests' traffic that RouterOS takes for itself.
const CAPTURED_PORTS: [u16; 4] = [80, 443, 3128, 8080];
/// What our own hotspot, profile, pool, bridge and group are called.
pub(super) const OURS: &str = "lango";

/// Options no script can be made of, in one sentence with the remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit(pub String);

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unfit {}

/// Everything a script depends on.
#[derive(Clone, Debug)]
pub struct Options {
    /// What guests know the place by.
    pub site: String,
    /// How the router spells.
    pub release: &'static Release,
    /// Where the gateway is.
    pub place: Place,
    /// Its address.
    pub gateway: Ipv4Addr,
    /// The router's address on the gateway's side.
    pub router: Ipv4Addr,
    /// The port of its portal.
    pub portal_port: u16,
    /// How the router asks it.
    pub radius: Radius,
    /// As whom it asks the router.
    pub rest: RestUser,
    /// Which hotspot.
    pub hotspot: Hotspot,
    /// Servers the router takes the time from.
    pub ntp: Vec<Ipv4Addr>,
}

/// Where the gateway is.
#[derive(Clone, Debug)]
pub enum Place {
    /// In a container of the router.
    Inside(Container),
    /// A box of its own.
    Beside,
}

/// The container.
#[derive(Clone, Debug)]
pub struct Container {
    /// What the image is made for.
    pub architecture: Architecture,
    /// The image's file name.
    pub image: String,
    /// `flash` for the router's own memory, else a disk such as `usb1`.
    pub storage: String,
    /// The length of the prefix of the network between router and gateway.
    pub prefix: u8,
}

/// The gateway's RADIUS server, and the router's port for its orders.
#[derive(Clone, Debug)]
pub struct Radius {
    /// Where logins are asked about.
    pub auth_port: u16,
    /// Where usage is reported.
    pub acct_port: u16,
    /// Where the router is told to send a guest off.
    pub coa_port: u16,
    /// What both know.
    pub secret: String,
}

/// The gateway's user on the router.
#[derive(Clone, Debug)]
pub struct RestUser {
    /// Its name.
    pub name: String,
    /// Its password.
    pub password: String,
    /// The port of the router's web service.
    pub port: u16,
}

/// The hotspot guests come to.
#[derive(Clone, Debug)]
pub enum Hotspot {
    /// One that is there: its server's name.
    Existing(String),
    /// One that is made.
    New {
        /// The interface; of a bridge the bridge itself.
        interface: String,
        /// The guests' network, where the interface has no address yet.
        guests: Option<Guests>,
    },
}

/// The guests' network.
#[derive(Clone, Copy, Debug)]
pub struct Guests {
    /// The router's own address in it.
    pub own: Ipv4Addr,
    /// The length of its prefix.
    pub prefix: u8,
    /// Whether the router hands out addresses.
    pub dhcp: bool,
}

impl Guests {
    /// The larger part of the addresses beside the router's own.
    pub(super) fn pool(&self) -> (Ipv4Addr, Ipv4Addr) {
        let (network, last) = bounds(self.own, self.prefix);
        let own = u32::from(self.own);
        let (low, high) = (network.saturating_add(1), last.saturating_sub(1));
        let (from, to) = if own.saturating_sub(low) > high.saturating_sub(own) {
            (low, own.saturating_sub(1))
        } else {
            (own.saturating_add(1), high)
        };
        (from.into(), to.into())
    }

    pub(super) fn network(&self) -> String {
        network_of(self.own, self.prefix)
    }
}

/// First and last address of the network an address is in.
fn bounds(address: Ipv4Addr, prefix: u8) -> (u32, u32) {
    let hosts = u32::MAX.checked_shr(prefix.into()).unwrap_or(0);
    (u32::from(address) & !hosts, u32::from(address) | hosts)
}

/// The network an address is in, as RouterOS writes it.
pub(super) fn network_of(address: Ipv4Addr, prefix: u8) -> String {
    format!("{}/{prefix}", Ipv4Addr::from(bounds(address, prefix).0))
}

impl Options {
    /// The hotspot server's name.
    pub(super) fn server(&self) -> &str {
        match &self.hotspot {
            Hotspot::Existing(name) => name,
            Hotspot::New { .. } => OURS,
        }
    }

    /// What the portal is reached under, and nothing else with it.
    pub(super) fn portal_network(&self) -> String {
        match &self.place {
            Place::Inside(container) => network_of(self.gateway, container.prefix),
            Place::Beside => format!("{}/32", self.gateway),
        }
    }

    /// What a person should know before using the script.
    pub fn warnings(&self) -> Vec<&'static str> {
        let mut warnings = Vec::new();
        if matches!(self.place, Place::Inside(_)) && self.release.restart.is_empty() {
            warnings.push(
                "before RouterOS 7.20 nobody starts a container again that has ended; it comes back with the router's \
                     next start",
            );
        }
        if self.release.first < 18 {
            warnings.push("RouterOS 7.17 and 7.17.1 look for login pages in a wrong folder: use 7.18 or later");
        }
        if let Hotspot::New { .. } = &self.hotspot {
            warnings.push(
                "everything on the hotspot's interface becomes a guest, also your own computers: let those through with \
                 /ip/hotspot/ip-binding/add mac-address=... type=bypassed, or give guests an interface of their own",
            );
        }
        if let (Hotspot::New { .. }, Place::Beside) = (&self.hotspot, &self.place) {
            warnings.push("the box beside the router needs an address of its own that never changes");
        }
        warnings
    }

    /// Whether it fits together.
    pub(super) fn check(&self) -> Result<(), Unfit> {
        let refuse = |sentence: String| Err(Unfit(sentence));
        let Options { gateway, router, portal_port, .. } = self;
        if gateway == router {
            return refuse(format!("gateway and router both have the address {gateway}: give each its own"));
        }
        if CAPTURED_PORTS.contains(portal_port) {
            return refuse(format!(
                "RouterOS takes port {portal_port} of guests for itself: let [portal] listen on another, such as 8088"
            ));
        }
        for (what, value) in [
            ("RADIUS secret", &self.radius.secret),
            ("REST user's name", &self.rest.name),
            ("REST user's password", &self.rest.password),
        ] {
            if value.is_empty() || value.chars().any(char::is_control) {
                return refuse(format!("the {what} is empty or has characters nobody can type: choose another"));
            }
        }
        if self.ntp.is_empty() {
            return refuse(
                "no time server is named: a router that wakes up in 1970 needs one, by its number".to_owned(),
            );
        }
        self.check_hotspot()?;
        match &self.place {
            Place::Inside(container) => self.check_container(container),
            Place::Beside => Ok(()),
        }
    }

    fn check_hotspot(&self) -> Result<(), Unfit> {
        let named = match &self.hotspot {
            Hotspot::Existing(name) if name == OURS => {
                return Err(Unfit(format!("the hotspot {OURS} is the one we made: name its interface instead")));
            }
            Hotspot::Existing(name) => name,
            Hotspot::New { interface, .. } => interface,
        };
        if named.is_empty() || named.chars().any(char::is_control) {
            return Err(Unfit("the hotspot has no name: /ip/hotspot/print shows those that are there".to_owned()));
        }
        let Hotspot::New { guests: Some(guests), .. } = &self.hotspot else { return Ok(()) };
        if !(8..=29).contains(&guests.prefix) || !is_host(guests.own, guests.prefix) {
            return Err(Unfit(format!(
                "{}/{} is no address in a network of guests: write the router's own, such as 10.5.50.1/24",
                guests.own, guests.prefix
            )));
        }
        let (first, last) = bounds(guests.own, guests.prefix);
        let clashes = |address: Ipv4Addr| (first..=last).contains(&u32::from(address));
        if matches!(self.place, Place::Inside(_)) && (clashes(self.gateway) || clashes(self.router)) {
            return Err(Unfit(format!(
                "the guests' network {} holds the gateway's address {}: choose another network for one of them",
                guests.network(),
                self.gateway
            )));
        }
        Ok(())
    }

    fn check_container(&self, container: &Container) -> Result<(), Unfit> {
        let Container { image, storage, prefix, .. } = container;
        let fits = (8..=30).contains(prefix) && bounds(self.gateway, *prefix) == bounds(self.router, *prefix);
        if !fits || !is_host(self.gateway, *prefix) || !is_host(self.router, *prefix) {
            return Err(Unfit(format!(
                "gateway {} and router {} are no two hosts of one network of /{prefix}: take 172.31.255.2 and 172.31.255.1",
                self.gateway, self.router
            )));
        }
        let is_name = |text: &str| {
            let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
            plain && !text.is_empty() && !text.starts_with('.')
        };
        if !is_name(storage) || !image.split('/').all(is_name) {
            return Err(Unfit(format!(
                "image `{image}` on `{storage}`: names of files and disks have letters, digits, dots and dashes only"
            )));
        }
        Ok(())
    }
}

fn is_host(address: Ipv4Addr, prefix: u8) -> bool {
    let (first, last) = bounds(address, prefix);
    (first + 1..last).contains(&u32::from(address))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A site to begin with.
    pub(in crate::script) fn options() -> Options {
        Options {
            site: "Kibanda WiFi".to_owned(),
            release: Release::parse("7.21").unwrap(),
            place: Place::Inside(Container {
                architecture: Architecture::Arm64,
                image: "lango-arm64.tar".to_owned(),
                storage: "flash".to_owned(),
                prefix: 30,
            }),
            gateway: Ipv4Addr::new(172, 31, 255, 2),
            router: Ipv4Addr::new(172, 31, 255, 1),
            portal_port: 8088,
            radius: Radius { auth_port: 1812, acct_port: 1813, coa_port: 3799, secret: "d41d8cd98f00b204".to_owned() },
            rest: RestUser { name: "lango".to_owned(), password: "e9800998ecf8427e".to_owned(), port: 80 },
            hotspot: Hotspot::New { interface: "bridge".to_owned(), guests: None },
            ntp: vec![Ipv4Addr::new(162, 159, 200, 1)],
        }
    }

    fn complaint(change: impl FnOnce(&mut Options)) -> String {
        let mut options = options();
        change(&mut options);
        options.check().unwrap_err().to_string()
    }

    fn guests(own: [u8; 4], prefix: u8) -> Hotspot {
        let guests = Guests { own: own.into(), prefix, dhcp: true };
        Hotspot::New { interface: "bridge".to_owned(), guests: Some(guests) }
    }

    fn inside(change: impl FnOnce(&mut Container)) -> impl FnOnce(&mut Options) {
        |options| match &mut options.place {
            Place::Inside(container) => change(container),
            Place::Beside => panic!("it is inside"),
        }
    }

    #[test]
    fn what_does_not_fit_is_refused_with_the_remedy() {
        options().check().unwrap();
        for (sentence, hint) in [
            (complaint(|options| options.gateway = options.router), "its own"),
            (complaint(|options| options.gateway = Ipv4Addr::new(172, 31, 255, 6)), "172.31.255.2"),
            (complaint(|options| options.gateway = Ipv4Addr::new(172, 31, 255, 3)), "172.31.255.2"),
            (complaint(|options| options.portal_port = 8080), "8088"),
            (complaint(|options| options.radius.secret.clear()), "RADIUS secret"),
            (complaint(|options| options.rest.password.push('\n')), "password"),
            (complaint(|options| options.ntp.clear()), "time server"),
            (complaint(|options| options.hotspot = Hotspot::Existing("lango".to_owned())), "interface"),
            (complaint(|options| options.hotspot = Hotspot::Existing(String::new())), "/ip/hotspot/print"),
            (complaint(|options| options.hotspot = guests([10, 5, 50, 0], 24)), "10.5.50.1/24"),
            (complaint(|options| options.hotspot = guests([10, 5, 50, 1], 31)), "10.5.50.1/24"),
            (complaint(|options| options.hotspot = guests([172, 31, 0, 1], 16)), "another network"),
            (complaint(inside(|container| container.storage = "../x".to_owned())), "letters"),
            (complaint(inside(|container| container.image = "a b.tar".to_owned())), "letters"),
            (complaint(inside(|container| container.prefix = 33)), "172.31.255.2"),
        ] {
            assert!(sentence.contains(hint) && !sentence.contains('\n'), "{sentence}");
        }
    }

    #[test]
    fn guests_get_the_larger_part_of_their_network() {
        for (own, prefix, from, to) in [
            ([10, 5, 50, 1], 24, [10, 5, 50, 2], [10, 5, 50, 254]),
            ([10, 5, 50, 254], 24, [10, 5, 50, 1], [10, 5, 50, 253]),
            ([10, 5, 50, 9], 29, [10, 5, 50, 10], [10, 5, 50, 14]),
        ] {
            let guests = Guests { own: own.into(), prefix, dhcp: true };
            assert_eq!(guests.pool(), (from.into(), to.into()));
        }
    }
}
