//! The gateway's end of the link: what to say next, and what an answer asks for. It holds no clock, no socket and no books;
//! whoever does tells it the time, reads the outbox for it and carries out what it says.

use domain::ids::{Chance, ProviderId, SiteId};
use domain::link::{Cursor, Link};

use crate::counter::Counter;
use crate::directive::Numbered;
use crate::down::{Down, Recalled, Taken};
use crate::inquiry::Answer;
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
    /// The last place the push under way tells of.
    telling: Cursor,
    /// The epoch in which it was said: what it asks back is what was before that.
    epoch_told_in: u32,
    /// Whether the cloud has not been heard since the beginning, or since it fell silent.
    is_greeting: bool,
    is_confirmed: bool,
    /// The last place at the beginning. Until the cloud has seen it, nobody knows whether these books are the latest.
    tail: Cursor,
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
        common: Cursor,
        /// The new epoch.
        epoch: u32,
    },
    /// Take these records of earlier epochs back into the books.
    Recollect(Recalled),
    /// The inquiries of the push are answered, in their order.
    Answer(Vec<Answer>),
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
        GatewayEnd {
            provider,
            site,
            push: silent,
            hold: silent,
            told,
            telling: told,
            epoch_told_in: 0,
            is_greeting: true,
            is_confirmed: true,
            tail: told,
            carried_out: 0,
            applied: 0,
        }
    }

    /// Begins to speak for the `start`th time, which is in the books as `link` is; `last` is the last place of the outbox.
    pub fn begin(&mut self, start: u32, link: &Link, last: Cursor) {
        self.push.restarted(start);
        self.hold.restarted(start);
        self.told = self.told.max(link.acknowledged);
        self.tail = last;
        self.is_greeting = true;
        self.carried_out = self.carried_out.max(link.applied);
        // What was on its way to the disk before this beginning may still be.
        self.applied = if self.applied == 0 { link.applied } else { self.applied };
    }

    /// Up to here the cloud has the outbox.
    pub fn told(&self) -> Cursor {
        self.told
    }

    /// Whether an earlier epoch is not known to be told to its end. Where nothing is behind [`Self::told`], a push that tells
    /// nothing settles that: books without a record of their present epoch would be taken for old ones for ever.
    pub fn lags_behind(&self, epoch: u32) -> bool {
        self.told < Cursor { epoch, sequence: 0 }
    }

    /// Whether it is time to ask for directives. Not while some are on their way to the disk: the cloud would say them
    /// again. And not before it is known that these books are the latest and whole: what they lack would be taken for
    /// unknown. A gateway that nobody has confirmed gets neither; it asks in order to hear of it.
    pub fn may_hold(&self, now_ms: u64, lacks_its_past: bool) -> bool {
        let is_whole = self.told >= self.tail && !lacks_its_past;
        self.hold.may_speak(now_ms) && self.carried_out == self.applied && (is_whole || !self.is_confirmed)
    }

    /// Whether the owner has confirmed this gateway, as the cloud said last.
    pub fn is_confirmed(&self) -> bool {
        self.is_confirmed
    }

    /// Whether it is time to tell what happened.
    pub fn may_push(&self, now_ms: u64) -> bool {
        self.push.may_speak(now_ms)
    }

    /// The question for directives. The first one after a silence is not to be held: what the cloud says besides is wanted
    /// now.
    pub fn hold(&mut self, wait_secs: u16, report: Report, chance: &mut dyn Chance) -> Up {
        let counter = self.hold.speaks();
        let wait_secs = if self.is_greeting { 0 } else { wait_secs };
        let wants = Wants::Hold { wait_secs, is_confirmed: self.is_confirmed };
        self.frame(counter, wants, report, chance)
    }

    /// What happened, from behind [`Self::told`], what is to be given back, and what somebody waits to hear.
    pub fn push(&mut self, push: Push, report: Report, chance: &mut dyn Chance) -> Up {
        let counter = self.push.speaks();
        let last = push.records.last().map(|record| Cursor { epoch: record.epoch, sequence: record.sequence });
        // With nothing behind what is told, the earlier epochs are told to their end.
        let nothing = Cursor { epoch: report.epoch, sequence: 0 };
        self.telling = last.unwrap_or(self.told.max(nothing));
        self.epoch_told_in = report.epoch;
        self.frame(counter, Wants::Push(push), report, chance)
    }

    fn frame(&self, counter: Counter, wants: Wants, report: Report, chance: &mut dyn Chance) -> Up {
        let mut nonce = [0; 16];
        chance.fill(&mut nonce);
        Up { provider: self.provider, site: self.site, counter, nonce, applied: self.applied, report, wants }
    }

    /// The cloud has not answered, or somebody else has.
    pub fn unheard(&mut self, lane: Lane, now_ms: u64, chance: &mut dyn Chance) {
        self.is_greeting = true;
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
        self.is_greeting &= lane != Lane::Hold;
        self.is_confirmed = down.is_confirmed;
        let (mut todo, mut is_behind) = (Vec::new(), false);
        match down.taken {
            Taken::Stored { through, unused_epoch } => {
                if lane == Lane::Push {
                    self.told = self.told.max(self.telling);
                }
                // Our books are an older state of those that told this. Only what a push has told is known to be common:
                // what was written since may differ.
                let known = if lane == Lane::Push { self.telling } else { last };
                is_behind = is_ahead(through, last, last.epoch);
                if is_ahead(through, known, last.epoch) && self.told >= known {
                    todo.push(Todo::BeginEpoch { common: known, epoch: unused_epoch });
                }
            }
            Taken::Gap(stored) => self.told = stored,
            // Meanwhile another epoch may have begun: then it is told anew there.
            Taken::Fork { .. } if self.epoch_told_in != last.epoch => {}
            Taken::Fork { common, epoch } => todo.push(Todo::BeginEpoch { common, epoch }),
            Taken::Stale(counter) => todo.push(Todo::BeginAnew(counter)),
        }
        // Who is not confirmed is not told, and keeps what it knows.
        if self.is_confirmed && !todo.iter().any(|todo| matches!(todo, Todo::BeginAnew(_))) {
            todo.push(Todo::Lease(down.lease_until_ms));
        }
        let begins_epoch = todo.iter().any(|todo| matches!(todo, Todo::BeginEpoch { .. }));
        // What came before the present epoch is asked anew if that was not the present one when it was asked.
        if !begins_epoch && self.epoch_told_in == last.epoch {
            todo.extend(down.recalled.map(Todo::Recollect));
        }
        if !down.answers.is_empty() {
            todo.push(Todo::Answer(down.answers));
        }
        // What these books lack comes back first.
        if !(down.directives.is_empty() || is_behind || begins_epoch) {
            todo.push(Todo::CarryOut(down.directives));
        }
        todo
    }

    /// A new epoch has begun in the books.
    pub fn epoch_began(&mut self, link: &Link) {
        self.told = link.acknowledged;
        self.tail = link.acknowledged;
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

    /// What was on its way to the disk never arrived: the books are as `link` and `last` say. The cloud says its directives
    /// again, and is told again what it may have been told.
    pub fn lost(&mut self, link: &Link, last: Cursor) {
        self.carried_out = self.applied;
        self.told = link.acknowledged;
        self.tail = last;
    }

    fn lane(&mut self, lane: Lane) -> &mut LaneState {
        match lane {
            Lane::Push => &mut self.push,
            Lane::Hold => &mut self.hold,
        }
    }
}

