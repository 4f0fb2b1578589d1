//! A site that sells by phone, for measuring and for pulling its plug: the gateway, the stand-in for the rail, and the
//! door through which its callbacks come in.

mod guest;
mod joining;

use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Context, Result};
use testkit::langod::LangodBuilder;
use testkit::{Daraja, DarajaConfig, Door, Langod};

pub use guest::{Guest, Waiting};

/// The whole site.
pub struct Till {
    // The gateway goes first, so that the rail is there to the end.
    /// The gateway.
    pub langod: Langod,
    /// The rail.
    pub daraja: Daraja,
    /// Where callbacks come in.
    pub door: Door,
    /// What is bought: an hour for KES 20.
    pub plan: String,
    /// Whose site it is.
    pub provider: String,
}

impl Till {
    /// Opens a site that asks about payments a second after the push and as often as it likes.
    pub fn open(
        langod: &Path,
        rail: impl FnOnce(DarajaConfig) -> DarajaConfig,
        gateway: impl FnOnce(LangodBuilder) -> LangodBuilder,
    ) -> Result<Self> {
        let door = Door::open()?;
        let config = DarajaConfig::paybill().with_callback_to(door.address());
        let daraja = Daraja::start(rail(config.with_quirks(|quirks| quirks.query_limit = false)))?;
        let builder = Langod::builder().binary(langod).most_in_ten_minutes(u32::MAX);
        let langod = gateway(builder.takes_mpesa(&daraja.base_url(), 1, 0)).start()?;
        langod.add_hour(1)?;
        let plans = langod.json(&["plan", "list"])?;
        let plan = plans.pointer("/0/id").and_then(|id| id.as_str()).context("the plan has no id")?.to_owned();
        door.leads_to(&langod);
        Ok(Till { langod, daraja, door, plan, provider: guest::PROVIDER.to_owned() })
    }

    /// A guest with a phone of that number.
    pub fn guest(&self, number: u64) -> Result<Guest> {
        let (portal, provider, plan) = (self.portal()?, self.provider.clone(), self.plan.clone());
        Ok(Guest { portal, provider, plan, phone: guest::phone(number) })
    }

    fn portal(&self) -> Result<SocketAddr> {
        let url = self.langod.portal_url();
        Ok(url.trim_start_matches("http://").trim_end_matches('/').parse()?)
    }
}
