//! Hours of a hotspot that pass in a minute or two: guests who come and go, a cashier, a gateway and a router to which
//! everything happens that may. One seed draws what everybody does and what goes wrong; as real programs answer when
//! they like, a seed shows much the same evening again, and not the very same.

mod agreement;
mod cashier;
mod choice;
mod diary;
mod guest;
mod hearing;
mod ticket;
mod till;
mod trouble;

use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, SocketAddr};
use std::thread;
use std::time::Instant;

use domain::device::Mac;
use load::chance::Chance;
use load::clock;
use testkit::machine::{PATIENCE, free_ports, poll};
use testkit::router::{AccountingRetry, ClockAfterBoot, LoginMethod};
use testkit::{Device, Langod, Router};

use self::diary::Diary;
use self::guest::{Act, Guest, Refused};
use self::till::Till;
use self::trouble::Troubles;
use crate::passing_time::PassingTime;
use crate::rest;

/// So many times as fast as the machine's run the gateway's own seconds: in which it looks for silent sessions and repeats
/// orders. The evening is faster still, but a command has to find the gateway patient.
const QUICK: u32 = 8;
/// How many guests there are.
const GUESTS: u8 = 24;

/// The evening.
pub struct Evening {
    time: PassingTime,
    langod: Langod,
    router: Router,
    guests: Vec<Guest>,
    till: Till,
    troubles: Troubles,
    diary: Diary,
    chance: Chance,
    seed: Seed,
    begun: Instant,
    passed_secs: u64,
    mark: u64,
    methods: BTreeMap<Mac, LoginMethod>,
}

/// The seed, which says itself when a test fails, wherever that is.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("this evening is shown again by LANGO_SEED={}", self.0);
        }
    }
}

impl Evening {
    /// Opens the place: the gateway runs, the router too, and everybody is in range.
    pub fn open(seed: u64) -> Self {
        let (seed, mut chance) = (Seed(seed), Chance::new(seed));
        let time = PassingTime::with_quick_timers(QUICK);
        let [port] = free_ports().unwrap();
        let rest_listen = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let langod = time.under(rest::asked_by(Langod::builder(), rest_listen, rest::PASSWORD)).start().unwrap();
        let mut config = langod.router_config().with_devices(GUESTS);
        config = config.with_rest_user(rest::user());
        config.rest_listen = rest_listen;
        let config = config.with_quirks(|quirks| {
            quirks.mac_cookie = true;
            quirks.clock_after_boot = ClockAfterBoot::Of1970;
            quirks.accounting_on_off = chance.below(2) == 0;
            if chance.below(2) == 0 {
                quirks.accounting_retry = AccountingRetry::NewPacket;
            }
        });
        let router = Router::start(config).unwrap();
        let guests = router.control().devices().iter().map(|device| Guest::new(*device)).collect();
        Evening {
            till: Till::open(&langod),
            troubles: Troubles::default(),
            diary: Diary::default(),
            begun: clock::now(),
            passed_secs: 0,
            mark: router.control().mark(),
            methods: BTreeMap::new(),
            time,
            langod,
            router,
            guests,
            chance,
            seed,
        }
    }

    /// Lets so much time pass with everything that belongs to it.
    pub fn live(&mut self, secs: u64) {
        self.waits_for_replies(60);
        let until = self.passed_secs + secs;
        while self.passed_secs < until {
            let acts = self.decide();
            self.carry_out(&acts, true);
            self.listen();
            self.cashier();
        }
    }

    /// The same, with one trouble at least that lasts until the end of it, when the cashier has two guests sent off.
    pub fn live_in_trouble(&mut self, secs: u64) {
        let now = self.now();
        // The machine's own seconds count too, so that it is not over before.
        let until = now + 2 * secs;
        let begun = self.troubles.insist(until, &mut self.chance, &mut self.langod, &self.router);
        begun.iter().for_each(|what| self.diary.note(now, what));
        self.live(secs);
        self.close_counter();
    }

    /// Ends all troubles and lets so much time pass in which nothing happens but surfing, so that nobody falls idle.
    pub fn calm(&mut self, secs: u64) {
        self.troubles.cease(&mut self.langod, &self.router);
        self.diary.note(self.now(), "calm");
        self.waits_for_replies(1100);
        let until = self.passed_secs + secs;
        while self.passed_secs < until {
            let surf = |guest: &Guest| (guest.device, Act::Surf { up: 1000, down: 10_000 });
            let is_online = |guest: &&Guest| self.router.control().session(guest.device).is_some();
            let acts: Vec<_> = self.guests.iter().filter(is_online).map(surf).collect();
            self.carry_out(&acts, false);
            self.listen();
        }
    }

    /// How long the router waits for a reply: shorter than any real one while there is trouble, as time is then.
    fn waits_for_replies(&self, millis: u32) {
        self.router.control().set_quirks(|quirks| quirks.radius_timeout_ms = millis);
    }

    /// Seconds of the evening, those of the machine included.
    fn now(&self) -> u64 {
        self.passed_secs + self.begun.elapsed().as_secs()
    }

    /// Everybody acts at once, while some seconds pass and, of an evening that is not calm, things go wrong.
    fn carry_out<'a>(&mut self, acts: &'a [(Device, Act)], has_troubles: bool) {
        let now = self.now();
        let secs = 5 + self.chance.below(11);
        let mut online: BTreeSet<(Mac, String)> = self.online();
        let portal = self.langod.portal_url();
        let Evening { router, langod, time, troubles, chance, diary, .. } = self;
        let router: &Router = router;
        let refused: Vec<Refused> = thread::scope(|scope| {
            let portal = portal.as_str();
            let begin = |(device, act): &'a (Device, Act)| scope.spawn(move || act.carry_out(*device, router, portal));
            let under_way: Vec<_> = acts.iter().map(begin).collect();
            time.pass_secs(secs);
            router.control().pass_secs(u32::try_from(secs).unwrap());
            if has_troubles {
                let done = troubles.go_on(now, chance, langod, router);
                done.iter().for_each(|what| diary.note(now, what));
            }
            under_way.into_iter().filter_map(|act| act.join().unwrap()).collect()
        });
        refused.iter().for_each(|refused| self.judge(refused.mac, &refused.code, &refused.error));
        self.passed_secs += secs;
        if self.troubles.is_answered() {
            // Else time would pass faster than anybody can speak.
            let is_quiet = poll(PATIENCE, || self.router.control().is_quiet().then_some(()));
            assert!(is_quiet.is_some(), "seed {}: the router does not come to rest", self.seed.0);
        }
        online.extend(self.online());
        self.charge(acts, &online, now);
    }

    fn online(&self) -> BTreeSet<(Mac, String)> {
        self.router.control().sessions().into_iter().map(|session| (session.device.mac, session.username)).collect()
    }

    /// Books what may have been used of tickets.
    fn charge(&mut self, acts: &[(Device, Act)], online: &BTreeSet<(Mac, String)>, since: u64) {
        let secs = self.now() - since;
        for (mac, code) in online {
            let surfed = acts.iter().filter(|(device, _)| device.mac == *mac).map(|(_, act)| match act {
                Act::Surf { up, down } => up + down,
                _ => 0,
            });
            let Some(ticket) = self.till.ticket_mut(code) else { continue };
            ticket.bytes += surfed.sum::<u64>();
            ticket.online_secs += secs;
        }
    }
}
