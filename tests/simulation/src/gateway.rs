//! A gateway: the real decisions, the real store on a disk that loses power, the real end of the link. What the roof does
//! with sockets happens here by hand, one thing after the other.

mod link;
mod rail;

pub use link::Frame;

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};

use domain::code::Code;
use domain::decisions::{Login, Purchase, add_plan, admit, doubt_unsent, mint, review_overdue, watch_visitors};
use domain::device::Mac;
use domain::ids::{Chance, CheckoutId, PlanId, SiteId};
use domain::ledger::{Ledger, Read};
use domain::money::{Currency, Money};
use domain::phone::Phone;
use domain::plan::{Allowance, Plan, Terms};
use domain::time::{BootId, ClockReading, Now};
use payment_proto::mpesa::CallbackKey;
use store::{FoldDue, News, Store, Turn};
use sync_proto::{Counter, Enrolment, GatewayEnd, Keys, Nonce, Pace, Pair, PublicKeys, Purpose, peek, sign};
use testkit::fragile_disk::{FragileDisk, Leaves};

use crate::app::App;
use crate::cloud::PROVIDER;
use crate::dice::Dice;
use crate::inquiries::Inquiries;
use crate::tokens::Fetches;

/// The plan every gateway sells: an hour for KES 20.
pub const SHILLINGS: u64 = 20;
/// Payments at one site within ten minutes: more than there are.
const MOST_AT_SITE: u32 = 1000;

/// One site's gateway and what belongs to it while the power is off.
pub struct Gateway {
    /// What stories call it.
    pub name: String,
    /// Its name in the cloud.
    pub site: SiteId,
    /// Its disk.
    pub disk: FragileDisk,
    keys: Keys,
    cloud: PublicKeys,
    callback_key: CallbackKey,
    /// What it sells.
    pub plan: PlanId,
    dice: Dice,
    boot: BootId,
    booted_ms: u64,
    /// Whether NTP keeps its wall clock.
    pub clock_is_kept: bool,
    /// What it would write into its log, until somebody reads it.
    pub diary: Vec<String>,
    /// The tokens it has fetched.
    pub fetches: Fetches,
    running: Option<Running>,
}

/// What it has in memory.
struct Running {
    store: Store,
    news: Receiver<News>,
    end: GatewayEnd,
    nonces: [Option<Nonce>; 2],
    asked: Vec<(CheckoutId, u64)>,
    /// What somebody waits to hear.
    inquiries: Inquiries,
    app: App,
    /// Whether the cloud has told until when it may sell.
    has_lease: bool,
    /// What the cloud said the time was, and when by the uptime.
    time_told: Option<(u64, u64)>,
    /// Whether the cloud has answered what was told since the start.
    is_answered: bool,
}

impl Gateway {
    /// A gateway with an empty disk, enrolled with what the cloud answers to `enrol`.
    pub fn enrolled(
        name: &str,
        claim: sync_proto::ClaimCode,
        mut dice: Dice,
        enrol: impl FnOnce(&[u8]) -> Result<Vec<u8>, String>,
    ) -> Result<Self, String> {
        let mut seed = [0; 32];
        dice.fill(&mut seed);
        let keys = Keys::from_seed(&seed);
        let asked = Enrolment { claim, keys: keys.public(), version: heapless_text("0.1.0"), nonce: [1; 16] };
        let bytes = sign(Purpose::Enrolment, &keys, &asked).ok_or("no enrolment")?;
        let answer = enrol(&bytes)?;
        let enrolled: sync_proto::Enrolled = peek(Purpose::Enrolled, &answer).map_err(|error| error.to_string())?;
        let pair = Pair::of(&keys, &enrolled.keys, enrolled.provider, enrolled.site).ok_or("no pair")?;
        let mut gateway = Gateway {
            name: name.to_owned(),
            site: enrolled.site,
            disk: FragileDisk::default(),
            keys,
            cloud: enrolled.keys,
            callback_key: CallbackKey::from_bytes(pair.callback_key()),
            plan: PlanId::from_bytes([3; 16]),
            dice,
            boot: BootId([0; 16]),
            booted_ms: 0,
            clock_is_kept: true,
            diary: Vec::new(),
            fetches: Fetches::default(),
            running: None,
        };
        gateway.start(0);
        let price = Money::from_cents(SHILLINGS * 100, Currency::Kes).ok_or("no price")?;
        let plan = gateway.hour(price);
        gateway.decide(0, |ledger, _, _| add_plan(ledger, plan));
        Ok(gateway)
    }

