//! A whole place in networks of its own, as the script makes it: guests on their bridge, the gateway's container on its
//! own cable, the internet behind the router, and between them the kernel's firewall with the rules `langod routeros
//! script` writes. The router is the stand-in with the script's login pages, the gateway the image under `runc`.

mod firewall;
mod guest;
mod networks;
mod pages;

use std::collections::BTreeSet;
use std::fs;
use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;

use tempfile::TempDir;
use testkit::daraja::{Behaviour, Daraja, DarajaConfig, Subscriber};
use testkit::langod::find_langod;
use testkit::machine::{PATIENCE, poll};
use testkit::router::{Event, Firewall, LoginMethod, Quirks};
use testkit::{Device, Relay, Router, RouterConfig};

pub use self::guest::{Guest, Shown};

use self::networks::{GATEWAY, GUESTS, HOTSPOT, INTERNET, Networks, ROUTER};
use crate::container::{Container, ContainerBuilder, MEMORY_BYTES, SECRET};
use crate::image::Image;
use crate::line::Line;
use crate::namespace::Resident;
use crate::one_page::OnePage;
use crate::online;
use crate::rest;
use crate::shop::{PROVIDER, msisdn};
use crate::site::plain;

/// What the internet shows to whoever gets there.
pub const NEWS: &str = "The news of the day";
/// The name over the portal.
const SITE: &str = "Kibanda WiFi";
const NEWSPAPER: &str = "<!doctype html><title>News</title><h1>The news of the day</h1>";

/// The place. Dropping it removes all of it.
pub struct Premises {
    /// The router.
    pub router: Router,
    /// The rail, in the internet.
    pub daraja: Resident<Daraja>,
    /// Hours that are sold and new.
    pub codes: Vec<String>,
    // None while its plug is pulled.
    gateway: Option<Container>,
    image: Image,
    config: String,
    books: TempDir,
    line: Line,
    _news: Resident<OnePage>,
    // The container may speak plain HTTP to itself only: a tunnel's near end, from which calls cross the router.
    _tunnel: Resident<Relay>,
    networks: Networks,
}

/// A place to be.
pub struct Opening {
    guests: u8,
    hours: usize,
    missing_rule: Option<&'static str>,
    quirks: Quirks,
}

impl Opening {
    /// So many guests at the usual router, and so many hours sold.
    pub fn with(guests: u8, hours: usize) -> Self {
        Opening { guests, hours, missing_rule: None, quirks: Quirks::default() }
    }

    /// A router with habits of its own.
    pub fn quirks(mut self, change: impl FnOnce(&mut Quirks)) -> Self {
        change(&mut self.quirks);
        self
    }

    /// A router where the script's rule with this comment has been removed.
    pub fn without_rule(mut self, comment: &'static str) -> Self {
        self.missing_rule = Some(comment);
        self
    }

    /// Makes networks, router, rail and firewall, and starts the gateway.
    pub fn open(self) -> Premises {
        let networks = Networks::make(self.guests);
        let rail = DarajaConfig { listen: SocketAddr::from((INTERNET, 0)), ..DarajaConfig::paybill() };
        let rail = rail.with_quirks(|quirks| quirks.query_limit = false);
        let daraja = networks.internet.host(|| Daraja::start(rail).unwrap());
        let news = networks.internet.host(|| OnePage::at(SocketAddr::from((INTERNET, 80)), NEWSPAPER));
        let far_end = daraja.base_url().trim_start_matches("http://").parse().unwrap();
        let tunnel = networks.gateway.host(|| Relay::to(far_end).unwrap());
        let config = configuration(&tunnel.url());
        let script = script(&config);
        networks.router.nft(&firewall::rules(&script, self.missing_rule));
        let network = networks.router.name().to_owned();
        let router_config =
            RouterConfig { pages: pages::in_script(&script), ..router_config(self.guests, network, self.quirks) };
        let router = networks.router.run(|| Router::start(router_config).unwrap());
        let (image, books) = (Image::of("amd64"), tempfile::tempdir().unwrap());
        let line = Line::between((&networks.gateway, GATEWAY), (&networks.router, ROUTER));
        let gateway = gateway(&image, &config, &books, &line);
        let codes = gateway.sell_hours(self.hours);
        networks.forgets_calls();
        let (_news, _tunnel) = (news, tunnel);
        Premises { gateway: Some(gateway), router, daraja, codes, image, config, books, line, _news, _tunnel, networks }
    }
}

