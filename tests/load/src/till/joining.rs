//! Taking a site that sells into a cloud: enrolled and confirmed, its line to the cloud up, the rail's callbacks at the
//! cloud's door.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Till;
use crate::clock;
use crate::cloud::LangoCloud;
use crate::gateway::get;

const PATIENCE: Duration = Duration::from_secs(30);

impl Till {
    /// Joins a cloud; `gateway` and `rail` say where each of them finds it.
    pub fn join(&mut self, cloud: &LangoCloud, gateway: SocketAddr, rail: SocketAddr) -> Result<()> {
        let claim = cloud.create_site("Kibanda")?;
        let mark = self.langod.log().mark();
        self.langod.command(&["enrol", "--cloud", &format!("http://{gateway}"), "--claim", &claim.code])?;
        cloud.confirm(&claim)?;
        self.daraja.control().set_callback_to(Some(rail));
        self.provider = claim.provider;
        let portal = self.portal()?;
        let is_up = || {
            let began_anew = self.langod.log().lines(mark).iter().any(|line| line.contains(" serving"));
            began_anew && get(portal, "/healthz").is_ok_and(|page| page.status == 200) && self.link().is_some()
        };
        let waited = clock::wait_for(PATIENCE, Duration::from_millis(20), is_up);
        waited.with_context(|| format!("the gateway does not reach its cloud:\n{}", self.langod.log().text()))?;
        Ok(())
    }

    /// Waits until the cloud knows of everything that happened.
    pub fn is_told(&self) -> Result<()> {
        let is_told = || self.link().is_some_and(|link| link.contains("; 0 events"));
        let waited = clock::wait_for(PATIENCE, Duration::from_millis(5), is_told);
        waited.context("the cloud has not been told everything").map(drop)
    }

    /// What the gateway itself finds about its link, once the cloud has answered.
    fn link(&self) -> Option<String> {
        // Its exit code speaks of all findings together.
        let printed = self.langod.run(&["doctor", "--json"]).ok()?;
        let findings: Vec<Value> = serde_json::from_str(&printed.stdout).ok()?;
        let cloud = findings.iter().find(|finding| finding["what"] == "cloud" && finding["grade"] == "good")?;
        cloud["found"].as_str().map(str::to_owned)
    }
}
