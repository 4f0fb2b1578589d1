//! The owner's app with the rail as one gateway has it in memory: the real shelf with the app's one token, the calls that
//! wait for it, and by hand what the roof's tasks do for the next one. They ask the cloud, wait while another site fetches,
//! and fetch by themselves where the cloud does not answer.

use std::collections::VecDeque;

use domain::ids::CheckoutId;
use payment_proto::mpesa::{AccessToken, Granted, TokenShelf, Verdict, Want};
use sync_proto::{Answer, AppKey, FETCH_PATIENCE_MS, Inquiry, TokenWord};

use crate::dice::Dice;
use crate::inquiries::Inquiries;

/// A guest looks at the page meanwhile: a cloud that does not answer by then is out of reach.
pub const TO_ANSWER_MS: u64 = 3_000;
/// Sites that lose the cloud together do not all fetch in one moment.
pub const LONGEST_PAUSE_MS: u64 = 1_500;
/// Nobody waits longer than this for a token.
pub const LONGEST_WAIT_MS: u64 = 20_000;
/// A token of our own may be followed by one that the cloud still has, and that by the next one that is fetched.
const MOST_TRIES: u32 = 3;

/// What the rail is to be asked.
#[derive(Clone, Debug)]
pub enum Wish {
    /// A phone is to ring.
    Push {
        /// For this.
        checkout: CheckoutId,
        /// When the guest asked the cloud, if it was there.
        asked_ms: Option<u64>,
    },
    /// How a push ended.
    Query {
        /// Of this.
        checkout: CheckoutId,
        /// By its name on the rail.
        checkout_request: String,
    },
}

/// A wish on its way.
#[derive(Clone, Debug)]
pub struct Call {
    /// What is wished.
    pub wish: Wish,
    since_ms: u64,
    /// How often the rail has refused its token.
    pub refusals: u32,
}

/// What is to be done at the rail now.
#[derive(Debug)]
pub enum Next {
    /// This call, with this token, and the number of the token.
    Call(Call, AccessToken, u64),
    /// A token is to be fetched; if the cloud asked for it, it is this one.
    Fetch(Option<u64>),
    /// Not this call: no token came for it.
    Without(Call),
}

/// How far the search for the next token has come.
#[derive(Clone, Copy, Debug)]
enum Search {
    Asked {
        at_ms: u64,
    },
    /// Another site is fetching it.
    Waits {
        until_ms: u64,
    },
    /// The cloud does not answer.
    Pauses {
        until_ms: u64,
    },
    Told(Option<u64>),
}

/// The app in a gateway's memory. Time is the gateway's uptime.
#[derive(Debug)]
pub struct App {
    key: AppKey,
    shelf: TokenShelf,
    search: Option<Search>,
    calls: VecDeque<Call>,
    /// The last token that was fetched here.
    own: u64,
    /// When the cloud was last told what came of a fetch.
    reported_ms: u64,
}

impl Default for App {
    fn default() -> Self {
        App {
            key: AppKey::of("the provider's key", "the provider's secret"),
            shelf: TokenShelf::default(),
            search: None,
            calls: VecDeque::new(),
            own: 0,
            reported_ms: 0,
        }
    }
}

impl App {
    /// The rail is to be asked this.
    pub fn wish(&mut self, wish: Wish, now_ms: u64) {
        self.calls.push_back(Call { wish, since_ms: now_ms, refusals: 0 });
    }

    /// What is to be asked of the rail.
    pub fn wishes(&self) -> impl Iterator<Item = &Wish> {
        self.calls.iter().map(|call| &call.wish)
    }

    /// What is to be done now, if anything can be.
    pub fn next(&mut self, now_ms: u64, inquiries: &mut Inquiries, dice: &mut Dice) -> Option<Next> {
        let since_ms = self.calls.front()?.since_ms;
        let has_waited = now_ms >= since_ms + LONGEST_WAIT_MS;
        match self.search {
            Some(Search::Told(generation)) => return self.fetch(generation),
            Some(Search::Pauses { until_ms }) if now_ms >= until_ms => return self.fetch(None),
            Some(Search::Asked { at_ms }) if inquiries.is_out_of_reach() || now_ms >= at_ms + TO_ANSWER_MS => {
                inquiries.forget_the_token();
                self.search = Some(Search::Pauses { until_ms: now_ms + dice.below(LONGEST_PAUSE_MS) });
                return None;
            }
            Some(Search::Waits { .. }) if has_waited => {
                self.search = None;
                self.shelf.fetch_unanswered(now_ms);
                return self.calls.pop_front().map(Next::Without);
            }
            Some(Search::Waits { until_ms }) if now_ms >= until_ms => return self.ask(now_ms, inquiries),
            Some(_) => return None,
            None => {}
        }
        match self.shelf.want(now_ms) {
            Want::Use { token, generation } => self.calls.pop_front().map(|call| Next::Call(call, token, generation)),
            Want::Fetch => self.ask(now_ms, inquiries),
            Want::Wait { .. } if has_waited => self.calls.pop_front().map(Next::Without),
            Want::Wait { .. } => None,
        }
    }

