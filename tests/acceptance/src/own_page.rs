//! An owner's own page that lives elsewhere: what it asks of the cloud for its guests.

use std::fmt::Write as _;

use serde_json::{Value, json};
use testkit::Cloud;
use testkit::machine::{PATIENCE, poll};

use crate::chain::address_of;
use crate::web::{self, Answer};

/// The address its guests call from, unless a test says otherwise.
const HOME: &str = "197.232.0.1";

/// A page for the guests of one provider.
pub struct OwnPage<'a> {
    cloud: &'a Cloud,
    provider: String,
    from: String,
}

impl<'a> OwnPage<'a> {
    /// The page of a provider.
    pub fn of(cloud: &'a Cloud, provider: &str) -> Self {
        OwnPage { cloud, provider: provider.to_owned(), from: HOME.to_owned() }
    }

    /// The same page for guests who call from another address.
    pub fn from(&self, address: &str) -> Self {
        OwnPage { cloud: self.cloud, provider: self.provider.clone(), from: address.to_owned() }
    }

    /// A request with headers of one's own.
    pub fn asks(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n");
        for (name, value) in headers.iter().chain(&[("X-Forwarded-For", self.from.as_str())]) {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        let request = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
        web::exchange_at(&address_of(self.cloud).to_string(), request.as_bytes())
    }

    /// One GET.
    pub fn gets(&self, path: &str) -> Answer {
        self.asks("GET", path, &[], "")
    }

    /// One POST of a document.
    pub fn posts(&self, path: &str, body: &Value) -> Answer {
        self.asks("POST", path, &[("Content-Type", "application/json")], &body.to_string())
    }

    /// Asks for a phone to be asked to pay; the answer as it came.
    pub fn wants(&self, body: &Value) -> Answer {
        self.posts(&format!("/api/captive/{}/initiate-mpesa", self.provider), body)
    }

    /// Lets a guest buy a plan, and returns the payment's id.
    #[track_caller]
    pub fn buys(&self, plan: &str, phone: &str) -> String {
        let answer = self.wants(&json!({ "plan_id": plan, "phone": phone }));
        assert_eq!(answer.status, 202, "{answer:?}\n{}", self.cloud.log());
        let begun = answer.json();
        assert_eq!((&begun["status"], &begun["poll_after_ms"]), (&json!("pending"), &json!(2000)), "{begun}");
        let id = begun["payment_id"].as_str().unwrap().to_owned();
        assert_eq!(answer.header("location"), Some(self.payment_path(&id).as_str()));
        id
    }

    /// Where a payment is looked at.
    pub fn payment_path(&self, id: &str) -> String {
        format!("/api/captive/{}/payments/{id}", self.provider)
    }

    /// How a payment stands.
    #[track_caller]
    pub fn payment(&self, id: &str) -> Value {
        self.gets(&self.payment_path(id)).json()
    }

    /// Waits until a payment has this status, and returns it.
    #[track_caller]
    pub fn becomes(&self, id: &str, status: &str) -> Value {
        let seen = poll(PATIENCE, || Some(self.payment(id)).filter(|payment| payment["status"] == status));
        seen.unwrap_or_else(|| panic!("the payment stays {}\n{}", self.payment(id), self.cloud.log()))
    }

    /// What is left of a ticket; the answer as it came. `more` is added to the query.
    pub fn status(&self, code: &str, more: &str) -> Answer {
        self.gets(&format!("/api/tickets/{code}/status?provider_id={}{more}", self.provider))
    }

    /// What a guest signs in with; the answer as it came.
    pub fn activates(&self, code: &str, body: &Value) -> Answer {
        self.posts(&format!("/api/tickets/{code}/activate?provider_id={}", self.provider), body)
    }
}
