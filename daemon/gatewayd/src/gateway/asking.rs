//! Inquiries of the cloud: somebody waits for the answer, and does without where none comes.

use std::collections::VecDeque;

use sync_proto::{Answer, Inquiry, MOST_INQUIRIES};
use tokio::sync::oneshot;

use crate::gateway::Gateway;

/// Inquiries that wait for their turn; beyond that nobody is asked.
const MOST_WAITING: usize = 64;

/// An inquiry and whoever waits for its answer; dropped, it tells that there is none.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) inquiry: Inquiry,
    pub(crate) reply: oneshot::Sender<Answer>,
}

/// Inquiries that wait for the next push, and those under way with the last.
#[derive(Debug, Default)]
pub(super) struct Inquiries {
    waiting: VecDeque<Asked>,
    under_way: Vec<oneshot::Sender<Answer>>,
}

impl Inquiries {
    /// Those that go up with the next push.
    pub(super) fn depart(&mut self) -> Vec<Inquiry> {
        let departing = self.waiting.len().min(MOST_INQUIRIES);
        let (inquiries, replies) = self.waiting.drain(..departing).map(|asked| (asked.inquiry, asked.reply)).unzip();
        self.under_way = replies;
        inquiries
    }

    /// Whether anybody still waits; who gave up is forgotten.
    pub(super) fn is_any_waiting(&mut self) -> bool {
        self.waiting.retain(|asked| !asked.reply.is_closed());
        !self.waiting.is_empty()
    }

    /// The answers of the push under way.
    pub(super) fn answered(&mut self, answers: Vec<Answer>) {
        for (reply, answer) in self.under_way.drain(..).zip(answers) {
            // Whoever asked may have given up.
            let _ = reply.send(answer);
        }
    }

    /// The cloud is out of reach: nobody is left waiting.
    pub(super) fn unheard(&mut self) {
        self.under_way.clear();
        self.waiting.clear();
    }
}

impl Gateway {
    /// Asks the cloud. Where it is out of reach, or too many wait already, the inquiry is dropped at once.
    pub(crate) fn ask_cloud(&mut self, asked: Asked) {
        let Some(uplink) = self.uplink.as_mut().filter(|uplink| uplink.is_in_reach()) else { return };
        if uplink.inquiries.waiting.len() < MOST_WAITING {
            uplink.inquiries.waiting.push_back(asked);
            self.tend_link();
        }
    }
}
