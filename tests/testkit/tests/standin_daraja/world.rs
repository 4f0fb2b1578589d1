//! One M-PESA, its client, and whoever it calls.

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use testkit::daraja::{Event, Merchant, Msisdn, Quirks};
use testkit::{Daraja, DarajaConfig};

use crate::client::{Answer, Client};
use crate::receiver::{Posted, Receiver};

pub(crate) const PUSH: &str = "/mpesa/stkpush/v1/processrequest";
pub(crate) const QUERY: &str = "/mpesa/stkpushquery/v1/query";
pub(crate) const CALLBACK_URL: &str = "https://pay.lango.example/stk/7c1f9d?site=1";

/// Longer than any delay of a push that somebody acts on.
pub(crate) const SOON: Duration = Duration::from_secs(20);

pub(crate) struct World {
    pub(crate) daraja: Daraja,
    pub(crate) client: Client,
    pub(crate) receiver: Receiver,
    merchant: Merchant,
    passkey: String,
}

/// The sandbox's paybill.
pub(crate) fn world() -> World {
    world_with(|_| ())
}

/// The same with other quirks.
pub(crate) fn world_with(change: impl FnOnce(&mut Quirks)) -> World {
    world_of(DarajaConfig::paybill().with_quirks(change))
}

/// Any.
pub(crate) fn world_of(config: DarajaConfig) -> World {
    let receiver = Receiver::start();
    let (merchant, passkey) = (config.merchant.clone(), config.passkey.clone());
    let daraja = Daraja::start(config.with_callback_to(receiver.address)).unwrap();
    let client = Client::new(&daraja.base_url(), "standin-key", "standin-secret");
    World { daraja, client, receiver, merchant, passkey }
}

impl World {
    /// A push that is in order.
    pub(crate) fn push_body(&self, phone: &str, amount: u32) -> Value {
        let transaction_type = match self.merchant {
            Merchant::Paybill { .. } => "CustomerPayBillOnline",
            Merchant::Till { .. } => "CustomerBuyGoodsOnline",
        };
        let mut body = json!({
            "TransactionType": transaction_type,
            "Amount": amount,
            "PartyA": wire(phone).number(),
            "PartyB": self.merchant.receiver(),
            "PhoneNumber": wire(phone).number(),
            "CallBackURL": CALLBACK_URL,
            "AccountReference": "wifi17",
            "TransactionDesc": "1 hour",
        });
        self.sign(&mut body);
        body
    }

    /// Adds BusinessShortCode, Timestamp and Password.
    pub(crate) fn sign(&self, body: &mut Value) {
        let (shortcode, timestamp) = (self.merchant.shortcode(), self.daraja.timestamp());
        body["Password"] = BASE64_STANDARD.encode(format!("{shortcode}{}{timestamp}", self.passkey)).into();
        body["BusinessShortCode"] = shortcode.into();
        body["Timestamp"] = timestamp.into();
    }

    pub(crate) fn push(&self, phone: &str, amount: u32) -> Answer {
        self.client.post(PUSH, &self.push_body(phone, amount))
    }

    /// Pushes, and returns the CheckoutRequestID.
    pub(crate) fn pushed(&self, phone: &str, amount: u32) -> String {
        self.push(phone, amount).text("CheckoutRequestID")
    }

    /// Pushes and lets the callback come.
    pub(crate) fn called_back(&self, phone: &str, amount: u32) -> Posted {
        self.pushed(phone, amount);
        self.daraja.advance_until_quiet();
        self.receiver.posted()
    }

    pub(crate) fn query(&self, id: &str) -> Answer {
        let mut body = json!({ "CheckoutRequestID": id });
        self.sign(&mut body);
        self.client.post(QUERY, &body)
    }

    /// ResultCode of a query, at a moment when one is allowed.
    pub(crate) fn queried(&self, id: &str) -> String {
        self.daraja.advance(Duration::from_secs(12));
        self.query(id).text("ResultCode")
    }

    pub(crate) fn has_happened(&self, fits: impl Fn(&Event) -> bool) -> bool {
        self.daraja.events_after(0).iter().any(|record| fits(&record.event))
    }
}

/// A number as the directory numbers its phones: `phone(1)` is 0700 000 001.
pub(crate) fn phone(n: u32) -> String {
    format!("0700{n:06}")
}

pub(crate) fn wire(phone: &str) -> Msisdn {
    phone.parse().unwrap()
}