    fn hour(&self, price: Money) -> Plan {
        let terms = Terms {
            allowance: Allowance::Elapsed { duration_secs: 3600 },
            rate: None,
            devices: 1,
            idle_timeout_secs: None,
            unused_validity_secs: Terms::USUAL_UNUSED_VALIDITY_SECS,
            outage_credit: true,
        };
        Plan { id: self.plan, name: "1 hour".to_owned(), price, terms }
    }

    /// Whether the power is on.
    pub fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// The power comes back.
    pub fn start(&mut self, now_ms: u64) {
        let mut boot = [0; 16];
        self.dice.fill(&mut boot);
        (self.boot, self.booted_ms) = (BootId(boot), now_ms);
        let (tell, news) = channel();
        let tell = Mutex::new(tell);
        let tell = Arc::new(move |word| {
            let _ = tell.lock().unwrap_or_else(PoisonError::into_inner).send(word);
        });
        // A disk whose power goes while it is opened opens the next time.
        let Ok(opened) = store::open(Arc::new(self.disk.clone()), Box::new(self.dice.fork()), tell) else {
            return self.pull_the_plug(Leaves::Synced);
        };
        let end = GatewayEnd::new(PROVIDER, self.site, Pace::default());
        self.running = Some(Running {
            store: opened.store,
            news,
            end,
            nonces: [None, None],
            asked: Vec::new(),
            inquiries: Inquiries::default(),
            app: App::default(),
            has_lease: false,
            time_told: None,
            is_answered: false,
        });
        self.settle();
        self.decide(now_ms, |ledger, chance, now| {
            doubt_unsent(ledger)?;
            review_overdue(ledger, chance, now)
        });
        let (told, place) = (self.told(), self.place());
        self.begin_link(now_ms, Counter::default());
        let link = self.running.as_ref().map(|running| running.store.link());
        self.diary.push(format!("stands at {place:?}, told {told:?}, {link:?}"));
    }

    /// The power goes; what was not synced is gone, as far as the disk pleases.
    pub fn pull_the_plug(&mut self, leaves: Leaves) {
        self.running = None;
        self.disk = self.disk.after_power_cut(leaves);
    }

    /// The power goes in the middle of one of the next writes.
    pub fn cut_soon(&mut self) {
        let steps = self.disk.steps() + usize::try_from(self.dice.below(12)).unwrap_or(0);
        self.disk.cut_at(steps);
    }

    /// An older state of the disk is put in its place, as a technician does.
    pub fn roll_back(&mut self, to: &FragileDisk) {
        self.running = None;
        self.disk = to.after_power_cut(Leaves::Synced);
    }

