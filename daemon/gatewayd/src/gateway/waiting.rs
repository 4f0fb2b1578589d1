//! What waits for the disk: replies not yet sent, answers not yet given, orders not yet carried out.

use std::rc::Rc;

use domain::code::Code;
use domain::decisions::Disconnect;
use domain::device::Mac;
use domain::ids::{CheckoutId, TicketId};
use store::{CommitNumber, Store};
use tokio::sync::oneshot;

use crate::desk::Said;
use crate::mpesa::Word;
use crate::radius::{Port, ReplyKey};

/// A RADIUS reply that is ready.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) port: Port,
    pub(crate) key: ReplyKey,
    pub(crate) bytes: Rc<[u8]>,
    /// What is said instead if the change never gets to the disk; else silence, and the router asks again.
    pub(crate) apology: Option<Rc<[u8]>>,
}

/// What is to happen once a change is on disk.
#[derive(Debug, Default)]
pub(crate) struct Then {
    pub(crate) reply: Option<Reply>,
    pub(crate) orders: Vec<Disconnect>,
    pub(crate) answer: Option<(oneshot::Sender<Said>, Said)>,
    /// A checkout to send to the rail.
    pub(crate) push: Option<CheckoutId>,
    /// A device that has paid, and the code to sign it in with.
    pub(crate) let_in: Option<(Mac, Code)>,
    /// A ticket that was given time, for its sessions to become longer.
    pub(crate) lengthen: Option<TicketId>,
    /// Whether guests who wait for a payment are to look again.
    pub(crate) tells: bool,
    /// What the rail said: now it is true. Should it be lost, it is booked again.
    pub(crate) word: Option<Word>,
}

/// A bounded queue of such things, in no particular order of commits.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    queue: Vec<(CommitNumber, Then)>,
}

impl Waiting {
    /// A disk that takes two seconds for a sync meets at most so many requests of one busy site.
    const MOST: usize = 20_000;

    /// Whether nothing more should be decided until some of this is done.
    pub(crate) fn is_full(&self) -> bool {
        self.queue.len() >= Self::MOST
    }

    pub(crate) fn push(&mut self, rests_on: CommitNumber, then: Then) {
        self.queue.push((rests_on, then));
    }

    /// Takes out all whose change is on disk.
    pub(crate) fn durable_up_to(&mut self, store: &Store) -> Vec<Then> {
        let ready = self.queue.extract_if(.., |(rests_on, _)| store.is_durable(*rests_on));
        ready.map(|(_, then)| then).collect()
    }

    /// Takes out all.
    pub(crate) fn all(&mut self) -> Vec<Then> {
        self.queue.drain(..).map(|(_, then)| then).collect()
    }
}
