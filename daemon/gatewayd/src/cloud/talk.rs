//! Speaking to the cloud: a frame is posted, and what came back goes to the event loop as a word.

use std::time::Duration;

use hyper::Method;
use sync_proto::{Down, Foreign, Keys, Lane, MOST_DOWN_BYTES, Nonce, PublicKeys, Purpose, Refusal, Up, open, sign};
use tokio::sync::mpsc;

use crate::clock::Clock;
use crate::cloud::Enrolment;
use crate::outbound::{Call, Callee, Client, Trouble, named};

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
    /// It is the cloud, and it says what this version does not know.
    #[error("the cloud is newer than this gateway: update langod")]
    Newer,
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
    pub(crate) fn to(url: &str, clock: &Clock) -> Result<Self, String> {
        Ok(Post { client: Client::to(url, Callee::Cloud, clock)?, url: url.trim_end_matches('/').to_owned() })
    }

    /// Posts a frame; the bytes of the answer.
    pub(crate) async fn post(&self, path: &str, frame: Vec<u8>) -> Result<Vec<u8>, Unheard> {
        let held = if path == Lane::Hold.path() { HOLD_SECS } else { 0 };
        let to_answer = TO_ANSWER + Duration::from_secs(u64::from(held));
        let beneath = self.url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map(|(_, path)| path);
        // Without a type, which nobody reads: asked all month, each line counts on a metered one.
        let call = Call {
            method: Method::POST,
            path: beneath.map_or_else(|| path.to_owned(), |beneath| format!("/{beneath}{path}")),
            authorization: None,
            content_type: None,
            body: frame,
            to_answer,
        };
        let answer = match self.client.call(call, MOST_DOWN_BYTES).await {
            Ok(answer) => answer,
            Err(error) => return Err(Unheard::Trouble(named(&self.url, &error).await)),
        };
        let (status, body) = (answer.status, answer.body);
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

impl From<Foreign> for Unheard {
    fn from(foreign: Foreign) -> Self {
        match foreign {
            Foreign::Newer { .. } => Unheard::Newer,
            Foreign::Malformed | Foreign::Unsigned => Unheard::Foreign(200),
        }
    }
}

/// What the event loop hears.
#[derive(Debug)]
pub(crate) struct CloudWord {
    pub(crate) lane: Lane,
    pub(crate) said: Result<Down, Unheard>,
    /// The length of what came.
    pub(crate) bytes: usize,
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
    pub(crate) fn new(enrolment: &Enrolment, clock: &Clock, words: mpsc::Sender<CloudWord>) -> Result<Self, String> {
        let post = Post::to(&enrolment.url, clock)?;
        Ok(Cloud { post, keys: enrolment.keys(), theirs: enrolment.cloud, words })
    }

    /// Signs a frame and sends it on its way; its length. `None` if it is too large to be sent.
    pub(crate) fn speak(&self, up: &Up) -> Option<usize> {
        let frame = sign(Purpose::Up, &self.keys, up)?;
        let length = frame.len();
        let (post, theirs, words) = (self.post.clone(), self.theirs, self.words.clone());
        let (lane, nonce) = (up.lane(), up.nonce);
        tokio::task::spawn_local(async move {
            let answer = post.post(lane.path(), frame).await;
            let bytes = answer.as_ref().map_or(0, Vec::len);
            let said = answer.and_then(|bytes| read(&bytes, &theirs, nonce));
            // The loop has ended: nobody waits for it.
            let _ = words.send(CloudWord { lane, said, bytes }).await;
        });
        Some(length)
    }
}

/// An answer of the cloud to this very question, or somebody else's.
fn read(bytes: &[u8], theirs: &PublicKeys, nonce: Nonce) -> Result<Down, Unheard> {
    let down: Down = open(Purpose::Down, theirs, bytes)?;
    if down.nonce == nonce { Ok(down) } else { Err(Unheard::Foreign(200)) }
}

#[cfg(test)]
mod tests {
    use sync_proto::Taken;

    use super::*;

    const NONCE: Nonce = [7; 16];

    fn down() -> Down {
        Down {
            nonce: NONCE,
            now_ms: 1,
            taken: Taken::Gap(domain::link::Cursor::default()),
            directives: Vec::new(),
            recalled: None,
            answers: Vec::new(),
            is_confirmed: true,
            lease_until_ms: None,
        }
    }

    #[test]
    fn a_newer_cloud_is_told_from_somebody_else_by_its_signature() {
        let (cloud, other) = (Keys::from_seed(&[1; 32]), Keys::from_seed(&[2; 32]));
        let read = |frame: Vec<u8>| read(&frame, &cloud.public(), NONCE);
        assert!(read(sign(Purpose::Down, &cloud, &down()).unwrap()).is_ok());
        // A later version says something more behind what is known.
        let more = (down(), "more");
        assert_eq!(read(sign(Purpose::Down, &cloud, &more).unwrap()).err(), Some(Unheard::Newer));
        assert_eq!(read(sign(Purpose::Down, &other, &more).unwrap()).err(), Some(Unheard::Foreign(200)));
        assert_eq!(read(b"<html>".to_vec()).err(), Some(Unheard::Foreign(200)));
        assert!(Unheard::Newer.to_string().ends_with("update langod"));
    }
}