/// Whether the cloud has more of the present epoch than is known here.
fn is_ahead(through: Cursor, known: Cursor, epoch: u32) -> bool {
    let known = if known.epoch == epoch { known.sequence } else { 0 };
    through.epoch == epoch && through.sequence > known
}

#[cfg(test)]
mod tests {
    use domain::code::Code;
    use domain::event::{Event, Record};
    use domain::ids::{EventId, TicketId};
    use domain::time::Moment;

    use super::*;
    use crate::directive::Directive;
    use crate::stuck::Stuck;
    use crate::up::Wan;

    fn at(epoch: u32, sequence: u64) -> Cursor {
        Cursor { epoch, sequence }
    }

    fn report() -> Report {
        Report { version: heapless::String::new(), epoch: 1, last_sequence: 10, wan: Wan::Up, online: 0 }
    }

    fn began(link: Link) -> GatewayEnd {
        let (provider, site) = (ProviderId::from_bytes([1; 16]), SiteId::from_bytes([2; 16]));
        let mut end = GatewayEnd::new(provider, site, Pace::default());
        end.begin(1, &link, link.acknowledged);
        end
    }

    fn down(taken: Taken) -> Down {
        Down {
            nonce: [0; 16],
            now_ms: 1,
            taken,
            directives: Vec::new(),
            recalled: None,
            answers: Vec::new(),
            is_confirmed: true,
            lease_until_ms: None,
        }
    }

