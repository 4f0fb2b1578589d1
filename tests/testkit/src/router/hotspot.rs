//! The router itself: its tables and the few moves between them. A host appears, becomes active, and leaves; whoever
//! makes a move notes it. Packets, pages and timers stand in the sibling files.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use radius_proto::{AcctStatusType, Authenticator, Secret, TerminateCause};
use tokio::runtime::Handle;
use tokio::sync::Notify;

use super::clock::Clock;
use super::cookies::Cookie;
use super::event::Event;
use super::host::Host;
use super::local_users::LocalUsers;
use super::passing_time::PassingTime;
use super::radius_port::RadiusPort;
use super::rest::RestUser;
use super::session::{Session, SessionId};
use super::web::Challenge;
use super::{Counters, Device, Firewall, Quirks, RouterConfig};
use crate::event_log::EventLog;
use crate::machine;

pub(super) struct Hotspot {
    pub(super) config: RouterConfig,
    pub(super) secret: Secret,
    pub(super) log: EventLog<Event>,
    pub(super) time: PassingTime,
    pub(super) auth: RadiusPort,
    pub(super) acct: RadiusPort,
    /// Wakes the timers of all sessions: some session's rights or traffic changed.
    pub(super) rescheduled: Notify,
    state: Mutex<State>,
    runtime: Handle,
}

/// The tables. Guest addresses are the keys, as in RouterOS.
#[derive(Default)]
pub(super) struct State {
    pub(super) quirks: Quirks,
    pub(super) hosts: BTreeMap<Ipv4Addr, Host>,
    pub(super) sessions: BTreeMap<Ipv4Addr, Session>,
    pub(super) authorizing: BTreeSet<Ipv4Addr>,
    pub(super) challenges: BTreeMap<Ipv4Addr, Challenge>,
    pub(super) cookies: Vec<Cookie>,
    pub(super) users: LocalUsers,
    pub(super) rest_users: Vec<RestUser>,
    pub(super) clock: Clock,
    pub(super) last_row: u32,
    pub(super) counters: Counters,
    /// The digit in Acct-Session-Id.
    pub(super) boot: u8,
    /// Boots so far; unlike the digit it never repeats.
    pub(super) boots: u32,
    pub(super) booted_at: Option<Instant>,
    pub(super) last_session: u32,
    pub(super) replies_to_lose: u32,
    /// Reports for whose end nobody waits.
    pub(super) reports_under_way: u32,
}

impl State {
    /// The number of a new row, in whichever table.
    pub(super) fn next_row(&mut self) -> u32 {
        self.last_row += 1;
        self.last_row
    }

    /// A device shows itself. Whether it is new.
    fn see(&mut self, device: Device, now: Instant) -> bool {
        if let Some(host) = self.hosts.get_mut(&device.ip) {
            (host.device, host.last_seen) = (device, now);
            return false;
        }
        let row = self.next_row();
        self.hosts.insert(device.ip, Host { row, device, appeared: now, last_seen: now });
        true
    }
}

impl Hotspot {
    pub(super) async fn open(config: RouterConfig, secret: Secret) -> io::Result<Arc<Self>> {
        // Asked once here so that a machine without chance is found out at the start.
        machine::random::<1>()?;
        let auth = RadiusPort::open(config.src_address, config.auth_server).await?;
        let acct = RadiusPort::open(config.src_address, config.acct_server).await?;
        let rest_users = config.rest_users.clone();
        let state = State { quirks: config.quirks.clone(), rest_users, boot: 1, ..State::default() };
        Ok(Arc::new(Hotspot {
            config,
            secret,
            log: EventLog::new(),
            time: PassingTime::default(),
            auth,
            acct,
            rescheduled: Notify::new(),
            state: Mutex::new(state),
            runtime: Handle::current(),
        }))
    }

