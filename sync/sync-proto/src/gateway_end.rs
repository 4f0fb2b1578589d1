//! The gateway's end of the link: what to say next, and what an answer asks for. It holds no clock, no socket and no books;
//! whoever does tells it the time, reads the outbox for it and carries out what it says.

use domain::event::Record;
use domain::ids::{Chance, ProviderId, SiteId};
use domain::link::{Cursor, Link};

use crate::counter::Counter;
use crate::directive::Numbered;
use crate::down::{Down, Recalled, Taken};
use crate::lane::{Lane, LaneState, Pace};
use crate::up::{Push, Report, Up, Wants};

/// One gateway's end.
#[derive(Clone, Debug)]
pub struct GatewayEnd {
    provider: ProviderId,
    site: SiteId,
    push: LaneState,
    hold: LaneState,
    told: Cursor,
    carried_out: u64,
    applied: u64,
}

/// What an answer asks of its gateway, in the order in which it is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Todo {
    /// Begin to speak anew: the cloud has seen frames that are newer than this one.
    BeginAnew(Counter),
    /// Begin a new epoch: behind this place of the present one the cloud knows another past.
    BeginEpoch {
        /// The last place both have in common.
        common: u64,
        /// The new epoch.
        epoch: u32,
    },
    /// Take these records of earlier epochs back into the books.
    Recollect(Recalled),
    /// Write down until when the right to sell is paid, in milliseconds since 1970; none, if nobody has begun to pay.
    Lease(Option<u64>),
    /// Carry these out.
    CarryOut(Vec<Numbered>),
}

impl GatewayEnd {
    /// An end that has not begun to speak.
    pub fn new(provider: ProviderId, site: SiteId, pace: Pace) -> Self {
        let silent = LaneState::new(0, pace);
        let told = Cursor::default();
        GatewayEnd { provider, site, push: silent, hold: silent, told, carried_out: 0, applied: 0 }
    }

    /// Begins to speak for the `start`th time, which is in the books as `link` is.
    pub fn begin(&mut self, start: u32, link: &Link) {
        self.push.restarted(start);
        self.hold.restarted(start);
        self.told = self.told.max(link.acknowledged);
        self.carried_out = self.carried_out.max(link.applied);
        // What was on its way to the disk before this beginning may still be.
        self.applied = if self.applied == 0 { link.applied } else { self.applied };
    }

    /// Up to here the cloud has the outbox.
    pub fn told(&self) -> Cursor {
        self.told
    }

    /// Whether it is time to ask for directives. Not while some are on their way to the disk: the cloud would say them
    /// again.
    pub fn may_hold(&self, now_ms: u64) -> bool {
        self.hold.may_speak(now_ms) && self.carried_out == self.applied
    }

    /// Whether it is time to tell what happened.
    pub fn may_push(&self, now_ms: u64) -> bool {
        self.push.may_speak(now_ms)
    }

    /// The question for directives.
    pub fn hold(&mut self, wait_secs: u16, report: Report, chance: &mut dyn Chance) -> Up {
        let counter = self.hold.speaks();
        self.frame(counter, Wants::Hold { wait_secs }, report, chance)
    }

    /// What happened: records behind [`Self::told`], and what is to be given back.
    pub fn push(
        &mut self,
        records: Vec<Record>,
        recalls: Option<Cursor>,
        report: Report,
        chance: &mut dyn Chance,
    ) -> Up {
        let counter = self.push.speaks();
        self.frame(counter, Wants::Push(Push { records, recalls }), report, chance)
    }

    fn frame(&self, counter: Counter, wants: Wants, report: Report, chance: &mut dyn Chance) -> Up {
        let mut nonce = [0; 16];
        chance.fill(&mut nonce);
        Up { provider: self.provider, site: self.site, counter, nonce, applied: self.applied, report, wants }
    }

    /// The cloud has not answered, or somebody else has.
    pub fn unheard(&mut self, lane: Lane, now_ms: u64, chance: &mut dyn Chance) {
        self.lane(lane).failed(now_ms, chance);
    }

    /// The way to the cloud seems to be open again: pauses need not be waited out.
    pub fn encourage(&mut self, now_ms: u64) {
        self.push.encouraged(now_ms);
        self.hold.encouraged(now_ms);
    }

    /// The cloud has answered. `last` is the last place of the outbox as it is now.
    pub fn heard(&mut self, lane: Lane, down: Down, last: Cursor) -> Vec<Todo> {
        self.lane(lane).answered();
        let mut todo = Vec::new();
        match down.taken {
            // Our books are an older state of those that told this.
            Taken::Stored { through, unused_epoch } if through.epoch == last.epoch && through > last => {
                todo.push(Todo::BeginEpoch { common: last.sequence, epoch: unused_epoch });
            }
            // What a hold says may be older than what a push has learnt since.
            Taken::Stored { through, .. } if lane == Lane::Push => self.told = self.told.max(through),
            Taken::Stored { .. } => {}
            Taken::Gap(stored) => self.told = stored,
            Taken::Fork { common, epoch } => todo.push(Todo::BeginEpoch { common, epoch }),
            Taken::Stale(counter) => todo.push(Todo::BeginAnew(counter)),
        }
        todo.extend(down.recalled.map(Todo::Recollect));
        todo.push(Todo::Lease(down.lease_until_ms));
        if !down.directives.is_empty() {
            todo.push(Todo::CarryOut(down.directives));
        }
        todo
    }

