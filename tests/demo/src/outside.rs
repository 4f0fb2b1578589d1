//! What lies outside the site: M-PESA, the cloud, and the lines to both, with a switch for each thing that goes wrong out
//! there.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Context;
use testkit::machine::{PATIENCE, free_port_from, poll};
use testkit::{Cloud, Daraja, DarajaConfig, Langod, Relay};

/// Where the payment rail is steered, if nobody else is there.
const RAIL_CONTROL_PORT: u16 = 8110;
/// Who signs in to the cloud.
pub(crate) const OWNER: (&str, &str) = ("owner@example.net", "a demo for everybody");
/// The host callbacks are addressed to.
const PUBLIC_HOST: &str = "cloud.example.net";

pub(crate) struct Outside {
    pub(crate) rail: Daraja,
    pub(crate) cloud: Cloud,
    rail_line: Relay,
    cloud_line: Relay,
    is_pulled: bool,
    is_cloud_dead: bool,
}

impl Outside {
    pub(crate) fn open() -> anyhow::Result<Self> {
        let cloud = Cloud::builder().env("ALLOWED_HOSTS", &format!("{PUBLIC_HOST},127.0.0.1")).start();
        let cloud = cloud.context("the cloud cannot start")?;
        let (at_cloud, control) = (local(cloud.port()), local(free_port_from(RAIL_CONTROL_PORT)?));
        let config = DarajaConfig::paybill().with_callback_to(at_cloud).in_real_time();
        let rail = Daraja::start(DarajaConfig { control_listen: control, ..config });
        let rail = rail.context("the stand-in for M-PESA cannot start")?;
        let at_rail = rail.base_url().trim_start_matches("http://").parse()?;
        let (rail_line, cloud_line) = (Relay::to(at_rail)?, Relay::to(at_cloud)?);
        Ok(Outside { rail, cloud, rail_line, cloud_line, is_pulled: false, is_cloud_dead: false })
    }

    /// Where the gateway finds M-PESA.
    pub(crate) fn rail_url(&self) -> String {
        self.rail_line.url()
    }

    /// Makes the gateway the one of its site, as its owner would, and waits until it serves again.
    pub(crate) fn enrol(&self, langod: &Langod) -> anyhow::Result<()> {
        let provider = self.cloud.create_provider("Demo WiFi")?;
        self.cloud.create_owner(&provider, OWNER.0, OWNER.1)?;
        let claim = self.cloud.create_site(&provider, "Kibanda")?;
        let mark = langod.log().mark();
        langod.command(&["enrol", "--cloud", &self.cloud_line.url(), "--claim", &claim.code])?;
        self.cloud.confirm_site(&provider, &claim.site)?;
        let serves = || langod.log().lines(mark).iter().any(|line| line.contains(" serving")).then_some(());
        poll(PATIENCE, serves).with_context(|| format!("the gateway does not come back:\n{}", langod.log().text()))
    }

    /// Pulls the internet's plug, or puts it back; says which.
    pub(crate) fn pull_the_internet(&mut self) -> &'static str {
        self.is_pulled = !self.is_pulled;
        if self.is_pulled {
            self.rail_line.cut();
            self.cloud_line.cut();
            "the internet is gone: tickets work on, M-PESA waits. `i` brings it back"
        } else {
            if let Ok(at_rail) = self.rail.base_url().trim_start_matches("http://").parse() {
                self.rail_line.leads_to(at_rail);
            }
            self.cloud_line.leads_to(local(self.cloud.port()));
            "the internet is back: what happened meanwhile is told to the cloud"
        }
    }

    /// Kills the cloud, or starts it again; says which.
    pub(crate) fn kill_the_cloud(&mut self) -> anyhow::Result<&'static str> {
        self.is_cloud_dead = !self.is_cloud_dead;
        if self.is_cloud_dead {
            self.cloud.kill_9()?;
            Ok("the cloud is dead: tickets and M-PESA work on, the gateway asks by itself. `c` starts it again")
        } else {
            self.cloud.launch()?;
            Ok("the cloud is alive: it has lost nothing it had acknowledged")
        }
    }
}

fn local(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}
