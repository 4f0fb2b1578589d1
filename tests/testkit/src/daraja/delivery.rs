//! What M-PESA posts to the merchant, and what became of it. The URL is M-PESA's to the letter; the connection goes to
//! wherever the test listens, without TLS. One try, whatever the receiver does.

use std::net::SocketAddr;
use std::sync::Arc;

use http_body_util::{BodyExt, Full, Limited};
use hyper::Request;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HOST, USER_AGENT};
use hyper_util::rt::TokioIo;
use serde::Serialize;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::event::Event;
use super::mpesa::Mpesa;
use super::public_url;
use crate::machine::PATIENCE;

/// More than any answer to a callback.
const LONGEST_ANSWER: usize = 64 * 1024;

/// How many deliveries are remembered; older ones fall off.
const REMEMBERED: usize = 20_000;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "M-PESA's words")]
pub enum Announcement {
    StkCallback,
    C2bValidation,
    C2bConfirmation,
    Result,
    QueueTimeOut,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// The receiver answered with this HTTP status.
    Answered(u16),
    /// There was no answer, and why.
    Failed(String),
    /// Nobody is configured to receive it.
    Nowhere,
}

/// Something to post.
#[derive(Clone)]
pub(super) struct Delivery {
    pub(super) what: Announcement,
    pub(super) url: String,
    pub(super) body: String,
}

/// How often something is posted.
#[derive(Clone)]
pub(super) struct Posting {
    pub(super) delivery: Delivery,
    pub(super) times: u32,
    pub(super) together: bool,
}

impl Posting {
    pub(super) fn once(delivery: Delivery) -> Self {
        Posting { delivery, times: 1, together: false }
    }
}

/// Something that was posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Delivered {
    /// What.
    pub what: Announcement,
    /// The URL M-PESA was given.
    pub url: String,
    /// The JSON.
    pub body: String,
    /// What became of it.
    pub fate: Fate,
    /// When, in milliseconds since the start.
    pub at_ms: u64,
}

impl Mpesa {
    /// Posts and returns when all of it was answered or given up.
    pub(super) async fn post(self: &Arc<Self>, posting: Posting) {
        if !posting.together {
            for _ in 0..posting.times {
                self.deliver(&posting.delivery).await;
            }
            return;
        }
        let mut all = JoinSet::new();
        for _ in 0..posting.times {
            let (mpesa, delivery) = (Arc::clone(self), posting.delivery.clone());
            all.spawn(async move { drop(mpesa.deliver(&delivery).await) });
        }
        all.join_all().await;
    }

    /// Posts once; the body of a good answer comes back.
    pub(super) async fn deliver(self: &Arc<Self>, delivery: &Delivery) -> Option<Bytes> {
        let (to, forwarded_for) = {
            let state = self.state();
            (state.callback_to, state.quirks.forwarded_for.clone())
        };
        let (fate, answer) = match to {
            None => (Fate::Nowhere, None),
            Some(address) => match timeout(PATIENCE, self.exchange(address, delivery, forwarded_for)).await {
                Ok(Ok((status, body))) => (Fate::Answered(status), (status == 200).then_some(body)),
                Ok(Err(failure)) => (Fate::Failed(failure.to_string()), None),
                Err(_) => (Fate::Failed("no answer".to_owned()), None),
            },
        };
        self.record(delivery, fate);
        answer
    }

    async fn exchange(
        &self,
        address: SocketAddr,
        delivery: &Delivery,
        forwarded_for: Option<String>,
    ) -> Result<(u16, Bytes), Failure> {
        let (host, target) = public_url::split(&delivery.url);
        let stream = TcpStream::connect(address).await?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        // Ends with the exchange; its errors are the exchange's.
        tokio::spawn(async move { drop(connection.await) });
        let mut request = Request::post(target)
            .header(HOST, host)
            .header(CONTENT_TYPE, "application/json;charset=UTF-8")
            .header("BusinessShortCode", self.config.merchant.shortcode())
            .header(USER_AGENT, "ReactorNetty/1.0.38");
        if let Some(source) = forwarded_for {
            request = request.header("X-Forwarded-For", source);
        }
        let request = request.body(Full::new(Bytes::from(delivery.body.clone())))?;
        let (head, body) = sender.send_request(request).await?.into_parts();
        let body = Limited::new(body, LONGEST_ANSWER).collect().await?.to_bytes();
        Ok((head.status.as_u16(), body))
    }

    fn record(&self, delivery: &Delivery, fate: Fate) {
        let Delivery { what, url, body } = delivery.clone();
        self.note(Event::Posted { what, url: url.clone(), fate: fate.clone() });
        let at_ms = self.now_ms();
        let mut state = self.state();
        if state.delivered.len() == REMEMBERED {
            state.delivered.pop_front();
        }
        state.delivered.push_back(Delivered { what, url, body, fate, at_ms });
    }
}
