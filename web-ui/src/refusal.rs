//! Every "no" a guest can meet, on one template: what happened, what to do next, whom to ask.

use std::borrow::Cow;

use askama::Template;
use domain::code::Code;

use crate::amounts::duration_in_words;
use crate::frame::Own;
use crate::words::Advice;
use crate::{Carry, Frame, Language, Page, PausedWhy, Travel, content_security_policy};

/// Why a guest is turned back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Well-formed, but no such ticket here.
    UnknownCode {
        /// As typed.
        typed: String,
    },
    /// Not shaped like a code, or the check character disagrees.
    MistypedCode {
        /// As typed.
        typed: String,
    },
    /// Its time ran out by the calendar.
    Expired,
    /// All its time was used.
    TimeUsedUp,
    /// All its data was used.
    DataUsedUp,
    /// Cancelled by the attendant or the owner.
    Revoked,
    /// In use on as many devices as it allows; may be moved here.
    TooManyDevices {
        /// The ticket, for the move form.
        code: Code,
        /// How many it allows.
        devices_allowed: u32,
    },
    /// Moved as often as one day allows.
    TooManyMoves,
    /// Paid by phone and in use elsewhere: who knows the payer's last digits may move it here.
    AsksPayer {
        /// The ticket, for the form.
        code: Code,
        /// Whether digits were typed that are not the payer's.
        were_wrong: bool,
    },
    /// Too many wrong codes; answered again after a pause.
    TooManyTries {
        /// The pause.
        wait_secs: u64,
    },
    /// From a backup: whether it was used since is asked of the cloud.
    AwaitsCloud,
    /// Never used while it was good.
    Lapsed,
    /// What the browser says about the device is not what the network knows.
    WrongDevice,
    /// Our storage takes no writes.
    StorageTrouble,
    /// No such page.
    PageNotFound,
    /// More was sent than any of our forms holds.
    RequestTooLarge,
    /// The login address is not our router's.
    BadLoginAddress,
    /// The plan to be paid for is not on sale.
    UnknownPlan,
    /// M-PESA is not taken here.
    CounterOnly,
    /// M-PESA is not taken at this moment.
    SalesPaused(PausedWhy),
    /// No such payment, or not this guest's to see.
    UnknownPayment,
    /// The ticket is of another place, or at one.
    Travel(Travel),
}

/// What a page offers beside its words.
enum Offer {
    /// The field again, with what was typed.
    Code(Option<String>),
    /// To move the ticket to this device.
    Move(Code),
    /// To move it with the payer's last digits.
    MoveOfPayer(Code),
    /// The field for a receipt.
    Receipt,
    /// The places to choose from.
    Places,
    /// The way back to the first page.
    Home,
}

/// A refusal with its way out.
#[derive(Template)]
#[template(path = "refusal.html", whitespace = "minimize")]
pub struct Refusal {
    frame: Frame,
    refused: Refused,
}

impl Refused {
    /// What happened and what to do next, for the router's own error line (RADIUS Reply-Message).
    pub fn sentence(&self, language: Language) -> String {
        format!("{}. {}", self.title(language), self.next(language))
    }

    fn title(&self, language: Language) -> &'static str {
        self.advice(language).title
    }

    fn advice(&self, language: Language) -> &'static Advice {
        let words = &language.words().refusal;
        match self {
            Refused::UnknownCode { .. } => &words.unknown_code,
            Refused::MistypedCode { .. } => &words.mistyped_code,
            Refused::Expired => &words.expired,
            Refused::TimeUsedUp => &words.time_used_up,
            Refused::DataUsedUp => &words.data_used_up,
            Refused::Revoked => &words.revoked,
            Refused::TooManyDevices { .. } => &words.too_many_devices,
            Refused::TooManyMoves => &words.too_many_moves,
            Refused::AsksPayer { .. } => &words.asks_payer,
            Refused::TooManyTries { .. } => &words.too_many_tries,
            Refused::AwaitsCloud => &words.awaits_cloud,
            Refused::Lapsed => &words.lapsed,
            Refused::WrongDevice => &words.wrong_device,
            Refused::StorageTrouble => &words.storage_trouble,
            Refused::PageNotFound => &words.page_not_found,
            Refused::RequestTooLarge => &words.request_too_large,
            Refused::BadLoginAddress => &words.bad_login_address,
            Refused::UnknownPlan => &words.unknown_plan,
            Refused::CounterOnly => &words.counter_only,
            Refused::SalesPaused(why) => why.advice(language),
            Refused::UnknownPayment => &words.unknown_payment,
            Refused::Travel(travel) => travel.advice(language),
        }
    }

    fn happened(&self, language: Language) -> Cow<'static, str> {
        let words = &language.words().refusal;
        match self {
            Refused::TooManyDevices { devices_allowed, .. } => (words.devices_allowed)(*devices_allowed).into(),
            Refused::Travel(travel) => travel.happened(language).into(),
            Refused::AsksPayer { were_wrong: true, .. } => language.words().pay.find.not_the_payers.into(),
            _ => self.advice(language).happened.into(),
        }
    }

    fn next(&self, language: Language) -> Cow<'static, str> {
        let words = &language.words().refusal;
        match self {
            Refused::TooManyTries { wait_secs } => (words.wait)(&duration_in_words(language, *wait_secs)).into(),
            _ => self.advice(language).next.into(),
        }
    }

    fn offer(&self) -> Offer {
        match self {
            Refused::UnknownCode { typed } | Refused::MistypedCode { typed } => {
                Offer::Code(Some(crate::ticket::typed(typed)))
            }
            Refused::Expired | Refused::TimeUsedUp | Refused::DataUsedUp | Refused::Lapsed | Refused::CounterOnly => {
                Offer::Code(None)
            }
            Refused::UnknownPayment => Offer::Receipt,
            Refused::Travel(Travel::Several { .. }) => Offer::Places,
            Refused::TooManyDevices { code, .. } => Offer::Move(*code),
            Refused::AsksPayer { code, .. } => Offer::MoveOfPayer(*code),
            _ => Offer::Home,
        }
    }
}

impl Refusal {
    /// A refusal in a frame. Router variables that were not our router's are not carried any further.
    pub fn new(mut frame: Frame, refused: Refused) -> Self {
        if refused == Refused::BadLoginAddress {
            frame.carry = Carry::default();
        }
        Refusal { frame, refused }
    }

    fn path(&self) -> &'static str {
        "/"
    }

    /// Where the page looks again by itself.
    fn again(&self) -> Option<String> {
        match &self.refused {
            Refused::Travel(travel) => travel.again(&self.frame),
            _ => None,
        }
    }

    /// Places to choose from, each with its link.
    fn places(&self) -> Vec<(String, String)> {
        match &self.refused {
            Refused::Travel(travel) => travel.places(&self.frame),
            _ => Vec::new(),
        }
    }

    fn typed(&self) -> Option<String> {
        match self.refused.offer() {
            Offer::Code(typed) => typed,
            Offer::Move(code) | Offer::MoveOfPayer(code) => Some(code.to_string()),
            Offer::Receipt | Offer::Places | Offer::Home => None,
        }
    }

    fn own(&self) -> Own {
        self.typed().map(|code| ("code", code))
    }
}

impl Page for Refusal {
    fn content_security_policy(&self) -> String {
        content_security_policy(&[])
    }
}
