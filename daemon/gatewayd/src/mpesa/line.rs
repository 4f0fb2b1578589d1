//! The line to the rail: where it is, and one call at a time.

use std::time::Duration;

use hyper::Method;
use hyper::header::HeaderValue;
use payment_proto::mpesa::{Endpoint, MOST_ANSWER_BYTES, SecretText, Transport};

use crate::clock::Clock;
use crate::outbound::{self, Call, Callee, Client, Trouble, named};

/// For a whole call. The rail answers within four seconds, mostly.
const TO_ANSWER: Duration = Duration::from_secs(30);

/// An answer before anyone has read it.
pub(crate) struct Raw {
    pub(crate) status: u16,
    /// At most one byte more than [`MOST_ANSWER_BYTES`].
    pub(crate) body: Vec<u8>,
}

/// How a call broke, for people and for counters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) transport: Transport,
    pub(crate) trouble: Trouble,
}

/// The client and where it calls.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    client: Client,
    base_url: String,
}

impl Line {
    /// A line to `base_url`. Nothing is sent yet.
    pub(crate) fn to(base_url: &str, clock: &Clock) -> Result<Self, String> {
        Ok(Line {
            client: Client::to(base_url, Callee::Rail, clock)?,
            base_url: base_url.trim_end_matches('/').to_owned(),
        })
    }

    /// Whether anybody answers there. Nothing is asked of the rail.
    pub(crate) async fn reach(&self) -> Result<(), Trouble> {
        let call = Call {
            method: Method::GET,
            path: "/".to_owned(),
            authorization: None,
            content_type: None,
            body: Vec::new(),
            to_answer: TO_ANSWER,
        };
        match self.client.call(call, 0).await {
            Ok(_) => Ok(()),
            Err(error) => Err(named(&self.base_url, &error).await),
        }
    }

    /// Calls once.
    pub(crate) async fn call(
        &self,
        endpoint: Endpoint<'_>,
        authorization: &SecretText,
        body: Option<&SecretText>,
    ) -> Result<Raw, Broken> {
        let method = if endpoint.method() == "GET" { Method::GET } else { Method::POST };
        let mut secret = HeaderValue::from_str(authorization.reveal()).ok();
        if let Some(value) = &mut secret {
            value.set_sensitive(true);
        }
        let call = Call {
            method,
            path: endpoint.path().to_string(),
            authorization: secret,
            content_type: body.map(|_| "application/json"),
            body: body.map(|body| body.reveal().as_bytes().to_vec()).unwrap_or_default(),
            to_answer: TO_ANSWER,
        };
        // The rail has decided; a body that breaks off is read as far as it came.
        match self.client.call(call, MOST_ANSWER_BYTES).await {
            Ok(answer) => Ok(Raw { status: answer.status, body: answer.body }),
            Err(error) => {
                let trouble = named(&self.base_url, &error).await;
                Err(Broken { transport: transport(&error), trouble })
            }
        }
    }
}

fn transport(error: &outbound::Broken) -> Transport {
    if error.never_left() { Transport::NotSent } else { Transport::Lost }
}