    /// The tables, locked. Never held while waiting.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.runtime.spawn(task);
    }

    pub(super) fn quirks(&self) -> Quirks {
        self.state().quirks.clone()
    }

    pub(super) fn counters(&self) -> Counters {
        self.state().counters
    }

    pub(super) fn count(&self, change: impl FnOnce(&mut Counters)) {
        change(&mut self.state().counters);
    }

    pub(super) fn boots(&self) -> u32 {
        self.state().boots
    }

    pub(super) fn radius_timeout(&self) -> Duration {
        Duration::from_millis(self.state().quirks.radius_timeout_ms.into())
    }

    pub(super) fn lose_replies(&self, count: u32) {
        self.state().replies_to_lose = count;
    }

    pub(super) fn loses_this_reply(&self) -> bool {
        let mut state = self.state();
        let loses = state.replies_to_lose > 0;
        state.replies_to_lose = state.replies_to_lose.saturating_sub(1);
        loses
    }

    /// Chance was there at the start; should it fail later, a repeated authenticator hurts nobody here.
    pub(super) fn random(&self) -> Authenticator {
        machine::random().unwrap_or_default()
    }

    /// The moment by which the router judges everything but the wire.
    pub(super) fn now(&self) -> Instant {
        self.time.now()
    }

    /// What the router takes the time for.
    pub(super) fn clock_secs(&self) -> u32 {
        self.state().clock.secs(self.now(), self.time.unix_secs())
    }

    /// NTP has answered, or somebody has set the clock.
    pub(super) fn set_clock(&self, clock: Clock) {
        self.state().clock = clock;
    }

    /// Seconds since the boot.
    pub(super) fn uptime_secs(&self) -> u32 {
        let booted_at = self.state().booted_at;
        let up = booted_at.map_or(Duration::ZERO, |booted| self.now().saturating_duration_since(booted));
        u32::try_from(up.as_secs()).unwrap_or(u32::MAX)
    }

    /// The MAC in `radius-mac-format`.
    pub(super) fn mac_in_format(&self, device: Device) -> String {
        let plain: String = device.mac.to_string().split(':').collect();
        let mut digits = plain.chars();
        let format = self.state().quirks.mac_format.clone();
        format.chars().filter_map(|slot| if slot == 'X' { digits.next() } else { Some(slot) }).collect()
    }

    pub(super) fn next_session_id(&self) -> SessionId {
        let mut state = self.state();
        state.last_session += 1;
        let counts_down = state.quirks.sessions_count_down;
        SessionId::new(state.boot, if counts_down { u32::MAX - state.last_session } else { state.last_session })
    }

    pub(super) fn firewall(&self, change: impl FnOnce(&Firewall)) {
        if let Some(firewall) = &self.config.firewall {
            change(firewall);
        }
    }

    pub(super) fn is_online(&self, device: Device) -> bool {
        self.state().sessions.contains_key(&device.ip)
    }

    pub(super) fn sessions_of(&self, username: &str) -> usize {
        self.state().sessions.values().filter(|session| session.username == username).count()
    }

    /// A device sends its first packet, or its next one. Two hosts with one MAC end that MAC's cookie.
    pub(super) async fn contact(self: &Arc<Self>, device: Device) {
        let (is_new, has_twin) = {
            let (mut state, now) = (self.state(), self.now());
            let is_twin = |host: &Host| host.device.mac == device.mac && host.device.ip != device.ip;
            let has_twin = state.hosts.values().any(is_twin);
            (state.see(device, now), has_twin)
        };
        if is_new {
            self.log.note(Event::HostAppeared { mac: device.mac, ip: device.ip });
        }
        if has_twin {
            self.delete_mac_cookie(device.mac, "two hosts have this MAC");
        }
        if !self.is_online(device) {
            self.replay_mac_cookie(device).await;
        }
    }

    /// A guest goes online.
    pub(super) fn begin(self: &Arc<Self>, session: Session) {
        let (device, id) = (session.device, session.id);
        let started = Event::SessionStarted {
            mac: device.mac,
            username: session.username.clone(),
            acct_session_id: id.to_string(),
        };
        let start = self.report(AcctStatusType::Start, &session, None);
        self.state().sessions.insert(device.ip, session);
        self.firewall(|firewall| firewall.let_through(device.ip));
        self.log.note(started);
        self.send_report(start);
        self.watch(device, id);
    }

    /// A guest goes offline, and the Stop is on its way. False if there was no session.
    pub(super) fn end(self: &Arc<Self>, device: Device, cause: TerminateCause) -> bool {
        let Some(session) = self.take_session(device, cause) else { return false };
        self.send_report(self.report(AcctStatusType::Stop, &session, Some(cause)));
        true
    }

    fn take_session(&self, device: Device, cause: TerminateCause) -> Option<Session> {
        let session = {
            let mut state = self.state();
            if cause == TerminateCause::LostCarrier {
                state.hosts.remove(&device.ip);
            }
            let session = state.sessions.remove(&device.ip)?;
            if !session.is_by_radius {
                let secs = session.secs(self.now());
                state.users.charge(&session, secs);
            }
            session
        };
        self.firewall(|firewall| firewall.shut_out(device.ip));
        self.log.note(Event::SessionEnded {
            mac: device.mac,
            username: session.username.clone(),
            acct_session_id: session.id.to_string(),
            cause,
            upload_bytes: session.upload_bytes,
            download_bytes: session.download_bytes,
        });
        self.delete_cookie_after(device.mac, cause);
        self.rescheduled.notify_waiters();
        Some(session)
    }

    /// Ends every session with `cause` and waits until the Stops are recorded or given up.
    pub(super) async fn end_all(self: &Arc<Self>, cause: TerminateCause) {
        let devices: Vec<Device> = self.state().sessions.values().map(|session| session.device).collect();
        for device in devices {
            if let Some(session) = self.take_session(device, cause) {
                self.deliver(self.report(AcctStatusType::Stop, &session, Some(cause))).await;
            }
        }
    }
}