    /// The owner's own copy of the books, if the power is on.
    pub fn backup(&self) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let written = self.running.as_ref()?.store.backup(|piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        });
        written.ok().map(|()| bytes)
    }

    /// Such a copy is brought back, with the daemon stopped.
    pub fn restore(&mut self, backup: &[u8]) {
        self.running = None;
        self.disk = self.disk.after_power_cut(Leaves::Everything);
        let disk: Arc<dyn store::Disk> = Arc::new(self.disk.clone());
        if let Err(error) = store::restore(&disk, backup) {
            self.diary.push(format!("the backup is not brought back: {error}"));
        }
    }

    /// The disk as it is, to be put back later.
    pub fn image(&self) -> FragileDisk {
        self.disk.after_power_cut(Leaves::Synced)
    }

    /// What its clocks say.
    pub fn reading(&self, now_ms: u64) -> ClockReading {
        let uptime_ms = now_ms.saturating_sub(self.booted_ms);
        // What the cloud told goes on by the uptime; a clock that is kept knows better.
        let told = self.running.as_ref().and_then(|running| running.time_told);
        let told_ms = told.map(|(wall_ms, at_ms)| wall_ms.saturating_add(uptime_ms.saturating_sub(at_ms)));
        let known_ms = if self.clock_is_kept { Some(now_ms) } else { told_ms };
        let (wall_ms, wall_trusted) = (known_ms.unwrap_or(uptime_ms), known_ms.is_some());
        ClockReading { boot: self.boot, uptime_ms, wall_ms, wall_trusted }
    }

    fn uptime_ms(&self, now_ms: u64) -> u64 {
        self.reading(now_ms).uptime_ms
    }

    /// Runs a decision and waits until it is on disk. `None`: the power went, or the books could not be read.
    pub fn decide<T>(
        &mut self,
        now_ms: u64,
        decision: impl FnOnce(&mut dyn Ledger, &mut dyn Chance, &Now<'_>) -> Read<T>,
    ) -> Option<T> {
        let reading = self.reading(now_ms);
        let running = self.running.as_mut()?;
        // Books that cannot be read are on a disk without power.
        let Ok(decided) = running.store.decide(&reading, decision) else {
            self.pull_the_plug(self.leaves());
            return None;
        };
        while !running.store.is_durable(decided.rests_on) {
            running.store.flush();
            let Ok(word) = running.news.recv() else { break };
            if let Turn::Lost(_) | Turn::NotFolded(_) = running.store.take_news(word) {
                self.pull_the_plug(self.leaves());
                return None;
            }
        }
        Some(decided.outcome)
    }

    fn leaves(&self) -> Leaves {
        let mut dice = self.dice.clone();
        *dice.pick(&[Leaves::Synced, Leaves::Everything, Leaves::EverySecond]).unwrap_or(&Leaves::Synced)
    }

    /// Brings everything to disk that is on its way.
    fn settle(&mut self) {
        let Some(running) = &mut self.running else { return };
        loop {
            running.store.flush();
            if running.store.is_settled() {
                return;
            }
            let Ok(word) = running.news.recv() else { return };
            if let Turn::Lost(_) | Turn::NotFolded(_) = running.store.take_news(word) {
                return self.pull_the_plug(self.leaves());
            }
        }
    }

    /// Folds the journal, perhaps with a snapshot.
    pub fn fold(&mut self, due: FoldDue) {
        if let Some(running) = &mut self.running {
            running.store.tend(due);
        }
        self.settle();
    }

    /// The attendant sells a ticket for cash.
    pub fn sell_for_cash(&mut self, now_ms: u64) -> Option<Code> {
        let plan = self.plan;
        self.decide(now_ms, |ledger, chance, now| mint(ledger, plan, chance, now))?.ok().map(|ticket| ticket.code)
    }

    /// A guest logs in; whether the door opens.
    pub fn log_in(&mut self, code: Code, device: Mac, now_ms: u64) -> Option<bool> {
        self.decide(now_ms, |ledger, _, now| admit(ledger, Login { code, device }, now)).map(|granted| granted.is_ok())
    }

    /// Whether a code is in its books.
    pub fn knows(&mut self, code: Code, now_ms: u64) -> Option<bool> {
        self.decide(now_ms, |ledger, _, _| ledger.ticket_by_code(code)).map(|ticket| ticket.is_some())
    }

    /// Visits that are over go home.
    pub fn watch(&mut self, now_ms: u64) {
        self.decide(now_ms, |ledger, _, now| watch_visitors(ledger, now));
    }

    /// Reads the books without changing them.
    pub fn look<T>(&mut self, now_ms: u64, look: impl FnOnce(&mut dyn Ledger) -> Read<T>) -> Option<T> {
        self.decide(now_ms, |ledger, _, _| look(ledger))
    }

    /// All its tickets.
    pub fn tickets(&self) -> Vec<domain::ticket::Ticket> {
        let running = self.running.as_ref();
        running.and_then(|running| running.store.tickets_after(None, usize::MAX).ok()).unwrap_or_default()
    }
}

fn purchase(plan: PlanId, payer: Phone) -> Purchase {
    Purchase { plan, payer, device: None, address: None, once: None, remembered: None, named: None }
}

fn heapless_text(text: &str) -> heapless::String<24> {
    text.parse().unwrap_or_default()
}
