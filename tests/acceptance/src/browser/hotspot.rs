//! A gateway and the router before it, as a browser meets them.

use radius_proto::AcctStatusType;
use testkit::router::{ActiveSession, Quirks};
use testkit::{Device, Event, Langod, Router};

use super::Setup;
use crate::site;

/// A whole site: the real gateway, the stand-in router.
pub struct Hotspot {
    /// The router.
    pub router: Router,
    /// The gateway.
    pub langod: Langod,
}

impl Hotspot {
    /// The usual router before this gateway.
    pub fn of(langod: Langod) -> Self {
        Self::with_quirks(langod, |_| {})
    }

    /// A router with habits of its own before this gateway.
    pub fn with_quirks(langod: Langod, change: impl FnOnce(&mut Quirks)) -> Self {
        let router = Router::start(langod.router_config().with_quirks(change)).unwrap();
        Hotspot { router, langod }
    }

    /// A usual site with one ticket of an hour for so many devices.
    pub fn with_ticket(devices: u8) -> (Self, String) {
        let (langod, code) = site::with_ticket(devices);
        (Self::of(langod), code)
    }

    /// The `n`th device, from zero.
    pub fn device(&self, n: usize) -> Device {
        self.router.device(n)
    }

    /// The browser of the `n`th device, from zero.
    pub fn phone(&self, n: usize) -> Setup {
        Setup::new(self.device(n))
    }

    /// The device's session at the router.
    pub fn session(&self, n: usize) -> Option<ActiveSession> {
        self.router.control().session(self.device(n))
    }

    /// Router and gateway agree that the device is online on this ticket, and that its session has been reported.
    #[track_caller]
    pub fn has_online(&self, n: usize, code: &str) {
        agree_on_online(&self.router, &self.langod, n, code);
    }

    /// The router has no session of the device.
    #[track_caller]
    pub fn has_offline(&self, n: usize) {
        assert!(self.session(n).is_none(), "device {n} is online at the router");
    }
}

impl Drop for Hotspot {
    fn drop(&mut self) {
        tell(&self.router);
    }
}

/// Router and gateway agree that the `n`th device is online on this ticket, and that its session has been reported.
#[track_caller]
pub(super) fn agree_on_online(router: &Router, langod: &Langod, n: usize, code: &str) {
    let device = router.device(n);
    let session = router.control().session(device).unwrap_or_else(|| panic!("the router has no session of device {n}"));
    assert_eq!(session.username, site::plain(code));
    let id = session.acct_session_id;
    let reported = |event: &Event| matches!(event, Event::AccountingAnswered { status: AcctStatusType::Start, acct_session_id } if *acct_session_id == id);
    router.wait_for(reported).unwrap();
    let listed = langod.sessions().unwrap();
    let mac = device.mac.to_string();
    let is_it = |row: &&serde_json::Value| row["mac"] == mac.as_str() && row["session_id"] == id.as_str();
    let row = listed.as_array().unwrap().iter().find(is_it).unwrap_or_else(|| panic!("{mac} is not in {listed:#}"));
    assert_eq!(row["code"], code);
}

/// What happened at the router, for a test that fails.
pub(super) fn tell(router: &Router) {
    if std::thread::panicking() {
        router.control().events_after(0).iter().for_each(|record| eprintln!("{}", record.event));
    }
}
