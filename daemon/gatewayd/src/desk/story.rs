//! A guest's story: what the books know of a ticket, a payment or a device, and what happened to it, newest first. Its events
//! are read from the outbox, a window at a time, so that guests who come in meanwhile do not wait.

use domain::checkout::{Checkout, Reference};
use domain::code::Code;
use domain::device::Mac;
use domain::event::{Event, Record};
use domain::ids::{CheckoutId, TicketId};
use domain::ledger::{Ledger, Read};
use domain::link::Cursor;
use domain::phone::Phone;
use domain::receipt::ReceiptNumber;
use domain::time::Now;
use serde::{Deserialize, Serialize};
use store::Store;

use crate::desk::{PaymentView, TicketView};

/// Lines of the outbox read in one go: some milliseconds on a slow router.
const WINDOW: u64 = 500;
/// What is listed where several fit.
const MOST_FOUND: usize = 20;

/// A question.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum StoryAsk {
    /// How it stands with what a person can name.
    Of(Clue),
    /// What happened to it.
    Chapters {
        /// To what.
        of: Subject,
        /// Only what is older than this line of the outbox.
        before: Option<u64>,
    },
}

/// What a person can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Clue {
    /// A ticket's code.
    Code(Code),
    /// A receipt.
    Receipt(ReceiptNumber),
    /// A payment, by its short name.
    Reference(Reference),
    /// A device.
    Device(Mac),
    /// The phone that was to pay.
    Payer(Phone),
}

/// What a story is about; a sale has both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Subject {
    pub(crate) ticket: Option<TicketId>,
    pub(crate) checkout: Option<CheckoutId>,
}

/// An answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum StorySaid {
    /// What was found; each is one ticket or one payment.
    Found(Vec<StoryView>),
    /// What happened, newest first.
    Chapters {
        chapters: Vec<Chapter>,
        /// Where older ones would be.
        older: Option<u64>,
    },
}

/// How it stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StoryView {
    pub(crate) ticket: Option<TicketView>,
    pub(crate) payment: Option<PaymentView>,
    /// The devices that used the ticket, the one bound longest ago first.
    pub(crate) devices: Vec<Mac>,
    /// Time it was given.
    pub(crate) given_secs: u32,
}

/// Something that happened.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Chapter {
    pub(crate) ago_secs: u64,
    pub(crate) event: Event,
}

impl StoryView {
    /// What it is about.
    pub(crate) fn subject(&self) -> Subject {
        Subject {
            ticket: self.ticket.as_ref().map(|ticket| ticket.id),
            checkout: self.payment.as_ref().map(|payment| payment.id),
        }
    }
}

/// Says how it stands.
pub(super) fn of(ledger: &dyn Ledger, clue: Clue, now: &Now<'_>) -> Read<StorySaid> {
    let mut subjects = match clue {
        Clue::Code(code) => {
            vec![Subject { ticket: ledger.ticket_by_code(code)?.map(|ticket| ticket.id), checkout: None }]
        }
        Clue::Receipt(number) => {
            let receipt = ledger.receipt(number)?;
            receipt.map(|receipt| Subject { ticket: receipt.ticket, checkout: receipt.checkout }).into_iter().collect()
        }
        Clue::Reference(reference) => {
            let checkout = ledger.checkout_named(reference)?.map(|checkout| checkout.id);
            vec![Subject { checkout, ticket: None }]
        }
        Clue::Device(device) => {
            let sessions = ledger.open_sessions_of_device(device)?;
            let online = sessions.iter().map(|session| Subject { ticket: Some(session.ticket), checkout: None });
            online.chain(payments(ledger, &|checkout| checkout.device == Some(device))?).collect()
        }
        Clue::Payer(payer) => payments(ledger, &|checkout| checkout.payer == payer)?.collect(),
    };
    for subject in &mut subjects {
        complete(ledger, subject)?;
    }
    subjects.retain(|subject| *subject != Subject::default());
    subjects.dedup();
    let views = subjects.into_iter().take(MOST_FOUND).map(|subject| view(ledger, subject, now));
    Ok(StorySaid::Found(views.collect::<Read<_>>()?))
}

