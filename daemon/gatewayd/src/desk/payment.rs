//! What people ask about money: buying, how a payment stands, a receipt typed, the review queue.

use std::net::Ipv4Addr;

use domain::checkout::{Cause, Checkout, Progress, Reference, ResultCode};
use domain::decisions::{NotRedeemed, Opened, Purchase, SaleRefused, open_checkout, redeem, resolve_review};
use domain::device::Mac;
use domain::ids::{Chance, CheckoutId, PlanId, ReviewId};
use domain::ledger::{Ledger, Read};
use domain::money::Money;
use domain::phone::Phone;
use domain::receipt::{Receipt, ReceiptNumber};
use domain::review::Review;
use domain::ticket::Ticket;
use domain::time::Now;
use serde::{Deserialize, Serialize};

use crate::desk::{Said, TicketView};

/// A question about money.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum PaymentAsk {
    /// Whether anything can be sold by phone now.
    Sales,
    /// Ask a phone to pay.
    Buy {
        /// What for.
        purchase: Purchase,
        /// Tries of all guests of the site within ten minutes.
        most_at_site: u32,
    },
    /// How a payment stands.
    Show(CheckoutId),
    /// The youngest payment of a device, if it is of the last days.
    OfDevice(Mac),
    /// The same, proven by the last three digits of the phone that pays.
    Find {
        /// The device.
        device: Mac,
        /// The digits.
        digits: u16,
    },
    /// A page of payments, in the order of ids.
    List {
        /// The last one of the page before.
        after: Option<CheckoutId>,
    },
    /// The ticket of a receipt.
    Redeem {
        /// The receipt.
        number: ReceiptNumber,
        /// What a payment made by hand shall buy.
        plan: Option<PlanId>,
    },
    /// What is known of a receipt.
    Receipt(ReceiptNumber),
    /// The review queue.
    Reviews,
    /// Settle an entry of it.
    Resolve {
        /// The entry.
        id: ReviewId,
        /// What was done about it.
        note: String,
    },
    /// What the rail posted to a callback address.
    Notice {
        /// The address' path.
        path: String,
        /// The body as it came.
        body: Vec<u8>,
    },
}

/// An answer about money.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum PaymentSaid {
    /// Whether anything can be sold by phone now.
    Sales(SalesState),
    /// The phone is to be asked.
    Opened(Box<PaymentView>),
    /// It is being asked already.
    OpenedBefore(Box<PaymentView>),
    /// Nobody's phone is made to ring.
    NotSold(SaleRefused),
    /// Nothing can be sold by phone now.
    Closed(Closed),
    /// Payments.
    Payments(Vec<PaymentView>),
    /// A receipt leads to no ticket.
    NotRedeemed(NotRedeemed),
    /// A receipt.
    Receipt(Receipt),
    /// The review queue.
    Reviews(Vec<ReviewView>),
    /// What became of a notice, in a word.
    Noticed(String),
}

/// Why nothing is sold by phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Closed {
    /// The owner takes no M-PESA here.
    NotOffered,
    /// The rail wants to know the time, and so far nobody vouches for it.
    ClockUnknown,
    /// The right to sell has lapsed.
    Lapsed,
}

/// Whether anything can be sold by phone now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum SalesState {
    /// Yes.
    Open,
    /// It may be tried, but the rail could not be reached a moment ago.
    LineDown,
    /// No, for want of room on the disk.
    DiskFull,
    /// No.
    Closed(Closed),
}

/// A payment as people see it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PaymentView {
    pub(crate) id: CheckoutId,
    pub(crate) reference: String,
    pub(crate) plan_id: PlanId,
    pub(crate) plan: String,
    pub(crate) amount: Money,
    pub(crate) payer: Phone,
    pub(crate) device: Option<Mac>,
    pub(crate) address: Option<Ipv4Addr>,
    pub(crate) stands: Stands,
    pub(crate) receipt: Option<ReceiptNumber>,
    pub(crate) ticket: Option<TicketView>,
    pub(crate) age_secs: u64,
}

/// How a payment stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Stands {
    /// The rail is being asked.
    Asking,
    /// The guest is being asked.
    Prompted,
    /// The rail's answer was lost.
    Unclear,
    /// It is paid.
    Paid,
    /// The rail said no.
    Failed {
        /// What the guest is told.
        cause: Cause,
        /// The rail's code.
        code: ResultCode,
    },
}

impl Stands {
    /// The word on the wire.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Stands::Asking | Stands::Prompted | Stands::Unclear => "pending",
            Stands::Paid => "success",
            Stands::Failed { .. } => "failed",
        }
    }
}

impl PaymentAsk {
    /// Whether a wrong answer to it is a guess that counts.
    pub(crate) fn is_a_guess(&self) -> bool {
        matches!(self, PaymentAsk::Redeem { .. } | PaymentAsk::Find { .. })
    }
}

