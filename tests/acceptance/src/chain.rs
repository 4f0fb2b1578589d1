//! Sites of one provider and their cloud: real gateways enrolled at a real `lango-cloud`, and a rail whose callbacks go to
//! the cloud.

use std::net::{Ipv4Addr, SocketAddr};

use serde_json::Value;
use testkit::cloud::{Cloud, CloudBuilder};
use testkit::daraja::{Daraja, DarajaConfig};
use testkit::langod::LangodBuilder;
use testkit::machine::{PATIENCE, poll};
use testkit::{Door, Langod, Posted, Relay, phone};

use crate::shop::{Shop, msisdn, taking_mpesa};
use crate::web;

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
        let ways = Ways::straight_to(&cloud);
        Self::on(cloud, ways, below)
    }

    /// The same with a line to the cloud that can be cut. Callbacks do not go through it.
    pub fn on_a_line(below: impl FnOnce(LangodBuilder) -> LangodBuilder) -> (Self, Relay) {
        let cloud = cloud().start().unwrap();
        let relay = Relay::to(address_of(&cloud)).unwrap();
        let ways = Ways { gateway: relay.address(), ..Ways::straight_to(&cloud) };
        (Self::on(cloud, ways, below), relay)
    }

    /// A site of a new provider, with ways of its own to a cloud that serves.
    pub fn on(cloud: Cloud, ways: Ways, below: impl FnOnce(LangodBuilder) -> LangodBuilder) -> Self {
        let provider = cloud.create_provider("Mama Njeri WiFi").unwrap();
        let unasked = |gateway: LangodBuilder| gateway.edit("query_after_seconds = 1", "query_after_seconds = 600");
        let (shop, site) = join(&cloud, ways, &provider, "Kibanda", |gateway| below(unasked(gateway)));
        Chain { shop, cloud, site }
    }

    /// Posts to the cloud as the rail does.
    pub fn posts(&self, posted: &Posted) -> web::Answer {
        post(&self.cloud, &posted.path, posted.body.as_bytes())
    }

    /// What the rail has posted so far, whether it arrived or not.
    pub fn posted(&self) -> Vec<Posted> {
        let delivered = self.shop.daraja.control().delivered().into_iter();
        delivered.map(|delivered| Posted { path: path_of(&delivered.url), body: delivered.body }).collect()
    }

    /// Where the rail will post how the last push to this phone ended.
    pub fn callback_path(&self, phone: &str) -> String {
        path_of(&self.shop.daraja.control().latest_push(msisdn(phone)).unwrap().callback_url)
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
        is_in_step(&self.shop.langod);
    }
}

/// Where a site's gateway and its rail find their cloud.
#[derive(Clone, Copy, Debug)]
pub struct Ways {
    /// For the gateway.
    pub gateway: SocketAddr,
    /// For the rail's callbacks.
    pub rail: SocketAddr,
}

impl Ways {
    /// Both at the cloud itself.
    pub fn straight_to(cloud: &Cloud) -> Self {
        Ways { gateway: address_of(cloud), rail: address_of(cloud) }
    }
}

/// Where a cloud listens.
pub fn address_of(cloud: &Cloud) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, cloud.port()))
}

/// Posts bytes to a cloud.
pub fn post(cloud: &Cloud, path: &str, body: &[u8]) -> web::Answer {
    let length = body.len();
    let head = format!("POST {path} HTTP/1.1\r\nHost: {PUBLIC_HOST}\r\nConnection: close\r\nContent-Length: {length}");
    web::exchange_at(&address_of(cloud).to_string(), &[format!("{head}\r\n\r\n").as_bytes(), body].concat())
}

fn path_of(callback_url: &str) -> String {
    callback_url.split_once(PUBLIC_HOST).unwrap().1.to_owned()
}

/// Does something that makes the gateway begin anew, and waits until it serves again.
#[track_caller]
pub fn begins_anew<T>(langod: &Langod, act: impl FnOnce() -> T) -> T {
    let mark = langod.log().mark();
    let done = act();
    let serves = poll(PATIENCE, || {
        let began_anew = langod.log().lines(mark).iter().any(|line| line.contains(" serving"));
        let answers = || phone::get(&format!("{}healthz", langod.portal_url())).is_ok_and(|page| page.status == 200);
        (began_anew && answers()).then_some(())
    });
    assert!(serves.is_some(), "{}", langod.log().text());
    done
}

/// A new site: a gateway with a rail of its own, enrolled and confirmed. With the site's name.
pub fn join(
    cloud: &Cloud,
    ways: Ways,
    provider: &str,
    name: &str,
    gateway: impl FnOnce(LangodBuilder) -> LangodBuilder,
) -> (Shop, String) {
    let claim = cloud.create_site(provider, name).unwrap();
    let config = DarajaConfig::paybill().with_quirks(|quirks| quirks.query_limit = false);
    let daraja = Daraja::start(config.with_callback_to(ways.rail)).unwrap();
    let langod = gateway(taking_mpesa(&daraja.base_url())).start().unwrap();
    langod.add_hour(1).unwrap();
    enrol(&langod, ways.gateway, &claim.code);
    cloud.confirm_site(provider, &claim.site).unwrap();
    assert!(poll(PATIENCE, || link(&langod)).is_some(), "{:?}\n{}", finding(&langod), langod.log().text());
    let hour = langod.json(&["plan", "list"]).unwrap()[0]["id"].as_str().unwrap().to_owned();
    let (door, provider) = (Door::open().unwrap(), provider.to_owned());
    (Shop { langod, daraja, door, hour, provider }, claim.site)
}

/// Enrols a gateway that runs, and waits until it serves again and the cloud has answered it.
#[track_caller]
pub fn enrol(langod: &Langod, cloud: SocketAddr, code: &str) -> String {
    let enrolled = begins_anew(langod, || {
        let enrolled = langod.run(&["enrol", "--cloud", &format!("http://{cloud}"), "--claim", code]).unwrap();
        assert!(enrolled.status.success(), "{}", enrolled.stderr);
        enrolled
    });
    assert!(poll(PATIENCE, || has_answered(langod).then_some(())).is_some(), "{}", langod.log().text());
    enrolled.stdout
}

/// Waits until the cloud has everything a gateway has to tell.
#[track_caller]
pub fn is_in_step(langod: &Langod) {
    let seen = poll(PATIENCE, || link(langod).filter(|link| link.contains("; 0 events")));
    assert!(seen.is_some(), "{:?}\n{}", finding(langod), langod.log().text());
}

/// Whether the cloud has answered a gateway, be it that nobody has confirmed it yet.
fn has_answered(langod: &Langod) -> bool {
    let found = finding(langod).and_then(|finding| Some(finding["found"].as_str()?.to_owned()));
    found.is_some_and(|found| !found.contains("has not answered"))
}

/// What `doctor` says of the link, once the cloud has answered and the owner confirmed the gateway.
pub fn link(langod: &Langod) -> Option<String> {
    let finding = finding(langod).filter(|finding| finding["grade"] == "good")?;
    finding["found"].as_str().map(str::to_owned)
}

/// What `doctor` finds about the link.
pub fn finding(langod: &Langod) -> Option<Value> {
    let found: Value = serde_json::from_str(&langod.run(&["doctor", "--json"]).unwrap().stdout).ok()?;
    found.as_array()?.iter().find(|finding| finding["what"] == "cloud").cloned()
}
