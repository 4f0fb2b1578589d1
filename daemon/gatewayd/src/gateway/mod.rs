//! The event loop: the one owner of the books. Every input (a packet, a question, the disk's news, a second passing) has
//! one arm; each arm decides, and what the decision wants done is done once it is on disk.

mod access;
mod accounting;
mod asking;
mod counters;
mod directives;
mod given;
mod notices;
mod payments;
mod questions;
mod recalling;
mod requests;
mod routers;
mod run;
mod sales;
#[cfg(test)]
mod trial;
mod uplink;
mod vouched;
mod waiting;
mod words;

use domain::decisions::{RebootWatch, checkpoint, watch_sessions, watch_visitors};
use domain::guess::GuessLimiter;
use domain::lease::RightToSell;
use domain::time::Moment;
use store::{FoldDue, News, Store, Turn};
use sync_proto::Counter;

use crate::clock::Clock;
use crate::config::Config;
use crate::radius::{NasList, Orders, Outgoing, Replies};
use crate::tap::Taps;

pub(crate) use asking::Asked;
pub(crate) use counters::Counters;
pub(crate) use payments::Payments;
pub(crate) use questions::{Guesser, Question};
pub(crate) use run::{Ended, Inputs, Sockets, run};
pub(crate) use uplink::Uplink;

use vouched::Vouched;
use waiting::Waiting;

/// Usage in memory is brought to disk this often.
const CHECKPOINT_SECS: u64 = 300;
/// The journal is folded this often.
const FOLD_SECS: u64 = 1800;
/// A snapshot is kept this often, uptime permitting.
const SNAPSHOT_SECS: u64 = 24 * 3600;
/// Sessions are looked over this often.
const WATCH_SECS: u64 = 5;
/// Wrong digits that cost no wait, of the thousand there are: whoever asked from has a cookie or an address as well.
const FREE_FINDS: u32 = 20;
/// More than a push may take, its repetitions for a new token included.
const RAIL_ANSWERS_WITHIN_SECS: u64 = 40;
/// Missed interims after which a session counts as lost, and some slack for a busy router.
const MISSED_INTERIMS: u64 = 3;
const SLACK_SECS: u64 = 10;

/// Everything the event loop owns.
pub(crate) struct Gateway {
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    pub(crate) store: Store,
    pub(crate) nas: NasList,
    pub(crate) guesses: GuessLimiter,
    pub(crate) crowds: GuessLimiter,
    /// Digits tried for the payment of a device, from wherever.
    pub(crate) finders: GuessLimiter,
    pub(crate) vouched: Vouched,
    pub(crate) reboots: RebootWatch,
    pub(crate) replies: Replies,
    pub(crate) orders: Orders,
    pub(crate) counters: Counters,
    pub(crate) outbox: Vec<Outgoing>,
    pub(crate) payments: Payments,
    pub(crate) taps: Taps,
    uplink: Option<Uplink>,
    /// Whether this site may sell, looked at every minute.
    right: RightToSell,
    /// When it was told to begin anew, in its own seconds.
    begins_anew: Option<u64>,
    waiting: Waiting,
    listening_since: Moment,
    seconds: u64,
}

impl Gateway {
    pub(crate) fn new(
        config: Config,
        clock: Clock,
        mut store: Store,
        payments: Payments,
        taps: Taps,
        uplink: Option<Uplink>,
    ) -> Self {
        let nas = NasList::new(&config.radius);
        let mut reboots = RebootWatch::default();
        for session in store.open_sessions() {
            reboots.notices(&session.key);
        }
        // Silence before this moment was ours, not the routers'.
        let listening_since = store.mark_time(&clock.read());
        let mut gateway = Gateway {
            config,
            clock,
            store,
            nas,
            guesses: GuessLimiter::default(),
            vouched: Vouched::default(),
            crowds: GuessLimiter::allowing(GuessLimiter::FREE_GUESSES_OF_A_CROWD),
            finders: GuessLimiter::allowing(FREE_FINDS),
            reboots,
            replies: Replies::default(),
            orders: Orders::default(),
            counters: Counters::default(),
            outbox: Vec::new(),
            payments,
            taps,
            uplink,
            right: RightToSell::Good,
            begins_anew: None,
            waiting: Waiting::default(),
            listening_since,
            seconds: 0,
        };
        gateway.take_up_payments();
        gateway.begin_link(Counter::default());
        gateway.trust_restored_without_a_cloud();
        gateway.look_at_the_right_to_sell();
        gateway
    }

    /// Whether it is to begin anew, and now is a good moment: a fold under way holds the books, which nobody could open
    /// anew, and a phone that is being asked is waited for as long as the rail may take. Until then everything is served.
    fn can_begin_anew(&self) -> bool {
        let Some(since) = self.begins_anew else { return false };
        let rail_has_had_its_time = self.seconds.saturating_sub(since) >= RAIL_ANSWERS_WITHIN_SECS;
        !self.store.is_folding() && (rail_has_had_its_time || !self.awaits_the_rail())
    }