    fn ask(&mut self, now_ms: u64, inquiries: &mut Inquiries) -> Option<Next> {
        let last = self.shelf.generation();
        inquiries.ask(Inquiry::Token { app: self.key.name(), bad: Some(last).filter(|last| *last > 0) });
        self.search = Some(Search::Asked { at_ms: now_ms });
        None
    }

    fn fetch(&mut self, generation: Option<u64>) -> Option<Next> {
        self.search = None;
        Some(Next::Fetch(generation))
    }

    /// The cloud has answered. True if it has heard in good time which token was fetched.
    pub fn answered(&mut self, inquiry: &Inquiry, answer: Answer, now_ms: u64) -> bool {
        match (inquiry, answer) {
            (Inquiry::Token { .. }, Answer::Token { word, .. }) => self.take(word, now_ms),
            (Inquiry::Token { .. }, _) => self.search = Some(Search::Told(None)),
            (Inquiry::TokenFetched { token: Some(_), .. }, Answer::Noted) => {
                return now_ms < self.reported_ms + FETCH_PATIENCE_MS;
            }
            _ => {}
        }
        false
    }

    fn take(&mut self, word: TokenWord, now_ms: u64) {
        self.search = match word {
            TokenWord::Use { generation, sealed, lives_secs } => {
                let token = self.key.unseal(generation, &sealed).ok().as_deref().and_then(AccessToken::new);
                let granted = token.map(|token| Granted { token, lifetime_secs: lives_secs });
                let is_taken = granted.is_some_and(|granted| self.shelf.handed(granted, generation, now_ms));
                if is_taken { None } else { Some(Search::Told(None)) }
            }
            TokenWord::Fetch { generation } => Some(Search::Told(Some(generation))),
            TokenWord::Wait { ms } => Some(Search::Waits { until_ms: now_ms + u64::from(ms.clamp(100, 5_000)) }),
        };
    }

    /// The rail has answered a fetch, or not. The call that waited longest has to do without a token that did not come.
    pub fn fetched(
        &mut self,
        generation: Option<u64>,
        verdict: Option<Verdict>,
        now_ms: u64,
        inquiries: &mut Inquiries,
        dice: &mut Dice,
    ) -> Option<Call> {
        if let Some(Verdict::Granted(granted)) = verdict {
            let is_counted =
                generation.is_some_and(|generation| self.shelf.handed(granted.clone(), generation, now_ms));
            if !is_counted {
                self.shelf.fetched(granted.clone(), now_ms);
            }
            self.own = self.shelf.generation();
            self.report(self.own, Some(&granted), now_ms, inquiries, dice);
            return None;
        }
        self.shelf.fetch_unanswered(now_ms);
        if let Some(generation) = generation {
            self.report(generation, None, now_ms, inquiries, dice);
        }
        self.calls.pop_front()
    }

    fn report(
        &mut self,
        generation: u64,
        granted: Option<&Granted>,
        now_ms: u64,
        inquiries: &mut Inquiries,
        dice: &mut Dice,
    ) {
        let sealed = |granted: &Granted| {
            let sealed = self.key.seal(generation, granted.token.reveal(), dice)?;
            Some((sealed, granted.lifetime_secs))
        };
        let token = granted.and_then(sealed);
        self.reported_ms = now_ms;
        inquiries.ask(Inquiry::TokenFetched { app: self.key.name(), generation, token });
    }

    /// The rail took a call's token.
    pub fn proved_good(&mut self, generation: u64) {
        self.shelf.proved_good(generation);
    }

    /// The rail refused a call's token: nothing happened. It is tried again with the next one, until a token that was fetched
    /// here since is refused as well. Returns a call that is given up.
    pub fn refused(&mut self, call: Call, generation: u64, now_ms: u64) -> Option<Call> {
        self.shelf.reported_bad(generation, now_ms);
        let call = Call { refusals: call.refusals + 1, ..call };
        if call.refusals >= MOST_TRIES || (call.refusals > 1 && generation == self.own) {
            return Some(call);
        }
        self.calls.push_front(call);
        None
    }
}
