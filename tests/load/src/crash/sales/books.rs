//! The rail's statement held against the gateway's books. Pure, so that each kind of disagreement can be tried without
//! losing money.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

/// A payment as `langod payment list --json` tells it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Payment {
    pub(super) reference: String,
    pub(super) status: String,
    pub(super) amount: u64,
    pub(super) receipt: Option<String>,
    pub(super) ticket: Option<String>,
}

/// A line of the rail's statement.
#[derive(Clone, Debug)]
pub(super) struct Received {
    pub(super) receipt: String,
    pub(super) reference: String,
    pub(super) shillings: u64,
}

/// Where the two do not agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disagreement {
    /// Money came in that no payment of ours knows.
    Unknown {
        /// The receipt.
        receipt: String,
    },
    /// Money came in and the guest got nothing.
    NoTicket {
        /// The receipt.
        receipt: String,
        /// What the books say instead.
        status: String,
    },
    /// The books know another amount or receipt.
    Different {
        /// The receipt.
        receipt: String,
    },
    /// A ticket was given for nothing.
    Free {
        /// The payment's reference.
        reference: String,
    },
    /// Tickets and receipts are not as many.
    Tickets {
        /// Tickets in the books.
        tickets: usize,
        /// Receipts on the statement.
        receipts: usize,
    },
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Disagreement::Unknown { receipt } => write!(f, "{receipt} is in no book"),
            Disagreement::NoTicket { receipt, status } => write!(f, "{receipt} came in, and the payment is {status}"),
            Disagreement::Different { receipt } => write!(f, "{receipt} is in the books as something else"),
            Disagreement::Free { reference } => write!(f, "{reference} has a ticket and was never paid"),
            Disagreement::Tickets { tickets, receipts } => write!(f, "{tickets} tickets for {receipts} receipts"),
        }
    }
}

/// Whether every receipt has become a ticket yet.
pub(super) fn is_settled(statement: &[Received], payments: &[Payment]) -> bool {
    let paid: BTreeMap<&str, &Payment> = payments
        .iter()
        .filter(|payment| payment.ticket.is_some())
        .map(|payment| (&*payment.reference, payment))
        .collect();
    statement.iter().all(|received| paid.contains_key(&*received.reference))
}

/// Everything in which they do not agree.
pub(super) fn compare(statement: &[Received], payments: &[Payment], tickets: usize) -> Vec<Disagreement> {
    let books: BTreeMap<&str, &Payment> = payments.iter().map(|payment| (&*payment.reference, payment)).collect();
    let money: BTreeMap<&str, &Received> = statement.iter().map(|received| (&*received.reference, received)).collect();
    let mut found: Vec<Disagreement> =
        statement.iter().filter_map(|received| wrong(received, books.get(&*received.reference).copied())).collect();
    let has_ticket = payments.iter().filter(|payment| payment.ticket.is_some());
    let free = has_ticket.filter(|payment| !money.contains_key(&*payment.reference));
    found.extend(free.map(|payment| Disagreement::Free { reference: payment.reference.clone() }));
    if tickets != statement.len() {
        found.push(Disagreement::Tickets { tickets, receipts: statement.len() });
    }
    found
}

fn wrong(received: &Received, payment: Option<&Payment>) -> Option<Disagreement> {
    let receipt = received.receipt.clone();
    let Some(payment) = payment else { return Some(Disagreement::Unknown { receipt }) };
    if payment.status != "success" || payment.ticket.is_none() {
        return Some(Disagreement::NoTicket { receipt, status: payment.status.clone() });
    }
    // A question tells of success without a receipt; the receipt binds when it comes.
    let is_its = payment.receipt.as_ref().is_none_or(|known| *known == receipt);
    (payment.amount != received.shillings || !is_its).then_some(Disagreement::Different { receipt })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paid(reference: &str, receipt: Option<&str>) -> Payment {
        Payment {
            reference: reference.into(),
            status: "success".into(),
            amount: 20,
            receipt: receipt.map(str::to_owned),
            ticket: Some(format!("ticket of {reference}")),
        }
    }

    fn received(receipt: &str, reference: &str) -> Received {
        Received { receipt: receipt.into(), reference: reference.into(), shillings: 20 }
    }

    #[test]
    fn one_ticket_a_receipt_is_agreement_also_before_the_receipt_is_known() {
        let statement = [received("R1", "A"), received("R2", "B")];
        let unpaid = Payment { status: "pending".into(), ticket: None, ..paid("C", None) };
        let payments = [paid("A", Some("R1")), paid("B", None), unpaid];
        assert!(is_settled(&statement, &payments));
        assert_eq!(compare(&statement, &payments, 2), []);
    }

    #[test]
    fn every_way_to_lose_money_is_found() {
        let statement = [received("R1", "A")];
        let pending = Payment { status: "pending".into(), ticket: None, ..paid("A", None) };
        assert!(!is_settled(&statement, std::slice::from_ref(&pending)));
        let no_ticket = Disagreement::NoTicket { receipt: "R1".into(), status: "pending".into() };
        let miscounted = Disagreement::Tickets { tickets: 0, receipts: 1 };
        assert_eq!(compare(&statement, &[pending], 0), [no_ticket, miscounted.clone()]);
        assert_eq!(compare(&statement, &[], 0), [Disagreement::Unknown { receipt: "R1".into() }, miscounted]);
        let other = Disagreement::Different { receipt: "R1".into() };
        assert_eq!(compare(&statement, &[paid("A", Some("R9"))], 1), std::slice::from_ref(&other));
        let dear = Payment { amount: 21, ..paid("A", Some("R1")) };
        assert_eq!(compare(&statement, &[dear], 1), [other]);
    }

    #[test]
    fn every_way_to_give_away_a_ticket_is_found() {
        let free = Disagreement::Free { reference: "A".into() };
        let extra = Disagreement::Tickets { tickets: 1, receipts: 0 };
        assert_eq!(compare(&[], &[paid("A", None)], 1), [free, extra]);
    }
}
