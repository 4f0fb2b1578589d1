//! The world: gateways, the cloud, the rail and the lines between them, under one seed and one clock. Each step something
//! happens, time passes, what is due arrives, and the promises are asked. At the end everything is healed and the books
//! have to agree.

use domain::code::Code;
use domain::device::Mac;
use domain::phone::Phone;
use payment_proto::mpesa::{Endpoint, Transport, Verdict};
use store::FoldDue;
use sync_proto::Lane;
use testkit::fragile_disk::{FragileDisk, Leaves};

use crate::books;
use crate::cloud::Cloud;
use crate::dice::Dice;
use crate::gateway::{Gateway, SHILLINGS};
use crate::rail::Rail;
use crate::roaming;
use crate::story::Story;

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
    Silence { gateway: usize, lane: Lane },
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
    dice: Dice,
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
/// A question nobody answers is given up after so long.
const TO_ANSWER_MS: u64 = 55_000;

impl World {
    /// A world with so many gateways.
    pub fn new(seed: u64, gateways: usize) -> Result<Self, String> {
        let mut dice = Dice::of(seed);
        let mut cloud = Cloud::open(dice.fork())?;
        let mut sites = Vec::new();
        for number in 0..gateways {
            let name = ["Kibanda", "Duka", "Hoteli", "Stendi"].get(number).copied().unwrap_or("Banda");
            let (_, claim) = cloud.create_site(&format!("{name} {number}"), BEGINNING_MS)?;
            let enrol = |bytes: &[u8]| cloud.enrol(bytes, BEGINNING_MS).map_err(|refused| format!("{refused:?}"));
            let gateway = Gateway::enrolled(name, claim, dice.fork(), enrol)?;
            cloud.confirm(gateway.site, BEGINNING_MS)?;
            sites.push(Site {
                gateway,
                line: Line::Open,
                dark_until_ms: 0,
                image: None,
                backup: None,
                shown: Vec::new(),
                is_stale: false,
            });
        }
        let story = Story::default();
        let (now_ms, rail) = (BEGINNING_MS, Rail::default());
        let (flights, cloud_away_until_ms, recorded) = (Vec::new(), 0, None);
        Ok(World {
            now_ms,
            sites,
            cloud,
            rail,
            story,
            dice,
            flights,
            cloud_away_until_ms,
            recorded,
            guests: 0,
            wanderers: Vec::new(),
        })
    }

    /// Lives through so many steps, then heals and compares the books. The first broken promise, in a sentence.
    pub fn live(&mut self, steps: usize) -> Result<(), String> {
        for _ in 0..steps {
            self.something_happens();
            self.wanderers_try();
            let passed_ms = 1_000 + self.dice.below(20_000);
            self.pass(passed_ms);
            books::promises(self)?;
        }
        self.heal();
        books::agree(self)
    }

    /// Whether the cloud's database is away, or about to go.
    pub fn cloud_is_away(&self) -> bool {
        self.now_ms < self.cloud_away_until_ms
    }

    fn tell(&mut self, site: usize, what: &str) {
        let name = self.sites.get(site).map_or("", |site| site.gateway.name.as_str());
        self.story.tell(self.now_ms - BEGINNING_MS, &format!("{name}: {what}"));
    }

    fn something_happens(&mut self) {
        let at = usize::try_from(self.dice.below(self.sites.len() as u64)).unwrap_or(0);
        match self.dice.below(100) {
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
                self.story.tell(self.now_ms - BEGINNING_MS, &format!("the cloud dies after {steps} more steps"));
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
            _ => {}
        }
    }

