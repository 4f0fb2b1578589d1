//! The line to one router's REST interface: one call at a time each, a few at once, every answer bounded.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use enforcement::rest::{Ask, Heard, Method, Told, Unmet};
use hyper::header::HeaderValue;
use tokio::sync::Semaphore;

use crate::clock::Clock;
use crate::config::Rest;
use crate::outbound::{Call, Callee, Client, Trouble, named};
use crate::tap::silence::Silence;

/// A login waits for our own RADIUS answer, and for a slow disk behind it.
const TO_ANSWER: Duration = Duration::from_secs(10);
/// Rows of some hundreds of guests; a longer answer is cut, and then it cannot be read.
const MOST_ANSWER_BYTES: usize = 512 << 10;
/// Calls at once: RouterOS takes 20 sessions in all.
const AT_ONCE: usize = 4;

pub(super) struct Line {
    client: Client,
    base_url: String,
    authorization: HeaderValue,
    places: Semaphore,
    pub(super) silence: Silence,
}

impl Line {
    /// Nothing is sent yet.
    pub(super) fn to(rest: &Rest, clock: &Clock) -> Result<Self, String> {
        // RFC 7617 section 2.
        let pair = STANDARD.encode(format!("{}:{}", rest.user, rest.password.expose()));
        let mut authorization = HeaderValue::from_str(&format!("Basic {pair}")).map_err(|error| error.to_string())?;
        authorization.set_sensitive(true);
        Ok(Line {
            client: Client::to(&rest.url, Callee::Rail, clock)?,
            base_url: rest.url.trim_end_matches('/').to_owned(),
            authorization,
            places: Semaphore::new(AT_ONCE),
            silence: Silence::default(),
        })
    }

    /// Asks once.
    pub(super) async fn ask(&self, ask: &Ask) -> Heard {
        let _place = self.places.acquire().await.map_err(|_| Unmet::Cut)?;
        // A login waits for RADIUS and a disk, so a long one says nothing of the router.
        let waiting = (ask.method != Method::Post).then(|| self.silence.waiting());
        let heard = self.call(ask).await;
        drop(waiting);
        self.silence.heard(heard.is_ok());
        heard
    }

    async fn call(&self, ask: &Ask) -> Heard {
        let method = match ask.method {
            Method::Get => hyper::Method::GET,
            Method::Post => hyper::Method::POST,
            Method::Delete => hyper::Method::DELETE,
        };
        let call = Call {
            method,
            path: ask.path.clone(),
            authorization: Some(self.authorization.clone()),
            content_type: ask.body.as_ref().map(|_| "application/json"),
            body: ask.body.clone().unwrap_or_default().into_bytes(),
            to_answer: TO_ANSWER,
        };
        match self.client.call(call, MOST_ANSWER_BYTES).await {
            // Half an answer would be taken for fewer rows.
            Ok(answer) if !answer.is_whole => Err(Unmet::Cut),
            Ok(answer) => Ok(Told { status: answer.status, body: answer.body }),
            Err(broken) => Err(match named(&self.base_url, &broken).await {
                Trouble::Time => Unmet::TooLate,
                Trouble::Cut => Unmet::Cut,
                Trouble::Name | Trouble::Connection | Trouble::Tls(_) => Unmet::NoConnection,
            }),
        }
    }
}
