//! Speaking to the cloud: a frame is posted, and what came back goes to the event loop as a word.

use std::time::Duration;

use reqwest::Client;
use reqwest::header::CONTENT_TYPE;
use sync_proto::{Down, Keys, Lane, MOST_DOWN_BYTES, Nonce, PublicKeys, Purpose, Refusal, Up, open, sign};
use tokio::sync::mpsc;

use crate::cloud::Enrolment;
use crate::outbound::{Trouble, body_up_to, client, named};

/// What the cloud may take to answer beyond the time it is asked to wait.
const TO_ANSWER: Duration = Duration::from_secs(30);
/// How long the cloud is asked to hold a question.
pub(crate) const HOLD_SECS: u16 = 25;

/// Why there is no answer of the cloud.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unheard {
    /// It was not reached.
    #[error("the cloud cannot be reached ({})", .0.as_str())]
    Trouble(Trouble),
    /// It said no.
    #[error("{0}")]
    Refused(Refusal),
    /// Somebody else answered: another hotspot's login page, a proxy, a wrong address.
    #[error(
        "whoever answers there (status {0}) is not Lango's cloud: check the address, and that no login page is in between"
    )]
    Foreign(u16),
    /// No call can be made at all.
    #[error("{0}")]
    Unusable(String),
}

/// A place frames are posted to.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    client: Client,
    url: String,
}

impl Post {
    pub(crate) fn to(url: &str) -> Result<Self, String> {
        Ok(Post { client: client(TO_ANSWER)?, url: url.trim_end_matches('/').to_owned() })
    }

    /// Posts a frame; the bytes of the answer.
    pub(crate) async fn post(&self, path: &str, frame: Vec<u8>) -> Result<Vec<u8>, Unheard> {
        let held = if path == Lane::Hold.path() { HOLD_SECS } else { 0 };
        let to_answer = TO_ANSWER + Duration::from_secs(u64::from(held));
        let request = self.client.post(format!("{}{path}", self.url)).timeout(to_answer);
        let request = request.header(CONTENT_TYPE, "application/octet-stream").body(frame);
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => return Err(Unheard::Trouble(named(&self.url, &error).await)),
        };
        let status = response.status().as_u16();
        let body = body_up_to(response, MOST_DOWN_BYTES).await;
        match status {
            200 => Ok(body),
            _ => Err(refusal(&body).map_or(Unheard::Foreign(status), Unheard::Refused)),
        }
    }
}

/// The cloud says no in a few words of JSON (RFC 9457), so that a person with curl reads it too.
fn refusal(body: &[u8]) -> Option<Refusal> {
    let problem: serde_json::Value = serde_json::from_slice(body).ok()?;
    Refusal::from_code(problem.get("code")?.as_str()?)
}

/// What the event loop hears.
#[derive(Debug)]
pub(crate) struct CloudWord {
    pub(crate) lane: Lane,
    pub(crate) said: Result<Down, Unheard>,
}

/// The cloud, for one site.
#[derive(Debug)]
pub(crate) struct Cloud {
    post: Post,
    keys: Keys,
    theirs: PublicKeys,
    words: mpsc::Sender<CloudWord>,
}

impl Cloud {
    pub(crate) fn new(enrolment: &Enrolment, words: mpsc::Sender<CloudWord>) -> Result<Self, String> {
        let post = Post::to(&enrolment.url)?;
        Ok(Cloud { post, keys: enrolment.keys(), theirs: enrolment.cloud, words })
    }

    /// Signs a frame and sends it on its way. `false` if it is too large to be sent.
    pub(crate) fn speak(&self, up: &Up) -> bool {
        let Some(frame) = sign(Purpose::Up, &self.keys, up) else { return false };
        let (post, theirs, words) = (self.post.clone(), self.theirs, self.words.clone());
        let (lane, nonce) = (up.lane(), up.nonce);
        tokio::task::spawn_local(async move {
            let said = post.post(lane.path(), frame).await.and_then(|bytes| read(&bytes, &theirs, nonce));
            // The loop has ended: nobody waits for it.
            let _ = words.send(CloudWord { lane, said }).await;
        });
        true
    }
}

/// An answer of the cloud to this very question, or somebody else's.
fn read(bytes: &[u8], theirs: &PublicKeys, nonce: Nonce) -> Result<Down, Unheard> {
    let down: Down = open(Purpose::Down, theirs, bytes).map_err(|_| Unheard::Foreign(200))?;
    if down.nonce == nonce { Ok(down) } else { Err(Unheard::Foreign(200)) }
}