    fn guest_pays(&mut self, at: usize) {
        self.guests += 1;
        let Ok(payer) = Phone::from_number(254_700_000_000 + self.guests) else { return };
        let now_ms = self.now_ms;
        let Some(checkout) = self.sites[at].gateway.buy(payer, now_ms) else { return };
        let id = checkout.id;
        if self.sites[at].line == Line::Cut {
            let verdict = Transport::NotSent.verdict(Endpoint::Push);
            self.tell(at, &format!("{id}: the rail cannot be reached"));
            return self.sites[at].gateway.pushed(id, &verdict, now_ms);
        }
        let path = self.sites[at].gateway.callback_path(id);
        let ids = self.rail.push((at, id), SHILLINGS, &path, now_ms, &mut self.dice);
        let ending = self.rail.pushes.last().map(|push| format!("{:?}", push.ending)).unwrap_or_default();
        self.tell(at, &format!("{id}: pushed, will be {ending}"));
        if self.dice.percent(4) {
            self.tell(at, "the power goes before the answer is booked");
            return self.darkness(at);
        }
        let is_lost = self.sites[at].line == Line::HalfOpen || self.dice.percent(5);
        let verdict = if is_lost { Transport::Lost.verdict(Endpoint::Push) } else { Verdict::Accepted(ids) };
        self.sites[at].gateway.pushed(id, &verdict, now_ms);
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

    fn darkness(&mut self, at: usize) {
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
        site.dark_until_ms = self.now_ms;
        site.is_stale = true;
        self.rail.repeat_all_of(at);
    }

    fn replay(&mut self) {
        if let Some((gateway, lane, bytes)) = self.recorded.clone() {
            self.tell(gateway, &format!("somebody posts its old {lane:?} frame again"));
            let _ = self.serve(lane, &bytes);
        }
    }

    /// Time passes, and what is due happens.
    fn pass(&mut self, passed_ms: u64) {
        self.now_ms += passed_ms;
        if self.now_ms >= self.cloud_away_until_ms {
            self.cloud.goes_away_after(None);
        }
        self.power_returns();
        self.rail_posts();
        self.deliver();
        for at in 0..self.sites.len() {
            self.gateway_works(at);
        }
        self.deliver();
        for at in 0..self.sites.len() {
            let lines = std::mem::take(&mut self.sites[at].gateway.diary);
            lines.iter().for_each(|line| self.tell(at, line));
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
            self.story.tell(self.now_ms - BEGINNING_MS, &format!("the rail posts to the cloud: {kept:?}"));
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
        self.ask_the_rail(at);
        for (lane, bytes) in self.sites[at].gateway.speaks(now_ms) {
            if self.dice.percent(5) {
                self.recorded = Some((at, lane, bytes.clone()));
            }
            let loss = if self.sites[at].line == Line::Cut { 100 } else { 6 };
            if self.dice.percent(loss) {
                self.flights.push((now_ms + TO_ANSWER_MS, Flight::Silence { gateway: at, lane }));
                continue;
            }
            let late_ms = if self.dice.percent(10) { self.dice.below(60_000) } else { self.dice.below(500) };
            self.flights.push((now_ms + late_ms, Flight::Up { gateway: at, lane, bytes: bytes.clone() }));
            self.flights.push((now_ms + TO_ANSWER_MS, Flight::Silence { gateway: at, lane }));
            if self.dice.percent(4) {
                self.flights.push((now_ms + self.dice.below(90_000), Flight::Up { gateway: at, lane, bytes }));
            }
        }
    }

    fn ask_the_rail(&mut self, at: usize) {
        let now_ms = self.now_ms;
        if self.sites[at].line != Line::Open {
            return;
        }
        if let Some((checkout, asked)) = self.sites[at].gateway.wants_to_ask(now_ms) {
            let body = self.rail.query(&asked, now_ms);
            self.sites[at].gateway.answered(checkout, &asked, &body, now_ms);
        }
    }

    /// Delivers what has arrived by now, in the order of arrival.
    fn deliver(&mut self) {
        let mut arrived: Vec<(u64, Flight)> = self.flights.extract_if(.., |(at_ms, _)| *at_ms <= self.now_ms).collect();
        arrived.sort_by_key(|(at_ms, _)| *at_ms);
        for (_, flight) in arrived {
            match flight {
                Flight::Up { gateway, lane, bytes } => self.arrives(gateway, lane, &bytes),
                Flight::Down { gateway, lane, bytes } => {
                    let now_ms = self.now_ms;
                    self.sites[gateway].gateway.hears(lane, &bytes, now_ms);
                }
                Flight::Silence { gateway, lane } => {
                    let now_ms = self.now_ms;
                    self.sites[gateway].gateway.unheard(lane, now_ms);
                }
            }
        }
    }

    fn serve(&mut self, lane: Lane, bytes: &[u8]) -> Option<Vec<u8>> {
        let answer = match lane {
            Lane::Push => self.cloud.push(bytes, self.now_ms),
            Lane::Hold => self.cloud.hold(bytes, self.now_ms),
        };
        answer.ok()
    }

    fn arrives(&mut self, gateway: usize, lane: Lane, bytes: &[u8]) {
        let Some(answer) = self.serve(lane, bytes) else { return };
        let line = self.sites[gateway].line;
        if line != Line::Open || self.dice.percent(5) {
            return;
        }
        let at_ms = self.now_ms + self.dice.below(if self.dice.clone().percent(5) { 70_000 } else { 300 });
        self.flights.push((at_ms, Flight::Down { gateway, lane, bytes: answer }));
    }

    /// Everything works again, and time passes until nothing more can change by itself.
    fn heal(&mut self) {
        self.story.tell(self.now_ms - BEGINNING_MS, "everything is healed");
        self.cloud.goes_away_after(None);
        self.cloud_away_until_ms = 0;
        for site in &mut self.sites {
            (site.line, site.dark_until_ms, site.gateway.clock_is_kept) = (Line::Open, 0, true);
            if site.gateway.is_running() {
                // A cut that was still to come has been forestalled by a restart.
                site.gateway.pull_the_plug(Leaves::Everything);
            }
        }
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
