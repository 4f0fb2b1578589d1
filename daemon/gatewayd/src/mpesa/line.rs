//! The line to the rail: where it is, and one call at a time.

use std::time::Duration;

use payment_proto::mpesa::{Endpoint, MOST_ANSWER_BYTES, SecretText, Transport};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Client, Method};

use crate::clock::Clock;
use crate::outbound::{Callee, Trouble, body_up_to, client, named};

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
            client: client(Callee::Rail, TO_ANSWER, clock)?,
            base_url: base_url.trim_end_matches('/').to_owned(),
        })
    }

    /// Whether anybody answers there. Nothing is asked of the rail.
    pub(crate) async fn reach(&self) -> Result<(), Trouble> {
        match self.client.get(&self.base_url).send().await {
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
        let mut request = self.client.request(method, format!("{}{}", self.base_url, endpoint.path()));
        if let Ok(mut value) = HeaderValue::from_str(authorization.reveal()) {
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.reveal().to_owned());
        }
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => {
                let trouble = named(&self.base_url, &error).await;
                return Err(Broken { transport: transport(&error), trouble });
            }
        };
        // The rail has decided; a body that breaks off is read as far as it came.
        let status = response.status().as_u16();
        Ok(Raw { status, body: body_up_to(response, MOST_ANSWER_BYTES).await })
    }
}

fn transport(error: &reqwest::Error) -> Transport {
    let never_left = error.is_connect() || error.is_builder();
    if never_left { Transport::NotSent } else { Transport::Lost }
}
