//! The world: gateways, the cloud, the rail and the lines between them, under one seed and one clock. Each step something
//! happens, time passes, what is due arrives, and the promises are asked. At the end everything is healed and the books
//! have to agree.

use domain::code::Code;
use domain::device::Mac;
use domain::ids::CheckoutId;
use domain::phone::Phone;
use store::FoldDue;
use sync_proto::{Lane, Nonce};
use testkit::fragile_disk::{FragileDisk, Leaves};

use crate::books;
use crate::cloud::Cloud;
use crate::confirming::Standing;
use crate::dice::Dice;
use crate::gateway::{Frame, Gateway};
use crate::rail::Rail;
use crate::roaming;
use crate::sales::OVER_AFTER_MS;
use crate::story::Story;
use crate::tokens::{self, Tokens};

/// What a site's line to the internet does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// It works.
    Open,
    /// Nothing gets through.
    Cut,
    /// Questions get through, answers do not.
    HalfOpen,
}

/// Something on its way.
#[derive(Clone, Debug)]
enum Flight {
    Up { gateway: usize, lane: Lane, bytes: Vec<u8> },
    Down { gateway: usize, lane: Lane, bytes: Vec<u8> },
    Silence { gateway: usize, lane: Lane, nonce: Nonce },
}

/// A site and what the world knows of it.
pub struct Site {
    /// The gateway.
    pub gateway: Gateway,
    /// Its line.
    pub line: Line,
    /// When the power comes back.
    dark_until_ms: u64,
    /// An older state of its disk.
    image: Option<FragileDisk>,
    /// The owner's own copy of its books.
    backup: Option<Vec<u8>>,
    /// Codes people hold in their hands, and whether a roll-back may have taken them from the books for good.
    pub shown: Vec<Code>,
    /// Whether its books went back, and the cloud has not told it yet what they lack.
    pub is_stale: bool,
    /// When a guest of it asked the cloud last.
    pub asked_ms: u64,
    /// Whether its owner has confirmed the gateway.
    pub standing: Standing,
}

/// Everything.
pub struct World {
    /// Milliseconds since 1970, as they really are.
    pub now_ms: u64,
    /// The sites.
    pub sites: Vec<Site>,
    /// The cloud.
    pub cloud: Cloud,
    /// The rail.
    pub rail: Rail,
    /// What happened, for people.
    pub story: Story,
    /// What guests have bought through the cloud, and of which site.
    pub sales: Vec<(usize, CheckoutId)>,
    /// The first promise that was broken in the middle of things.
    broken: Option<String>,
    pub(crate) dice: Dice,
    flights: Vec<(u64, Flight)>,
    cloud_away_until_ms: u64,
    /// A frame somebody has recorded.
    recorded: Option<(usize, Lane, Vec<u8>)>,
    guests: u64,
    wanderers: Vec<Wanderer>,
}

/// A guest under way with a ticket.
struct Wanderer {
    code: Code,
    /// Where it was sold.
    from: usize,
    /// Where it is tried.
    at: usize,
    /// How often it is tried again.
    patience: u64,
}

/// Guests under way at once.
const MOST_WANDERERS: usize = 4;

/// When simulations begin.
const BEGINNING_MS: u64 = 1_800_000_000_000;
/// For so long the provider has paid.
const PAID_FOR_MS: u64 = 365 * 86_400_000;
/// A question nobody answers is given up after so long.
const TO_ANSWER_MS: u64 = 55_000;

