//! The app's one token, shared with the provider's other sites: the cloud says who fetches the next, and hands it on sealed.
//! Where the cloud is out of reach, this site fetches by itself.

use std::time::Duration;

use domain::ids::Chance;
use payment_proto::mpesa::{AccessToken, Granted};
use sync_proto::{Answer, AppKey, Inquiry, TokenWord};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use crate::chance::Kernel;
use crate::gateway::Asked;

/// A guest looks at the page meanwhile: who does not answer by then is out of reach.
const TO_ANSWER: Duration = Duration::from_secs(3);
/// Sites that lose the cloud together do not all fetch in one moment.
const LONGEST_PAUSE_MS: u64 = 1_500;

/// What to do for a token.
pub(super) enum Told {
    /// Take this one.
    Take(Granted, u64),
    /// Fetch one; if the cloud asked for it, it is this one.
    Fetch(Option<u64>),
    /// Another site is fetching it.
    Wait(Duration),
}

/// The way to the cloud for everything that concerns tokens.
pub(crate) struct Broker {
    key: AppKey,
    cloud: Option<mpsc::Sender<Asked>>,
}

impl Broker {
    /// A broker for the app with this key; without a cloud it always says to fetch.
    pub(crate) fn new(key: AppKey, cloud: Option<mpsc::Sender<Asked>>) -> Self {
        Broker { key, cloud }
    }

    /// Asks what to do; `bad` is the token the rail has just refused, if there was one.
    pub(super) async fn ask(&self, bad: Option<u64>) -> Told {
        let app = self.key.name();
        match self.inquire(Inquiry::Token { app, bad }).await {
            Some(Answer::Token { word, .. }) => self.read(word),
            Some(_) => Told::Fetch(None),
            None => {
                if self.cloud.is_some() {
                    tokio::time::sleep(Duration::from_millis(pause_ms())).await;
                }
                Told::Fetch(None)
            }
        }
    }

    fn read(&self, word: TokenWord) -> Told {
        match word {
            TokenWord::Use { generation, sealed, lives_secs } => {
                let token = self.key.unseal(generation, &sealed).ok().as_deref().and_then(AccessToken::new);
                // What we cannot open is of no use to us, whoever wrote it.
                token.map_or(Told::Fetch(None), |token| {
                    Told::Take(Granted { token, lifetime_secs: lives_secs }, generation)
                })
            }
            TokenWord::Fetch { generation } => Told::Fetch(Some(generation)),
            TokenWord::Wait { ms } => Told::Wait(Duration::from_millis(u64::from(ms.clamp(100, 5_000)))),
        }
    }

    /// Tells the other sites what came of a fetch. Nobody waits for this.
    pub(super) fn tell(&self, generation: u64, granted: Option<&Granted>) {
        let Some(cloud) = &self.cloud else { return };
        let token = granted.and_then(|granted| {
            let sealed = self.key.seal(generation, granted.token.reveal(), &mut Kernel)?;
            Some((sealed, granted.lifetime_secs))
        });
        let inquiry = Inquiry::TokenFetched { app: self.key.name(), generation, token };
        let (reply, answer) = oneshot::channel();
        // Untold, the others ask and fetch anew.
        if cloud.try_send(Asked { inquiry, reply }).is_ok() {
            tokio::task::spawn_local(answer);
        }
    }

    async fn inquire(&self, inquiry: Inquiry) -> Option<Answer> {
        let (reply, answer) = oneshot::channel();
        self.cloud.as_ref()?.try_send(Asked { inquiry, reply }).ok()?;
        timeout(TO_ANSWER, answer).await.ok()?.ok()
    }
}

fn pause_ms() -> u64 {
    let mut bytes = [0; 8];
    Kernel.fill(&mut bytes);
    u64::from_le_bytes(bytes) % LONGEST_PAUSE_MS
}
