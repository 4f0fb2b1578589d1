//! A gateway: the real decisions, the real store on a disk that loses power, the real end of the link. What the roof does
//! with sockets happens here by hand, one thing after the other.

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};

use domain::checkout::{Checkout, Progress};
use domain::code::Code;
use domain::decisions::{
    Login, Opened, Purchase, add_plan, admit, doubt_unsent, mint, open_checkout, recollect, review_overdue, run_errand,
    watch_visitors,
};
use domain::device::Mac;
use domain::ids::{Chance, CheckoutId, PlanId, SiteId};
use domain::ledger::{Ledger, Read};
use domain::link::{Cursor, Link};
use domain::money::{Currency, Money};
use domain::phone::Phone;
use domain::plan::{Allowance, Plan, Terms};
use domain::time::{BootId, ClockReading, Now};
use payment_proto::mpesa::booking::{book_callback, book_push, book_query};
use payment_proto::mpesa::{CallbackKey, CallbackToken, Endpoint, StkCallback, Verdict, read_answer};
use store::{FoldDue, News, Store, Turn};
use sync_proto::{
    Counter, Directive, Down, Enrolment, Find, GatewayEnd, Inquiry, Keys, Lane, MOST_INQUIRIES, MOST_RECORDS, Numbered,
    Pace, Pair, PublicKeys, Purpose, Push, Report, Todo, Up, Wan, open, peek, sign,
};
use testkit::fragile_disk::{FragileDisk, Leaves};

use crate::cloud::PROVIDER;
use crate::dice::Dice;

/// The plan every gateway sells: an hour for KES 20.
pub const SHILLINGS: u64 = 20;
/// How long a gateway waits before it asks about a payment, and between two questions.
const ASK_AFTER_MS: u64 = 20_000;

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
    plan: PlanId,
    dice: Dice,
    boot: BootId,
    booted_ms: u64,
    /// Whether NTP keeps its wall clock.
    pub clock_is_kept: bool,
    /// What it would write into its log, until somebody reads it.
    pub diary: Vec<String>,
    running: Option<Running>,
}

/// What it has in memory.
struct Running {
    store: Store,
    news: Receiver<News>,
    end: GatewayEnd,
    nonces: [Option<[u8; 16]>; 2],
    asked: Vec<(CheckoutId, u64)>,
    /// What guests wait to hear.
    sought: Vec<Find>,
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
            sought: Vec::new(),
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

