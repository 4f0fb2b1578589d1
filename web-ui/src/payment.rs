//! `GET /pay/<id>` while a payment is under way, and when it did not work out. A paid one is answered with a `Ticket`.

use askama::Template;
use domain::checkout::{Cause, Reference};
use domain::ids::{CheckoutId, PlanId};
use domain::money::Money;
use domain::phone::Phone;

use crate::amounts::price_in_words;
use crate::frame::Own;
use crate::policy::{WAIT, waiting_policy};
use crate::words::Advice;
use crate::words::pay::PhaseWords;
use crate::{Frame, Language, Page, content_security_policy};

/// Where a script is allowed but gets no news, the page is asked for again after this many ordinary rounds.
const PATIENT_ROUNDS: u32 = 4;
/// Digits of the reference read out together.
const REFERENCE_GROUP: usize = 4;

/// A payment as the guest who began it sees it.
#[derive(Clone, Debug)]
pub struct Payment {
    /// Its identity.
    pub id: CheckoutId,
    /// What it buys.
    pub plan: PlanId,
    /// The plan's name.
    pub plan_name: String,
    /// What is to be paid.
    pub amount: Money,
    /// The phone that is asked; shown masked.
    pub payer: Phone,
}

/// What is being waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// M-PESA has not taken the request yet.
    Asking,
    /// The prompt is on the phone.
    Prompted,
    /// The time for the PIN has passed; M-PESA is asked what became of it.
    Checking,
    /// Longer than any guest should sit and watch.
    LongWait,
}

/// A payment under way. Asks for itself again until it is settled: at news where a script may run, else by the clock.
#[derive(Template)]
#[template(path = "waiting.html", whitespace = "minimize")]
pub struct Waiting {
    /// The common part.
    pub frame: Frame,
    /// The payment.
    pub payment: Payment,
    /// What is being waited for.
    pub phase: Phase,
    /// After how many seconds the page asks again.
    pub again_secs: u32,
}

/// A payment M-PESA said no to.
#[derive(Template)]
#[template(path = "payment_failed.html", whitespace = "minimize")]
pub struct PaymentFailed {
    /// The common part.
    pub frame: Frame,
    /// The payment.
    pub payment: Payment,
    /// Why.
    pub cause: Cause,
}

/// A payment whose answer was lost: nobody knows, and nobody is asked again.
#[derive(Template)]
#[template(path = "payment_unclear.html", whitespace = "minimize")]
pub struct PaymentUnclear {
    /// The common part.
    pub frame: Frame,
    /// The payment.
    pub payment: Payment,
}

impl Payment {
    fn path(&self) -> String {
        format!("/pay/{}", self.id)
    }

    fn amount(&self) -> String {
        price_in_words(self.amount)
    }

    /// The masked number, which is not torn apart at the end of a line.
    fn phone(&self) -> String {
        self.payer.to_string().replace(' ', "\u{a0}")
    }

    /// What the payer also finds in the SMS, in groups to be read out.
    fn reference(&self) -> String {
        let reference = Reference::of(self.id).to_string();
        let digits: Vec<char> = reference.chars().collect();
        digits.chunks(REFERENCE_GROUP).map(String::from_iter).collect::<Vec<_>>().join("\u{a0}")
    }

    fn buy_again(&self, frame: &Frame) -> String {
        frame.link_with("/buy", "plan", &self.plan.to_string())
    }
}

impl Waiting {
    fn path(&self) -> String {
        self.payment.path()
    }

    fn own(&self) -> Own {
        None
    }

    fn js(&self) -> &'static str {
        WAIT.text
    }

    fn events(&self) -> String {
        format!("/api/payments/{}/events", self.payment.id)
    }

    fn patient_secs(&self) -> u32 {
        self.again_secs.saturating_mul(PATIENT_ROUNDS)
    }

    fn phase_words(&self) -> &'static PhaseWords {
        let words = &self.frame.words().pay.waiting;
        match self.phase {
            Phase::Asking => &words.asking,
            Phase::Prompted => &words.prompted,
            Phase::Checking => &words.checking,
            Phase::LongWait => &words.long_wait,
        }
    }

    fn next(&self) -> String {
        (self.phase_words().next)(&self.payment.phone())
    }

    /// The three steps of the indicator: behind us, being done, to come.
    fn steps(&self) -> [&'static str; 3] {
        match self.phase {
            Phase::Asking => ["now", "", ""],
            Phase::Prompted => ["done", "now", ""],
            Phase::Checking | Phase::LongWait => ["done", "done", "now"],
        }
    }

    /// Later the PIN may have been entered, and whoever changes the number might pay twice.
    fn may_change(&self) -> bool {
        matches!(self.phase, Phase::Asking | Phase::Prompted)
    }

    fn is_long(&self) -> bool {
        self.phase == Phase::LongWait
    }
}

/// Why the rail said no, and what helps.
pub(crate) fn advice(cause: Cause, language: Language) -> &'static Advice {
    let words = &language.words().pay.failed;
    match cause {
        Cause::Cancelled => &words.cancelled,
        Cause::WrongPin => &words.wrong_pin,
        Cause::PinLocked => &words.pin_locked,
        Cause::NotEnoughMoney => &words.not_enough_money,
        Cause::NoPinInTime => &words.no_pin_in_time,
        Cause::PromptOpen => &words.prompt_open,
        Cause::SameAmountTooSoon => &words.same_amount_too_soon,
        Cause::OverLimit => &words.over_limit,
        Cause::NotOnRail => &words.not_on_rail,
        Cause::RailBusy => &words.rail_busy,
        Cause::RailUnreachable => &words.rail_unreachable,
        Cause::OwnersTrouble => &words.owners_trouble,
    }
}

impl PaymentFailed {
    fn path(&self) -> String {
        self.payment.path()
    }

    fn own(&self) -> Own {
        None
    }

    fn advice(&self) -> &'static Advice {
        advice(self.cause, self.frame.language)
    }

    /// A PIN entered in the last second may still have moved the money.
    fn nothing_was_taken(&self) -> bool {
        self.cause != Cause::NoPinInTime
    }

    /// Where only the owner can help, trying again is no way out.
    fn owner_must_help(&self) -> bool {
        self.cause == Cause::OwnersTrouble
    }
}

impl PaymentUnclear {
    fn path(&self) -> String {
        self.payment.path()
    }

    fn own(&self) -> Own {
        None
    }

    fn look_again(&self) -> String {
        self.frame.payment_link(self.payment.id)
    }

    fn typed(&self) -> String {
        String::new()
    }

    fn problem(&self) -> Option<String> {
        None
    }
}

impl Page for Waiting {
    fn content_security_policy(&self) -> String {
        waiting_policy()
    }
}

impl Page for PaymentFailed {
    fn content_security_policy(&self) -> String {
        content_security_policy(&[])
    }
}

impl Page for PaymentUnclear {
    fn content_security_policy(&self) -> String {
        content_security_policy(&[])
    }
}
