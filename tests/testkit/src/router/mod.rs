//! The stand-in RouterOS hotspot, on a thread and runtime of its own so that plain tests can hold it. This file opens
//! the sockets and closes them; what is asked of the router from outside is in `control`.
//!
//! Imitated: RouterOS v7's hotspot servlet, login methods, own users, RADIUS client with accounting, CoA port, walled
//! garden, cookies and REST interface, after the RouterOS manual and captures of 7.x. Left out: trial and MAC logins,
//! WISPr XML, advertisements, HTTPS, packets that are not HTTP, and everything that shapes traffic.

mod access;
mod accounting;
mod attempt;
mod boot;
mod clock;
mod config;
mod control;
mod cookies;
mod counters;
mod device;
mod event;
mod firewall;
mod grant;
mod host;
mod hotspot;
mod incoming;
mod local_users;
mod login;
mod login_error;
mod passing_time;
mod quirks;
mod radius_port;
mod rest;
mod session;
mod story;
mod timers;
mod web;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use radius_proto::{EmptySecret, Secret};
use tokio::net::{TcpListener, UdpSocket};

pub use self::boot::Reboot;
pub(crate) use self::config::ANY_PORT;
pub use self::config::RouterConfig;
pub use self::control::{Control, NotOnline};
pub use self::counters::Counters;
pub use self::device::Device;
pub use self::event::{Event, LoginMethod};
pub use self::firewall::Firewall;
pub use self::grant::Grant;
pub use self::local_users::{LocalUser, NotAdded};
pub use self::quirks::{
    AccountingRetry, ClockAfterBoot, CoaUnlisted, CountedFrom, Forward, KnownLocally, OrderlyReboot, Quirks,
};
pub use self::rest::{
    Body, Booleans, MissingRight, MissingRow, Network, NoCommand, Policy, RestAccess, RestQuirks, RestUser, Secrets,
};
pub use self::session::ActiveSession;
pub use crate::event_log::NotInTime;

use self::hotspot::Hotspot;
use self::radius_port::RadiusPort;
use crate::own_thread::{NoThread, OwnThread};

/// A happening at the router with its place and time.
pub type Record = crate::event_log::Record<Event>;

/// A running stand-in. Dropping it closes its sockets, as a power cut would.
pub struct Router {
    control: Control,
    control_address: SocketAddr,
    coa_address: SocketAddr,
    rest_address: SocketAddr,
    _thread: OwnThread,
}

/// Why the stand-in could not start.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum StartError {
    #[error("the {what} cannot listen on {address}")]
    Listen { what: &'static str, address: SocketAddr, source: io::Error },
    #[error("the RADIUS client has no socket")]
    RadiusSocket(#[source] io::Error),
    #[error(transparent)]
    Secret(#[from] EmptySecret),
    #[error(transparent)]
    Thread(#[from] NoThread),
}

/// What is known once all sockets are open.
struct Opened {
    control: Control,
    control_address: SocketAddr,
    coa_address: SocketAddr,
    rest_address: SocketAddr,
}

impl Router {
    /// Opens all sockets, boots, and returns when guests can come.
    pub fn start(config: RouterConfig) -> Result<Self, StartError> {
        let (thread, opened) = OwnThread::open("standin-router", || open(config))?;
        let Opened { control, control_address, coa_address, rest_address } = opened;
        Ok(Router { control, control_address, coa_address, rest_address, _thread: thread })
    }

    /// The hand on the stand-in.
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// The `n`th device of the configuration, from zero.
    ///
    /// # Panics
    /// If there are fewer.
    pub fn device(&self, n: usize) -> Device {
        self.control.devices()[n]
    }

    /// Where the device's browser begins: the router's door for it.
    pub fn url(&self, device: Device) -> String {
        format!("http://{}/", device.door)
    }

    /// `link-login-only` for the device.
    pub fn login_url(&self, device: Device) -> String {
        format!("http://{}/login", device.door)
    }

    /// `link-logout` for the device.
    pub fn logout_url(&self, device: Device) -> String {
        format!("http://{}/logout", device.door)
    }

    /// `link-status` for the device.
    pub fn status_url(&self, device: Device) -> String {
        format!("http://{}/status", device.door)
    }

    /// Where the control port is.
    pub fn control_url(&self) -> String {
        format!("http://{}/", self.control_address)
    }

    /// Where `/rest` is, without a slash at its end.
    pub fn rest_url(&self) -> String {
        format!("http://{}/rest", self.rest_address)
    }

    /// The address and port of `/rest`.
    pub fn rest_address(&self) -> SocketAddr {
        self.rest_address
    }

    /// Where Disconnect- and CoA-Requests go.
    pub fn coa_address(&self) -> SocketAddr {
        self.coa_address
    }

    /// Waits for the first happening that fits, also one that is past already.
    pub fn wait_for(&self, fits: impl Fn(&Event) -> bool) -> Result<Record, NotInTime> {
        self.wait_after(0, fits)
    }

    /// Waits for the first happening after a mark that fits. See [`Control::mark`].
    pub fn wait_after(&self, mark: u64, fits: impl Fn(&Event) -> bool) -> Result<Record, NotInTime> {
        self.control.wait_after(mark, fits)
    }
}

async fn open(mut config: RouterConfig) -> Result<Opened, StartError> {
    let secret = Secret::new(&config.secret)?;
    config.hand_out_addresses();
    let mut doors = Vec::new();
    for device in &mut config.devices {
        if !doors.iter().any(|(open, _)| *open == device.door) {
            let listener = listen("router's door", &mut device.door).await?;
            doors.push((device.door, listener));
        }
    }
    let mut control_address = config.control_listen;
    let control_port = listen("control port", &mut control_address).await?;
    let mut rest_address = config.rest_listen;
    let listener = listen("REST port", &mut rest_address).await?;
    let rest = rest::Port { listener, address: rest_address };
    let refused = |source| StartError::Listen { what: "CoA port", address: config.coa_listen, source };
    let coa_port = UdpSocket::bind(config.coa_listen).await.map_err(refused)?;
    let coa_address = coa_port.local_addr().map_err(refused)?;
    // What the router shows of itself is where it really is.
    config.coa_listen = coa_address;

    let hotspot = Hotspot::open(config, secret).await.map_err(StartError::RadiusSocket)?;
    hotspot.boot(true);
    let control = Control { hotspot: Arc::clone(&hotspot) };
    for (door, listener) in doors {
        tokio::spawn(web::serve_door(Arc::clone(&hotspot), door, listener));
    }
    tokio::spawn(web::control(control.clone(), control_port));
    tokio::spawn(rest.serve(Arc::clone(&hotspot)));
    tokio::spawn(RadiusPort::take_replies(Arc::clone(&hotspot), |hotspot| &hotspot.auth));
    tokio::spawn(RadiusPort::take_replies(Arc::clone(&hotspot), |hotspot| &hotspot.acct));
    tokio::spawn(hotspot.take_dynamic_requests(coa_port));
    Ok(Opened { control, control_address, coa_address, rest_address })
}

/// Opens a listener, and writes down which port it got.
async fn listen(what: &'static str, address: &mut SocketAddr) -> Result<TcpListener, StartError> {
    let refused = |source| StartError::Listen { what, address: *address, source };
    let listener = TcpListener::bind(*address).await.map_err(refused)?;
    let bound = listener.local_addr().map_err(refused)?;
    *address = bound;
    Ok(listener)
}
