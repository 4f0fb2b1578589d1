//! The stand-in for M-PESA's Daraja API, on a thread and runtime of its own so that plain tests can hold it. This file
//! opens the sockets and closes them; what is asked of it from outside is in `control`.
//!
//! Imitated: tokens, STK push and query, callbacks, C2B, Transaction Status, Reversal, B2C and Pull Transactions, after
//! the public documentation and traffic others have published. Left out: TLS, Account Balance, Ratiba, the security
//! credential's encryption (any base64 is taken), and more than one app or merchant at a time.

mod accepting;
mod agenda;
mod c2b;
mod callback;
mod chance;
mod choices;
mod clock;
mod config;
mod control;
mod counters;
mod delivery;
mod eat;
mod ending;
mod endpoint;
mod event;
mod fault;
mod ids;
mod json;
mod mpesa;
mod msisdn;
mod passing_time;
mod payments;
mod planning;
mod public_url;
mod push;
mod quirks;
mod refusal;
mod requests;
mod result_code;
mod results;
mod spike_arrest;
mod statement;
mod steering;
mod story;
mod subscriber;
mod web;

use std::io;
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::Arc;

use tokio::net::TcpListener;

pub use self::c2b::{Registration, ResponseType};
pub use self::clock::ClockMode;
pub use self::config::{DarajaConfig, Merchant};
pub use self::control::Control;
pub use self::counters::Counters;
pub use self::delivery::{Announcement, Delivered, Fate};
pub use self::ending::NoPrompt;
pub use self::endpoint::{Endpoint, Version};
pub use self::event::Event;
pub use self::fault::{Fault, Schedule};
pub use self::msisdn::{Msisdn, NoMsisdn};
pub use self::payments::NotTaken;
pub use self::push::{Push, PushState};
pub use self::quirks::{
    AmountForm, CallbackMode, CallbackShape, InFlight, ListForm, LongReference, MsisdnForm, Names, Quirks,
    RegisterAnswer, ResultPath, Rule17,
};
pub use self::result_code::ResultCode;
pub use self::statement::{Entry, Kind, Payout};
pub use self::subscriber::{Behaviour, Subscriber, directory};
pub use self::web::Connections;
pub use crate::event_log::NotInTime;

use self::mpesa::Mpesa;
use crate::own_thread::{NoThread, OwnThread};

/// A happening at M-PESA with its place and time.
pub type Record = crate::event_log::Record<Event>;

/// A running stand-in, and the hand on it. Dropping it closes its sockets and forgets what was still to happen.
pub struct Daraja {
    control: Control,
    address: SocketAddr,
    control_address: SocketAddr,
    _thread: OwnThread,
}

/// Why the stand-in could not start.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum StartError {
    #[error("the {what} cannot listen on {address}")]
    Listen { what: &'static str, address: SocketAddr, source: io::Error },
    #[error(transparent)]
    Thread(#[from] NoThread),
}

/// What is known once all sockets are open.
struct Opened {
    control: Control,
    address: SocketAddr,
    control_address: SocketAddr,
}

impl Daraja {
    /// Opens all sockets and returns when requests can come.
    pub fn start(config: DarajaConfig) -> Result<Self, StartError> {
        let (thread, opened) = OwnThread::open("standin-daraja", || open(config))?;
        let Opened { control, address, control_address } = opened;
        Ok(Daraja { control, address, control_address, _thread: thread })
    }

    /// The hand on the stand-in, to be taken to other threads. It is also what `Daraja` itself is taken for.
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// Where the API is, as a client's base URL: `http://127.0.0.1:40001`, no slash at its end.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where the control port is.
    pub fn control_url(&self) -> String {
        format!("http://{}/", self.control_address)
    }
}

/// So that a test can say `daraja.advance(…)`.
impl Deref for Daraja {
    type Target = Control;

    fn deref(&self) -> &Control {
        &self.control
    }
}

async fn open(config: DarajaConfig) -> Result<Opened, StartError> {
    let (listener, address) = listen("API", config.listen).await?;
    let (control_port, control_address) = listen("control port", config.control_listen).await?;
    let mpesa = Mpesa::open(config);
    let door = web::open_door(Arc::clone(&mpesa), listener, address);
    let control = Control { mpesa: Arc::clone(&mpesa), door };
    tokio::spawn(web::control(control.clone(), control_port));
    tokio::spawn(mpesa.keep_the_agenda());
    Ok(Opened { control, address, control_address })
}

async fn listen(what: &'static str, address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let refused = |source| StartError::Listen { what, address, source };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let bound = listener.local_addr().map_err(refused)?;
    Ok((listener, bound))
}
