//! Every word a guest reads, typed: a language that lacks one does not compile. Sentences with values in them are
//! functions, since languages differ in more than their words.

mod english;
pub(crate) mod pay;
mod swahili;
pub(crate) mod travel;

use crate::Language;
use pay::PayWords;
use travel::TravelWords;

/// Units of time, largest first.
#[derive(Clone, Copy)]
pub(crate) enum Unit {
    Day,
    Hour,
    Minute,
    Second,
}

pub(crate) struct Words {
    pub(crate) amounts: AmountWords,
    pub(crate) frame: FrameWords,
    pub(crate) code: CodeWords,
    pub(crate) plan: PlanWords,
    pub(crate) home: HomeWords,
    pub(crate) pay: PayWords,
    pub(crate) ticket: TicketWords,
    pub(crate) status: StatusWords,
    pub(crate) refusal: RefusalWords,
    pub(crate) travel: TravelWords,
    pub(crate) print: PrintWords,
}

pub(crate) struct AmountWords {
    pub(crate) unit: fn(Unit, u64) -> String,
    /// A number with `GB`, `Mbps` and the like, in the language's order.
    pub(crate) measure: fn(&str, &str) -> String,
    pub(crate) just_now: &'static str,
    /// From a count with its unit, and the count.
    pub(crate) ago: fn(&str, u64) -> String,
}

pub(crate) struct FrameWords {
    pub(crate) language: &'static str,
    pub(crate) help: &'static str,
    pub(crate) open: &'static str,
}

pub(crate) struct CodeWords {
    pub(crate) title: &'static str,
    pub(crate) label: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) go: &'static str,
}

pub(crate) struct PlanWords {
    pub(crate) gives: fn(&str) -> String,
    pub(crate) devices: fn(u32) -> String,
    pub(crate) speed: fn(&str) -> String,
    /// How the time is counted, in a few words and as a sentence.
    pub(crate) elapsed: &'static str,
    pub(crate) elapsed_sentence: &'static str,
    pub(crate) online: &'static str,
    pub(crate) online_sentence: &'static str,
    pub(crate) use_within: fn(&str) -> String,
    pub(crate) start_within: fn(&str) -> String,
}

pub(crate) struct HomeWords {
    pub(crate) prices: &'static str,
    pub(crate) have_code: &'static str,
    pub(crate) where_to_buy: &'static str,
    pub(crate) no_plans: &'static str,
    pub(crate) ask_at_counter: &'static str,
    pub(crate) megabytes: &'static str,
}

pub(crate) struct TicketWords {
    pub(crate) title: &'static str,
    pub(crate) go_online: &'static str,
    pub(crate) time_left: &'static str,
    pub(crate) data_left: &'static str,
    pub(crate) plan: &'static str,
    pub(crate) devices_online: &'static str,
    pub(crate) devices: fn(u32, u32) -> String,
    pub(crate) not_started: &'static str,
    pub(crate) use_within: fn(&str) -> String,
    pub(crate) your_code: &'static str,
    pub(crate) keep_code: &'static str,
    pub(crate) direct_title: &'static str,
    pub(crate) direct_steps: [&'static str; 3],
}

pub(crate) struct StatusWords {
    pub(crate) online: &'static str,
    pub(crate) offline: &'static str,
    pub(crate) offline_next: &'static str,
    pub(crate) no_ticket: &'static str,
    pub(crate) no_ticket_next: &'static str,
    pub(crate) refresh: &'static str,
    pub(crate) sign_out: &'static str,
    pub(crate) sign_out_runs_on: &'static str,
    pub(crate) sign_out_saves: &'static str,
}

/// What a refusal says: the headline, what happened, what to do next.
pub(crate) struct Advice {
    pub(crate) title: &'static str,
    pub(crate) happened: &'static str,
    pub(crate) next: &'static str,
}

pub(crate) struct RefusalWords {
    pub(crate) unknown_code: Advice,
    pub(crate) mistyped_code: Advice,
    pub(crate) expired: Advice,
    pub(crate) time_used_up: Advice,
    pub(crate) data_used_up: Advice,
    pub(crate) revoked: Advice,
    pub(crate) too_many_devices: Advice,
    pub(crate) too_many_moves: Advice,
    pub(crate) asks_payer: Advice,
    pub(crate) too_many_tries: Advice,
    pub(crate) awaits_cloud: Advice,
    pub(crate) lapsed: Advice,
    pub(crate) wrong_device: Advice,
    pub(crate) storage_trouble: Advice,
    pub(crate) page_not_found: Advice,
    pub(crate) request_too_large: Advice,
    pub(crate) bad_login_address: Advice,
    pub(crate) unknown_plan: Advice,
    pub(crate) counter_only: Advice,
    pub(crate) unknown_payment: Advice,
    pub(crate) devices_allowed: fn(u32) -> String,
    pub(crate) wait: fn(&str) -> String,
    pub(crate) move_here: &'static str,
    pub(crate) new_code: &'static str,
    pub(crate) go_home: &'static str,
}

pub(crate) struct PrintWords {
    pub(crate) sheet_title: fn(usize) -> String,
    pub(crate) how_to_print: &'static str,
    pub(crate) how_it_prints: &'static str,
    pub(crate) join: fn(&str) -> String,
    pub(crate) join_any: &'static str,
    pub(crate) scan: &'static str,
    pub(crate) scan_or_open: fn(&str) -> String,
    pub(crate) use_by: fn(&str) -> String,
    pub(crate) help: fn(&str) -> String,
}

impl Language {
    /// Asked for at every turn of a template: one copy of the choice is enough on a router.
    #[inline(never)]
    pub(crate) fn words(self) -> &'static Words {
        match self {
            Language::English => &english::WORDS,
            Language::Swahili => &swahili::WORDS,
        }
    }
}
