//! What happened, as the cloud will be told. An event is recorded in the same transaction as the change it tells of.

use serde::{Deserialize, Serialize};

use crate::checkout::ResultCode;
use crate::code::Code;
use crate::custody::{FirstUse, Lending};
use crate::decisions::Refusal;
use crate::device::Mac;
use crate::ids::{CheckoutId, EventId, ReviewId, SiteId, TicketId};
use crate::money::Money;
use crate::phone::Phone;
use crate::plan::{Offer, Plan};
use crate::receipt::ReceiptNumber;
use crate::review::Trouble;
use crate::session::{Closing, SessionKey};
use crate::ticket::Ending;
use crate::time::Moment;
use crate::usage::Usage;

/// Something that happened at this site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A plan can be bought, or is another one from now on.
    PlanAdded(Plan),
    /// A ticket was made: at the counter, for print, or for money that arrived, of which its own event tells.
    TicketMinted {
        /// The ticket.
        ticket: TicketId,
        /// What the guest types.
        code: Code,
        /// The plan it was sold under, with the price and the conditions of that moment.
        offer: Offer,
    },
    /// A ticket's clock started.
    TicketActivated {
        /// The ticket.
        ticket: TicketId,
        /// The device that used it first.
        device: Mac,
    },
    /// A ticket came to its natural end.
    TicketEnded {
        /// The ticket.
        ticket: TicketId,
        /// How.
        ending: Ending,
    },
    /// The owner took a ticket back.
    TicketRevoked {
        /// The ticket.
        ticket: TicketId,
    },
    /// A guest moved a ticket to another device.
    TicketMoved {
        /// The ticket.
        ticket: TicketId,
        /// The device it is on now.
        device: Mac,
    },
    /// A guest came online.
    SessionStarted {
        /// The right used.
        ticket: TicketId,
        /// The session.
        session: SessionKey,
        /// The guest's device.
        device: Mac,
    },
    /// A guest went offline.
    SessionClosed {
        /// The right used.
        ticket: TicketId,
        /// The session.
        session: SessionKey,
        /// What was used in it.
        usage: Usage,
        /// How it ended.
        closing: Closing,
    },
    /// A guest wants to pay.
    CheckoutOpened {
        /// The intent.
        checkout: CheckoutId,
        /// What is bought, with the price and the conditions of that moment.
        offer: Offer,
        /// Who is asked to pay.
        payer: Phone,
    },
    /// The rail said no.
    CheckoutFailed {
        /// The intent.
        checkout: CheckoutId,
        /// The rail's own code.
        code: ResultCode,
    },
    /// The money is there, and the ticket for it.
    CheckoutPaid {
        /// The intent.
        checkout: CheckoutId,
        /// What was paid.
        amount: Money,
        /// The one ticket.
        ticket: TicketId,
        /// The rail's receipt, if it came along.
        receipt: Option<ReceiptNumber>,
    },
    /// The receipt of a payment known without one.
    ReceiptBound {
        /// The receipt.
        receipt: ReceiptNumber,
        /// The intent it paid.
        checkout: CheckoutId,
    },
    /// Money that belongs to no checkout.
    ReceiptUnmatched {
        /// The receipt.
        receipt: ReceiptNumber,
        /// How much, where the rail said.
        amount: Option<Money>,
    },
    /// A guest typed the receipt of a payment made by hand.
    ReceiptRedeemed {
        /// The receipt.
        receipt: ReceiptNumber,
        /// The one ticket.
        ticket: TicketId,
    },
    /// A person has to look at something.
    ReviewOpened {
        /// The entry of the queue.
        review: ReviewId,
        /// Why.
        trouble: Trouble,
        /// The intent it is about.
        checkout: Option<CheckoutId>,
        /// The money it is about.
        receipt: Option<ReceiptNumber>,
    },
    /// It is settled.
    ReviewResolved {
        /// The entry of the queue.
        review: ReviewId,
        /// Whether it settled itself.
        by_itself: bool,
    },
    /// The home of a ticket lends it to another site.
    TicketLent {
        /// The ticket.
        ticket: TicketId,
        /// All the other site needs.
        lending: Box<Lending>,
    },
    /// The home of a ticket was asked to lend it, and does not.
    TicketKept {
        /// The ticket.
        ticket: TicketId,
        /// Which visit it would have been.
        visit: u64,
        /// Why; none, if it was asked so late that nobody waits any more.
        why: Option<Refusal>,
    },
    /// A ticket of another site has come for a visit.
    TicketHosted {
        /// The ticket.
        ticket: TicketId,
        /// Where it was made.
        home: SiteId,
        /// All there is to honour.
        lending: Box<Lending>,
    },
    /// A visit is over. Told again if the router reports more of it later; totals only rise.
    TicketSentHome {
        /// The ticket.
        ticket: TicketId,
        /// Which visit.
        visit: u64,
        /// What was used in it.
        used: Usage,
        /// Its first use, if that was during the visit.
        first_use: Option<FirstUse>,
    },
    /// A visit was over for so long that the ticket's home honours it again, charging all that could have been used.
    TicketFellHome {
        /// The ticket.
        ticket: TicketId,
        /// Which visit.
        visit: u64,
    },
    /// The people of the place gave a guest time.
    TimeGiven {
        /// The ticket.
        ticket: TicketId,
        /// How much, in seconds.
        secs: u32,
        /// How much it has been given in all.
        total_secs: u32,
    },
}

impl Event {
    /// Whether it tells of a guest's coming and going and of nothing else.
    pub fn is_of_session(&self) -> bool {
        matches!(self, Event::SessionStarted { .. } | Event::SessionClosed { .. })
    }

    /// Whether it tells of money or of the right that was bought with it.
    pub fn is_of_money(&self) -> bool {
        matches!(
            self,
            Event::TicketMinted { .. }
                | Event::CheckoutPaid { .. }
                | Event::ReceiptUnmatched { .. }
                | Event::ReceiptBound { .. }
                | Event::ReceiptRedeemed { .. }
                | Event::ReviewOpened { .. }
                | Event::ReviewResolved { .. }
        )
    }
}

/// A line of the outbox. Together with the site it was written at, epoch and sequence name it for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Which life of the books; every restore or recovery begins a new one.
    pub epoch: u32,
    /// Its place within the epoch, without gaps, from 1.
    pub sequence: u64,
    /// Its identity, the same at every repetition.
    pub id: EventId,
    /// When it happened, on the site's own timeline.
    pub moment: Moment,
    /// When it happened by the wall clock, in milliseconds since 1970, if that was trusted.
    pub wall_ms: Option<u64>,
    /// What happened.
    pub event: Event,
}
