//! What the stand-in is told before it starts: who it is, where its RADIUS server and portal are, and which devices
//! stand in its radio range. What RouterOS might do one way or the other is in `quirks`.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::{Device, Firewall, Quirks, RestUser};

/// Any free port on loopback.
pub(crate) const ANY_PORT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// A hotspot's set-up. The field names are RouterOS's where it has one.
#[derive(Clone, Debug)]
pub struct RouterConfig {
    /// `/system/identity`, sent as NAS-Identifier.
    pub identity: String,
    /// The hotspot server's name, sent as Called-Station-Id.
    pub server_name: String,
    /// The interface guests are on, sent as NAS-Port-Id.
    pub interface: String,
    /// The router's own guest-side address, sent as NAS-IP-Address.
    pub hotspot_address: Ipv4Addr,
    /// The address RADIUS requests leave from (`src-address`).
    pub src_address: IpAddr,
    /// The RADIUS server's authentication port.
    pub auth_server: SocketAddr,
    /// The RADIUS server's accounting port.
    pub acct_server: SocketAddr,
    /// The secret shared with it.
    pub secret: String,
    /// Where Disconnect- and CoA-Requests are taken (`/radius/incoming`).
    pub coa_listen: SocketAddr,
    /// Where `/rest` is served, over plain HTTP.
    pub rest_listen: SocketAddr,
    /// Who may use it. At first the factory's `admin` with no password and all rights.
    pub rest_users: Vec<RestUser>,
    /// `architecture-name`.
    pub architecture: String,
    /// `board-name`.
    pub board: String,
    /// Where tests and people steer the stand-in.
    pub control_listen: SocketAddr,
    /// The portal guests are sent to, up to the question mark.
    pub portal: String,
    /// The files of the html-directory by their names. Without any, the portal is one redirect away.
    pub pages: BTreeMap<String, String>,
    /// Hosts that are let through before login, as `host` or `host:port`. The portal's is always among them.
    pub walled_garden: Vec<String>,
    /// The devices. An unspecified guest address is given one.
    pub devices: Vec<Device>,
    /// The kernel's rules that look at who is logged in. None on loopback, where a browser has the router for its proxy.
    pub firewall: Option<Firewall>,
    /// How this router behaves where routers differ.
    pub quirks: Quirks,
}

impl RouterConfig {
    /// A hotspot with two devices, everything of its own on free ports of loopback.
    pub fn new(portal: &str, auth_server: SocketAddr, acct_server: SocketAddr, secret: &str) -> Self {
        RouterConfig {
            identity: "MikroTik".to_owned(),
            server_name: "hotspot1".to_owned(),
            interface: "bridge-guests".to_owned(),
            hotspot_address: Ipv4Addr::new(10, 5, 50, 1),
            src_address: Ipv4Addr::LOCALHOST.into(),
            auth_server,
            acct_server,
            secret: secret.to_owned(),
            coa_listen: ANY_PORT,
            rest_listen: ANY_PORT,
            rest_users: vec![RestUser::full("admin", "")],
            architecture: "arm64".to_owned(),
            board: "hAP ax^2".to_owned(),
            control_listen: ANY_PORT,
            portal: portal.to_owned(),
            pages: BTreeMap::new(),
            walled_garden: Vec::new(),
            devices: (1..=2).map(|n| Device::numbered(n, ANY_PORT)).collect(),
            firewall: None,
            quirks: Quirks::default(),
        }
    }

    /// The same with this many devices, each behind a free port.
    pub fn with_devices(mut self, count: u8) -> Self {
        self.devices = (1..=count).map(|n| Device::numbered(n, ANY_PORT)).collect();
        self
    }

    /// The same with one more user of `/rest`.
    pub fn with_rest_user(mut self, user: RestUser) -> Self {
        self.rest_users.push(user);
        self
    }

    /// The same with other quirks: `.with_quirks(|quirks| quirks.http_chap = true)`.
    pub fn with_quirks(mut self, change: impl FnOnce(&mut Quirks)) -> Self {
        change(&mut self.quirks);
        self
    }

    /// Gives an address to every device that has none, from `.2` upwards.
    pub(crate) fn hand_out_addresses(&mut self) {
        let network = self.hotspot_address.to_bits() & !0xff;
        let taken: Vec<u32> = self.devices.iter().map(|device| device.ip.to_bits()).collect();
        let mut free = (network + 2..network + 255).filter(|address| !taken.contains(address));
        for device in self.devices.iter_mut().filter(|device| device.ip.is_unspecified()) {
            device.ip = free.next().map_or(device.ip, Ipv4Addr::from_bits);
        }
    }
}
