//! What happened to one ticket or one payment, and what to tell the guest.

use std::borrow::Cow;

use domain::checkout::Cause;
use domain::code::Code;
use domain::money::Money;

use super::Frame;
use super::online::left_in_words;
use super::words::Say;
use crate::amounts::{ago, price_in_words};
use crate::payment::advice;
use crate::{bytes_in_words, duration_in_words};

/// What a fact is called, and the fact.
pub(super) type Labelled<'a> = (&'static str, Cow<'a, str>);

/// All that is known of a ticket, of a payment, or of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// Why the guest is online or not.
    pub verdict: Verdict,
    /// The ticket.
    pub ticket: Option<TicketFacts>,
    /// How it was paid, where it was paid by phone.
    pub payment: Option<PaymentFacts>,
    /// What happened, the latest first.
    pub steps: Vec<Step>,
}

/// Why a guest is online or not: one sentence, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They are online.
    Online {
        /// On so many devices.
        devices: usize,
    },
    /// Nobody has typed the code yet.
    NotUsedYet,
    /// The ticket is good, and nobody uses it.
    CanComeBack,
    /// Its time is over.
    TimeOver,
    /// Its data is used.
    DataUsed,
    /// It was not started in time.
    NeverUsedInTime,
    /// It was cancelled.
    Revoked,
    /// As many devices are online as it allows.
    AllPlacesTaken {
        /// So many.
        devices: usize,
    },
    /// It is good at another site.
    OtherSite,
    /// The phone asks for the PIN.
    WaitingForPhone,
    /// M-PESA has not told how it ended.
    PaymentUnclear,
    /// M-PESA said no.
    PaymentFailed {
        /// Why.
        cause: Cause,
    },
    /// The money came, and a person has to look at it.
    PaidWithoutTicket,
}

/// A ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketFacts {
    /// Its code.
    pub code: Code,
    /// The name of what was bought.
    pub plan: String,
    /// What it cost.
    pub price: Money,
    /// The time left, where time is counted.
    pub left_secs: Option<u64>,
    /// The data left, where data is counted.
    pub left_bytes: Option<u64>,
    /// Devices at once.
    pub devices_allowed: u32,
    /// The devices that are online with it.
    pub devices: Vec<String>,
    /// The time that was given at this counter.
    pub given_secs: u32,
    /// Whether there is somebody to send off.
    pub can_kick: bool,
    /// Whether time can be given.
    pub can_extend: bool,
    /// What makes two presses one gift.
    pub once: String,
}

/// A payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentFacts {
    /// How much.
    pub amount: Money,
    /// Who pays, masked.
    pub payer: String,
    /// The receipt, once there is one.
    pub receipt: Option<String>,
    /// What the guest's own page calls it.
    pub reference: String,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub when: When,
    /// What.
    pub what: What,
}

/// When something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// So many seconds ago.
    Ago(u64),
    /// The clock was not to be trusted.
    Unknown,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The phone was asked to pay.
    AskedToPay,
    /// The money came.
    MoneyCame {
        /// With this receipt.
        receipt: Option<String>,
    },
    /// The payment did not work.
    PaymentFailed,
    /// The ticket was made.
    TicketMade,
    /// The code was used for the first time.
    FirstUse {
        /// On this device.
        device: String,
    },
    /// A device came online.
    CameOnline {
        /// The device.
        device: String,
        /// Its IP address.
        address: Option<String>,
    },
    /// The router last told of it.
    LastHeard {
        /// What had gone both ways by then.
        bytes: u64,
    },
    /// A device went offline.
    WentOffline {
        /// Why.
        why: Offline,
        /// What had gone both ways by then.
        bytes: u64,
    },
    /// The ticket moved to another device.
    MovedTo {
        /// The device.
        device: String,
    },
    /// Time was given at this counter.
    Given {
        /// How much.
        secs: u32,
    },
    /// The ticket came to its end.
    Ended,
    /// The ticket was cancelled.
    Revoked,
}

/// Why a device went offline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offline {
    /// The guest signed out.
    GuestLeft,
    /// Nothing was heard of the device for a while.
    Idle,
    /// The time was over.
    TimeOver,
    /// The counter sent it off.
    SentOff,
    /// The router started again.
    RouterRestarted,
    /// The router fell silent.
    Silent,
    /// The router did not say.
    Other,
}

