//! All open sessions, in memory: their running totals change with every interim and are only checkpointed.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use domain::device::Mac;
use domain::ids::TicketId;
use domain::session::{Session, SessionKey};

/// Open sessions by key, ticket and device.
#[derive(Debug, Default)]
pub(crate) struct OpenSessions {
    by_key: BTreeMap<SessionKey, Session>,
    by_ticket: BTreeMap<TicketId, BTreeSet<SessionKey>>,
    by_device: BTreeMap<Mac, BTreeSet<SessionKey>>,
}

impl OpenSessions {
    /// Takes in the newest state of a session; a closed one leaves.
    pub(crate) fn put(&mut self, session: Session) {
        self.take(&session.key);
        if session.is_open() {
            self.by_ticket.entry(session.ticket).or_default().insert(session.key.clone());
            self.by_device.entry(session.device).or_default().insert(session.key.clone());
            self.by_key.insert(session.key.clone(), session);
        }
    }

    /// Takes in what is known in memory of a session that is open here too.
    pub(crate) fn refresh(&mut self, newer: &Session) {
        if let Some(session) = self.by_key.get_mut(&newer.key).filter(|session| session.started == newer.started) {
            session.usage = session.usage.raised_to(newer.usage);
            session.heard = session.heard.max(newer.heard);
        }
    }

    fn take(&mut self, key: &SessionKey) {
        let Some(session) = self.by_key.remove(key) else { return };
        forget(&mut self.by_ticket, &session.ticket, key);
        forget(&mut self.by_device, &session.device, key);
    }

    pub(crate) fn get(&self, key: &SessionKey) -> Option<&Session> {
        self.by_key.get(key)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Session> {
        self.by_key.values()
    }

    pub(crate) fn of_ticket(&self, ticket: TicketId) -> impl Iterator<Item = &Session> {
        self.named(self.by_ticket.get(&ticket))
    }

    pub(crate) fn of_device(&self, device: Mac) -> impl Iterator<Item = &Session> {
        self.named(self.by_device.get(&device))
    }

    pub(crate) fn at(&self, ip: Ipv4Addr) -> impl Iterator<Item = &Session> {
        self.by_key.values().filter(move |session| session.ip == Some(ip))
    }

    fn named<'a>(&'a self, keys: Option<&'a BTreeSet<SessionKey>>) -> impl Iterator<Item = &'a Session> {
        keys.into_iter().flatten().filter_map(|key| self.by_key.get(key))
    }
}

fn forget<K: Ord>(index: &mut BTreeMap<K, BTreeSet<SessionKey>>, of: &K, key: &SessionKey) {
    if let Some(keys) = index.get_mut(of) {
        keys.remove(key);
        if keys.is_empty() {
            index.remove(of);
        }
    }
}
