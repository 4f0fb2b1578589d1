//! Checkouts: our intent to be paid. A checkout is stored before anything is sent to the rail, and its record only
//! ever rises: a payment that was once seen is never taken back by a later failure, timeout or repetition.

use std::fmt;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::device::Mac;
use crate::ids::{CheckoutId, OnceId, TicketId};
use crate::phone::Phone;
use crate::plan::Offer;
use crate::receipt::ReceiptNumber;
use crate::time::{Moment, Now};

/// The rail's own result code, kept as it came: digits mostly, `SFC_IC0003` sometimes.
pub type ResultCode = heapless::String<16>;

/// Why a payment did not happen, as far as the guest is concerned: each has another remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Cause {
    /// The guest pressed cancel.
    Cancelled,
    /// The PIN was wrong.
    WrongPin,
    /// The PIN is locked after too many wrong ones; the rail's service line unlocks it.
    PinLocked,
    /// Not enough money on the line.
    NotEnoughMoney,
    /// The phone was off, out of reach, or the PIN was not entered in time.
    NoPinInTime,
    /// Another prompt is open on that phone.
    PromptOpen,
    /// The same amount was paid from that line within two minutes.
    SameAmountTooSoon,
    /// Over the payer's limit for a payment or a day, or under the least the rail moves.
    OverLimit,
    /// The number is of another network: the rail has no such line.
    NotOnRail,
    /// The rail is overloaded.
    RailBusy,
    /// The rail could not be reached; nothing was asked of the guest.
    RailUnreachable,
    /// Something the owner has to put right; nothing the guest can do.
    OwnersTrouble,
}

impl Cause {
    /// The stable word for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Cause::Cancelled => "cancelled",
            Cause::WrongPin => "wrong_pin",
            Cause::PinLocked => "pin_locked",
            Cause::NotEnoughMoney => "not_enough_money",
            Cause::NoPinInTime => "no_pin_in_time",
            Cause::PromptOpen => "prompt_open",
            Cause::SameAmountTooSoon => "same_amount_too_soon",
            Cause::OverLimit => "over_limit",
            Cause::NotOnRail => "not_on_mpesa",
            Cause::RailBusy => "rail_busy",
            Cause::RailUnreachable => "rail_unreachable",
            Cause::OwnersTrouble => "owners_trouble",
        }
    }
}

/// How far a checkout has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progress {
    /// Stored, and perhaps just being sent.
    Created,
    /// The rail took the request: the guest is being asked.
    Pushed,
    /// The rail said no; money may still arrive.
    Failed {
        /// What the guest is told.
        cause: Cause,
        /// The rail's own result code.
        code: ResultCode,
    },
    /// Nobody knows: the answer was lost or never came. It is not asked for again by itself.
    Unknown,
    /// The money is there. Final.
    Paid {
        /// The rail's receipt, once known.
        receipt: Option<ReceiptNumber>,
    },
}

/// How the rail names a request it took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RailIds {
    /// M-PESA's MerchantRequestID.
    pub merchant_request: heapless::String<96>,
    /// M-PESA's CheckoutRequestID. It may hold digits of the payer's number: keep it out of logs.
    pub checkout_request: heapless::String<96>,
}

/// What happened to a checkout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum News {
    /// The rail took the request.
    Accepted(RailIds),
    /// The rail said no.
    Refused {
        /// What the guest is told.
        cause: Cause,
        /// The rail's own result code.
        code: ResultCode,
    },
    /// The answer was lost, or time ran out.
    NoAnswer,
    /// The money is there.
    Success {
        /// The rail's receipt, if this news carried one.
        receipt: Option<ReceiptNumber>,
    },
}

