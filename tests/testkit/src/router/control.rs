//! Steering the stand-in from tests: looking at its tables, and making happen what guests, radio and power do. The
//! same over HTTP is in `control_http`.

use std::collections::BTreeSet;
use std::sync::{Arc, mpsc};

use domain::device::Mac;
use radius_proto::TerminateCause;

use super::boot::Reboot;
use super::clock::Clock;
use super::hotspot::Hotspot;
use super::session::ActiveSession;
use super::{Counters, Device, Event, LocalUser, NotAdded, NotInTime, Quirks, Record, RestUser};
use crate::machine::PATIENCE;

/// The hand on the stand-in.
#[derive(Clone)]
pub struct Control {
    pub(super) hotspot: Arc<Hotspot>,
}

/// There is no session to do this with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not online")]
pub struct NotOnline(pub Mac);

impl Control {
    /// The devices, in the order of the configuration.
    pub fn devices(&self) -> &[Device] {
        &self.hotspot.config.devices
    }

    /// The devices seen since the last boot.
    pub fn hosts(&self) -> Vec<Device> {
        self.hotspot.state().hosts.values().map(|host| host.device).collect()
    }

    /// The active table.
    pub fn sessions(&self) -> Vec<ActiveSession> {
        let now = self.hotspot.now();
        self.hotspot.state().sessions.values().map(|session| ActiveSession::of(session, now)).collect()
    }

    /// The device's session.
    pub fn session(&self, device: Device) -> Option<ActiveSession> {
        self.hotspot.state().sessions.get(&device.ip).map(|session| ActiveSession::of(session, self.hotspot.now()))
    }

    /// The MACs with kept credentials, in order.
    pub fn cookies(&self) -> Vec<Mac> {
        let macs: BTreeSet<Mac> =
            self.hotspot.state().living_cookies(self.hotspot.now()).map(|cookie| cookie.mac).collect();
        macs.into_iter().collect()
    }

    /// Forgets a MAC's credentials, as an owner may.
    pub fn remove_cookie(&self, mac: Mac) {
        self.hotspot.delete_cookies("removed", |cookie| cookie.mac == mac);
    }

    /// The router's own users.
    pub fn local_users(&self) -> Vec<LocalUser> {
        self.hotspot.state().users.rows().map(|(_, user)| user.clone()).collect()
    }

    /// Makes the router know a name itself.
    pub fn add_local_user(&self, user: LocalUser) -> Result<(), NotAdded> {
        let mut state = self.hotspot.state();
        let row = state.next_row();
        state.users.put(row, user)
    }

    /// Lets somebody use REST from now on, or with other rights or another password than before.
    pub fn set_rest_user(&self, user: RestUser) {
        let mut state = self.hotspot.state();
        state.rest_users.retain(|known| known.name != user.name);
        state.rest_users.push(user);
    }

    /// Lets somebody no longer use REST.
    pub fn remove_rest_user(&self, name: &str) {
        self.hotspot.state().rest_users.retain(|known| known.name != name);
    }

    /// What the router takes the time for, in seconds since 1970.
    pub fn clock_unix_secs(&self) -> u32 {
        self.hotspot.clock_secs()
    }

    /// NTP answers: the router's clock is right until its next boot.
    pub fn grant_ntp(&self) {
        self.hotspot.set_clock(Clock::Right);
        self.hotspot.log.note(Event::ClockRight);
    }

    /// Lets time pass for everything the router judges by its clock: sessions, interims, cookies, hosts. What it waits for
    /// on the wire takes as long as ever.
    pub fn pass_secs(&self, secs: u32) {
        self.hotspot.time.pass(secs);
        self.hotspot.rescheduled.notify_waiters();
    }

    /// Whether everything that is due has been done, and answered or given up.
    pub fn is_quiet(&self) -> bool {
        self.hotspot.is_quiet()
    }

    /// The RADIUS counters since the last boot.
    pub fn counters(&self) -> Counters {
        self.hotspot.counters()
    }

    /// How the router behaves now.
    pub fn quirks(&self) -> Quirks {
        self.hotspot.quirks()
    }

    /// Changes how it behaves from now on.
    pub fn set_quirks(&self, change: impl FnOnce(&mut Quirks)) {
        change(&mut self.hotspot.state().quirks);
        self.hotspot.rescheduled.notify_waiters();
    }