impl World {
    /// A world with so many gateways.
    pub fn new(seed: u64, gateways: usize) -> Result<Self, String> {
        let mut dice = Dice::of(seed);
        let mut cloud = Cloud::open(dice.fork(), BEGINNING_MS + PAID_FOR_MS)?;
        let mut sites = Vec::new();
        for number in 0..gateways {
            let name = ["Kibanda", "Duka", "Hoteli", "Stendi"].get(number).copied().unwrap_or("Banda");
            let (_, claim) = cloud.create_site(&format!("{name} {number}"), BEGINNING_MS)?;
            let enrol = |bytes: &[u8]| cloud.enrol(bytes, BEGINNING_MS).map_err(|refused| format!("{refused:?}"));
            let gateway = Gateway::enrolled(name, claim, dice.fork(), enrol)?;
            sites.push(Site {
                gateway,
                line: Line::Open,
                dark_until_ms: 0,
                image: None,
                backup: None,
                shown: Vec::new(),
                is_stale: false,
                asked_ms: 0,
                standing: Standing::Waits,
            });
        }
        let story = Story::default();
        // A token lives an hour; a shorter life brings its end into a short world.
        let rail = Rail::new(Tokens::living(*dice.pick(&[3599, 3599, 900]).unwrap_or(&3599)));
        let (flights, cloud_away_until_ms, recorded) = (Vec::new(), 0, None);
        let mut world = World {
            now_ms: BEGINNING_MS,
            sites,
            cloud,
            rail,
            story,
            sales: Vec::new(),
            broken: None,
            dice,
            flights,
            cloud_away_until_ms,
            recorded,
            guests: 0,
            wanderers: Vec::new(),
        };
        for at in 0..gateways {
            if world.dice.percent(60) {
                world.owner_confirms(at);
            }
        }
        Ok(world)
    }

    /// Lives through so many steps, then heals and compares the books. The first broken promise, in a sentence.
    pub fn live(&mut self, steps: usize) -> Result<(), String> {
        for _ in 0..steps {
            self.something_happens();
            self.wanderers_try();
            let passed_ms = 1_000 + self.dice.below(20_000);
            self.pass(passed_ms);
            books::promises(self)?;
            self.broken.take().map_or(Ok(()), Err)?;
        }
        self.heal();
        self.broken.take().map_or(Ok(()), Err)?;
        books::agree(self)
    }

    /// For how long it has lived.
    pub fn age_ms(&self) -> u64 {
        self.now_ms - BEGINNING_MS
    }

    /// A promise breaks.
    pub(crate) fn breaks(&mut self, promise: String) {
        self.broken.get_or_insert(promise);
    }

    /// Whether the cloud's database is away, or about to go.
    pub fn cloud_is_away(&self) -> bool {
        self.now_ms < self.cloud_away_until_ms
    }

    pub(crate) fn tell(&mut self, site: usize, what: &str) {
        self.read_diary(site);
        let name = self.sites.get(site).map_or("", |site| site.gateway.name.as_str());
        self.story.tell(self.age_ms(), &format!("{name}: {what}"));
    }

    fn read_diary(&mut self, at: usize) {
        let (age_ms, gateway) = (self.age_ms(), &mut self.sites[at].gateway);
        for line in std::mem::take(&mut gateway.diary) {
            self.story.tell(age_ms, &format!("{}: {line}", gateway.name));
        }
    }

    fn something_happens(&mut self) {
        let at = usize::try_from(self.dice.below(self.sites.len() as u64)).unwrap_or(0);
        match self.dice.below(112) {
            0..30 => self.guest_pays(at),
            30..42 => self.cash_sale(at),
            42..50 => self.guest_logs_in(at),
            50..57 => self.guest_roams(at),
            57..67 => self.line_changes(at),
            67..73 => self.power_fails(at),
            73..77 => {
                let kept = !self.sites[at].gateway.clock_is_kept;
                self.sites[at].gateway.clock_is_kept = kept;
                self.tell(at, if kept { "its clock is kept again" } else { "nobody keeps its clock" });
            }
            77..83 => {
                let steps = u32::try_from(self.dice.below(8)).unwrap_or(0);
                self.cloud.goes_away_after(Some(steps));
                self.cloud_away_until_ms = self.now_ms + self.dice.below(120_000);
                self.story.tell(self.age_ms(), &format!("the cloud dies after {steps} more steps"));
            }
            83..87 => {
                let due = *self.dice.pick(&[FoldDue::Fold, FoldDue::Snapshot]).unwrap_or(&FoldDue::Fold);
                self.sites[at].gateway.fold(due);
                self.tell(at, "folds its journal");
            }
            87..89 => {
                self.sites[at].image = Some(self.sites[at].gateway.image());
                self.tell(at, "somebody copies its disk");
            }
            89..91 => {
                self.sites[at].backup = self.sites[at].gateway.backup();
                self.tell(at, "its owner makes a backup");
            }
            91..94 => self.go_back(at),
            94..97 => self.replay(),
            97..107 => self.guest_buys(at),
            107..110 => self.owner_confirms(at),
            _ => {}
        }
    }