/// Our intent to be paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkout {
    /// Its identity, made where the intent was born.
    pub id: CheckoutId,
    /// What is bought, as it was when the guest agreed.
    pub offer: Offer,
    /// Who is asked to pay.
    pub payer: Phone,
    /// The device that asked, if it is known.
    pub device: Option<Mac>,
    /// The address it asked from, if that is a guest's own.
    pub address: Option<Ipv4Addr>,
    /// When the guest asked.
    pub opened: Moment,
    /// Names the page the guest pressed Pay on, so that pressing twice asks once. Nobody else knows it.
    pub once: Option<OnceId>,
    /// How far it has come.
    pub progress: Progress,
    /// How the rail names it, once it took it.
    pub rail: Option<RailIds>,
    /// The receipt that a notice named which could not be believed by itself: it counts once the rail has confirmed.
    pub hearsay: Option<ReceiptNumber>,
    /// The one ticket it became.
    pub ticket: Option<TicketId>,
    /// Whether a person was told that its end or its receipt is overdue.
    pub is_queued: bool,
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
            (_, News::Accepted(ids)) => return self.take_ids(ids),
            (Progress::Paid { receipt: Some(known) }, News::Success { receipt: Some(other) }) if *known != other => {
                return Outcome::SecondReceipt;
            }
            (Progress::Paid { receipt: None }, News::Success { receipt: receipt @ Some(_) }) => {
                (Progress::Paid { receipt }, Outcome::BoundReceipt)
            }
            (Progress::Paid { .. }, _) => return Outcome::Unchanged,
            (_, News::Success { receipt }) => (Progress::Paid { receipt }, Outcome::BecamePaid),
            (Progress::Created | Progress::Pushed | Progress::Unknown, News::Refused { cause, code }) => {
                (Progress::Failed { cause, code }, Outcome::Moved)
            }
            (Progress::Created | Progress::Pushed, News::NoAnswer) => (Progress::Unknown, Outcome::Moved),
            (Progress::Failed { .. }, News::Refused { .. } | News::NoAnswer) | (Progress::Unknown, News::NoAnswer) => {
                return Outcome::Unchanged;
            }
        };
        self.progress = progress;
        outcome
    }

    /// Seconds until it was opened so long ago; one at least.
    pub(crate) fn secs_left_of(&self, secs: u64, now: &Now<'_>) -> u64 {
        secs.saturating_sub(now.secs_since(self.opened)).max(1)
    }

    /// The rail's names are worth having however late they come: the result may have overtaken them.
    fn take_ids(&mut self, ids: RailIds) -> Outcome {
        let goes_on = matches!(self.progress, Progress::Created | Progress::Unknown);
        if goes_on {
            self.progress = Progress::Pushed;
        }
        let is_new = self.rail.is_none();
        self.rail.get_or_insert(ids);
        if goes_on || is_new { Outcome::Moved } else { Outcome::Unchanged }
    }

    /// Whether the rail has said that it is paid.
    pub fn is_paid(&self) -> bool {
        matches!(self.progress, Progress::Paid { .. })
    }

    /// Whether money without a name may still be its: its end is open, or it is paid and no receipt is known.
    pub fn wants_receipt(&self) -> bool {
        self.is_unsettled() || self.progress == Progress::Paid { receipt: None }
    }

    /// Whether its end is still open.
    pub fn is_unsettled(&self) -> bool {
        matches!(self.progress, Progress::Created | Progress::Pushed | Progress::Unknown)
    }

    /// What the payer sees as the account, and what comes back in notices of money received: the first twelve digits of
    /// the id, which name one checkout of a site.
    pub fn reference(&self) -> Reference {
        Reference::of(self.id)
    }
}

/// A checkout's short name on the rail: twelve upper-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference([u8; 6]);

impl Reference {
    /// The short name of a checkout.
    pub fn of(id: CheckoutId) -> Self {
        let [a, b, c, d, e, f, ..] = id.bytes();
        Reference([a, b, c, d, e, f])
    }

