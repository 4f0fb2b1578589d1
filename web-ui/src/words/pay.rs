//! The words of paying by M-PESA.

use super::Advice;

pub(crate) struct PayWords {
    pub(crate) sales: SalesWords,
    pub(crate) pending: PendingWords,
    pub(crate) buy: BuyWords,
    pub(crate) waiting: WaitingWords,
    pub(crate) failed: FailedWords,
    pub(crate) paid: PaidWords,
    pub(crate) find: FindWords,
}

pub(crate) struct SalesWords {
    pub(crate) pay: &'static str,
    pub(crate) pay_amount: fn(&str) -> String,
    pub(crate) counter_too: &'static str,
    pub(crate) not_connected: &'static str,
    pub(crate) clock_unknown: Advice,
    pub(crate) offline: Advice,
    pub(crate) disk_full: Advice,
    pub(crate) lapsed: Advice,
}

pub(crate) struct PendingWords {
    pub(crate) checked: fn(&str) -> String,
    pub(crate) failed: fn(&str) -> String,
    pub(crate) arrived: &'static str,
    pub(crate) see: &'static str,
    pub(crate) see_why: &'static str,
    pub(crate) get_ticket: &'static str,
}

pub(crate) struct BuyWords {
    pub(crate) title: &'static str,
    pub(crate) phone: &'static str,
    pub(crate) phone_hint: &'static str,
    pub(crate) next: &'static str,
    pub(crate) other_plan: &'static str,
    pub(crate) not_a_phone: &'static str,
    pub(crate) prompt_open: fn(&str) -> String,
    pub(crate) too_many_tries: fn(&str) -> String,
    pub(crate) too_many_guests: fn(&str) -> String,
}

/// What a waiting guest reads: the headline, and what to do with the phone that was asked.
pub(crate) struct PhaseWords {
    pub(crate) title: &'static str,
    pub(crate) next: fn(&str) -> String,
}

pub(crate) struct WaitingWords {
    pub(crate) asking: PhaseWords,
    pub(crate) prompted: PhaseWords,
    pub(crate) checking: PhaseWords,
    pub(crate) long_wait: PhaseWords,
    pub(crate) amount: &'static str,
    pub(crate) plan: &'static str,
    pub(crate) phone: &'static str,
    pub(crate) reference: &'static str,
    pub(crate) too_long: &'static str,
    pub(crate) change_number: &'static str,
}

pub(crate) struct FailedWords {
    pub(crate) cancelled: Advice,
    pub(crate) wrong_pin: Advice,
    pub(crate) pin_locked: Advice,
    pub(crate) not_enough_money: Advice,
    pub(crate) no_pin_in_time: Advice,
    pub(crate) prompt_open: Advice,
    pub(crate) same_amount_too_soon: Advice,
    pub(crate) over_limit: Advice,
    pub(crate) not_on_rail: Advice,
    pub(crate) rail_busy: Advice,
    pub(crate) rail_unreachable: Advice,
    pub(crate) owners_trouble: Advice,
    pub(crate) nothing_taken: &'static str,
    pub(crate) try_again: &'static str,
    pub(crate) call: fn(&str) -> String,
    pub(crate) unclear: Advice,
    pub(crate) look_again: &'static str,
}

pub(crate) struct PaidWords {
    pub(crate) received: &'static str,
    pub(crate) going: &'static str,
    pub(crate) title: &'static str,
    pub(crate) receipt: &'static str,
    pub(crate) receipt_hint: &'static str,
    pub(crate) find_ticket: &'static str,
    pub(crate) no_receipt: &'static str,
    pub(crate) not_seen_yet: &'static str,
    pub(crate) undecided: &'static str,
    pub(crate) under_review: &'static str,
    pub(crate) wait: fn(&str) -> String,
    pub(crate) you_paid: fn(&str) -> String,
    pub(crate) choose_plan: &'static str,
    pub(crate) choose: &'static str,
    pub(crate) rest: &'static str,
    pub(crate) too_little: &'static str,
}

pub(crate) struct FindWords {
    pub(crate) title: &'static str,
    pub(crate) digits: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) show: &'static str,
    pub(crate) not_three_digits: &'static str,
    pub(crate) no_match: &'static str,
    pub(crate) not_the_payers: &'static str,
    pub(crate) wait: fn(&str) -> String,
}
