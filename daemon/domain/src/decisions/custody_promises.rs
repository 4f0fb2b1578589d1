//! The promise of custody under every order of events: three sites, the cloud between them, guests who go from one to the
//! other. Words are late, directives are said again, sites are cut off for hours. A ticket is honoured by one site at a
//! time, nothing is spent twice, and no right is lost for ever.

use proptest::prelude::*;

use crate::code::Code;
use crate::custody::{Custody, Errand, Loan, Report};
use crate::decisions::trial_books::{Books, HOUR, HOUR_ONLINE, MEGABYTE_A_DAY};
use crate::decisions::{Login, trial_books};
use crate::decisions::{Refusal, ReportKind, admit, look_up, run_errand, watch_visitors, would_refuse};
use crate::event::Event;
use crate::ids::{SiteId, TicketId};
use crate::itinerary::{Heading, Itinerary, PATIENCE_MS, VISIT_MS};
use crate::plan::Allowance;
use crate::ticket::Standing;

const SITES: usize = 3;
const HOME: usize = 0;
const BEGINNING_MS: u64 = 1_800_000_000_000;

fn site(at: usize) -> SiteId {
    SiteId::from_bytes([u8::try_from(at).unwrap() + 1; 16])
}

fn number_of(wanted: SiteId) -> usize {
    (0..SITES).find(|at| site(*at) == wanted).unwrap()
}

struct Place {
    books: Books,
    outbox: Vec<Event>,
    told: usize,
    directives: Vec<Errand>,
    applied: usize,
    /// The session under way, and its running totals.
    session: Option<(String, u64, u64)>,
}

struct World {
    places: Vec<Place>,
    cloud: Itinerary,
    ticket: TicketId,
    code: Code,
    now_ms: u64,
    sessions: u32,
    used: u64,
    /// Used by sessions that had been sent off already: what a router reports of them.
    late: u64,
    is_data: bool,
}

impl World {
    fn new(allowance: Allowance) -> Self {
        let mut places: Vec<Place> = (0..SITES)
            .map(|_| {
                let mut books = Books::default();
                books.trust_clock();
                Place { books, outbox: Vec::new(), told: 0, directives: Vec::new(), applied: 0, session: None }
            })
            .collect();
        let code = places[HOME].books.sell(allowance, 1);
        let ticket = places[HOME].books.ticket(code).id;
        let is_data = matches!(allowance, Allowance::Data { .. });
        let cloud = Itinerary::default();
        World { places, cloud, ticket, code, now_ms: BEGINNING_MS, sessions: 0, used: 0, late: 0, is_data }
    }

    fn wait(&mut self, secs: u64) {
        self.now_ms += secs * 1000;
        self.places.iter_mut().for_each(|place| place.books.wait_secs(secs));
        for at in 0..SITES {
            self.places[at].books.decide(|ledger, _, now| watch_visitors(ledger, now));
            self.gather(at);
        }
    }

    fn gather(&mut self, at: usize) {
        let told = self.places[at].books.told();
        self.places[at].outbox.extend(told);
    }

    fn guest_asks(&mut self, at: usize) {
        if let Heading::Awaited { from, errand: Some(errand) } =
            self.cloud.wanted(self.ticket, site(HOME), site(at), self.now_ms)
        {
            self.places[number_of(from)].directives.push(errand);
        }
    }

    /// The outbox goes up, a record at a time, each once and in order.
    fn push(&mut self, at: usize) {
        let Some(event) = self.places[at].outbox.get(self.places[at].told).cloned() else { return };
        self.places[at].told += 1;
        if let Some((to, errand)) = self.cloud.told(site(HOME), site(at), &event, self.now_ms) {
            self.places[number_of(to)].directives.push(errand);
        }
    }

    /// The next directive comes down, after some that were carried out before.
    fn pull(&mut self, at: usize, again: usize) {
        let place = &mut self.places[at];
        let from = place.applied.saturating_sub(again);
        let until = (place.applied + 1).min(place.directives.len());
        for errand in &place.directives[from..until] {
            place.books.decide(|ledger, _, now| run_errand(ledger, errand, now));
        }
        place.applied = until;
        self.gather(at);
    }

    fn log_in(&mut self, at: usize) -> Result<(), Refusal> {
        let login = Login { code: self.code, device: trial_books::device(1) };
        let granted = self.places[at].books.decide(|ledger, _, now| admit(ledger, login, now)).map(drop);
        if granted.is_ok() && self.places[at].session.is_none() {
            self.sessions += 1;
            let id = format!("s{}", self.sessions);
            self.places[at].books.start(self.code, &id, 1);
            self.places[at].session = Some((id, 0, 0));
        }
        self.gather(at);
        granted
    }

