//! `/ip/hotspot/user`: names the router knows itself. They are let in without asking RADIUS and reported to nobody;
//! what they used counts against their limits over all their sessions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Grant;
use super::login::{Attempt, LoginError};
use super::session::Session;

/// More than a router of this size holds.
const MOST: usize = 1000;

/// A name the router knows. Empty texts and zeros mean what RouterOS takes them for: anything, no limit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LocalUser {
    /// What the guest types.
    pub name: String,
    /// The password.
    pub password: String,
    /// The hotspot user profile.
    pub profile: String,
    /// The only device that may use it, as RouterOS writes it.
    pub mac_address: String,
    /// Whatever an owner notes.
    pub comment: String,
    /// `limit-uptime` in seconds.
    pub limit_uptime_secs: u32,
    /// Bytes from the guest.
    pub limit_bytes_in: u64,
    /// Bytes to the guest.
    pub limit_bytes_out: u64,
    /// Bytes both ways.
    pub limit_bytes_total: u64,
    /// Not to be used.
    pub disabled: bool,
    /// Seconds online so far.
    pub used_secs: u32,
    /// Bytes from the guest so far.
    pub used_bytes_in: u64,
    /// Bytes to the guest so far.
    pub used_bytes_out: u64,
}

impl LocalUser {
    /// A user of the default profile without limits.
    pub fn new(name: &str, password: &str) -> Self {
        LocalUser { name: name.to_owned(), password: password.to_owned(), ..LocalUser::default() }
    }

    /// What is left for one more session, or why there is none.
    fn grant(&self) -> Result<Grant, LoginError> {
        let secs = left(self.limit_uptime_secs.into(), self.used_secs.into());
        let recv = left(self.limit_bytes_in, self.used_bytes_in);
        let xmit = left(self.limit_bytes_out, self.used_bytes_out);
        let total = left(self.limit_bytes_total, self.used_bytes_in.saturating_add(self.used_bytes_out));
        if secs == Some(0) {
            return Err(LoginError::UptimeLimit(self.name.clone()));
        }
        if [recv, xmit, total].contains(&Some(0)) {
            return Err(LoginError::TrafficLimit(self.name.clone()));
        }
        Ok(Grant {
            session_timeout_secs: secs.and_then(|secs| u32::try_from(secs).ok()),
            recv_limit_bytes: recv,
            xmit_limit_bytes: xmit,
            total_limit_bytes: total,
            group: Some(self.profile.clone()).filter(|profile| !profile.is_empty()),
            ..Grant::default()
        })
    }
}

/// `None` where there is no limit.
fn left(limit: u64, used: u64) -> Option<u64> {
    (limit > 0).then(|| limit.saturating_sub(used))
}

/// The table does not take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAdded {
    /// The name is taken.
    #[error("already have user with this name for this server")]
    Taken,
    /// The table is full.
    #[error("no more users fit")]
    Full,
}

/// The table, by row. It is on flash.
#[derive(Clone, Debug, Default)]
pub(super) struct LocalUsers(BTreeMap<u32, LocalUser>);

impl LocalUsers {
    pub(super) fn rows(&self) -> impl Iterator<Item = (u32, &LocalUser)> {
        self.0.iter().map(|(row, user)| (*row, user))
    }

    pub(super) fn get(&self, row: u32) -> Option<&LocalUser> {
        self.0.get(&row)
    }

    /// Puts a user into a row, a new one or in the place of what stood there.
    pub(super) fn put(&mut self, row: u32, user: LocalUser) -> Result<(), NotAdded> {
        if self.rows().any(|(other, known)| other != row && known.name == user.name) {
            return Err(NotAdded::Taken);
        }
        if self.0.len() >= MOST && !self.0.contains_key(&row) {
            return Err(NotAdded::Full);
        }
        self.0.insert(row, user);
        Ok(())
    }

    pub(super) fn remove(&mut self, row: u32) -> bool {
        self.0.remove(&row).is_some()
    }

    /// What a login with a name of the table is worth; `None` if the table does not know it.
    pub(super) fn judge(&self, attempt: &Attempt, mac: &str) -> Option<Result<Grant, LoginError>> {
        let user = self.0.values().find(|user| user.name == attempt.username && !user.disabled)?;
        let is_barred = !user.mac_address.is_empty() && !user.mac_address.eq_ignore_ascii_case(mac);
        Some(match attempt.credential.matches(&user.password) {
            false => Err(LoginError::InvalidUsername),
            true if is_barred => Err(LoginError::InvalidMac(user.name.clone())),
            true => user.grant(),
        })
    }

    /// Writes down what a session used.
    pub(super) fn charge(&mut self, session: &Session, secs: u32) {
        if let Some(user) = self.0.values_mut().find(|user| user.name == session.username) {
            user.used_secs = user.used_secs.saturating_add(secs);
            user.used_bytes_in = user.used_bytes_in.saturating_add(session.upload_bytes);
            user.used_bytes_out = user.used_bytes_out.saturating_add(session.download_bytes);
        }
    }
}