    /// A new epoch has begun in the books.
    pub fn epoch_began(&mut self, link: &Link) {
        self.told = link.acknowledged;
    }

    /// The directive that comes next.
    pub fn next_directive(&self) -> u64 {
        self.carried_out.saturating_add(1)
    }

    /// A directive is carried out as far as memory goes.
    pub fn carried_out(&mut self, number: u64) {
        self.carried_out = self.carried_out.max(number);
    }

    /// Its consequences are on disk: what the cloud hears it need not say again.
    pub fn applied(&mut self, number: u64) {
        self.applied = self.applied.max(number);
    }

    /// What was on its way to the disk never arrived: the cloud says it again.
    pub fn lost(&mut self) {
        self.carried_out = self.applied;
    }

    fn lane(&mut self, lane: Lane) -> &mut LaneState {
        match lane {
            Lane::Push => &mut self.push,
            Lane::Hold => &mut self.hold,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::up::Wan;

    struct Stuck;

    impl Chance for Stuck {
        fn fill(&mut self, buffer: &mut [u8]) {
            buffer.fill(0);
        }
    }

    fn at(epoch: u32, sequence: u64) -> Cursor {
        Cursor { epoch, sequence }
    }

    fn report() -> Report {
        Report { version: heapless::String::new(), epoch: 1, last_sequence: 10, wan: Wan::Up, online: 0 }
    }

    fn began(link: Link) -> GatewayEnd {
        let (provider, site) = (ProviderId::from_bytes([1; 16]), SiteId::from_bytes([2; 16]));
        let mut end = GatewayEnd::new(provider, site, Pace::default());
        end.begin(1, &link);
        end
    }

    fn down(taken: Taken) -> Down {
        Down { nonce: [0; 16], now_ms: 1, taken, directives: Vec::new(), recalled: None, lease_until_ms: None }
    }

    fn stored(through: Cursor) -> Down {
        down(Taken::Stored { through, unused_epoch: 7 })
    }

    #[test]
    fn each_lane_has_one_question_under_way() {
        let mut end = began(Link::default());
        let first = end.hold(25, report(), &mut Stuck);
        assert!(!end.may_hold(0) && end.may_push(0));
        end.push(Vec::new(), None, report(), &mut Stuck);
        assert!(!end.may_push(0));
        assert_eq!(end.heard(Lane::Hold, stored(at(1, 0)), at(1, 10)), [Todo::Lease(None)]);
        let second = end.hold(25, report(), &mut Stuck);
        assert!(second.counter > first.counter);
    }

    #[test]
    fn only_a_push_tells_how_far_the_outbox_is_told() {
        let mut end = began(Link::default());
        end.heard(Lane::Hold, stored(at(1, 9)), at(1, 10));
        assert_eq!(end.told(), Cursor::default());
        end.heard(Lane::Push, stored(at(1, 5)), at(1, 10));
        end.heard(Lane::Push, stored(at(1, 4)), at(1, 10));
        assert_eq!(end.told(), at(1, 5));
        end.heard(Lane::Push, down(Taken::Gap(at(1, 2))), at(1, 10));
        assert_eq!(end.told(), at(1, 2));
    }

    #[test]
    fn a_cloud_that_is_ahead_begins_a_new_epoch() {
        let mut end = began(Link { acknowledged: at(1, 10), ..Link::default() });
        let todo = end.heard(Lane::Hold, stored(at(1, 12)), at(1, 10));
        assert_eq!(todo[0], Todo::BeginEpoch { common: 10, epoch: 7 });
        end.epoch_began(&Link { acknowledged: at(7, 0), ..Link::default() });
        assert_eq!(end.told(), at(7, 0));
        assert_eq!(end.heard(Lane::Hold, stored(at(7, 0)), at(7, 0)), [Todo::Lease(None)]);
    }

    #[test]
    fn no_directive_is_asked_for_while_one_is_on_its_way_to_the_disk() {
        let mut end = began(Link { applied: 4, ..Link::default() });
        assert_eq!(end.next_directive(), 5);
        end.carried_out(5);
        assert!(!end.may_hold(0));
        end.applied(5);
        assert!(end.may_hold(0));
        assert_eq!(end.hold(25, report(), &mut Stuck).applied, 5);
        end.carried_out(6);
        end.lost();
        assert_eq!(end.next_directive(), 6);
    }

    #[test]
    fn a_stale_gateway_begins_behind_what_the_cloud_has_seen() {
        let mut end = began(Link::default());
        let counter = Counter { start: 9, number: 4 };
        assert_eq!(end.heard(Lane::Push, down(Taken::Stale(counter)), at(1, 0))[0], Todo::BeginAnew(counter));
    }

    #[test]
    fn failures_make_it_wait_and_an_answer_on_the_other_lane_encourages() {
        let mut end = began(Link::default());
        for _ in 0..8 {
            end.push(Vec::new(), None, report(), &mut Stuck);
            end.unheard(Lane::Push, 0, &mut Stuck);
        }
        assert!(!end.may_push(60_000));
        end.encourage(0);
        assert!(end.may_push(2_000));
    }
}
