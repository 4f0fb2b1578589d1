//! Calls to the rail, each a task of its own: the event loop never waits for them, and hears what came of them as words.
//! One token serves all; whoever finds it missing or bad sees to the next one, and the others wait for that.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use domain::checkout::{Checkout, RailIds};
use domain::ids::CheckoutId;
use payment_proto::mpesa::{
    AccessToken, Answer, Endpoint, Fault, SecretText, Timestamp, TokenShelf, Verdict, Want, read_answer,
};
use tokio::sync::{Notify, Semaphore, mpsc};
use tokio::time::{sleep, timeout};

use crate::clock::Clock;
use crate::mpesa::broker::Told;
use crate::mpesa::{App, Broker, Line};
use crate::outbound::Trouble;

/// Pushes under way at once; the others wait their turn, for a while.
const AT_ONCE: usize = 16;
/// A guest whose turn has not come by then is told to try again, rather than asked when the phone is back in the pocket.
const TURN_WITHIN: Duration = Duration::from_secs(20);
/// A token fetched here may be followed by one that the cloud still has, and that by the next one that is fetched.
const MOST_TRIES: u32 = 3;
/// Nobody waits longer than this for a token: the guest is looking at the page.
const LONGEST_WAIT_MS: u64 = 20_000;

/// What came of a call.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    /// What it means.
    pub(crate) verdict: Verdict,
    /// What kind of answer it was, for counting.
    pub(crate) kind: &'static str,
    /// What the rail said in words, for the owner.
    pub(crate) said: heapless::String<96>,
    /// What was in the way, if there was no answer at all.
    pub(crate) trouble: Option<Trouble>,
}

impl From<Answer> for Heard {
    fn from(answer: Answer) -> Self {
        Heard { verdict: answer.verdict, kind: answer.shape.as_str(), said: answer.said, trouble: None }
    }
}

/// What the event loop hears.
#[derive(Clone, Debug)]
pub(crate) enum Word {
    /// A push was answered, or not.
    Pushed(CheckoutId, Heard),
    /// A question about a push was answered, or not.
    Asked(CheckoutId, Heard),
}

/// The rail, for one app.
pub(crate) struct Daraja {
    pub(crate) app: App,
    line: Line,
    broker: Broker,
    clock: Clock,
    shelf: RefCell<TokenShelf>,
    /// The last token that was fetched here.
    own: Cell<u64>,
    /// Told whenever the shelf has changed.
    turned: Notify,
    places: Semaphore,
    words: mpsc::Sender<Word>,
}

impl Daraja {
    pub(crate) fn new(app: App, line: Line, broker: Broker, clock: Clock, words: mpsc::Sender<Word>) -> Self {
        let (shelf, own, turned) = (RefCell::default(), Cell::default(), Notify::new());
        Daraja { app, line, broker, clock, shelf, own, turned, places: Semaphore::new(AT_ONCE), words }
    }

    /// Asks the payer for the PIN. The checkout is on disk.
    pub(crate) fn push(self: &Rc<Self>, checkout: Checkout) {
        let rail = Rc::clone(self);
        tokio::task::spawn_local(async move {
            let heard = rail.push_now(&checkout).await;
            // The loop has ended: the checkout is found unanswered at the next start.
            let _ = rail.words.send(Word::Pushed(checkout.id, heard)).await;
        });
    }

    /// Asks how a push ended.
    pub(crate) fn ask(self: &Rc<Self>, checkout: CheckoutId, ids: RailIds) {
        let rail = Rc::clone(self);
        tokio::task::spawn_local(async move {
            let heard = rail.ask_now(&ids).await;
            let _ = rail.words.send(Word::Asked(checkout, heard)).await;
        });
    }

    /// Asks the payer for the PIN and waits for the rail's answer.
    pub(crate) async fn push_now(&self, checkout: &Checkout) -> Heard {
        let Ok(Ok(_place)) = timeout(TURN_WITHIN, self.places.acquire()).await else { return Heard::of_unsent_push() };
        match self.app.push_body(checkout, self.time()) {
            Ok(body) => self.call(Endpoint::Push, &body).await,
            Err(refused) => {
                let code = domain::checkout::ResultCode::new();
                let verdict = Verdict::Misconfigured { fault: Fault::RequestRefused, code };
                Heard { verdict, kind: "unsent", said: cut(&refused.to_string()), trouble: None }
            }
        }
    }

    /// Asks how a push ended and waits for the rail's answer.
    pub(crate) async fn ask_now(&self, ids: &RailIds) -> Heard {
        let body = self.app.query_body(ids, self.time());
        self.call(Endpoint::Query { checkout_request: &ids.checkout_request }, &body).await
    }

    /// Registers where notices of money received are posted, and waits for the rail's answer.
    pub(crate) async fn register_now(&self) -> Heard {
        self.call(Endpoint::RegisterUrls, &self.app.register_body()).await
    }

    fn time(&self) -> Timestamp {
        Timestamp::from_unix_ms(self.clock.read().wall_ms)
    }

    fn now_ms(&self) -> u64 {
        self.clock.read().uptime_ms
    }