    fn guest_pays(&mut self, at: usize) {
        let (now_ms, Some(payer)) = (self.now_ms, self.somebody()) else { return };
        if let Some(checkout) = self.sites[at].gateway.buy(payer, now_ms) {
            self.tell(at, &format!("{checkout}: a guest wants to pay"));
            self.call_the_rail(at);
        }
    }

    fn guest_buys(&mut self, at: usize) {
        if let Some(payer) = self.somebody() {
            self.guest_buys_through_the_cloud(at, payer);
        }
    }

    /// Somebody with a phone of their own.
    fn somebody(&mut self) -> Option<Phone> {
        self.guests += 1;
        Phone::from_number(254_700_000_000 + self.guests).ok()
    }

    fn cash_sale(&mut self, at: usize) {
        let now_ms = self.now_ms;
        if let Some(code) = self.sites[at].gateway.sell_for_cash(now_ms) {
            self.sites[at].shown.push(code);
            self.tell(at, &format!("sells {code} for cash"));
        }
    }

    fn guest_logs_in(&mut self, at: usize) {
        let Some(&code) = self.dice.pick(&self.sites[at].shown) else { return };
        self.guests += 1;
        let number = self.guests.to_be_bytes();
        let Ok(device) = Mac::from_bytes([2, 0, number[4], number[5], number[6], number[7]]) else { return };
        let now_ms = self.now_ms;
        let opens = self.sites[at].gateway.log_in(code, device, now_ms);
        self.tell(at, &format!("{code} is tried: {opens:?}"));
    }

    /// A guest sets out with a ticket of one site to another.
    fn guest_roams(&mut self, from: usize) {
        let known = &self.sites[from].shown;
        // Old tickets are over.
        let recent = known.len().saturating_sub(4);
        let Some(&code) = self.dice.pick(&known[recent..]) else { return };
        let at = self.anywhere();
        let patience = 5 + self.dice.below(20);
        if self.wanderers.len() < MOST_WANDERERS {
            self.wanderers.push(Wanderer { code, from, at, patience });
            self.tell(at, &format!("somebody comes with {code} of {}", self.sites[from].gateway.name));
        }
    }

    /// Those who wait for their ticket look again; who was let in or has lost patience goes on, or home to bed.
    fn wanderers_try(&mut self) {
        let now_ms = self.now_ms;
        for mut wanderer in std::mem::take(&mut self.wanderers) {
            let Wanderer { code, from, at, .. } = wanderer;
            let Ok(device) = Mac::from_bytes([2, 9, 0, 0, 0, u8::try_from(from).unwrap_or(0)]) else { continue };
            wanderer.patience -= 1;
            let opens = roaming::try_at(&mut self.sites[at], code, device, now_ms);
            if opens == Some(true) {
                self.tell(at, &format!("{code} of another place opens"));
                wanderer.at = self.anywhere();
            }
            if wanderer.patience > 0 {
                self.wanderers.push(wanderer);
            }
        }
    }

    fn anywhere(&mut self) -> usize {
        usize::try_from(self.dice.below(self.sites.len() as u64)).unwrap_or(0)
    }

    fn line_changes(&mut self, at: usize) {
        let line = *self.dice.pick(&[Line::Open, Line::Open, Line::Cut, Line::HalfOpen]).unwrap_or(&Line::Open);
        self.sites[at].line = line;
        self.tell(at, &format!("its line is {line:?}"));
    }

    fn power_fails(&mut self, at: usize) {
        if self.dice.percent(60) {
            self.sites[at].gateway.cut_soon();
            self.tell(at, "the power will go in the middle of a write");
        } else {
            self.tell(at, "the power goes");
            self.darkness(at);
        }
    }

    pub(crate) fn darkness(&mut self, at: usize) {
        let leaves =
            *self.dice.pick(&[Leaves::Synced, Leaves::Everything, Leaves::EverySecond]).unwrap_or(&Leaves::Synced);
        let back_ms = self.now_ms + self.dice.below(180_000);
        let site = &mut self.sites[at];
        site.gateway.pull_the_plug(leaves);
        site.dark_until_ms = back_ms;
    }

