//! Everything of the demo, wired: `langod` with its offers, the router with its devices, a guest who is already online.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Context;
use testkit::langod::Ports;
use testkit::machine::free_port_from;
use testkit::{Device, Langod, Phone, Router, RouterConfig};

use crate::Arguments;
use crate::offer::{Offer, prepare};
use crate::outside::Outside;

/// Usage moves visibly at this pace; it is the shortest the gateway asks for.
const INTERIM_SECS: u32 = 10;
/// Where the router is steered, if nobody else is there.
const CONTROL_PORT: u16 = 8100;
/// As it comes: the first question about a payment, and how far apart questions are.
const QUERY_AFTER_SECS: u64 = 20;
const QUERY_INTERVAL_SECS: u64 = 15;

pub(crate) struct Hotspot {
    pub(crate) offers: Vec<Offer>,
    /// Used by Amina's phone, so that it can be moved.
    pub(crate) code_in_use: String,
    pub(crate) revoked_code: String,
    // The router goes first, as guests would stop asking before the gateway stops answering.
    pub(crate) router: Router,
    pub(crate) langod: Langod,
    /// M-PESA and the cloud.
    pub(crate) outside: Outside,
}

impl Hotspot {
    pub(crate) fn open(arguments: &Arguments) -> anyhow::Result<Self> {
        let outside = Outside::open()?;
        let langod = langod(arguments, &outside)?;
        outside.enrol(&langod)?;
        let router = Router::start(router_config(arguments, &langod)?).context("the stand-in router cannot start")?;
        let offers = prepare(&langod).context("the plans and tickets cannot be made")?;
        let mut spare = langod.mint("1 hour", 2)?.into_iter();
        let code_in_use = spare.next().unwrap_or_default();
        let revoked_code = spare.next().unwrap_or_default();
        langod.command(&["ticket", "revoke", &revoked_code])?;
        let hotspot = Hotspot { offers, code_in_use, revoked_code, router, langod, outside };
        hotspot.bring_amina_online()?;
        Ok(hotspot)
    }

    /// The devices a newcomer plays.
    pub(crate) fn guests(&self) -> [Device; 2] {
        [self.router.device(0), self.router.device(1)]
    }

    /// A guest who came before.
    pub(crate) fn amina(&self) -> Device {
        self.router.device(2)
    }

    fn bring_amina_online(&self) -> anyhow::Result<()> {
        let amina = self.amina();
        let code = self.code_in_use.as_str();
        sign_in(&self.router, amina, code)?;
        let online = self.router.control().session(amina).is_some();
        anyhow::ensure!(online, "the first guest was not let in:\n{}", self.langod.log().text());
        Ok(())
    }
}

/// From the router's first page to the last, as a phone without JavaScript would go.
pub(crate) fn sign_in(router: &Router, device: Device, code: &str) -> anyhow::Result<()> {
    let phone = Phone::new(device);
    let portal = phone.open(&router.url(device)).context("the portal does not open")?;
    let form = portal.form_with("code").context("the portal has no field for a code")?;
    let ticket = phone.submit(&form.with("code", code))?;
    let form =
        ticket.form_with("username").with_context(|| format!("the ticket page has no way online:\n{}", ticket.body))?;
    phone.submit(&form)?;
    Ok(())
}

fn langod(arguments: &Arguments, outside: &Outside) -> anyhow::Result<Langod> {
    let free = Ports::free()?;
    let ports = Ports { portal: free_port_from(arguments.portal_port)?, ..free };
    let builder = Langod::builder().ports(ports).interim_seconds(INTERIM_SECS);
    Ok(builder.takes_mpesa(&outside.rail_url(), QUERY_AFTER_SECS, QUERY_INTERVAL_SECS).start()?)
}

fn router_config(arguments: &Arguments, langod: &Langod) -> anyhow::Result<RouterConfig> {
    let first = free_port_from(arguments.device_port)?;
    let second = free_port_from(first + 1)?;
    let config = langod.router_config().with_quirks(|quirks| {
        quirks.http_chap = arguments.chap;
        quirks.mac_cookie = arguments.mac_cookie;
    });
    let doors = [first, second, 0].map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    let devices = (1..).zip(doors).map(|(n, door)| Device::numbered(n, door)).collect();
    let control_listen = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port_from(CONTROL_PORT)?));
    Ok(RouterConfig { devices, control_listen, ..config })
}