impl Premises {
    /// The `n`th guest, from zero.
    pub fn guest(&self, n: usize) -> Guest {
        Guest { device: self.router.device(n), network: Arc::clone(&self.networks.guests[n]) }
    }

    /// From now on this number waits for a hand when it is asked to pay.
    pub fn waits(&self, payer: &str) {
        self.daraja.control().set_subscriber(msisdn(payer), Subscriber::new(Behaviour::Manual));
    }

    /// The gateway's container.
    ///
    /// # Panics
    /// While its plug is pulled.
    #[track_caller]
    pub fn gateway(&self) -> &Container {
        self.gateway.as_ref().expect("the gateway runs")
    }

    /// Whether anybody answers there when the gateway calls.
    pub fn gateway_reaches(&self, address: SocketAddr) -> bool {
        self.networks.gateway.reaches(address)
    }

    /// Somebody answers at these ports of the gateway besides the portal.
    pub fn gateway_listens(&self, ports: &[u16]) -> Vec<Resident<OnePage>> {
        let at = |port: &u16| OnePage::at(SocketAddr::from((GATEWAY, *port)), NEWSPAPER);
        ports.iter().map(|port| self.networks.gateway.host(|| at(port))).collect()
    }

    /// Pulls the gateway's plug.
    pub fn gateway_dies(&mut self) {
        if let Some(mut gateway) = self.gateway.take() {
            gateway.kill_9();
        }
    }

    /// Starts it with the books it left.
    pub fn gateway_comes_back(&mut self) {
        self.gateway = Some(gateway(&self.image, &self.config, &self.books, &self.line));
    }

    /// From now on so many of a hundred packets of RADIUS between router and gateway are lost, either way.
    pub fn cable_loses(&self, percent: u8) {
        self.networks.cable_loses(percent);
    }

    /// The router has a session of this guest, with this code if one is named.
    #[track_caller]
    pub fn has_online(&self, guest: &Guest, code: Option<&str>) {
        let seen = poll(PATIENCE, || self.router.control().session(guest.device));
        let session = seen.unwrap_or_else(|| panic!("{} is not online\n{}", guest.device.mac, self.story()));
        assert!(code.is_none_or(|code| plain(code) == plain(&session.username)), "{session:?}");
    }

    /// How this guest's logins came about, in their order.
    pub fn logins(&self, guest: &Guest) -> Vec<LoginMethod> {
        let events = self.router.control().events_after(0).into_iter();
        let logins = events.filter_map(|record| match record.event {
            Event::AccessRequested { mac, method, .. } if mac == guest.device.mac => Some(method),
            _ => None,
        });
        logins.collect()
    }

    /// The router has no session of this guest any more.
    #[track_caller]
    pub fn has_offline(&self, guest: &Guest) {
        let gone = poll(PATIENCE, || self.router.control().session(guest.device).is_none().then_some(()));
        assert!(gone.is_some(), "{} is online\n{}", guest.device.mac, self.story());
    }

    /// Router and gateway have the same idea of who is online: device, code and session.
    #[track_caller]
    pub fn agrees(&self) {
        let mut seen = (BTreeSet::new(), BTreeSet::new());
        let agreed = poll(PATIENCE, || {
            seen = (online::at_router(&self.router), online::listed(&self.gateway().json(&["session", "list"])));
            (seen.0 == seen.1).then_some(())
        });
        let (router, gateway) = &seen;
        assert!(agreed.is_some(), "the router has {router:#?}, the gateway {gateway:#?}\n{}", self.story());
    }