    /// Does what a decision asked for, now if it is on disk, else when it is.
    pub(crate) fn when_durable(&mut self, rests_on: store::CommitNumber, then: waiting::Then) {
        if self.store.is_durable(rests_on) {
            self.carry_out(then);
        } else {
            self.waiting.push(rests_on, then);
        }
    }

    /// Whether so much waits for the disk that nothing new is decided.
    pub(crate) fn is_overloaded(&self) -> bool {
        self.waiting.is_full()
    }

    fn carry_out(&mut self, then: waiting::Then) {
        for order in then.orders {
            self.disconnect(&order);
        }
        if let Some(reply) = then.reply {
            self.replies.answered(&reply.key, &reply.bytes);
            self.outbox.push(Outgoing { port: reply.port, to: reply.key.from, bytes: reply.bytes });
        }
        if let Some((sender, said)) = then.answer {
            // Whoever asked may have gone; what was decided stands.
            let _ = sender.send(said);
        }
        if let Some(checkout) = then.push {
            self.push(checkout);
        }
        if let Some(ticket) = then.lengthen {
            self.lengthen(ticket);
        }
        if let Some((device, code)) = then.let_in {
            self.let_in(device, code);
        }
        if then.tells || then.word.is_some() {
            self.payments.tell_changed();
        }
    }

    /// The change was lost with the disk: nobody is told it happened.
    fn give_up(&mut self, then: waiting::Then) {
        if let Some(reply) = then.reply {
            match reply.apology {
                Some(apology) => {
                    self.replies.answered(&reply.key, &apology);
                    self.outbox.push(Outgoing { port: reply.port, to: reply.key.from, bytes: apology });
                }
                None => self.replies.forget(&reply.key),
            }
        }
        if let Some((sender, _)) = then.answer {
            let _ = sender.send(crate::desk::Said::Trouble("the disk refused the write".to_owned()));
        }
        if let Some(word) = then.word {
            self.payments.keep_for_later(word);
        }
    }

    pub(crate) fn take_news(&mut self, news: News) {
        match self.store.take_news(news) {
            Turn::Durable => {
                for then in self.waiting.durable_up_to(&self.store) {
                    self.carry_out(then);
                }
                self.tend_link();
            }
            Turn::Lost(cause) => {
                self.counters.count("commit_lost");
                tracing::error!(%cause, "the disk refused a write; what waited for it did not happen");
                for then in self.waiting.all() {
                    self.give_up(then);
                }
                self.forget_directives_on_the_way();
                // What was followed may have gone back.
                self.resume_schedules();
            }
            Turn::Folded => self.counters.count("fold"),
            Turn::NotFolded(cause) => {
                self.counters.count("fold_failed");
                tracing::warn!(%cause, "the journal could not be folded; it keeps everything and is tried again");
            }
        }
    }

    /// A second has passed.
    pub(crate) fn tick(&mut self) {
        self.seconds += 1;
        self.clock.refresh_trust();
        self.replies.expire(self.seconds);
        self.give_up_orders();
        let repeats = self.orders.repeat(self.seconds);
        self.outbox.extend(repeats);
        self.tend_payments();
        self.tend_link();
        if self.seconds.is_multiple_of(WATCH_SECS) {
            self.watch();
        }
        if self.seconds.is_multiple_of(CHECKPOINT_SECS) {
            self.checkpoint();
        }
        if self.seconds.is_multiple_of(60) {
            self.store.tend(FoldDue::IfMuch);
            self.look_at_the_right_to_sell();
            self.nas.forget_warnings();
        }
        if self.seconds.is_multiple_of(SNAPSHOT_SECS) {
            self.store.tend(FoldDue::Snapshot);
        } else if self.seconds.is_multiple_of(FOLD_SECS) {
            self.store.tend(FoldDue::Fold);
        }
    }

    fn watch(&mut self) {
        let silence_secs = MISSED_INTERIMS * u64::from(self.config.radius.interim_seconds) + SLACK_SECS;
        let (reading, since) = (self.clock.read(), self.listening_since);
        let watched = self.store.decide(&reading, |ledger, _, now| {
            let mut orders = watch_sessions(ledger, silence_secs, since, now)?;
            orders.extend(watch_visitors(ledger, now)?);
            Ok(orders)
        });
        match watched {
            Ok(decided) => {
                let then = waiting::Then { orders: decided.outcome, ..waiting::Then::default() };
                self.when_durable(decided.rests_on, then);
            }
            Err(_) => self.counters.count("storage_trouble"),
        }
    }

    /// Brings usage and the time reached to disk, so that a power cut gives back no more than what came since.
    pub(crate) fn checkpoint(&mut self) {
        let reading = self.clock.read();
        if self.store.decide(&reading, |ledger, _, _| checkpoint(ledger)).is_err() {
            self.counters.count("storage_trouble");
        }
        self.checkpoint_link();
        self.store.mark_time(&reading);
    }
}