    /// Calls with a token, and again with the next one if it turns out bad: an unknown token means that nothing happened. The
    /// one that the cloud hands over may be dead as well; only what is said of one fetched here since is believed.
    async fn call(&self, endpoint: Endpoint<'_>, body: &SecretText) -> Heard {
        let mut heard = None;
        for tried in 0..MOST_TRIES {
            let (token, generation) = match self.token(endpoint).await {
                Ok(token) => token,
                Err(without) => return without,
            };
            let answer = self.send(endpoint, &token.bearer_authorization(), Some(body)).await;
            if answer.verdict != Verdict::InvalidToken {
                self.shelf.borrow_mut().proved_good(generation);
                return answer;
            }
            self.shelf.borrow_mut().reported_bad(generation, self.now_ms());
            self.turned.notify_waiters();
            heard = Some(answer);
            if tried > 0 && generation == self.own.get() {
                break;
            }
        }
        let code = domain::checkout::ResultCode::new();
        let verdict = Verdict::Misconfigured { fault: Fault::ProductNotEnabled, code };
        heard.map_or_else(|| unsent(endpoint, None), |heard| Heard { verdict, ..heard })
    }

    async fn send(&self, endpoint: Endpoint<'_>, authorization: &SecretText, body: Option<&SecretText>) -> Heard {
        match self.line.call(endpoint, authorization, body).await {
            Ok(raw) => read_answer(endpoint, raw.status, &raw.body).into(),
            Err(broken) => Heard {
                verdict: broken.transport.verdict(endpoint),
                kind: broken.transport.as_str(),
                said: heapless::String::new(),
                trouble: Some(broken.trouble),
            },
        }
    }

    /// The token, fetched if there is none; else what its lack means for this call.
    async fn token(&self, endpoint: Endpoint<'_>) -> Result<(AccessToken, u64), Heard> {
        let started_ms = self.now_ms();
        loop {
            // From here on no turn of the shelf is missed.
            let turned = self.turned.notified();
            let now_ms = self.now_ms();
            let want = self.shelf.borrow_mut().want(now_ms);
            match want {
                Want::Use { token, generation } => return Ok((token, generation)),
                Want::Fetch => {
                    if let Some(failed) = self.restock(started_ms.saturating_add(LONGEST_WAIT_MS)).await {
                        return Err(without_token(endpoint, failed));
                    }
                }
                Want::Wait { until_ms } => {
                    let left_ms = (started_ms + LONGEST_WAIT_MS).saturating_sub(now_ms);
                    if left_ms == 0 {
                        return Err(unsent(endpoint, None));
                    }
                    let nap = Duration::from_millis(until_ms.saturating_sub(now_ms).clamp(1, left_ms));
                    // Either the shelf has turned or it is time to look again.
                    let _ = timeout(nap, turned).await;
                }
            }
        }
    }

    /// Brings a token to the shelf: another site's, or one fetched here; what came instead, if none came.
    async fn restock(&self, until_ms: u64) -> Option<Heard> {
        let failed = loop {
            let last = self.shelf.borrow().generation();
            match self.broker.ask(Some(last).filter(|last| *last > 0)).await {
                Told::Take(granted, generation) => {
                    if self.shelf.borrow_mut().handed(granted, generation, self.now_ms()) {
                        break None;
                    }
                    break self.fetch(None).await;
                }
                Told::Fetch(generation) => break self.fetch(generation).await,
                Told::Wait(_) if self.now_ms() >= until_ms => {
                    self.shelf.borrow_mut().fetch_unanswered(self.now_ms());
                    break Some(unsent(Endpoint::Token, None));
                }
                Told::Wait(pause) => sleep(pause).await,
            }
        };
        self.turned.notify_waiters();
        failed
    }

    /// Fetches a token, the one with this number if the cloud has counted; what came instead, if none came.
    async fn fetch(&self, generation: Option<u64>) -> Option<Heard> {
        let heard = self.send(Endpoint::Token, &self.app.credentials.basic_authorization(), None).await;
        let (now_ms, mut shelf) = (self.now_ms(), self.shelf.borrow_mut());
        if let Verdict::Granted(granted) = heard.verdict.clone() {
            let is_counted = generation.is_some_and(|generation| shelf.handed(granted.clone(), generation, now_ms));
            if !is_counted {
                shelf.fetched(granted.clone(), now_ms);
            }
            self.own.set(shelf.generation());
            self.broker.tell(shelf.generation(), Some(&granted));
            return None;
        }
        match heard.trouble {
            Some(_) => shelf.fetch_unanswered(now_ms),
            None => shelf.fetch_failed(now_ms),
        }
        if let Some(generation) = generation {
            self.broker.tell(generation, None);
        }
        Some(heard)
    }
}

/// Without a token nothing was asked of anybody: a push has failed, a question stays open.
fn without_token(endpoint: Endpoint<'_>, heard: Heard) -> Heard {
    match &heard.verdict {
        Verdict::Misconfigured { .. } | Verdict::BackOff { .. } => heard,
        _ => Heard { kind: heard.kind, ..unsent(endpoint, heard.trouble) },
    }
}

impl Heard {
    /// A push that never left.
    pub(crate) fn of_unsent_push() -> Self {
        unsent(Endpoint::Push, None)
    }
}

fn unsent(endpoint: Endpoint<'_>, trouble: Option<Trouble>) -> Heard {
    let transport = payment_proto::mpesa::Transport::NotSent;
    let (verdict, kind) = (transport.verdict(endpoint), transport.as_str());
    Heard { verdict, kind, said: heapless::String::new(), trouble }
}

fn cut(text: &str) -> heapless::String<96> {
    let mut cut = heapless::String::new();
    let _ = text.chars().try_for_each(|character| cut.push(character));
    cut
}
