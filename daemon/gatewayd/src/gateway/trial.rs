//! A gateway in a test: enrolled at a cloud that nobody answers for, with books in memory and no `[mpesa]`.

use std::path::Path;
use std::rc::Rc;

use payment_proto::mpesa::pace::Rules;
use store::{Identity, Store};
use sync_proto::Allowance;
use tokio::sync::{Notify, mpsc};

use crate::chance::Kernel;
use crate::clock::Clock;
use crate::cloud::{Cloud, Enrolment, GivenFile};
use crate::config::{Config, template};
use crate::gateway::{Gateway, Payments, Uplink};
use crate::tap::Taps;
use crate::vault::Vault;

pub(super) fn enrolled(folder: &Path) -> Gateway {
    let enrolment = Enrolment::of_trial();
    let mut config = Config::parse(&template()).unwrap();
    config.site.provider_id = enrolment.provider;
    let clock = Clock::new();
    let store = Store::in_memory(Identity { site: enrolment.site, epoch: 1 }, Box::new(Kernel));
    let payments = Payments::new(None, Rules::default(), Rc::new(Notify::new()));
    let cloud = Cloud::new(&enrolment, &clock, mpsc::channel(1).0).unwrap();
    let given = GivenFile::of(folder, Vault::open(folder).unwrap());
    let allowance = Allowance::a_month(None, clock.read().uptime_ms);
    Gateway::new(config, clock, store, payments, Taps::default(), Some(Uplink::new(enrolment, cloud, given, allowance)))
}
