//! What the stand-in is told before it starts: whose app and shortcode it knows, who its subscribers are, where its
//! callbacks go. What M-PESA might do one way or the other is in `quirks`.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use serde::Serialize;

use super::clock::ClockMode;
use super::subscriber::{Behaviour, Subscriber, directory};
use super::{Msisdn, Quirks};
use crate::router::ANY_PORT;

/// The shortcode and passkey that Safaricom publishes for its sandbox.
const SANDBOX_SHORTCODE: &str = "174379";
const SANDBOX_PASSKEY: &str = "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919";

/// 2026-01-15T06:30:00Z, when a virtual clock begins: half past nine in Nairobi.
const VIRTUAL_START_UNIX_SECS: i64 = 1_768_458_600;

/// Who receives the money. The codes are digits as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Merchant {
    /// A paybill: one number for everything, and payers name an account.
    Paybill {
        /// The paybill number.
        shortcode: String,
    },
    /// A till (buy goods). The API signs with the store's number and pays to the till.
    Till {
        /// The store or head-office number, BusinessShortCode and half of the password.
        store: String,
        /// The till number, PartyB.
        till: String,
    },
}

impl Merchant {
    /// BusinessShortCode.
    pub fn shortcode(&self) -> &str {
        match self {
            Merchant::Paybill { shortcode } => shortcode,
            Merchant::Till { store, .. } => store,
        }
    }

    /// PartyB: the number that money is paid to.
    pub fn receiver(&self) -> &str {
        match self {
            Merchant::Paybill { shortcode } => shortcode,
            Merchant::Till { till, .. } => till,
        }
    }

    /// Whether a number is one of this merchant's.
    pub(super) fn owns(&self, number: &str) -> bool {
        number == self.shortcode() || number == self.receiver()
    }
}

/// A stand-in's set-up.
#[derive(Clone, Debug)]
pub struct DarajaConfig {
    /// Where the API is.
    pub listen: SocketAddr,
    /// Where tests and people steer the stand-in.
    pub control_listen: SocketAddr,
    /// The app's name for itself.
    pub consumer_key: String,
    /// The app's secret.
    pub consumer_secret: String,
    /// Who receives the money.
    pub merchant: Merchant,
    /// The secret that signs pushes.
    pub passkey: String,
    /// Who may reverse, pay out and look things up: `Initiator`.
    pub initiator: String,
    /// The name payers see.
    pub organisation: String,
    /// What is on the merchant's account at the start.
    pub opening_shillings: u32,
    /// The most one payment may be. 250 000 by today's tariff.
    pub most_shillings: u32,
    /// Who gets the callbacks, over plain HTTP, whatever host their URL names. Without it they are produced and
    /// recorded but go nowhere.
    pub callback_to: Option<SocketAddr>,
    /// How time passes.
    pub clock: ClockMode,
    /// Where chance begins: the same seed gives the same delays and noise.
    pub seed: u64,
    /// The subscribers by their number.
    pub subscribers: BTreeMap<Msisdn, Subscriber>,
    /// What every other number is.
    pub unknown_subscriber: Subscriber,
    /// How this M-PESA behaves where nobody knows for sure, or where it misbehaves.
    pub quirks: Quirks,
}

impl DarajaConfig {
    /// The sandbox's paybill with the default directory of phones, on free ports of loopback and a virtual clock.
    pub fn paybill() -> Self {
        DarajaConfig::new(Merchant::Paybill { shortcode: SANDBOX_SHORTCODE.to_owned() })
    }

    /// The same for a till: store 174379, till 5012345.
    pub fn till() -> Self {
        DarajaConfig::new(Merchant::Till { store: SANDBOX_SHORTCODE.to_owned(), till: "5012345".to_owned() })
    }

    /// The same for any merchant.
    pub fn new(merchant: Merchant) -> Self {
        DarajaConfig {
            listen: ANY_PORT,
            control_listen: ANY_PORT,
            consumer_key: "standin-key".to_owned(),
            consumer_secret: "standin-secret".to_owned(),
            merchant,
            passkey: SANDBOX_PASSKEY.to_owned(),
            initiator: "testapi".to_owned(),
            organisation: "Lango WiFi".to_owned(),
            opening_shillings: 1500,
            most_shillings: 250_000,
            callback_to: None,
            clock: ClockMode::Virtual { start_unix_secs: VIRTUAL_START_UNIX_SECS },
            seed: 1,
            subscribers: directory(),
            unknown_subscriber: Subscriber::new(Behaviour::Pays),
            quirks: Quirks::default(),
        }
    }

    /// The same with callbacks going here.
    pub fn with_callback_to(mut self, address: SocketAddr) -> Self {
        self.callback_to = Some(address);
        self
    }

    /// The same with time passing by itself.
    pub fn in_real_time(mut self) -> Self {
        self.clock = ClockMode::Real;
        self
    }

    /// The same with one more subscriber, or another behaviour of a known one.
    pub fn with_subscriber(mut self, phone: Msisdn, subscriber: Subscriber) -> Self {
        self.subscribers.insert(phone, subscriber);
        self
    }

    /// The same with other quirks: `.with_quirks(|quirks| quirks.other_words = true)`.
    pub fn with_quirks(mut self, change: impl FnOnce(&mut Quirks)) -> Self {
        change(&mut self.quirks);
        self
    }
}