    /// Calls that reached the portal so far: from guests' own addresses, and from the router's.
    pub fn calls_at_the_portal(&self) -> [u64; 2] {
        self.networks.calls_at_the_portal()
    }

    /// What happened, for a test that fails.
    pub fn story(&self) -> String {
        let events = self.router.control().events_after(0).into_iter().map(|record| format!("{}\n", record.event));
        let rail = self.daraja.control().events_after(0).into_iter().map(|record| format!("{}\n", record.event));
        let log = self.gateway.as_ref().map(Container::log).unwrap_or_default();
        format!("{}\n{log}", events.chain(rail).collect::<String>())
    }
}

fn gateway(image: &Image, config: &str, books: &TempDir, line: &Line) -> Container {
    let builder = ContainerBuilder::new(image, books.path()).without_env().memory_bytes(MEMORY_BYTES);
    builder.file("/etc/lango/langod.toml", config).on(line.clone()).serve()
}

/// The script for a site with this configuration.
fn script(config: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("langod.toml");
    fs::write(&file, config).unwrap();
    let mut langod = Command::new(find_langod().unwrap());
    langod.arg("--config").arg(&file).args(["routeros", "script", "--version", "7.24", "--architecture", "amd64"]);
    let printed = langod.args(["--interface", GUESTS]).output().unwrap();
    let why = String::from_utf8_lossy(&printed.stderr);
    assert!(printed.status.success(), "{why}");
    String::from_utf8(printed.stdout).unwrap()
}

fn router_config(guests: u8, network: String, quirks: Quirks) -> RouterConfig {
    let at_gateway = |port| SocketAddr::from((GATEWAY, port));
    let own_network = format!("{GATEWAY}/32").parse().unwrap();
    let door = SocketAddr::from((HOTSPOT, 80));
    RouterConfig {
        hotspot_address: HOTSPOT,
        src_address: ROUTER.into(),
        coa_listen: SocketAddr::from((ROUTER, 3799)),
        rest_listen: SocketAddr::from((ROUTER, 80)),
        rest_users: vec![rest::user().from_network(own_network)],
        devices: (1..=guests).map(|n| Device::numbered(n, door)).collect(),
        firewall: Some(Firewall { network, table: "ip hotspot".to_owned(), set: "online".to_owned() }),
        quirks,
        ..RouterConfig::new(&format!("http://{GATEWAY}:8088/"), at_gateway(1812), at_gateway(1813), SECRET)
    }
}

/// What the owner uploads to `lango/etc`.
fn configuration(rail: &str) -> String {
    let DarajaConfig { consumer_key, consumer_secret, passkey, merchant, .. } = DarajaConfig::paybill();
    let (shortcode, user, password) = (merchant.shortcode(), rest::USER, rest::PASSWORD);
    format!(
        r#"[site]
name = "{SITE}"
provider_id = "{PROVIDER}"
trust_clock = true

[portal]
listen = "0.0.0.0:8088"
router_names = ["{HOTSPOT}"]

[radius]
auth_listen = "0.0.0.0:1812"
acct_listen = "0.0.0.0:1813"
interim_seconds = 60

[[radius.nas]]
name = "router"
address = "{ROUTER}"
secret = "{SECRET}"
coa = "{ROUTER}:3799"
rest = {{ url = "http://{ROUTER}", user = "{user}", password = "{password}" }}

[mpesa]
base_url = "{rail}"
kind = "paybill"
shortcode = "{shortcode}"
consumer_key = "{consumer_key}"
consumer_secret = "{consumer_secret}"
passkey = "{passkey}"
callback_base = "https://cloud.example.net"
query_after_seconds = 1
query_interval_seconds = 0
"#
    )
}
