//! What a gateway asks of the cloud while somebody waits, as the roof does it: it goes up with the next push, is answered in
//! order, and is dropped where the cloud is out of reach.

use std::collections::VecDeque;

use sync_proto::{Answer, Inquiry, Lane, MOST_INQUIRIES};

/// Inquiries that wait for their turn; beyond that nobody is asked.
const MOST_WAITING: usize = 64;

/// Inquiries that wait for the next push, and those under way with the last.
#[derive(Debug, Default)]
pub struct Inquiries {
    waiting: VecDeque<Inquiry>,
    /// None where whoever asked has given up.
    under_way: Vec<Option<Inquiry>>,
    /// Whether the cloud was not heard when it was spoken to last.
    is_out_of_reach: bool,
}

impl Inquiries {
    /// Asks, unless nobody would answer.
    pub fn ask(&mut self, inquiry: Inquiry) {
        if !self.is_out_of_reach && self.waiting.len() < MOST_WAITING && !self.waiting.contains(&inquiry) {
            self.waiting.push_back(inquiry);
        }
    }

    /// Whether anybody still waits for a turn.
    pub fn is_any_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Whether the cloud did not answer last.
    pub fn is_out_of_reach(&self) -> bool {
        self.is_out_of_reach
    }

    /// Whoever waits for a token does not any more.
    pub fn forget_the_token(&mut self) {
        let is_for_a_token = |inquiry: &Inquiry| matches!(inquiry, Inquiry::Token { .. });
        self.waiting.retain(|inquiry| !is_for_a_token(inquiry));
        self.under_way.iter_mut().for_each(|inquiry| *inquiry = inquiry.take().filter(|asked| !is_for_a_token(asked)));
    }

    /// Those that go up with the next push.
    pub fn depart(&mut self) -> Vec<Inquiry> {
        let departing = self.waiting.len().min(MOST_INQUIRIES);
        let inquiries: Vec<Inquiry> = self.waiting.drain(..departing).collect();
        self.under_way = inquiries.iter().cloned().map(Some).collect();
        inquiries
    }

    /// The push under way is answered: who asked what, and what is said to it.
    pub fn answered(&mut self, answers: Vec<Answer>) -> Vec<(Inquiry, Answer)> {
        let asked = self.under_way.drain(..);
        asked.zip(answers).filter_map(|(inquiry, answer)| Some((inquiry?, answer))).collect()
    }

    /// The cloud is heard.
    pub fn heard(&mut self) {
        self.is_out_of_reach = false;
    }

    /// It is not. Inquiries go up with pushes: when one of these is not heard, nobody is left waiting.
    pub fn unheard(&mut self, lane: Lane) {
        self.is_out_of_reach = true;
        if lane == Lane::Push {
            self.under_way.clear();
            self.waiting.clear();
        }
    }
}
