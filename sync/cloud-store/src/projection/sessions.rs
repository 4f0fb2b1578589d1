//! Sessions. A NAS names its sessions, and RouterOS uses a name again after sixteen reboots: a name means the last session
//! that began under it.

use std::collections::{BTreeMap, BTreeSet};

use domain::event::{Event, Record};
use domain::ids::TicketId;
use domain::session::{Closing, SessionKey};
use domain::usage::Usage;
use sea_orm::prelude::*;

use super::Scene;
use crate::columns::{Key, capped, text};
use crate::entities::session;
use crate::error::StoreError;
use crate::kind;
use crate::lookup::{Lookup, Values};
use crate::rows;

/// A session's name, as columns hold it.
type Name = (String, String);

struct Sessions {
    rows: BTreeMap<Uuid, session::Model>,
    last: BTreeMap<Name, Uuid>,
}

pub(super) async fn project(scene: &Scene<'_>, records: &[Record]) -> Result<(), StoreError> {
    let mut sessions = known(scene, records).await?;
    let mut touched = BTreeSet::new();
    for record in records {
        if let Some(id) = sessions.tell(scene, record) {
            touched.insert(id);
        }
    }
    sessions.rows.retain(|id, _| touched.contains(id));
    rows::put::<session::Entity>(scene.transaction, sessions.rows.into_values().collect()).await
}

/// The sessions that a batch closes and that began before it.
async fn known(scene: &Scene<'_>, records: &[Record]) -> Result<Sessions, StoreError> {
    let names: BTreeSet<Name> = records.iter().filter_map(|record| closed(&record.event)).map(name).collect();
    let mut sessions = Sessions { rows: BTreeMap::new(), last: BTreeMap::new() };
    if names.is_empty() {
        return Ok(sessions);
    }
    let (nas, ids) = names.into_iter().unzip();
    let lookup = Lookup::<session::Entity> {
        alike: vec![(session::Column::ProviderId, scene.provider.into()), (session::Column::SiteId, scene.site.into())],
        keys: vec![(session::Column::Nas, Values::Texts(nas)), (session::Column::AcctSessionId, Values::Texts(ids))],
    };
    for row in lookup.last_by(scene.transaction, session::Column::HeardAt).await? {
        sessions.last.insert((row.nas.clone(), row.acct_session_id.clone()), row.id);
        sessions.rows.insert(row.id, row);
    }
    Ok(sessions)
}

fn closed(event: &Event) -> Option<&SessionKey> {
    match event {
        Event::SessionClosed { session, .. } => Some(session),
        _ => None,
    }
}

fn name(key: &SessionKey) -> Name {
    (text(&key.nas), text(&key.id))
}

impl Sessions {
    /// Tells of a record; returns which session it was about.
    fn tell(&mut self, scene: &Scene<'_>, record: &Record) -> Option<Uuid> {
        match &record.event {
            Event::SessionStarted { ticket, session, device } => {
                let row = self.begin(scene, record, *ticket, session);
                row.device = Some(device.to_string());
                row.started_at = Some(row.heard_at);
                Some(row.id)
            }
            Event::SessionClosed { ticket, session, usage, closing } => {
                let row = match self.last.get(&name(session)).and_then(|id| self.rows.get_mut(id)) {
                    Some(row) => row,
                    None => self.begin(scene, record, *ticket, session),
                };
                close(row, *usage, *closing, scene.at(record));
                Some(row.id)
            }
            _ => None,
        }
    }

    fn begin(&mut self, scene: &Scene<'_>, record: &Record, ticket: TicketId, key: &SessionKey) -> &mut session::Model {
        let id = record.id.uuid();
        let (nas, acct_session_id) = name(key);
        self.last.insert((nas.clone(), acct_session_id.clone()), id);
        self.rows.entry(id).or_insert(session::Model {
            provider_id: scene.provider,
            site_id: scene.site,
            id,
            ticket_id: ticket.uuid(),
            nas,
            acct_session_id,
            device: None,
            started_at: None,
            ended_at: None,
            closing: None,
            secs: 0,
            bytes_up: 0,
            bytes_down: 0,
            heard_at: scene.at(record),
        })
    }
}

/// Totals only grow, also when a session that was thought over goes on and is closed again.
fn close(row: &mut session::Model, usage: Usage, closing: Closing, when: DateTimeUtc) {
    row.secs = Ord::max(row.secs, capped(usage.secs));
    row.bytes_up = Ord::max(row.bytes_up, capped(usage.bytes_up));
    row.bytes_down = Ord::max(row.bytes_down, capped(usage.bytes_down));
    row.closing = Some(kind::closing(closing));
    row.ended_at = Some(when);
}