impl Story {
    pub(super) fn say(&self, frame: &Frame) -> &'static Say {
        let words = &frame.words().verdict;
        match self.verdict {
            Verdict::Online { .. } => &words.online,
            Verdict::NotUsedYet => &words.not_used_yet,
            Verdict::CanComeBack => &words.can_come_back,
            Verdict::TimeOver => &words.time_over,
            Verdict::DataUsed => &words.data_used,
            Verdict::NeverUsedInTime => &words.never_used_in_time,
            Verdict::Revoked => &words.revoked,
            Verdict::AllPlacesTaken { .. } => &words.all_places_taken,
            Verdict::OtherSite => &words.other_site,
            Verdict::WaitingForPhone => &words.waiting_for_phone,
            Verdict::PaymentUnclear => &words.payment_unclear,
            Verdict::PaymentFailed { .. } => &words.payment_failed,
            Verdict::PaidWithoutTicket => &words.paid_without_ticket,
        }
    }

    /// Green where the guest is online, amber where there is a way on.
    pub(super) fn class(&self) -> &'static str {
        match self.verdict {
            Verdict::Online { .. } => "good",
            Verdict::NotUsedYet
            | Verdict::CanComeBack
            | Verdict::AllPlacesTaken { .. }
            | Verdict::WaitingForPhone
            | Verdict::PaymentUnclear => "warn",
            _ => "bad",
        }
    }

    /// What the guest was told of a payment that failed.
    pub(super) fn cause(&self, frame: &Frame) -> Option<&'static str> {
        match self.verdict {
            Verdict::PaymentFailed { cause } => Some(advice(cause, frame.language).title),
            _ => None,
        }
    }
}

impl TicketFacts {
    pub(super) fn facts(&self, frame: &Frame) -> Vec<Labelled<'_>> {
        let (words, shared) = (&frame.words().facts, &frame.language.words().ticket);
        let online = u32::try_from(self.devices.len()).unwrap_or(u32::MAX);
        let mut facts = vec![
            (words.price, Cow::Owned(price_in_words(self.price))),
            (shared.plan, Cow::Borrowed(&*self.plan)),
            (shared.devices_online, Cow::Owned((shared.devices)(online, self.devices_allowed))),
        ];
        let has_some = [self.left_secs, self.left_bytes].into_iter().flatten().any(|left| left > 0);
        if has_some && let Some(left) = left_in_words(frame.language, self.left_secs, self.left_bytes) {
            facts.insert(0, (frame.words().online.left, Cow::Owned(left)));
        }
        if self.given_secs > 0 {
            facts.push((words.given, Cow::Owned(duration_in_words(frame.language, self.given_secs.into()))));
        }
        facts.extend(self.devices.iter().map(|device| (frame.words().online.device, Cow::Borrowed(&**device))));
        facts
    }
}

impl PaymentFacts {
    pub(super) fn facts(&self, frame: &Frame) -> Vec<Labelled<'_>> {
        let shared = &frame.language.words().pay.waiting;
        let mut facts = vec![
            (shared.amount, Cow::Owned(price_in_words(self.amount))),
            (shared.phone, Cow::Borrowed(&*self.payer)),
            (shared.reference, Cow::Borrowed(&*self.reference)),
        ];
        if let Some(receipt) = &self.receipt {
            facts.push((frame.words().facts.receipt, Cow::Borrowed(&**receipt)));
        }
        facts
    }
}

impl Step {
    pub(super) fn label(&self, frame: &Frame) -> &'static str {
        let words = &frame.words().steps;
        match self.what {
            What::AskedToPay => words.asked_to_pay,
            What::MoneyCame { .. } => words.money_came,
            What::PaymentFailed => words.payment_failed,
            What::TicketMade => words.ticket_made,
            What::FirstUse { .. } => words.first_use,
            What::CameOnline { .. } => words.came_online,
            What::LastHeard { .. } => words.last_heard,
            What::WentOffline { .. } => words.went_offline,
            What::MovedTo { .. } => words.moved_to,
            What::Given { .. } => words.given,
            What::Ended => words.ended,
            What::Revoked => words.revoked,
        }
    }

    /// When, and what else is known of it.
    pub(super) fn details(&self, frame: &Frame) -> String {
        let mut text = match self.when {
            When::Ago(secs) => ago(frame.language, secs),
            When::Unknown => frame.words().facts.time_unknown.to_owned(),
        };
        let mut add = |more: &str| text.extend([" · ", more]);
        match &self.what {
            What::MoneyCame { receipt: Some(one) } | What::FirstUse { device: one } | What::MovedTo { device: one } => {
                add(one);
            }
            What::CameOnline { device, address } => {
                add(device);
                address.as_deref().map(add);
            }
            What::LastHeard { bytes } => add(&bytes_in_words(frame.language, *bytes)),
            What::WentOffline { why, bytes } => {
                add(why.words(frame));
                add(&bytes_in_words(frame.language, *bytes));
            }
            What::Given { secs } => add(&duration_in_words(frame.language, (*secs).into())),
            _ => {}
        }
        text
    }
}

impl Offline {
    fn words(self, frame: &Frame) -> &'static str {
        let words = &frame.words().offline;
        match self {
            Offline::GuestLeft => words.guest_left,
            Offline::Idle => words.idle,
            Offline::TimeOver => words.time_over,
            Offline::SentOff => words.sent_off,
            Offline::RouterRestarted => words.router_restarted,
            Offline::Silent => words.silent,
            Offline::Other => words.other,
        }
    }
}
