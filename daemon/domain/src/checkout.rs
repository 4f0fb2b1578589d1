//! Checkouts: our intent to be paid. A checkout is stored before anything is sent to the rail, and its record only
//! ever rises: a payment that was once seen is never taken back by a later failure, timeout or repetition.

use serde::{Deserialize, Serialize};

use crate::ids::{CheckoutId, PlanId};
use crate::money::Money;

/// How far a checkout has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progress {
    /// Stored, nothing sent.
    Created,
    /// The rail took the request.
    Pushed,
    /// The rail said no, with its code; money may still arrive.
    Failed {
        /// The rail's own result code.
        code: i32,
    },
    /// Nobody knows: the answer was lost or never came.
    Unknown,
    /// The money is there. Final.
    Paid {
        /// The rail's receipt, once known.
        receipt: Option<Receipt>,
    },
}

/// A rail's receipt number, such as M-PESA's.
pub type Receipt = heapless::String<20>;

/// What happened to a checkout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum News {
    /// The rail took the request.
    Accepted,
    /// The rail said no.
    Refused {
        /// The rail's own result code.
        code: i32,
    },
    /// The answer was lost, or time ran out.
    NoAnswer,
    /// The money is there.
    Success {
        /// The rail's receipt, if this news carried one.
        receipt: Option<Receipt>,
    },
}

/// Our intent to be paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkout {
    /// Its identity, made where the intent was born.
    pub id: CheckoutId,
    /// What is bought.
    pub plan: PlanId,
    /// What it costs.
    pub amount: Money,
    /// How far it has come.
    pub progress: Progress,
}

/// What news did to a checkout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is paid now and was not before: issue the one ticket.
    BecamePaid,
    /// A receipt was bound to a payment known without one.
    BoundReceipt,
    /// The record moved on.
    Moved,
    /// Known already, or too late to matter.
    Unchanged,
    /// A second receipt for one checkout: a person has to look.
    SecondReceipt,
}

impl Checkout {
    /// Takes in news. A recorded success never falls.
    pub fn learn(&mut self, news: News) -> Outcome {
        let (progress, outcome) = match (&self.progress, news) {
            (Progress::Paid { receipt: Some(known) }, News::Success { receipt: Some(other) }) if *known != other => {
                return Outcome::SecondReceipt;
            }
            (Progress::Paid { receipt: None }, News::Success { receipt: receipt @ Some(_) }) => {
                (Progress::Paid { receipt }, Outcome::BoundReceipt)
            }
            (Progress::Paid { .. }, _) => return Outcome::Unchanged,
            (_, News::Success { receipt }) => (Progress::Paid { receipt }, Outcome::BecamePaid),
            (Progress::Created | Progress::Unknown, News::Accepted) => (Progress::Pushed, Outcome::Moved),
            (Progress::Created | Progress::Pushed | Progress::Unknown, News::Refused { code }) => {
                (Progress::Failed { code }, Outcome::Moved)
            }
            (Progress::Created | Progress::Pushed, News::NoAnswer) => (Progress::Unknown, Outcome::Moved),
            (Progress::Pushed | Progress::Failed { .. }, News::Accepted)
            | (Progress::Failed { .. }, News::Refused { .. } | News::NoAnswer)
            | (Progress::Unknown, News::NoAnswer) => return Outcome::Unchanged,
        };
        self.progress = progress;
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use proptest::prelude::*;

    fn checkout(progress: Progress) -> Checkout {
        let amount = Money::from_cents(2000, Currency::Kes).unwrap();
        Checkout { id: CheckoutId::from_bytes([1; 16]), plan: PlanId::from_bytes([2; 16]), amount, progress }
    }

    fn receipt(text: &str) -> Option<Receipt> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn each_move_is_legal_or_refused() {
        let paid = |text| Progress::Paid { receipt: receipt(text) };
        let success = |text| News::Success { receipt: receipt(text) };
        let blank = Progress::Paid { receipt: None };
        let cases = [
            (Progress::Created, News::Accepted, Progress::Pushed, Outcome::Moved),
            (Progress::Created, News::NoAnswer, Progress::Unknown, Outcome::Moved),
            (Progress::Pushed, News::Refused { code: 1032 }, Progress::Failed { code: 1032 }, Outcome::Moved),
            (Progress::Unknown, News::Refused { code: 1 }, Progress::Failed { code: 1 }, Outcome::Moved),
            (Progress::Failed { code: 1 }, News::Accepted, Progress::Failed { code: 1 }, Outcome::Unchanged),
            (Progress::Failed { code: 1037 }, success("SAB1"), paid("SAB1"), Outcome::BecamePaid),
            (Progress::Unknown, success("SAB1"), paid("SAB1"), Outcome::BecamePaid),
            (paid("SAB1"), success("SAB1"), paid("SAB1"), Outcome::Unchanged),
            (paid("SAB1"), success("SAB2"), paid("SAB1"), Outcome::SecondReceipt),
            (paid("SAB1"), News::Refused { code: 1032 }, paid("SAB1"), Outcome::Unchanged),
            (blank.clone(), success("SAB1"), paid("SAB1"), Outcome::BoundReceipt),
            (blank.clone(), News::NoAnswer, blank, Outcome::Unchanged),
        ];
        for (before, news, after, outcome) in cases {
            let mut subject = checkout(before.clone());
            assert_eq!(subject.learn(news.clone()), outcome, "{before:?} {news:?}");
            assert_eq!(subject.progress, after, "{before:?} {news:?}");
        }
    }

    fn any_news() -> impl Strategy<Value = News> {
        prop_oneof![
            Just(News::Accepted),
            any::<i32>().prop_map(|code| News::Refused { code }),
            Just(News::NoAnswer),
            proptest::option::of("[A-Z0-9]{10}")
                .prop_map(|text| News::Success { receipt: text.map(|text| text.parse().unwrap()) }),
        ]
    }

    proptest! {
        #[test]
        fn a_recorded_success_never_falls_and_pays_once(all in proptest::collection::vec(any_news(), 0..30)) {
            let mut subject = checkout(Progress::Created);
            let mut times_paid = 0;
            let succeeded = all.iter().any(|news| matches!(news, News::Success { .. }));
            for news in all {
                let was_paid = matches!(subject.progress, Progress::Paid { .. });
                times_paid += usize::from(subject.learn(news) == Outcome::BecamePaid);
                let is_paid = matches!(subject.progress, Progress::Paid { .. });
                prop_assert!(!was_paid || is_paid);
            }
            prop_assert_eq!(times_paid, usize::from(succeeded));
        }
    }
}