    fn reading(&self, now_ms: u64) -> ClockReading {
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

    /// A guest asks to pay; what the rail is to be asked, if anything.
    pub fn buy(&mut self, payer: Phone, now_ms: u64) -> Option<Checkout> {
        let purchase =
            Purchase { plan: self.plan, payer, device: None, address: None, once: None, remembered: None, named: None };
        let opened = self.decide(now_ms, |ledger, chance, now| open_checkout(ledger, purchase, 1000, chance, now));
        match opened? {
            Ok(Opened::New(checkout)) => Some(checkout),
            _ => None,
        }
    }

    /// Where the rail posts how a checkout ends.
    pub fn callback_path(&self, checkout: CheckoutId) -> String {
        let token = CallbackToken::make(&self.callback_key, self.site, checkout);
        format!("/api/stk/callback/{PROVIDER}/{}", token.reveal())
    }

    /// What came of a push.
    pub fn pushed(&mut self, checkout: CheckoutId, verdict: &Verdict, now_ms: u64) {
        self.decide(now_ms, |ledger, chance, now| book_push(ledger, checkout, verdict, chance, now));
    }

    /// The payment it would ask about now.
    pub fn wants_to_ask(&mut self, now_ms: u64) -> Option<(CheckoutId, String)> {
        let open = self.decide(now_ms, |ledger, _, now| {
            let open = ledger.recent_checkouts(&|checkout| {
                let is_open = !checkout.is_paid() && !matches!(checkout.progress, Progress::Failed { .. });
                is_open && checkout.rail.is_some() && now.ms_since(checkout.opened) >= ASK_AFTER_MS
            })?;
            Ok(open)
        })?;
        let running = self.running.as_mut()?;
        let is_due =
            |id: CheckoutId| !running.asked.iter().any(|(asked, at)| *asked == id && at + ASK_AFTER_MS > now_ms);
        let due = open.into_iter().find(|checkout| is_due(checkout.id))?;
        running.asked.retain(|(asked, _)| *asked != due.id);
        running.asked.push((due.id, now_ms));
        Some((due.id, due.rail?.checkout_request.to_string()))
    }

    /// The rail answers such a question.
    pub fn answered(&mut self, checkout: CheckoutId, checkout_request: &str, body: &str, now_ms: u64) {
        let answer = read_answer(Endpoint::Query { checkout_request }, 200, body.as_bytes());
        self.decide(now_ms, |ledger, chance, now| book_query(ledger, checkout, &answer.verdict, chance, now));
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

    fn begin_link(&mut self, now_ms: u64, behind: Counter) {
        let begun = self.decide(now_ms, |ledger, _, _| {
            let link = ledger.link()?;
            let starts = link.starts.max(behind.start).saturating_add(1);
            ledger.put_link(Link { starts, ..link });
            Ok(starts)
        });
        let last = self.place();
        if let (Some(start), Some(running)) = (begun, &mut self.running) {
            let link = running.store.link();
            running.end.begin(start, &link, last);
        }
    }

    /// What it says now, if anything: the lane and the frame.
    pub fn speaks(&mut self, now_ms: u64) -> Vec<(Lane, Vec<u8>)> {
        let (uptime_ms, report) = (self.uptime_ms(now_ms), self.report());
        let Some(running) = &mut self.running else { return Vec::new() };
        let mut said = Vec::new();
        let recalls = running.store.link().recalls_behind(report.epoch);
        if running.end.may_hold(uptime_ms, recalls.is_some()) {
            said.push(running.end.hold(25, report.clone(), &mut self.dice));
        }
        if running.end.may_push(uptime_ms) {
            let records = running.store.outbox_after(running.end.told(), MOST_RECORDS).unwrap_or_default();
            let recalls = recalls.filter(|_| running.end.is_confirmed());
            let inquiries: Vec<Inquiry> = running.sought.drain(..).map(Inquiry::Whereabouts).collect();
            if !records.is_empty() || recalls.is_some() || !inquiries.is_empty() {
                let push = Push { records, recalls, inquiries };
                said.push(running.end.push(push, report, &mut self.dice));
            }
        }
        let frames = said.iter().filter_map(|up: &Up| Some((up.lane(), up.nonce, sign(Purpose::Up, &self.keys, up)?)));
        let frames: Vec<_> = frames.collect();
        for (lane, nonce, _) in &frames {
            running.nonces[*lane as usize] = Some(*nonce);
        }
        frames.into_iter().map(|(lane, _, bytes)| (lane, bytes)).collect()
    }

    fn report(&self) -> Report {
        let place = self.place();
        let version = heapless_text("0.1.0");
        Report { version, epoch: place.epoch, last_sequence: place.sequence, wan: Wan::Up, online: 0 }
    }

    /// The last place of its outbox.
    pub fn place(&self) -> Cursor {
        self.running.as_ref().map_or(Cursor::default(), |running| Cursor {
            epoch: running.store.identity().epoch,
            sequence: running.store.last_sequence(),
        })
    }

    /// Up to where it thinks the cloud has its outbox.
    pub fn told(&self) -> Cursor {
        self.running.as_ref().map_or(Cursor::default(), |running| running.end.told())
    }

    /// Asks the cloud with the next push where a ticket is.
    pub fn seek(&mut self, find: Find) {
        if let Some(running) = self.running.as_mut().filter(|running| running.sought.len() < MOST_INQUIRIES) {
            running.sought.push(find);
        }
    }

    /// Visits that are over go home.
    pub fn watch(&mut self, now_ms: u64) {
        self.decide(now_ms, |ledger, _, now| watch_visitors(ledger, now));
    }

    /// Whether the cloud has heard it since its start and given back all it had lost.
    pub fn is_told_everything(&self) -> bool {
        self.running.as_ref().is_some_and(|running| running.is_answered) && self.is_in_step()
    }

    fn lacks_its_past(&self) -> bool {
        let epoch = self.place().epoch;
        self.running.as_ref().is_some_and(|running| running.store.link().recalls_behind(epoch).is_some())
    }

    /// Whether it has nothing more to tell or to ask back.
    pub fn is_in_step(&self) -> bool {
        let Some(running) = &self.running else { return false };
        let place = self.place();
        running.end.told() >= place && running.store.link().recalls_behind(place.epoch).is_none()
    }

    /// Nobody answered, or not the cloud.
    pub fn unheard(&mut self, lane: Lane, now_ms: u64) {
        let uptime_ms = self.uptime_ms(now_ms);
        let Some(running) = &mut self.running else { return };
        if running.nonces[lane as usize].take().is_some() {
            running.end.unheard(lane, uptime_ms, &mut self.dice);
        }
    }

    /// The way to the cloud seems open again.
    pub fn encourage(&mut self, now_ms: u64) {
        let uptime_ms = self.uptime_ms(now_ms);
        if let Some(running) = &mut self.running {
            running.end.encourage(uptime_ms);
        }
    }

    /// An answer arrives, perhaps an old one.
    pub fn hears(&mut self, lane: Lane, bytes: &[u8], now_ms: u64) {
        let (last, cloud, uptime_ms) = (self.place(), self.cloud, self.uptime_ms(now_ms));
        let Some(running) = &mut self.running else { return };
        let Ok(down) = open::<Down>(Purpose::Down, &cloud, bytes) else { return };
        // A late answer to an earlier question is nobody's.
        if running.nonces[lane as usize] != Some(down.nonce) {
            return;
        }
        running.nonces[lane as usize] = None;
        running.time_told = Some((down.now_ms, uptime_ms));
        running.is_answered |= lane == Lane::Push;
        self.diary.push(format!("hears on {lane:?}: {:?}", down.taken));
        for todo in running_todo(running, lane, down, last) {
            self.carry_out(todo, now_ms);
        }
    }

    fn carry_out(&mut self, todo: Todo, now_ms: u64) {
        match &todo {
            Todo::BeginEpoch { common, epoch } => self.diary.push(format!("epoch {epoch} begins behind {common:?}")),
            Todo::Recollect(back) => {
                let places: Vec<_> = back.records.iter().map(|record| (record.epoch, record.sequence)).collect();
                self.diary.push(format!(
                    "gets back {:?} to {:?}, partial {}",
                    places.first(),
                    places.last(),
                    back.is_partial
                ));
            }
            Todo::BeginAnew(counter) => self.diary.push(format!("begins to speak anew behind {counter:?}")),
            _ => {}
        }
        match todo {
            Todo::BeginAnew(behind) => self.begin_link(now_ms, behind),
            Todo::BeginEpoch { common, epoch } => {
                let Some(running) = &mut self.running else { return };
                let begun = running.store.begin_epoch(epoch, common);
                let link = running.store.link();
                running.end.epoch_began(&link);
                if begun.is_ok() {
                    self.settle();
                }
            }
            Todo::Recollect(recalled) => self.recollect(&recalled, now_ms),
            Todo::Lease(_) => {}
            Todo::Answer(answers) => self.diary.push(format!("is answered {answers:?}")),
            Todo::CarryOut(_) if self.lacks_its_past() => {}
            Todo::CarryOut(directives) => directives.into_iter().for_each(|numbered| self.directed(numbered, now_ms)),
        }
    }

    fn recollect(&mut self, recalled: &sync_proto::Recalled, now_ms: u64) {
        let epoch = self.place().epoch;
        self.decide(now_ms, |ledger, _, now| {
            let link = ledger.link()?;
            let Some(behind) = link.recalls_behind(epoch) else { return Ok(()) };
            let mut through = behind;
            for record in &recalled.records {
                recollect(ledger, record, now)?;
                through = Cursor { epoch: record.epoch, sequence: record.sequence };
            }
            let all = Cursor { epoch, sequence: 0 };
            let recalled = if recalled.is_partial && through > behind { through } else { all };
            let link = ledger.link()?;
            ledger.put_link(Link { recalled, ..link });
            Ok(())
        });
    }

    fn directed(&mut self, numbered: Numbered, now_ms: u64) {
        let next = self.running.as_ref().map_or(0, |running| running.end.next_directive());
        if numbered.number < next {
            return;
        }
        let (key, site) = (self.callback_key.clone(), self.site);
        let done = self.decide(now_ms, |ledger, chance, now| {
            let link = ledger.link()?;
            ledger.put_link(Link { applied: numbered.number, ..link });
            if let Directive::Custody(errand) = &numbered.directive {
                run_errand(ledger, errand, now)?;
            }
            if let Directive::Notice { path, body } = &numbered.directive {
                let token = path.rsplit('/').next().and_then(|token| CallbackToken::read(token).ok());
                let proven = token.and_then(|token| token.verify(&key).ok()).filter(|proven| proven.site() == site);
                if let (Some(proven), Ok(callback)) = (proven, StkCallback::read(body)) {
                    book_callback(ledger, proven.checkout(), &callback, chance, now)?;
                }
            }
            Ok(())
        });
        if let (Some(()), Some(running)) = (done, &mut self.running) {
            running.end.carried_out(numbered.number);
            running.end.applied(numbered.number);
        }
    }

    /// Brings to the books how far the cloud has the outbox.
    pub fn checkpoint(&mut self, now_ms: u64) {
        let told = self.told();
        self.decide(now_ms, |ledger, _, _| {
            let link = ledger.link()?;
            ledger.put_link(Link { acknowledged: told, ..link });
            Ok(())
        });
    }

    /// Reads the books without changing them.
    pub fn look<T>(&mut self, now_ms: u64, look: impl FnOnce(&mut dyn Ledger) -> Read<T>) -> Option<T> {
        self.decide(now_ms, |ledger, _, _| look(ledger))
    }

    /// The lines of its outbox behind a place.
    pub fn outbox_after(&self, after: Cursor) -> Vec<domain::event::Record> {
        let running = self.running.as_ref();
        running.and_then(|running| running.store.outbox_after(after, usize::MAX).ok()).unwrap_or_default()
    }

    /// Everything the cloud has not acknowledged, of all epochs.
    pub fn untold(&self) -> Vec<domain::event::Record> {
        let (mut untold, mut told) = (Vec::new(), self.told());
        loop {
            let more = self.outbox_after(told);
            let Some(last) = more.last() else { return untold };
            told = Cursor { epoch: last.epoch, sequence: last.sequence };
            untold.extend(more);
        }
    }

    /// All its tickets.
    pub fn tickets(&self) -> Vec<domain::ticket::Ticket> {
        let running = self.running.as_ref();
        running.and_then(|running| running.store.tickets_after(None, usize::MAX).ok()).unwrap_or_default()
    }
}

fn running_todo(running: &mut Running, lane: Lane, down: Down, last: Cursor) -> Vec<Todo> {
    running.end.heard(lane, down, last)
}

fn heapless_text(text: &str) -> heapless::String<24> {
    text.parse().unwrap_or_default()
}