    /// Reads one as people retype it: any case, blanks and dashes anywhere.
    pub fn parse(text: &str) -> Option<Self> {
        let mut digits = heapless::String::<12>::new();
        for character in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            digits.push(character).ok()?;
        }
        let is_hexadecimal = digits.len() == 12 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let number = u64::from_str_radix(&digits, 16).ok().filter(|_| is_hexadecimal)?;
        let [_, _, bytes @ ..] = number.to_be_bytes();
        Some(Reference(bytes))
    }

    /// The lowest and the highest id with this name.
    pub fn ids(self) -> (CheckoutId, CheckoutId) {
        let with_rest = |rest: u8| {
            let mut bytes = [rest; 16];
            bytes.iter_mut().zip(self.0).for_each(|(slot, byte)| *slot = byte);
            CheckoutId::from_bytes(bytes)
        };
        (with_rest(0), with_rest(0xff))
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PlanId;
    use crate::money::{Currency, Money};
    use crate::plan::{Allowance, Terms};
    use proptest::prelude::*;

    fn checkout(progress: Progress) -> Checkout {
        let terms = Terms {
            allowance: Allowance::Elapsed { duration_secs: 3600 },
            rate: None,
            devices: 1,
            idle_timeout_secs: None,
            unused_validity_secs: 86_400,
            outage_credit: true,
        };
        let price = Money::from_cents(2000, Currency::Kes).unwrap();
        Checkout {
            id: CheckoutId::from_bytes([0xa1; 16]),
            offer: Offer { plan: PlanId::from_bytes([2; 16]), price, terms },
            payer: Phone::from_number(254_700_000_001).unwrap(),
            device: None,
            address: None,
            opened: Moment::BEGINNING,
            once: None,
            progress,
            rail: None,
            hearsay: None,
            ticket: None,
            is_queued: false,
        }
    }

    fn receipt(text: &str) -> Option<ReceiptNumber> {
        Some(ReceiptNumber::parse(text).unwrap())
    }

    fn ids() -> RailIds {
        RailIds { merchant_request: "m-1".parse().unwrap(), checkout_request: "ws_CO_1".parse().unwrap() }
    }

    fn code(text: &str) -> ResultCode {
        text.parse().unwrap()
    }

    fn failed(text: &str) -> Progress {
        Progress::Failed { cause: Cause::Cancelled, code: code(text) }
    }

    fn refused(text: &str) -> News {
        News::Refused { cause: Cause::Cancelled, code: code(text) }
    }

    #[test]
    fn each_move_is_legal_or_refused() {
        let paid = |text| Progress::Paid { receipt: receipt(text) };
        let success = |text| News::Success { receipt: receipt(text) };
        let blank = Progress::Paid { receipt: None };
        let (one, other) = ("UAF0AB12CD", "UAF0AB12CE");
        let cases = [
            (Progress::Created, News::Accepted(ids()), Progress::Pushed, Outcome::Moved),
            (Progress::Created, News::NoAnswer, Progress::Unknown, Outcome::Moved),
            (Progress::Unknown, News::Accepted(ids()), Progress::Pushed, Outcome::Moved),
            (Progress::Pushed, refused("1032"), failed("1032"), Outcome::Moved),
            (Progress::Unknown, refused("1"), failed("1"), Outcome::Moved),
            (failed("1"), News::Accepted(ids()), failed("1"), Outcome::Moved),
            (failed("1"), refused("2"), failed("1"), Outcome::Unchanged),
            (failed("1037"), success(one), paid(one), Outcome::BecamePaid),
            (Progress::Unknown, success(one), paid(one), Outcome::BecamePaid),
            (paid(one), News::Accepted(ids()), paid(one), Outcome::Moved),
            (paid(one), success(one), paid(one), Outcome::Unchanged),
            (paid(one), success(other), paid(one), Outcome::SecondReceipt),
            (paid(one), refused("1032"), paid(one), Outcome::Unchanged),
            (blank.clone(), success(one), paid(one), Outcome::BoundReceipt),
            (blank.clone(), News::NoAnswer, blank, Outcome::Unchanged),
        ];
        for (before, news, after, outcome) in cases {
            let mut subject = checkout(before.clone());
            assert_eq!(subject.learn(news.clone()), outcome, "{before:?} {news:?}");
            assert_eq!(subject.progress, after, "{before:?} {news:?}");
        }
    }

    #[test]
    fn the_first_names_the_rail_gave_stay() {
        let mut subject = checkout(Progress::Created);
        subject.learn(News::Accepted(ids()));
        let others = RailIds { merchant_request: "m-2".parse().unwrap(), ..ids() };
        assert_eq!(subject.learn(News::Accepted(others)), Outcome::Unchanged);
        assert_eq!(subject.rail, Some(ids()));
    }

    #[test]
    fn a_reference_is_read_as_people_retype_it_and_leads_back_to_its_checkout() {
        let reference = checkout(Progress::Created).reference();
        assert_eq!(reference.to_string(), "A1A1A1A1A1A1");
        assert_eq!(Reference::parse(" a1a1-a1a1 a1a1"), Some(reference));
        let (from, to) = reference.ids();
        assert!((from..=to).contains(&checkout(Progress::Created).id));
        for text in ["", "A1A1A1A1A1A", "A1A1A1A1A1A1A1", "+1A1A1A1A1A1", "G1A1A1A1A1A1"] {
            assert_eq!(Reference::parse(text), None, "{text}");
        }
    }

    fn any_news() -> impl Strategy<Value = News> {
        prop_oneof![
            Just(News::Accepted(ids())),
            "[0-9]{1,4}".prop_map(|text| refused(&text)),
            Just(News::NoAnswer),
            proptest::option::of("[A-Z0-9]{10}")
                .prop_map(|text| News::Success { receipt: text.and_then(|text| receipt(&text)) }),
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
