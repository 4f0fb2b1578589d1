//! M-PESA itself: its tables, its clock and its event log. Whoever makes a move notes it. Time, pushes, payments,
//! results and the API stand in the sibling files.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Notify;

use super::agenda::Agenda;
use super::c2b::Registration;
use super::chance::Chance;
use super::clock::Clock;
use super::counters::Counters;
use super::delivery::Delivered;
use super::event::Event;
use super::fault::Faults;
use super::push::Pushes;
use super::spike_arrest::SpikeArrest;
use super::statement::Statement;
use super::subscriber::Subscriber;
use super::{DarajaConfig, Msisdn, Quirks, ids};
use crate::event_log::EventLog;

pub(super) struct Mpesa {
    pub(super) config: DarajaConfig,
    pub(super) clock: Clock,
    pub(super) log: EventLog<Event>,
    /// Wakes whoever waits for the agenda's first entry: there may be an earlier one.
    pub(super) replanned: Notify,
    /// Held while the clock is moved, so that two hands do not deliver one callback out of order.
    pub(super) advancing: tokio::sync::Mutex<()>,
    state: Mutex<State>,
    runtime: Handle,
}

/// An access token.
pub(super) struct Token {
    pub(super) text: String,
    pub(super) dies_at: Duration,
}

/// The tables.
pub(super) struct State {
    pub(super) quirks: Quirks,
    pub(super) subscribers: BTreeMap<Msisdn, Subscriber>,
    pub(super) unknown_subscriber: Subscriber,
    pub(super) callback_to: Option<SocketAddr>,
    pub(super) faults: Faults,
    pub(super) counters: Counters,
    pub(super) chance: Chance,
    /// The only one that is good.
    pub(super) token: Option<Token>,
    pub(super) pushes: Pushes,
    /// When a push of this amount to this number was last accepted.
    pub(super) last_pushes: BTreeMap<(Msisdn, u32), Duration>,
    pub(super) statement: Statement,
    pub(super) receipts: u64,
    pub(super) agenda: Agenda,
    pub(super) query_limit: SpikeArrest,
    pub(super) registration: Option<Registration>,
    pub(super) pulls: bool,
    /// OriginatorConversationIDs that were used for payouts.
    pub(super) used_conversations: BTreeSet<String>,
    /// The receipt each conversation, under either of its names, came to.
    pub(super) conversations: BTreeMap<String, String>,
    /// The latest of them, the newest last.
    pub(super) delivered: VecDeque<Delivered>,
}

impl Mpesa {
    pub(super) fn open(config: DarajaConfig) -> Arc<Self> {
        let state = State {
            quirks: config.quirks.clone(),
            subscribers: config.subscribers.clone(),
            unknown_subscriber: config.unknown_subscriber.clone(),
            callback_to: config.callback_to,
            faults: Faults::default(),
            counters: Counters::default(),
            chance: Chance::new(config.seed),
            token: None,
            pushes: Pushes::default(),
            last_pushes: BTreeMap::new(),
            statement: Statement::opened_with(config.opening_shillings),
            receipts: 0,
            agenda: Agenda::default(),
            query_limit: SpikeArrest::default(),
            registration: None,
            pulls: false,
            used_conversations: BTreeSet::new(),
            conversations: BTreeMap::new(),
            delivered: VecDeque::new(),
        };
        Arc::new(Mpesa {
            clock: Clock::new(config.clock),
            log: EventLog::new(),
            replanned: Notify::new(),
            advancing: tokio::sync::Mutex::default(),
            state: Mutex::new(state),
            runtime: Handle::current(),
            config,
        })
    }

    /// Nothing is awaited while this is held.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn quirks(&self) -> Quirks {
        self.state().quirks.clone()
    }

    pub(super) fn note(&self, event: Event) {
        self.log.note_at(self.clock.now(), event);
    }

    pub(super) fn now_ms(&self) -> u64 {
        as_ms(self.clock.now())
    }

    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.runtime.spawn(task);
    }
}

impl State {
    pub(super) fn subscriber(&self, phone: Msisdn) -> &Subscriber {
        self.subscribers.get(&phone).unwrap_or(&self.unknown_subscriber)
    }

    /// Number and name, as Results write a person.
    pub(super) fn party(&self, phone: Msisdn) -> String {
        format!("{phone} - {}", self.subscriber(phone).first_name)
    }

    pub(super) fn next_receipt(&mut self, at: jiff::Timestamp) -> String {
        self.receipts += 1;
        ids::receipt(self.receipts, at)
    }
}

pub(super) fn as_ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