    fn record(sequence: u64) -> Record {
        let event = Event::TicketRevoked { ticket: TicketId::from_bytes([1; 16]) };
        let (id, moment) = (EventId::from_bytes([1; 16]), Moment::BEGINNING);
        Record { epoch: 1, sequence, id, moment, wall_ms: None, event }
    }

    fn telling(records: Vec<Record>) -> Push {
        Push { records, ..Push::default() }
    }

    fn stored(through: Cursor) -> Down {
        down(Taken::Stored { through, unused_epoch: 7 })
    }

    #[test]
    fn each_lane_has_one_question_under_way() {
        let mut end = began(Link::default());
        let first = end.hold(25, report(), &mut Stuck(0));
        assert!(!end.may_hold(0, false) && end.may_push(0));
        end.push(Push::default(), report(), &mut Stuck(0));
        assert!(!end.may_push(0));
        assert_eq!(end.heard(Lane::Hold, stored(at(1, 0)), at(1, 10)), [Todo::Lease(None)]);
        let second = end.hold(25, report(), &mut Stuck(0));
        assert!(second.counter > first.counter);
        // The first is a greeting.
        let holding = |wait_secs| Wants::Hold { wait_secs, is_confirmed: true };
        assert_eq!((first.wants, second.wants), (holding(0), holding(25)));
    }

    #[test]
    fn only_a_push_tells_how_far_the_outbox_is_told() {
        let mut end = began(Link::default());
        end.heard(Lane::Hold, stored(at(1, 9)), at(1, 10));
        assert_eq!(end.told(), Cursor::default());
        end.push(telling(vec![record(4), record(5)]), report(), &mut Stuck(0));
        end.heard(Lane::Push, stored(at(1, 5)), at(1, 10));
        assert_eq!(end.told(), at(1, 5));
        end.heard(Lane::Push, down(Taken::Gap(at(1, 2))), at(1, 10));
        assert_eq!(end.told(), at(1, 2));
    }

    #[test]
    fn a_cloud_that_is_ahead_begins_a_new_epoch() {
        let mut end = began(Link { acknowledged: at(1, 10), ..Link::default() });
        let todo = end.heard(Lane::Hold, stored(at(1, 12)), at(1, 10));
        assert_eq!(todo[0], Todo::BeginEpoch { common: at(1, 10), epoch: 7 });
        end.epoch_began(&Link { acknowledged: at(7, 0), ..Link::default() });
        assert_eq!(end.told(), at(7, 0));
        assert_eq!(end.heard(Lane::Hold, stored(at(7, 0)), at(7, 0)), [Todo::Lease(None)]);
    }

    #[test]
    fn what_was_written_since_the_push_is_not_taken_for_common() {
        let mut end = began(Link { acknowledged: at(1, 8), ..Link::default() });
        // Ten are written, two of them untold: the cloud's ninth and tenth may be others.
        assert_eq!(end.heard(Lane::Hold, stored(at(1, 12)), at(1, 10)), [Todo::Lease(None)]);
        end.push(telling(vec![record(9)]), report(), &mut Stuck(0));
        let todo = end.heard(Lane::Push, stored(at(1, 12)), at(1, 10));
        assert_eq!(todo[0], Todo::BeginEpoch { common: at(1, 9), epoch: 7 });
    }

    #[test]
    fn restored_books_with_nothing_to_tell_may_ask_for_directives_again() {
        let mut end = began(Link { acknowledged: at(1, 10), ..Link::default() });
        end.begin(2, &Link::default(), at(2, 0));
        assert!(!end.may_hold(0, false));
        end.push(Push { recalls: Some(at(1, 10)), ..Push::default() }, Report { epoch: 2, ..report() }, &mut Stuck(0));
        assert_eq!(end.heard(Lane::Push, stored(at(2, 0)), at(2, 0)), [Todo::Lease(None)]);
        assert_eq!(end.told(), at(2, 0));
        assert!(end.may_hold(0, false));
    }

    #[test]
    fn an_earlier_epoch_is_told_to_its_end_by_a_push_that_tells_nothing() {
        let mut end = began(Link::default());
        end.begin(2, &Link { acknowledged: at(1, 8), ..Link::default() }, at(2, 0));
        end.push(telling(vec![record(9), record(10)]), Report { epoch: 2, ..report() }, &mut Stuck(0));
        end.heard(Lane::Push, stored(at(1, 10)), at(2, 0));
        assert!(end.lags_behind(2) && !end.may_hold(0, false));
        end.push(Push::default(), Report { epoch: 2, ..report() }, &mut Stuck(0));
        end.heard(Lane::Push, stored(at(2, 0)), at(2, 0));
        assert!(!end.lags_behind(2) && end.may_hold(0, false));
    }

