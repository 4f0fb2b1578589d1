//! Calls from gateways to the rail, over a line that may be cut or half open, with a token that may be dead.

use domain::checkout::ResultCode;
use domain::ids::CheckoutId;
use payment_proto::mpesa::{Endpoint, Fault, Transport, Verdict, read_answer};

use crate::app::{Call, LONGEST_WAIT_MS, Next, Wish};
use crate::gateway::SHILLINGS;
use crate::tokens::REFUSED;
use crate::world::{Line, World};

/// How often a site looks whether the token has come that somebody waits for.
const LOOK_AGAIN_MS: u64 = 500;
/// Some calls may wait one after the other.
const MOST_LOOKS: u64 = 5 * LONGEST_WAIT_MS / LOOK_AGAIN_MS;

impl World {
    /// While somebody waits for a token, fractions of a second count.
    pub(crate) fn wait_for_tokens(&mut self) {
        for _ in 0..MOST_LOOKS {
            let waiting: Vec<usize> = (0..self.sites.len()).filter(|at| self.sites[*at].gateway.is_calling()).collect();
            if waiting.is_empty() {
                return;
            }
            self.go_on(LOOK_AGAIN_MS);
            self.deliver();
            for at in waiting {
                self.call_the_rail(at);
                self.tell_what_is_asked(at);
            }
        }
    }

    /// Does what a gateway has to do at the rail, as far as it can.
    pub(crate) fn call_the_rail(&mut self, at: usize) {
        loop {
            let now_ms = self.now_ms;
            match self.sites[at].gateway.next_call(now_ms) {
                None => return,
                Some(Next::Fetch(generation)) => self.fetch(at, generation),
                Some(Next::Without(call)) => self.do_without(at, &call),
                Some(Next::Call(call, token, generation)) => self.call(at, call, token.reveal(), generation),
            }
        }
    }

    fn fetch(&mut self, at: usize, generation: Option<u64>) {
        let (now_ms, line) = (self.now_ms, self.sites[at].line);
        let body = (line != Line::Cut).then(|| self.rail.tokens.grant(now_ms));
        let fetches = &mut self.sites[at].gateway.fetches;
        match (&body, generation) {
            (None, _) => {}
            (Some(_), Some(_)) => fetches.told += 1,
            (Some(_), None) => fetches.alone += 1,
        }
        let why = generation.map_or("without asking".to_owned(), |generation| format!("as number {generation}"));
        let count = self.rail.tokens.count();
        if body.is_some() && self.dice.percent(2) {
            self.tell(at, &format!("fetches the rail's token {count} {why}, and the power goes"));
            return self.darkness(at);
        }
        let body = body.filter(|_| line == Line::Open && !self.dice.percent(5));
        let what = if body.is_some() { "" } else { ", and hears nothing" };
        self.tell(at, &format!("fetches the rail's token {count} {why}{what}"));
        let verdict = body.map(|body| read_answer(Endpoint::Token, 200, body.as_bytes()).verdict);
        if let Some(call) = self.sites[at].gateway.fetched(generation, verdict, now_ms) {
            self.do_without(at, &call);
        }
    }

    /// Without a token nothing was asked of anybody: a push has failed, a question stays open.
    fn do_without(&mut self, at: usize, call: &Call) {
        if let Wish::Push { checkout, .. } = call.wish {
            self.tell(at, &format!("{checkout}: nobody is asked, for want of a token"));
            let now_ms = self.now_ms;
            self.sites[at].gateway.pushed(checkout, &Transport::NotSent.verdict(Endpoint::Push), now_ms);
        }
    }

    fn call(&mut self, at: usize, call: Call, token: &str, generation: u64) {
        let now_ms = self.now_ms;
        let line = self.sites[at].line;
        let is_taken = line == Line::Cut || self.rail.tokens.takes(token, now_ms);
        let refused = read_answer(Endpoint::Push, 404, REFUSED.as_bytes()).verdict;
        if !is_taken && line == Line::Open && refused == Verdict::InvalidToken {
            return self.refuse(at, call, generation);
        }
        self.sites[at].gateway.token_proved_good(generation);
        match (&call.wish, is_taken) {
            (Wish::Push { checkout, asked_ms }, true) => self.push(at, *checkout, *asked_ms),
            (Wish::Push { checkout, .. }, false) => {
                let verdict = Transport::Lost.verdict(Endpoint::Push);
                self.sites[at].gateway.pushed(*checkout, &verdict, now_ms);
            }
            (Wish::Query { checkout, checkout_request }, true) if line == Line::Open => {
                let body = self.rail.query(checkout_request, now_ms);
                let answer = read_answer(Endpoint::Query { checkout_request }, 200, body.as_bytes());
                self.sites[at].gateway.answered(*checkout, &answer.verdict, now_ms);
            }
            // Nobody heard anything: it is asked again in its turn.
            (Wish::Query { .. }, _) => {}
        }
    }

    /// The rail says that the token is dead. Nothing has happened, and the call is made once more with the next one.
    fn refuse(&mut self, at: usize, call: Call, generation: u64) {
        let now_ms = self.now_ms;
        self.tell(at, &format!("token number {generation} is refused"));
        let Some(call) = self.sites[at].gateway.token_refused(call, generation, now_ms) else { return };
        if let Wish::Push { checkout, .. } = call.wish {
            self.breaks(format!("{checkout}: the next token was dead as well, and nobody is asked to pay"));
            let verdict = Verdict::Misconfigured { fault: Fault::ProductNotEnabled, code: ResultCode::new() };
            self.sites[at].gateway.pushed(checkout, &verdict, now_ms);
        }
    }

    fn push(&mut self, at: usize, checkout: CheckoutId, asked_ms: Option<u64>) {
        let now_ms = self.now_ms;
        if self.sites[at].line == Line::Cut {
            let verdict = Transport::NotSent.verdict(Endpoint::Push);
            self.tell(at, &format!("{checkout}: the rail cannot be reached"));
            return self.sites[at].gateway.pushed(checkout, &verdict, now_ms);
        }
        if let Some(asked_ms) = asked_ms {
            self.rings_in_time(at, checkout, asked_ms);
        }
        let path = self.sites[at].gateway.callback_path(checkout);
        let ids = self.rail.push((at, checkout), SHILLINGS, &path, now_ms, &mut self.dice);
        let ending = self.rail.pushes.last().map(|push| format!("{:?}", push.ending)).unwrap_or_default();
        self.tell(at, &format!("{checkout}: pushed, will be {ending}"));
        if self.dice.percent(4) {
            self.tell(at, "the power goes before the answer is booked");
            return self.darkness(at);
        }
        let is_lost = self.sites[at].line == Line::HalfOpen || self.dice.percent(5);
        let verdict = if is_lost { Transport::Lost.verdict(Endpoint::Push) } else { Verdict::Accepted(ids) };
        self.sites[at].gateway.pushed(checkout, &verdict, now_ms);
    }
}
