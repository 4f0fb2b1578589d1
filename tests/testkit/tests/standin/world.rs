//! One hotspot, its RADIUS server and a guest's phone, quick enough for tests.

use radius_proto::attribute::{ACCT_STATUS_TYPE, ACCT_TERMINATE_CAUSE};
use radius_proto::{AcctStatusType, Packet, PacketWriter, TerminateCause};
use testkit::form::Fields;
use testkit::phone::Page;
use testkit::{Device, Event, Phone, Quirks, Router, RouterConfig};

use crate::server::{Answer, SECRET, Server};

pub(crate) const PORTAL: &str = "http://127.0.0.1:9/";
pub(crate) const CODE: &str = "7KM2PX9DT";

pub(crate) struct World {
    pub(crate) router: Router,
    pub(crate) server: Server,
}

/// A hotspot whose server answers so; with patience for a test's machine, not for a real line.
pub(crate) fn world(answer: Answer, change: impl FnOnce(&mut Quirks)) -> World {
    let server = Server::start(answer);
    let config = RouterConfig::new(PORTAL, server.auth, server.acct, SECRET).with_quirks(change);
    World { router: Router::start(config).unwrap(), server }
}

/// One that accepts everybody with nothing more to say.
pub(crate) fn open_world() -> World {
    world(Answer::Accept(|_| ()), |_| ())
}

pub(crate) fn nothing(_: &mut PacketWriter<'_>) {}

impl World {
    pub(crate) fn device(&self) -> Device {
        self.router.device(0)
    }

    pub(crate) fn phone(&self) -> Phone {
        Phone::new(self.device())
    }

    /// Signs the first device in by PAP.
    pub(crate) fn sign_in(&self) -> Page {
        self.sign_in_as(self.device(), CODE)
    }

    pub(crate) fn sign_in_as(&self, device: Device, username: &str) -> Page {
        let fields: Fields = [("username", username), ("password", username)].into_iter().collect();
        Phone::new(device).post(&self.router.login_url(device), &fields).unwrap()
    }

    /// Signs in, and looks at the Access-Request and the Start so that what comes next is new.
    pub(crate) fn go_online(&self) {
        self.sign_in();
        self.server.asked();
        assert_eq!(status(&self.server.reported()), AcctStatusType::Start);
    }

    pub(crate) fn stop(&self) -> (Vec<u8>, TerminateCause) {
        let report = self.server.reported();
        assert_eq!(status(&report), AcctStatusType::Stop);
        let cause = parse(&report).u32(ACCT_TERMINATE_CAUSE).unwrap();
        (report, TerminateCause::from_number(cause))
    }

    pub(crate) fn wait_for(&self, fits: impl Fn(&Event) -> bool) {
        self.router.wait_for(fits).unwrap();
    }
}

pub(crate) fn parse(datagram: &[u8]) -> Packet<'_> {
    Packet::parse(datagram).unwrap()
}

pub(crate) fn status(report: &[u8]) -> AcctStatusType {
    AcctStatusType::from_number(parse(report).u32(ACCT_STATUS_TYPE).unwrap())
}

/// What the redirect to the portal said.
pub(crate) fn portal_fields(page: &Page) -> Fields {
    let url = page.leads_to().expect("a redirect");
    Fields::parse(url.strip_prefix(PORTAL).and_then(|rest| rest.strip_prefix('?')).expect("the portal"))
}
