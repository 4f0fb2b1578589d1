//! A hotspot that takes M-PESA, as a browser meets it: the shop, and the router before it.

use testkit::Router;
use testkit::daraja::{Behaviour, Connections};
use testkit::machine::{PATIENCE, poll};
use testkit::router::Quirks;

use super::hotspot::{agree_on_online, tell};
use super::{Browser, Setup};
use crate::counter;
use crate::shop::{Shop, msisdn};

/// A whole site: the real gateway, the stand-in router, the stand-in rail.
pub struct Kiosk {
    /// The router.
    pub router: Router,
    /// The gateway and the rail.
    pub shop: Shop,
}

impl Kiosk {
    /// The usual router before the usual shop, which sells one plan, "1 hour" for KES 20.
    pub fn open() -> Self {
        Self::of(Shop::open())
    }

    /// The usual router before this shop.
    pub fn of(shop: Shop) -> Self {
        Self::with_quirks(shop, |_| {})
    }

    /// The same with its counter open to [`PIN`](counter::PIN), and the counter's address.
    pub fn with_counter() -> (Self, String) {
        let port = counter::free_port();
        let kiosk = Self::of(Shop::with(|rail| rail, |gateway| counter::on(gateway, port, "")));
        counter::set_pin(&kiosk.shop.langod, counter::PIN);
        counter::is_open(port);
        (kiosk, format!("https://127.0.0.1:{port}"))
    }

    /// A router with habits of its own before this shop.
    pub fn with_quirks(shop: Shop, change: impl FnOnce(&mut Quirks)) -> Self {
        let router = Router::start(shop.langod.router_config().with_quirks(change)).unwrap();
        Kiosk { router, shop }
    }

    /// The browser of the `n`th device, from zero.
    pub fn phone(&self, n: usize) -> Setup {
        Setup::new(self.router.device(n))
    }

    /// From now on this number waits for a hand when it is asked to pay.
    pub fn waits(&self, payer: &str) {
        self.shop.behaves(payer, Behaviour::Manual);
    }

    /// The PIN is entered on the phone with this number, and word of it has been posted when this returns.
    #[track_caller]
    pub fn enters_pin(&self, payer: &str) {
        self.shop
            .daraja
            .control()
            .enter_pin(msisdn(payer))
            .unwrap_or_else(|why| panic!("{why}\n{}", self.shop.story()));
        self.shop.pass_secs(30);
    }

    /// Nobody reaches the rail any more, and the gateway knows, for it was to ask this phone.
    #[track_caller]
    pub fn loses_the_line(&self, payer: &str) {
        self.shop.daraja.set_connections(Connections::Refused);
        // It may have found out before it answers.
        let answer = self.shop.asks(payer);
        if answer.status != 503 {
            self.shop.becomes(answer.json()["payment_id"].as_str().unwrap(), "failed");
        }
    }

    /// How often phones were asked to pay.
    pub fn asked(&self) -> usize {
        self.shop.daraja.control().pushes().len()
    }

    /// The code of the one ticket that was paid for, once it is there.
    #[track_caller]
    pub fn ticket(&self) -> String {
        let found = poll(PATIENCE, || {
            let paid = self.shop.payments().into_iter().filter(|payment| payment["status"] == "success");
            let codes: Vec<_> = paid.map(|payment| payment["ticket"].as_str().unwrap_or_default().to_owned()).collect();
            <[String; 1]>::try_from(codes).ok()
        });
        let [code] = found.unwrap_or_else(|| panic!("not one ticket was paid for: {:#?}", self.shop.payments()));
        code
    }

    /// The guest is online with the one ticket that was paid for; page, router and gateway agree, and so do the rail's
    /// books.
    #[track_caller]
    pub fn has_online(&self, n: usize, phone: &Browser) {
        phone.reads("You are online");
        let code = phone.code();
        assert_eq!(code, self.ticket());
        agree_on_online(&self.router, &self.shop.langod, n, &code);
        self.shop.agrees();
    }

    /// Router and gateway agree that the device is online on this ticket, and that its session has been reported.
    #[track_caller]
    pub fn has_online_on(&self, n: usize, code: &str) {
        agree_on_online(&self.router, &self.shop.langod, n, code);
    }

    /// The router has no session of the device.
    #[track_caller]
    pub fn has_offline(&self, n: usize) {
        let session = self.router.control().session(self.router.device(n));
        assert!(session.is_none(), "device {n} is online at the router");
    }
}

impl Drop for Kiosk {
    fn drop(&mut self) {
        tell(&self.router);
        if std::thread::panicking() {
            eprintln!("{}", self.shop.story());
        }
    }
}