    /// A router reports more of its session; it never lets a guest have more than there is.
    fn surf(&mut self, at: usize, amount: u64, stops: bool) {
        let Some((id, mut secs, mut bytes)) = self.places[at].session.clone() else { return };
        let books = &mut self.places[at].books;
        let is_open = books.open().iter().any(|key| key.id == id.as_str());
        let left = books.left(self.code);
        let most = if self.is_data { left.bytes } else { left.secs }.unwrap_or(0);
        let amount = if is_open { amount.min(most) } else { amount.min(60) };
        if is_open {
            self.used += amount;
        } else {
            self.late += amount;
        }
        if self.is_data {
            bytes += amount;
        } else {
            secs += amount;
        }
        // Sent off by us, the router says a last word.
        let kind = if stops || !is_open { ReportKind::Stop { cause: 1 } } else { ReportKind::Interim };
        books.report(self.code, &id, 1, kind, secs, bytes);
        let is_over = matches!(kind, ReportKind::Stop { .. });
        self.places[at].session = (!is_over).then_some((id, secs, bytes));
        self.gather(at);
    }

    fn would_let_in(&mut self, at: usize) -> bool {
        let (code, device) = (self.code, trial_books::device(1));
        self.places[at].books.decide(|ledger, _, now| {
            let Some((ticket, standing, _)) = look_up(ledger, code, now)? else { return Ok(false) };
            Ok(would_refuse(ledger, &ticket, standing, device, now)?.is_none())
        })
    }

    fn custodians(&mut self) -> Vec<usize> {
        (0..SITES).filter(|at| self.would_let_in(*at)).collect()
    }

    fn settled_at_home(&mut self) -> u64 {
        let ticket = self.places[HOME].books.ticket(self.code);
        if self.is_data { ticket.settled.bytes() } else { ticket.settled.secs }
    }

    /// Everybody hears everything, and the ticket's guest goes home.
    fn heal(&mut self) {
        for _ in 0..60 {
            for at in 0..SITES {
                self.surf(at, 0, true);
                for _ in 0..20 {
                    self.push(at);
                    self.pull(at, 0);
                }
            }
            self.guest_asks(HOME);
            self.wait(PATIENCE_MS / 1000);
        }
    }
}

#[derive(Clone, Debug)]
enum Step {
    Wait(u64),
    Ask(usize),
    Push(usize),
    Pull(usize, usize),
    LogIn(usize),
    Surf(usize, u64, bool),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let site = 0..SITES;
    let step = prop_oneof![
        2 => (0u64..90).prop_map(Step::Wait),
        1 => (0u64..8 * 3600).prop_map(Step::Wait),
        3 => site.clone().prop_map(Step::Ask),
        8 => site.clone().prop_map(Step::Push),
        8 => (site.clone(), 0usize..4).prop_map(|(site, again)| Step::Pull(site, again)),
        6 => site.clone().prop_map(Step::LogIn),
        6 => (site, 0u64..1500, any::<bool>()).prop_map(|(site, amount, stops)| Step::Surf(site, amount, stops)),
    ];
    proptest::collection::vec(step, 1..120)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn a_ticket_is_spent_once_wherever_its_guest_goes(kind in 0usize..3, steps in steps()) {
        let allowance = [HOUR, HOUR_ONLINE, MEGABYTE_A_DAY][kind];
        let mut world = World::new(allowance);
        let scale = if world.is_data { 1000 } else { 1 };
        for step in steps {
            match step {
                Step::Wait(secs) => world.wait(secs),
                Step::Ask(at) => world.guest_asks(at),
                Step::Push(at) => world.push(at),
                Step::Pull(at, again) => world.pull(at, again),
                Step::LogIn(at) => drop(world.log_in(at)),
                Step::Surf(at, amount, stops) => world.surf(at, amount * scale, stops),
            }
            let custodians = world.custodians();
            prop_assert!(custodians.len() <= 1, "{custodians:?} would all honour it");
            let most = match allowance {
                Allowance::Online { duration_secs } => u64::from(duration_secs),
                Allowance::Data { quota_bytes, .. } => quota_bytes,
                // Its clock is what counts, and it is asked by who honours it when.
                Allowance::Elapsed { .. } => u64::MAX,
            };
            prop_assert!(world.used <= most.saturating_add(world.late), "{} of {most} used", world.used);
        }
        world.heal();
        let custody = world.places[HOME].books.ticket(world.code).custody;
        let is_home = match custody {
            Custody::Home => true,
            Custody::Back(loan) => loan.report == Report::Told,
            _ => false,
        };
        prop_assert!(is_home, "{custody:?}, {:?}", world.cloud);
        let settled = world.settled_at_home();
        if !matches!(allowance, Allowance::Elapsed { .. }) {
            prop_assert!(settled <= world.used + world.late && settled >= world.used.saturating_sub(world.late),
                "{settled} stand in the books, {} were used, {} late", world.used, world.late);
        }
    }
}

fn lent(allowance: Allowance) -> World {
    let mut world = World::new(allowance);
    world.guest_asks(1);
    world.pull(HOME, 0);
    (0..9).for_each(|_| world.push(HOME));
    world.pull(1, 0);
    world
}

