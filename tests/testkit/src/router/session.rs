//! One guest online, as the router's active table holds it, and the moments at which it must be looked at again. Pure:
//! the time comes in as `now`.

use std::time::{Duration, Instant};

use radius_proto::TerminateCause;
use serde::Serialize;

use super::event::LoginMethod;
use super::quirks::{CountedFrom, Quirks};
use super::{Device, Grant};

/// A session. Traffic is what tests say it is.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) device: Device,
    pub(super) username: String,
    /// Empty for none.
    pub(super) domain: String,
    /// By which way the guest came in.
    pub(super) method: LoginMethod,
    /// Whether the RADIUS server let the guest in, who is then reported to it; else the router knew the name.
    pub(super) is_by_radius: bool,
    pub(super) id: SessionId,
    pub(super) class: Vec<Vec<u8>>,
    pub(super) grant: Grant,
    pub(super) started: Instant,
    /// From when Session-Timeout counts: the start, unless a CoA-Request moved it.
    pub(super) timeout_from: Instant,
    pub(super) last_traffic: Instant,
    pub(super) last_interim: Instant,
    pub(super) upload_bytes: u64,
    pub(super) download_bytes: u64,
}

/// What the router calls a session: service, reboot digit, number. NAS-Port in binary, Acct-Session-Id in hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SessionId(pub(super) u32);

impl SessionId {
    const HOTSPOT: u32 = 0x80 << 24;
    const NUMBERS: u32 = 0xf_ffff;

    pub(super) fn new(boot: u8, number: u32) -> Self {
        SessionId(Self::HOTSPOT | u32::from(boot & 0xf) << 20 | number & Self::NUMBERS)
    }
}

impl std::fmt::Display for SessionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

/// What a timer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alarm {
    End(TerminateCause),
    Interim,
}

impl Session {
    pub(super) fn secs(&self, now: Instant) -> u32 {
        u32::try_from(now.saturating_duration_since(self.started).as_secs()).unwrap_or(u32::MAX)
    }

    pub(super) fn secs_left(&self, now: Instant) -> Option<u32> {
        let used = now.saturating_duration_since(self.timeout_from).as_secs();
        self.grant.session_timeout_secs.map(|all| all.saturating_sub(u32::try_from(used).unwrap_or(u32::MAX)))
    }

    pub(super) fn bytes_left(&self) -> Option<u64> {
        let left = |limit: Option<u64>, used| limit.map(|limit| limit.saturating_sub(used));
        let both_ways = left(self.grant.total_limit_bytes, self.upload_bytes.saturating_add(self.download_bytes));
        let recv = left(self.grant.recv_limit_bytes, self.upload_bytes);
        let xmit = left(self.grant.xmit_limit_bytes, self.download_bytes);
        // RouterOS takes a limit of zero for none.
        let limits = [(both_ways, self.grant.total_limit_bytes), (recv, self.grant.recv_limit_bytes)];
        let limits = limits.into_iter().chain([(xmit, self.grant.xmit_limit_bytes)]);
        limits.filter(|(_, limit)| *limit != Some(0)).filter_map(|(left, _)| left).min()
    }

    pub(super) fn add_traffic(&mut self, upload_bytes: u64, download_bytes: u64, now: Instant) {
        self.upload_bytes = self.upload_bytes.saturating_add(upload_bytes);
        self.download_bytes = self.download_bytes.saturating_add(download_bytes);
        self.last_traffic = now;
    }

    pub(super) fn restart_timeout(&mut self, from: CountedFrom, now: Instant) {
        self.timeout_from = match from {
            CountedFrom::SessionStart => self.started,
            CountedFrom::Now => now,
        };
    }

    /// What happens next by itself, and when. Zero seconds is RouterOS's word for never.
    pub(super) fn next_alarm(&self, quirks: &Quirks) -> Option<(Instant, Alarm)> {
        let after = |from: Instant, secs: Option<u32>| {
            secs.filter(|secs| *secs > 0).map(|secs| from + Duration::from_secs(secs.into()))
        };
        let interim_secs = Some(quirks.interim_update_secs).filter(|secs| *secs > 0).or(self.grant.interim_secs);
        let end = after(self.timeout_from, self.grant.session_timeout_secs);
        let idle = after(self.last_traffic, self.grant.idle_timeout_secs);
        let interim = after(self.last_interim, interim_secs);
        let alarms = [
            (end, Alarm::End(TerminateCause::SessionTimeout)),
            (idle, Alarm::End(TerminateCause::IdleTimeout)),
            (interim, Alarm::Interim),
        ];
        alarms.into_iter().filter_map(|(at, alarm)| Some((at?, alarm))).min_by_key(|(at, _)| *at)
    }
}

/// A row of the active table, as the control port shows it.
#[derive(Clone, Debug, Serialize)]
pub struct ActiveSession {
    /// Whose.
    #[serde(flatten)]
    pub device: Device,
    /// User-Name.
    pub username: String,
    /// Acct-Session-Id.
    pub acct_session_id: String,
    /// Seconds online.
    pub uptime_secs: u32,
    /// Seconds until Session-Timeout.
    pub secs_left: Option<u32>,
    /// Bytes until the nearest limit.
    pub bytes_left: Option<u64>,
    /// Bytes from the guest.
    pub upload_bytes: u64,
    /// Bytes to the guest.
    pub download_bytes: u64,
    /// Whether the RADIUS server let it in, or the router itself.
    pub is_by_radius: bool,
    /// By which way it came in.
    pub method: LoginMethod,
    /// What was granted.
    pub grant: Grant,
}

impl ActiveSession {
    pub(super) fn of(session: &Session, now: Instant) -> Self {
        ActiveSession {
            device: session.device,
            username: session.username.clone(),
            acct_session_id: session.id.to_string(),
            uptime_secs: session.secs(now),
            secs_left: session.secs_left(now),
            bytes_left: session.bytes_left(),
            upload_bytes: session.upload_bytes,
            download_bytes: session.download_bytes,
            is_by_radius: session.is_by_radius,
            method: session.method,
            grant: session.grant.clone(),
        }
    }
}
