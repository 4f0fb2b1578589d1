//! The books as they stand: the newest layer, a layer that is just being folded, the redb file beneath, and the open
//! sessions. Reads look from the top down.

use std::sync::Arc;

use domain::code::Code;
use domain::ids::{PlanId, TicketId};
use domain::ledger::Read;
use domain::plan::Plan;
use domain::session::{Session, SessionKey};
use domain::ticket::Ticket;

use crate::changes::Changes;
use crate::file::File;
use crate::layer::Layer;
use crate::open_sessions::OpenSessions;

/// All rows of a site.
#[derive(Debug, Default)]
pub(crate) struct Books {
    pub(crate) live: Layer,
    pub(crate) frozen: Option<Arc<Layer>>,
    pub(crate) file: Option<File>,
    pub(crate) open: OpenSessions,
}

impl Books {
    /// Books over a file, as of its last fold.
    pub(crate) fn over(file: File) -> Read<Self> {
        let mut open = OpenSessions::default();
        file.open_sessions()?.into_iter().for_each(|session| open.put(session));
        Ok(Books { live: Layer::default(), frozen: None, file: Some(file), open })
    }

    /// Takes in what a decision changed.
    pub(crate) fn apply(&mut self, changes: Changes) {
        changes.sessions.iter().for_each(|session| self.open.put(session.clone()));
        self.live.apply(changes);
    }

    fn layers(&self) -> impl Iterator<Item = &Layer> {
        std::iter::once(&self.live).chain(self.frozen.as_deref())
    }

    fn in_file<T>(&self, read: impl FnOnce(&File) -> Read<Option<T>>) -> Read<Option<T>> {
        self.file.as_ref().map_or(Ok(None), read)
    }

    pub(crate) fn plan(&self, id: PlanId) -> Read<Option<Plan>> {
        match self.layers().find_map(|layer| layer.plans.get(&id)) {
            Some(plan) => Ok(Some(plan.clone())),
            None => self.in_file(|file| Ok(file.plan(id)?)),
        }
    }

    pub(crate) fn plans(&self) -> Read<Vec<Plan>> {
        let mut plans = self.file.as_ref().map_or(Ok(Vec::new()), File::plans)?;
        plans.retain(|plan| !self.layers().any(|layer| layer.plans.contains_key(&plan.id)));
        let frozen = self.frozen.iter().flat_map(|layer| layer.plans.values());
        plans.extend(frozen.filter(|plan| !self.live.plans.contains_key(&plan.id)).cloned());
        plans.extend(self.live.plans.values().cloned());
        plans.sort_by_key(|plan| (plan.price, plan.id));
        Ok(plans)
    }

    pub(crate) fn ticket(&self, id: TicketId) -> Read<Option<Ticket>> {
        match self.layers().find_map(|layer| layer.tickets.get(&id)) {
            Some(ticket) => Ok(Some(ticket.clone())),
            None => self.in_file(|file| Ok(file.ticket(id)?)),
        }
    }

    pub(crate) fn ticket_of_code(&self, code: Code) -> Read<Option<TicketId>> {
        match self.layers().find_map(|layer| layer.codes.get(&code)) {
            Some(&id) => Ok(Some(id)),
            None => self.in_file(|file| Ok(file.ticket_of_code(code)?)),
        }
    }

    pub(crate) fn session(&self, key: &SessionKey) -> Read<Option<Session>> {
        let recent = self.open.get(key).or_else(|| self.layers().find_map(|layer| layer.sessions.get(key)));
        match recent {
            Some(session) => Ok(Some(session.clone())),
            None => self.in_file(|file| Ok(file.closed_session(key)?)),
        }
    }

    /// Up to `limit` tickets behind an id, in the order of ids.
    pub(crate) fn tickets_after(&self, after: Option<TicketId>, limit: usize) -> Read<Vec<Ticket>> {
        use std::ops::Bound;
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let mut page = std::collections::BTreeMap::new();
        if let Some(file) = &self.file {
            page.extend(file.tickets_after(after, limit)?.into_iter().map(|ticket| (ticket.id, ticket)));
        }
        let layers = self.frozen.as_deref().into_iter().chain([&self.live]);
        for layer in layers {
            let rows = layer.tickets.range((from, Bound::Unbounded)).take(limit);
            page.extend(rows.map(|(&id, ticket)| (id, ticket.clone())));
        }
        Ok(page.into_values().take(limit).collect())
    }
}