    #[test]
    fn what_was_asked_back_in_another_epoch_is_asked_again() {
        let mut end = began(Link::default());
        end.push(Push { recalls: Some(at(0, 0)), ..telling(vec![record(1)]) }, report(), &mut Stuck(0));
        let recalled = Some(Recalled { records: Vec::new(), is_partial: false });
        let fork = Down { recalled: recalled.clone(), ..down(Taken::Fork { common: at(1, 0), epoch: 2 }) };
        let todo = end.heard(Lane::Push, fork, at(1, 1));
        assert!(!todo.iter().any(|todo| matches!(todo, Todo::Recollect(_))), "{todo:?}");
        end.epoch_began(&Link { acknowledged: at(2, 0), ..Link::default() });
        end.push(Push { recalls: Some(at(1, 0)), ..Push::default() }, Report { epoch: 2, ..report() }, &mut Stuck(0));
        let todo = end.heard(Lane::Push, Down { recalled, ..stored(at(2, 0)) }, at(2, 0));
        assert!(todo.iter().any(|todo| matches!(todo, Todo::Recollect(_))), "{todo:?}");
    }

    #[test]
    fn no_directive_is_carried_out_before_the_books_are_known_to_be_the_latest() {
        let mut end = began(Link::default());
        end.begin(2, &Link::default(), at(1, 2));
        assert!(!end.may_hold(0, false) && end.may_push(0));
        end.push(telling(vec![record(1), record(2)]), report(), &mut Stuck(0));
        end.heard(Lane::Push, stored(at(1, 2)), at(1, 2));
        assert!(end.may_hold(0, false));
        let directives = vec![Numbered { number: 1, directive: Directive::RevokeTicket(Code::from_random(7)) }];
        let todo = end.heard(Lane::Hold, Down { directives, ..stored(at(1, 3)) }, at(1, 2));
        assert!(!todo.iter().any(|todo| matches!(todo, Todo::CarryOut(_))), "{todo:?}");
    }

    #[test]
    fn no_directive_is_asked_for_while_one_is_on_its_way_to_the_disk() {
        let mut end = began(Link { applied: 4, ..Link::default() });
        assert_eq!(end.next_directive(), 5);
        end.carried_out(5);
        assert!(!end.may_hold(0, false));
        end.applied(5);
        assert!(end.may_hold(0, false));
        assert_eq!(end.hold(25, report(), &mut Stuck(0)).applied, 5);
        end.carried_out(6);
        end.lost(&Link { applied: 5, ..Link::default() }, at(1, 0));
        assert_eq!(end.next_directive(), 6);
    }

    #[test]
    fn a_stale_gateway_begins_behind_what_the_cloud_has_seen() {
        let mut end = began(Link::default());
        let counter = Counter { start: 9, number: 4 };
        // The lease is no matter of such an answer.
        assert_eq!(end.heard(Lane::Push, down(Taken::Stale(counter)), at(1, 0)), [Todo::BeginAnew(counter)]);
    }

    #[test]
    fn books_that_lack_their_past_ask_for_nothing_to_do_unless_they_wait_to_be_confirmed() {
        let mut end = began(Link::default());
        assert!(!end.may_hold(0, true));
        end.push(Push::default(), report(), &mut Stuck(0));
        end.heard(Lane::Push, Down { is_confirmed: false, ..stored(at(1, 0)) }, at(1, 0));
        assert!(end.may_hold(0, true) && !end.is_confirmed());
        let asked = end.hold(25, report(), &mut Stuck(0));
        assert!(matches!(asked.wants, Wants::Hold { is_confirmed: false, .. }));
        end.heard(Lane::Hold, stored(at(1, 0)), at(1, 0));
        assert!(!end.may_hold(0, true) && end.may_hold(0, false) && end.is_confirmed());
    }

    #[test]
    fn failures_make_it_wait_and_an_answer_on_the_other_lane_encourages() {
        let mut end = began(Link::default());
        for _ in 0..8 {
            end.push(Push::default(), report(), &mut Stuck(0));
            end.unheard(Lane::Push, 0, &mut Stuck(0));
        }
        assert!(!end.may_push(60_000));
        end.encourage(0);
        assert!(end.may_push(2_000));
    }
}
