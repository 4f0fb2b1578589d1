//! Sites of one provider and their cloud: real gateways enrolled at a real `lango-cloud`, and a rail whose callbacks go to
//! the cloud.

use serde_json::Value;
use std::net::{Ipv4Addr, SocketAddr};

use testkit::cloud::{Cloud, CloudBuilder};
use testkit::daraja::{Daraja, DarajaConfig};
use testkit::langod::LangodBuilder;
use testkit::machine::{PATIENCE, poll};
use testkit::{Door, Langod, phone};

use crate::shop::{Shop, taking_mpesa};

/// The host of the callback addresses.
const PUBLIC_HOST: &str = "cloud.example.net";

/// A cloud and one site below it.
pub struct Chain {
    /// The site with its rail. Before the cloud, so that it is gone first.
    pub shop: Shop,
    /// The cloud.
    pub cloud: Cloud,
    /// The site's name in the cloud.
    pub site: String,
}

/// A cloud that callbacks of the rail reach.
pub fn cloud() -> CloudBuilder {
    Cloud::builder().env("ALLOWED_HOSTS", &format!("{PUBLIC_HOST},127.0.0.1"))
}

impl Chain {
    /// A cloud with a database of its own, and one site that has been enrolled and confirmed. The gateway asks the rail
    /// nothing by itself: what it knows it has been told.
    pub fn forge() -> Self {
        Self::with(|builder| builder, |builder| builder)
    }

    /// The same with a cloud or a gateway of another kind.
    pub fn with(
        above: impl FnOnce(CloudBuilder) -> CloudBuilder,
        below: impl FnOnce(LangodBuilder) -> LangodBuilder,
    ) -> Self {
        let cloud = above(cloud()).start().unwrap();
        let provider = cloud.create_provider("Mama Njeri WiFi").unwrap();
        let unasked = |gateway: LangodBuilder| gateway.edit("query_after_seconds = 1", "query_after_seconds = 600");
        let (shop, site) = join(&cloud, &provider, "Kibanda", |gateway| below(unasked(gateway)));
        Chain { shop, cloud, site }
    }

    /// The site as the cloud's own list shows it.
    pub fn seen(&self) -> Value {
        self.cloud.site(&self.shop.provider, &self.site).unwrap()
    }

    /// Waits until the cloud sees the site as wanted.
    #[track_caller]
    pub fn is_seen(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        let seen = poll(PATIENCE, || Some(self.seen()).filter(&wanted));
        seen.unwrap_or_else(|| {
            panic!("the cloud sees {:#}\n{}\n{}", self.seen(), self.shop.langod.log().text(), self.cloud.log())
        })
    }

    /// Waits until the cloud has everything this gateway has to tell.
    #[track_caller]
    pub fn is_in_step(&self) {
        let seen = poll(PATIENCE, || {
            Some(()).filter(|()| link(&self.shop.langod).is_some_and(|link| link.contains("; 0 events")))
        });
        assert!(seen.is_some(), "{:?}\n{}", link(&self.shop.langod), self.shop.langod.log().text());
    }
}

/// A new site: a gateway with a rail of its own that posts to this cloud, enrolled and confirmed. With the site's name.
pub fn join(
    cloud: &Cloud,
    provider: &str,
    name: &str,
    gateway: impl FnOnce(LangodBuilder) -> LangodBuilder,
) -> (Shop, String) {
    let claim = cloud.create_site(provider, name).unwrap();
    let config = DarajaConfig::paybill().with_quirks(|quirks| quirks.query_limit = false);
    let receiver = SocketAddr::from((Ipv4Addr::LOCALHOST, cloud.port()));
    let daraja = Daraja::start(config.with_callback_to(receiver)).unwrap();
    let langod = gateway(taking_mpesa(&daraja.base_url())).start().unwrap();
    langod.add_hour(1).unwrap();
    enrol(&langod, cloud, &claim.code);
    cloud.confirm_site(provider, &claim.site).unwrap();
    let hour = langod.json(&["plan", "list"]).unwrap()[0]["id"].as_str().unwrap().to_owned();
    let (door, provider) = (Door::open().unwrap(), provider.to_owned());
    (Shop { langod, daraja, door, hour, provider }, claim.site)
}

/// Enrols a gateway that runs, and waits until it serves again and the cloud has answered it.
#[track_caller]
pub fn enrol(langod: &Langod, cloud: &Cloud, code: &str) -> String {
    let mark = langod.log().mark();
    let enrolled = langod.run(&["enrol", "--cloud", &cloud.url(), "--claim", code]).unwrap();
    assert!(enrolled.status.success(), "{}", enrolled.stderr);
    let serves = poll(PATIENCE, || {
        let began_anew = langod.log().lines(mark).iter().any(|line| line.contains(" serving"));
        let answers = || phone::get(&format!("{}healthz", langod.portal_url())).is_ok_and(|page| page.status == 200);
        (began_anew && answers() && link(langod).is_some()).then_some(())
    });
    assert!(serves.is_some(), "{}\n{}", langod.log().text(), cloud.log());
    enrolled.stdout
}

/// What `doctor` says of the link, once the cloud has answered.
pub fn link(langod: &Langod) -> Option<String> {
    let found: Value = serde_json::from_str(&langod.run(&["doctor", "--json"]).unwrap().stdout).ok()?;
    let cloud = found.as_array()?.iter().find(|finding| finding["what"] == "cloud" && finding["grade"] == "good")?;
    cloud["found"].as_str().map(str::to_owned)
}