    /// An older state of the books takes the place of the present one.
    fn go_back(&mut self, at: usize) {
        let (image, backup) = (self.sites[at].image.take(), self.sites[at].backup.take());
        if image.is_none() && backup.is_none() {
            return;
        }
        let what = if image.is_some() { "the copy of its disk is put back" } else { "the backup is brought back" };
        self.tell(at, what);
        let now_ms = self.now_ms;
        let site = &mut self.sites[at];
        // A start may meet the cut that was waiting for it.
        while !site.gateway.is_running() {
            site.gateway.start(now_ms);
        }
        // What nobody was told of is gone with the disk; that is what copies cost.
        let untold = site.gateway.untold();
        let gone = untold.iter().filter_map(|record| match &record.event {
            domain::event::Event::TicketMinted { code, .. } => Some(*code),
            _ => None,
        });
        let gone: Vec<Code> = gone.collect();
        site.shown.retain(|code| !gone.contains(code));
        match (image, backup) {
            (Some(image), _) => site.gateway.roll_back(&image),
            (None, Some(backup)) => site.gateway.restore(&backup),
            (None, None) => {}
        }
        // Books that forget a sale which they had not told take it again, and the phone rings twice. It takes a technician
        // longer than a sale is good for.
        site.dark_until_ms = self.now_ms.max(site.asked_ms + OVER_AFTER_MS);
        site.is_stale = true;
        self.rail.repeat_all_of(at);
    }

    fn replay(&mut self) {
        if let Some((gateway, lane, bytes)) = self.recorded.clone() {
            self.tell(gateway, &format!("somebody posts its old {lane:?} frame again"));
            let _ = self.serve(gateway, lane, &bytes);
        }
    }

    /// Time passes, and what is due happens.
    fn pass(&mut self, passed_ms: u64) {
        self.go_on(passed_ms);
        self.power_returns();
        self.rail_posts();
        self.deliver();
        for at in 0..self.sites.len() {
            self.gateway_works(at);
        }
        self.deliver();
        self.wait_for_tokens();
        (0..self.sites.len()).for_each(|at| self.read_diary(at));
    }

    /// The clock goes on, and the cloud comes back when it is time.
    pub(crate) fn go_on(&mut self, passed_ms: u64) {
        self.now_ms += passed_ms;
        if self.now_ms >= self.cloud_away_until_ms {
            self.cloud.goes_away_after(None);
        }
    }

    fn power_returns(&mut self) {
        for at in 0..self.sites.len() {
            let now_ms = self.now_ms;
            let site = &mut self.sites[at];
            if !site.gateway.is_running() && now_ms >= site.dark_until_ms {
                site.gateway.start(now_ms);
                self.tell(at, "starts");
            }
        }
    }

    fn rail_posts(&mut self) {
        for callback in self.rail.due(self.now_ms) {
            let kept = self.cloud.notice(&callback.path, callback.body.as_bytes(), self.now_ms);
            let is_repeated = kept.is_err() && (callback.insists || self.dice.percent(30));
            self.story.tell(self.age_ms(), &format!("the rail posts to the cloud: {kept:?}"));
            if is_repeated {
                self.rail.again(callback, self.now_ms + 30_000);
            }
        }
    }

    fn gateway_works(&mut self, at: usize) {
        let now_ms = self.now_ms;
        if self.dice.percent(10) {
            self.sites[at].gateway.checkpoint(now_ms);
        }
        if self.dice.percent(30) {
            self.sites[at].gateway.watch(now_ms);
        }
        if self.sites[at].line == Line::Open {
            self.sites[at].gateway.ask_what_is_due(now_ms);
        }
        self.call_the_rail(at);
        for frame in self.sites[at].gateway.speaks(now_ms) {
            self.send(at, frame);
        }
    }

    /// Sends what a gateway asks of the cloud, if it asks anything.
    pub(crate) fn tell_what_is_asked(&mut self, at: usize) {
        if let Some(frame) = self.sites[at].gateway.inquires(self.now_ms) {
            self.send(at, frame);
        }
    }