fn payments(ledger: &dyn Ledger, wanted: &dyn Fn(&Checkout) -> bool) -> Read<impl Iterator<Item = Subject> + use<>> {
    let mut found = ledger.recent_checkouts(wanted)?;
    found.sort_unstable_by_key(|checkout| std::cmp::Reverse(checkout.opened));
    Ok(found.into_iter().map(|checkout| Subject { ticket: checkout.ticket, checkout: Some(checkout.id) }))
}

/// Finds the payment of a ticket and the ticket of a payment, as long as they are remembered.
fn complete(ledger: &dyn Ledger, subject: &mut Subject) -> Read<()> {
    if let (None, Some(id)) = (subject.ticket, subject.checkout) {
        subject.ticket = ledger.checkout(id)?.and_then(|checkout| checkout.ticket);
    }
    if let (Some(ticket), None) = (subject.ticket, subject.checkout) {
        let paid = ledger.recent_checkouts(&|checkout| checkout.ticket == Some(ticket))?;
        subject.checkout = paid.first().map(|checkout| checkout.id);
    }
    Ok(())
}

fn view(ledger: &dyn Ledger, subject: Subject, now: &Now<'_>) -> Read<StoryView> {
    let ticket = subject.ticket.map_or(Ok(None), |id| ledger.ticket(id))?;
    let checkout = subject.checkout.map_or(Ok(None), |id| ledger.checkout(id))?;
    let devices = ticket.iter().flat_map(|ticket| &ticket.devices).map(|binding| binding.device).collect();
    Ok(StoryView {
        given_secs: ticket.as_ref().map_or(0, |ticket| ticket.credit_secs),
        ticket: ticket.map(|ticket| TicketView::of(ledger, ticket, now)).transpose()?,
        payment: checkout.map(|checkout| PaymentView::of(ledger, checkout, now)).transpose()?,
        devices,
    })
}

/// Records as they were found.
pub(super) struct Window {
    records: Vec<Record>,
    older: Option<u64>,
}

/// The records of one window of the outbox that are about it.
pub(super) fn window(store: &Store, of: &Subject, before: Option<u64>) -> Read<Window> {
    let end = before.unwrap_or(store.last_sequence().saturating_add(1));
    let begin = end.saturating_sub(WINDOW + 1);
    let after = Cursor { epoch: store.identity().epoch, sequence: begin };
    let mut records = store.outbox_after(after, WINDOW as usize)?;
    records.retain(|record| record.sequence < end && is_about(&record.event, of));
    let has_begun = records.iter().any(|record| begins(&record.event, of));
    Ok(Window { records, older: (begin > 0 && !has_begun).then_some(begin + 1) })
}

impl Window {
    pub(super) fn told(self, now: &Now<'_>) -> StorySaid {
        let chapter = |record: Record| Chapter { ago_secs: now.secs_since(record.moment), event: record.event };
        StorySaid::Chapters { chapters: self.records.into_iter().rev().map(chapter).collect(), older: self.older }
    }
}

/// Whether nothing about it can be older.
fn begins(event: &Event, of: &Subject) -> bool {
    match event {
        Event::CheckoutOpened { .. } => true,
        Event::TicketMinted { .. } => of.checkout.is_none(),
        _ => false,
    }
}

fn is_about(event: &Event, of: &Subject) -> bool {
    match event {
        Event::TicketMinted { ticket, .. }
        | Event::TicketActivated { ticket, .. }
        | Event::TicketEnded { ticket, .. }
        | Event::TicketRevoked { ticket }
        | Event::TicketMoved { ticket, .. }
        | Event::TimeGiven { ticket, .. }
        | Event::SessionStarted { ticket, .. }
        | Event::SessionClosed { ticket, .. }
        | Event::ReceiptRedeemed { ticket, .. } => of.ticket == Some(*ticket),
        Event::CheckoutOpened { checkout, .. }
        | Event::CheckoutFailed { checkout, .. }
        | Event::CheckoutPaid { checkout, .. }
        | Event::ReceiptBound { checkout, .. } => of.checkout == Some(*checkout),
        _ => false,
    }
}