#[test]
fn a_guest_takes_what_is_left_to_another_site_and_home_again() {
    let mut world = World::new(HOUR_ONLINE);
    world.log_in(HOME).unwrap();
    world.surf(HOME, 600, false);
    world.guest_asks(1);
    world.pull(HOME, 0);
    assert_eq!(world.log_in(HOME), Err(Refusal::Elsewhere));
    world.surf(HOME, 0, true);
    (0..9).for_each(|_| world.push(HOME));
    world.pull(1, 0);
    world.log_in(1).unwrap();
    assert_eq!(world.places[1].books.left(world.code).secs, Some(3000));
    world.surf(1, 1000, false);
    world.guest_asks(HOME);
    world.pull(1, 0);
    (0..9).for_each(|_| world.push(1));
    world.pull(HOME, 0);
    assert_eq!(world.log_in(1), Err(Refusal::Elsewhere));
    world.log_in(HOME).unwrap();
    assert_eq!(world.places[HOME].books.left(world.code).secs, Some(2000));
}

#[test]
fn a_clock_that_ran_elsewhere_has_run() {
    let mut world = lent(HOUR);
    world.wait(600);
    world.log_in(1).unwrap();
    world.wait(1000);
    world.heal();
    // An hour has long passed since; before that, what was left there was left here.
    assert_eq!(world.log_in(HOME), Err(Refusal::Expired));
    let mut world = lent(HOUR);
    world.wait(600);
    world.log_in(1).unwrap();
    world.wait(1000);
    world.guest_asks(HOME);
    world.pull(1, 0);
    (0..9).for_each(|_| world.push(1));
    world.pull(HOME, 0);
    assert_eq!(world.places[HOME].books.left(world.code).secs, Some(2600));
}

#[test]
fn nobody_uses_a_ticket_that_nobody_has_used() {
    let mut world = lent(HOUR);
    world.heal();
    assert_eq!(world.places[HOME].books.ticket(world.code).standing, Standing::New);
}

#[test]
fn a_site_that_is_lost_costs_what_it_could_have_given_until_it_tells() {
    let mut world = lent(MEGABYTE_A_DAY);
    world.log_in(1).unwrap();
    world.surf(1, 400_000, false);
    // The visit is over; nobody hears of it.
    world.wait(VISIT_MS / 1000 + Loan::MARGIN_SECS - 1);
    assert_eq!(world.log_in(1), Err(Refusal::Elsewhere));
    assert_eq!(world.log_in(HOME), Err(Refusal::Elsewhere));
    world.wait(1);
    assert_eq!(world.log_in(HOME), Err(Refusal::Elsewhere), "all may have been used there");
    (0..9).for_each(|_| world.push(1));
    world.pull(HOME, 0);
    world.log_in(HOME).unwrap();
    assert_eq!(world.places[HOME].books.left(world.code).bytes, Some(600_000));
}

#[test]
fn an_hour_of_a_long_ticket_is_honoured_at_home_though_the_site_is_lost() {
    let mut world = World::new(Allowance::Online { duration_secs: 100 * 3600 });
    world.guest_asks(1);
    world.pull(HOME, 0);
    (0..9).for_each(|_| world.push(HOME));
    world.wait(VISIT_MS / 1000 + Loan::MARGIN_SECS);
    world.log_in(HOME).unwrap();
    assert_eq!(world.places[HOME].books.left(world.code).secs, Some(88 * 3600));
}

#[test]
fn a_ticket_that_is_over_is_kept_and_the_guest_is_told_why() {
    let mut world = World::new(HOUR);
    world.log_in(HOME).unwrap();
    world.surf(HOME, 0, true);
    world.wait(3600);
    world.guest_asks(1);
    world.pull(HOME, 0);
    (0..9).for_each(|_| world.push(HOME));
    let heading = world.cloud.wanted(world.ticket, site(HOME), site(1), world.now_ms);
    assert_eq!(heading, Heading::Kept(Refusal::Expired));
}

#[test]
fn a_site_that_hears_too_late_keeps_its_ticket() {
    let mut world = World::new(HOUR);
    world.guest_asks(1);
    world.wait(PATIENCE_MS / 1000 + 1);
    world.pull(HOME, 0);
    assert_eq!(world.log_in(HOME), Ok(()));
}

#[test]
fn a_repeated_question_asks_once_until_patience_ends() {
    let mut cloud = Itinerary::default();
    let ticket = TicketId::from_bytes([9; 16]);
    let mut ask = |now_ms| match cloud.wanted(ticket, site(HOME), site(1), now_ms) {
        Heading::Awaited { errand, .. } => errand.is_some(),
        other => panic!("{other:?}"),
    };
    assert_eq!([ask(0), ask(1), ask(PATIENCE_MS - 1), ask(PATIENCE_MS)], [true, false, false, true]);
}

#[test]
fn a_ticket_revoked_at_home_is_called_back() {
    let mut world = lent(HOUR);
    world.log_in(1).unwrap();
    let code = world.code;
    world.places[HOME].books.decide(|ledger, _, now| crate::decisions::revoke(ledger, code, now));
    world.gather(HOME);
    (0..9).for_each(|_| world.push(HOME));
    world.pull(1, 0);
    assert_eq!(world.log_in(1), Err(Refusal::Elsewhere));
    assert_eq!(world.log_in(HOME), Err(Refusal::Revoked));
}