    fn send(&mut self, gateway: usize, frame: Frame) {
        let (now_ms, Frame { lane, nonce, bytes }) = (self.now_ms, frame);
        if tokens::are_in_the_clear_in(&bytes) {
            self.breaks(format!("{} sends a token in the clear", self.sites[gateway].gateway.name));
        }
        if self.dice.percent(5) {
            self.recorded = Some((gateway, lane, bytes.clone()));
        }
        self.flights.push((now_ms + TO_ANSWER_MS, Flight::Silence { gateway, lane, nonce }));
        let loss = if self.sites[gateway].line == Line::Cut { 100 } else { 6 };
        if self.dice.percent(loss) {
            return;
        }
        let late_ms = if self.dice.percent(10) { self.dice.below(60_000) } else { self.dice.below(500) };
        self.flights.push((now_ms + late_ms, Flight::Up { gateway, lane, bytes: bytes.clone() }));
        if self.dice.percent(4) {
            self.flights.push((now_ms + self.dice.below(90_000), Flight::Up { gateway, lane, bytes }));
        }
    }

    /// Delivers what has arrived by now, in the order of arrival, with the answers that it brings about.
    pub(crate) fn deliver(&mut self) {
        while let Some((at_ms, flight)) = self.next_flight() {
            let now_ms = self.now_ms;
            match flight {
                Flight::Up { gateway, lane, bytes } => self.arrives(gateway, lane, &bytes, at_ms),
                Flight::Down { gateway, lane, bytes } => self.sites[gateway].gateway.hears(lane, &bytes, now_ms),
                Flight::Silence { gateway, lane, nonce } => self.sites[gateway].gateway.unheard(lane, nonce, now_ms),
            }
        }
    }

    fn next_flight(&mut self) -> Option<(u64, Flight)> {
        let arrived = self.flights.iter().enumerate().filter(|(_, (at_ms, _))| *at_ms <= self.now_ms);
        let (place, _) = arrived.min_by_key(|(_, (at_ms, _))| *at_ms)?;
        Some(self.flights.remove(place))
    }

    fn serve(&mut self, gateway: usize, lane: Lane, bytes: &[u8]) -> Option<Vec<u8>> {
        let answer = match lane {
            Lane::Push => self.cloud.push(bytes, self.now_ms),
            Lane::Hold => self.cloud.hold(bytes, self.now_ms),
        };
        let answer = answer.ok()?;
        self.listen_in(gateway, &answer);
        Some(answer)
    }

    fn arrives(&mut self, gateway: usize, lane: Lane, bytes: &[u8], at_ms: u64) {
        let Some(answer) = self.serve(gateway, lane, bytes) else { return };
        let line = self.sites[gateway].line;
        if line != Line::Open || self.dice.percent(5) {
            return;
        }
        let at_ms = at_ms + self.dice.below(if self.dice.clone().percent(5) { 70_000 } else { 300 });
        self.flights.push((at_ms, Flight::Down { gateway, lane, bytes: answer }));
    }

    /// Everything works again, and time passes until nothing more can change by itself.
    fn heal(&mut self) {
        self.story.tell(self.age_ms(), "everything is healed");
        self.cloud.goes_away_after(None);
        self.cloud_away_until_ms = 0;
        for site in &mut self.sites {
            (site.line, site.dark_until_ms, site.gateway.clock_is_kept) = (Line::Open, 0, true);
            if site.gateway.is_running() {
                // A cut that was still to come has been forestalled by a restart.
                site.gateway.pull_the_plug(Leaves::Everything);
            }
        }
        (0..self.sites.len()).for_each(|at| self.owner_confirms(at));
        self.come_to_rest();
        // What nobody will ever say goes to a person after two days.
        for _ in 0..25 {
            self.pass(3 * 3_600_000);
            let now_ms = self.now_ms;
            for site in &mut self.sites {
                site.gateway.decide(now_ms, domain::decisions::review_overdue);
            }
        }
        self.come_to_rest();
    }

    /// Time passes until everything that is on its way has arrived and everybody knows what there is to know.
    fn come_to_rest(&mut self) {
        // A directive that was just posted is fetched by one of the next questions.
        const QUIET_ROUNDS: u32 = 12;
        let mut quiet = 0;
        for round in 0..500 {
            self.pass(if round < 40 { 10_000 } else { 120_000 });
            let is_told = self.sites.iter().all(|site| site.gateway.is_in_step());
            quiet = if self.rail.is_quiet() && is_told { quiet + 1 } else { 0 };
            if quiet > QUIET_ROUNDS {
                return;
            }
            self.sites.iter_mut().for_each(|site| site.gateway.encourage(self.now_ms));
        }
    }
}