    /// Moves bytes for a device, as only a logged-in one can. Ends the session with NAS-Request if a limit is used up.
    pub fn traffic(&self, device: Device, upload_bytes: u64, download_bytes: u64) -> Result<(), NotOnline> {
        self.hotspot.traffic(device, upload_bytes, download_bytes)
    }

    /// Sends an Interim-Update now.
    pub fn interim(&self, device: Device) -> Result<(), NotOnline> {
        online(device, self.hotspot.interim(device))
    }

    /// Ends the device's session with this cause, whichever it is.
    pub fn end(&self, device: Device, cause: TerminateCause) -> Result<(), NotOnline> {
        online(device, self.hotspot.end(device, cause))
    }

    /// Idle-Timeout.
    pub fn idle_out(&self, device: Device) -> Result<(), NotOnline> {
        self.end(device, TerminateCause::IdleTimeout)
    }

    /// Lost-Carrier: the device left the radio range.
    pub fn drop_carrier(&self, device: Device) -> Result<(), NotOnline> {
        self.end(device, TerminateCause::LostCarrier)
    }

    /// Session-Timeout, ahead of its time.
    pub fn time_out(&self, device: Device) -> Result<(), NotOnline> {
        self.end(device, TerminateCause::SessionTimeout)
    }

    /// Admin-Reset: `/ip/hotspot/active/remove`.
    pub fn remove(&self, device: Device) -> Result<(), NotOnline> {
        self.end(device, TerminateCause::AdminReset)
    }

    /// User-Request: what `/logout` does.
    pub fn log_out(&self, device: Device) -> Result<(), NotOnline> {
        self.end(device, TerminateCause::UserRequest)
    }

    /// Throws away this many of the RADIUS replies that come next.
    pub fn lose_replies(&self, count: u32) {
        self.hotspot.lose_replies(count);
    }

    /// Reboots and returns when the router is up again; not to be called from the stand-in's own tasks.
    pub fn reboot(&self, how: Reboot) {
        let (hotspot, (done, wait)) = (Arc::clone(&self.hotspot), mpsc::channel());
        self.hotspot.spawn(async move {
            hotspot.reboot(how).await;
            // Nobody waits if the stand-in is being dropped.
            let _ = done.send(());
        });
        let _ = wait.recv();
    }

    /// The number of the latest happening, to wait for what comes after.
    pub fn mark(&self) -> u64 {
        self.hotspot.log.latest()
    }

    /// Waits for the first happening after a mark that fits.
    pub fn wait_after(&self, mark: u64, fits: impl Fn(&Event) -> bool) -> Result<Record, NotInTime> {
        self.hotspot.log.wait(mark, PATIENCE, fits)
    }

    /// What happened after a mark.
    pub fn events_after(&self, mark: u64) -> Vec<Record> {
        self.hotspot.log.after(mark)
    }

    /// Whether something like this happened after a mark.
    pub fn has_happened_after(&self, mark: u64, fits: impl Fn(&Event) -> bool) -> bool {
        self.events_after(mark).iter().any(|record| fits(&record.event))
    }

    /// The device of this MAC or guest address.
    pub fn find(&self, name: &str) -> Option<Device> {
        let is_meant = |device: &&Device| device.mac.to_string() == name || device.ip.to_string() == name;
        self.devices().iter().find(is_meant).copied()
    }
}

fn online(device: Device, done: bool) -> Result<(), NotOnline> {
    if done { Ok(()) } else { Err(NotOnline(device.mac)) }
}

impl Hotspot {
    fn traffic(self: &Arc<Self>, device: Device, upload_bytes: u64, download_bytes: u64) -> Result<(), NotOnline> {
        let (upload_bytes, download_bytes) = {
            let mut state = self.state();
            let session = state.sessions.get_mut(&device.ip).ok_or(NotOnline(device.mac))?;
            session.add_traffic(upload_bytes, download_bytes, self.now());
            (session.upload_bytes, session.download_bytes)
        };
        self.log.note(Event::Traffic { mac: device.mac, upload_bytes, download_bytes });
        self.rescheduled.notify_waiters();
        self.end_if_used_up(device);
        Ok(())
    }

    pub(super) fn end_if_used_up(self: &Arc<Self>, device: Device) {
        let left = self.state().sessions.get(&device.ip).and_then(|session| session.bytes_left());
        if left == Some(0) {
            self.end(device, TerminateCause::NasRequest);
        }
    }
}