impl PaymentView {
    pub(crate) fn of(ledger: &dyn Ledger, checkout: Checkout, now: &Now<'_>) -> Read<Self> {
        let ticket = checkout.ticket.map_or(Ok(None), |id| ledger.ticket(id))?;
        let ticket = ticket.map(|ticket| TicketView::of(ledger, ticket, now)).transpose()?;
        let (stands, receipt) = match checkout.progress {
            Progress::Created => (Stands::Asking, None),
            Progress::Pushed => (Stands::Prompted, None),
            Progress::Unknown => (Stands::Unclear, None),
            Progress::Paid { receipt } => (Stands::Paid, receipt),
            Progress::Failed { cause, code } => (Stands::Failed { cause, code }, None),
        };
        Ok(PaymentView {
            id: checkout.id,
            reference: Reference::of(checkout.id).to_string(),
            plan_id: checkout.offer.plan,
            plan: ledger.plan(checkout.offer.plan)?.map_or_else(String::new, |plan| plan.name),
            amount: checkout.offer.price,
            payer: checkout.payer,
            device: checkout.device,
            address: checkout.address,
            stands,
            receipt,
            ticket,
            age_secs: now.secs_since(checkout.opened),
        })
    }
}

/// An entry of the review queue as people see it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ReviewView {
    pub(crate) review: Review,
    pub(crate) age_secs: u64,
}

/// Answers what needs nothing but the books.
pub(super) fn answer(ledger: &mut dyn Ledger, chance: &mut dyn Chance, ask: PaymentAsk, now: &Now<'_>) -> Read<Said> {
    Ok(match ask {
        PaymentAsk::Buy { purchase, most_at_site } => match open_checkout(ledger, purchase, most_at_site, chance, now)?
        {
            Ok(Opened::New(checkout)) => {
                Said::Payment(PaymentSaid::Opened(Box::new(PaymentView::of(ledger, checkout, now)?)))
            }
            Ok(Opened::Again(checkout)) => {
                Said::Payment(PaymentSaid::OpenedBefore(Box::new(PaymentView::of(ledger, checkout, now)?)))
            }
            Err(refused) => Said::Payment(PaymentSaid::NotSold(refused)),
        },
        PaymentAsk::Show(id) => shown(ledger, ledger.checkout(id)?, now)?,
        PaymentAsk::OfDevice(device) => shown(ledger, youngest(ledger, device, None, now)?, now)?,
        PaymentAsk::Find { device, digits } => shown(ledger, youngest(ledger, device, Some(digits), now)?, now)?,
        PaymentAsk::Redeem { number, plan } => match redeem(ledger, number, plan, chance, now)? {
            Ok(ticket) => tickets(ledger, ticket, now)?,
            Err(not) => Said::Payment(PaymentSaid::NotRedeemed(not)),
        },
        PaymentAsk::Receipt(number) => match ledger.receipt(number)? {
            Some(receipt) => Said::Payment(PaymentSaid::Receipt(receipt)),
            None => Said::NotFound,
        },
        PaymentAsk::Reviews => {
            let reviews = ledger
                .reviews(&|_| true)?
                .into_iter()
                .map(|review| ReviewView { age_secs: now.secs_since(review.opened), review });
            Said::Payment(PaymentSaid::Reviews(reviews.collect()))
        }
        PaymentAsk::Resolve { id, note } => match resolve_review(ledger, id, &note, now)? {
            Some(review) => {
                let view = ReviewView { age_secs: now.secs_since(review.opened), review };
                Said::Payment(PaymentSaid::Reviews(vec![view]))
            }
            None => Said::NotFound,
        },
        PaymentAsk::Sales => Said::Payment(PaymentSaid::Sales(SalesState::Closed(Closed::NotOffered))),
        PaymentAsk::List { .. } | PaymentAsk::Notice { .. } => Said::NotFound,
    })
}

fn tickets(ledger: &dyn Ledger, ticket: Ticket, now: &Now<'_>) -> Read<Said> {
    Ok(Said::Tickets(vec![TicketView::of(ledger, ticket, now)?]))
}

fn shown(ledger: &dyn Ledger, checkout: Option<Checkout>, now: &Now<'_>) -> Read<Said> {
    Ok(match checkout {
        Some(checkout) => Said::Payment(PaymentSaid::Payments(vec![PaymentView::of(ledger, checkout, now)?])),
        None => Said::NotFound,
    })
}

/// The payment a guest comes back for: the youngest of this device that did not fail, else the youngest.
fn youngest(ledger: &dyn Ledger, device: Mac, digits: Option<u16>, now: &Now<'_>) -> Read<Option<Checkout>> {
    let is_meant = |checkout: &Checkout| {
        checkout.device == Some(device) && digits.is_none_or(|digits| checkout.payer.last_three() == digits)
    };
    let found = ledger.recent_checkouts(&is_meant)?;
    let has_failed = |checkout: &Checkout| matches!(checkout.progress, Progress::Failed { .. });
    Ok(found.into_iter().min_by_key(|checkout| (has_failed(checkout), now.ms_since(checkout.opened))))
}
