//! Every word of the console, typed: a language that lacks one does not compile. Most are labels, to which a page sets
//! what it knows; the fewer sentences with holes, the smaller the program.

mod english;
mod swahili;

use crate::Language;
use crate::words::Advice;

pub(crate) struct Words {
    pub(crate) tabs: TabWords,
    pub(crate) frame: FrameWords,
    pub(crate) sign_in: SignInWords,
    pub(crate) sell: SellWords,
    pub(crate) sheet: SheetWords,
    pub(crate) online: OnlineWords,
    pub(crate) look_up: LookUpWords,
    pub(crate) done: DoneWords,
    pub(crate) verdict: VerdictWords,
    pub(crate) facts: FactWords,
    pub(crate) steps: StepWords,
    pub(crate) offline: OfflineWords,
    pub(crate) money: MoneyWords,
    pub(crate) trouble: TroubleWords,
    pub(crate) health: HealthWords,
    pub(crate) remedy: RemedyWords,
    pub(crate) backup: BackupWords,
    pub(crate) acts: ActWords,
    pub(crate) refusal: RefusalWords,
}

pub(crate) struct TabWords {
    pub(crate) sell: &'static str,
    pub(crate) online: &'static str,
    pub(crate) look_up: &'static str,
    pub(crate) money: &'static str,
    pub(crate) health: &'static str,
}

pub(crate) struct FrameWords {
    pub(crate) around: &'static str,
    pub(crate) offline: &'static str,
    pub(crate) sign_out: &'static str,
}

pub(crate) struct SignInWords {
    pub(crate) title: &'static str,
    pub(crate) what: &'static str,
    pub(crate) pin: &'static str,
    pub(crate) go: &'static str,
    pub(crate) wrong: &'static str,
    pub(crate) wait: fn(&str) -> String,
    pub(crate) expired: &'static str,
}

pub(crate) struct SellWords {
    pub(crate) title: &'static str,
    pub(crate) none: Say,
    pub(crate) many: &'static str,
    pub(crate) take: fn(&str) -> String,
    pub(crate) taken: &'static str,
    pub(crate) back: &'static str,
    pub(crate) sold: &'static str,
    pub(crate) again: &'static str,
    pub(crate) read_out: &'static str,
    pub(crate) digits: &'static str,
    pub(crate) print_58: &'static str,
    pub(crate) print_80: &'static str,
    pub(crate) another: &'static str,
}

pub(crate) struct SheetWords {
    pub(crate) title: &'static str,
    pub(crate) what: &'static str,
    pub(crate) plan: &'static str,
    pub(crate) count: &'static str,
    pub(crate) count_hint: &'static str,
    pub(crate) paper: &'static str,
    pub(crate) a4: &'static str,
    pub(crate) mm58: &'static str,
    pub(crate) mm80: &'static str,
    pub(crate) go: &'static str,
    pub(crate) bad_count: &'static str,
}

pub(crate) struct OnlineWords {
    pub(crate) none: Say,
    pub(crate) more: fn(usize) -> String,
    pub(crate) left: &'static str,
    pub(crate) since: &'static str,
    pub(crate) data: &'static str,
    pub(crate) device: &'static str,
    pub(crate) address: &'static str,
    pub(crate) send_off: &'static str,
    pub(crate) sure: &'static str,
    pub(crate) yes: &'static str,
}

pub(crate) struct LookUpWords {
    pub(crate) title: &'static str,
    pub(crate) label: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) go: &'static str,
    pub(crate) not_found: Say,
    pub(crate) several: &'static str,
}

pub(crate) struct DoneWords {
    pub(crate) sent_off: fn(usize) -> String,
    pub(crate) given: fn(u32) -> String,
    pub(crate) nothing: &'static str,
}

/// One plain sentence, and what to do next.
pub(crate) struct Say {
    pub(crate) what: &'static str,
    pub(crate) next: &'static str,
}

pub(crate) struct VerdictWords {
    pub(crate) online: Say,
    pub(crate) not_used_yet: Say,
    pub(crate) can_come_back: Say,
    pub(crate) time_over: Say,
    pub(crate) data_used: Say,
    pub(crate) never_used_in_time: Say,
    pub(crate) revoked: Say,
    pub(crate) all_places_taken: Say,
    pub(crate) other_site: Say,
    pub(crate) waiting_for_phone: Say,
    pub(crate) payment_unclear: Say,
    pub(crate) payment_failed: Say,
    pub(crate) paid_without_ticket: Say,
}

pub(crate) struct FactWords {
    pub(crate) ticket: &'static str,
    pub(crate) price: &'static str,
    pub(crate) given: &'static str,
    pub(crate) payment: &'static str,
    pub(crate) receipt: &'static str,
    pub(crate) story: &'static str,
    pub(crate) give_time: &'static str,
    pub(crate) time_unknown: &'static str,
}

pub(crate) struct StepWords {
    pub(crate) asked_to_pay: &'static str,
    pub(crate) money_came: &'static str,
    pub(crate) payment_failed: &'static str,
    pub(crate) ticket_made: &'static str,
    pub(crate) first_use: &'static str,
    pub(crate) came_online: &'static str,
    pub(crate) last_heard: &'static str,
    pub(crate) went_offline: &'static str,
    pub(crate) moved_to: &'static str,
    pub(crate) given: &'static str,
    pub(crate) ended: &'static str,
    pub(crate) revoked: &'static str,
}

pub(crate) struct OfflineWords {
    pub(crate) guest_left: &'static str,
    pub(crate) idle: &'static str,
    pub(crate) time_over: &'static str,
    pub(crate) sent_off: &'static str,
    pub(crate) router_restarted: &'static str,
    pub(crate) silent: &'static str,
    pub(crate) other: &'static str,
}

pub(crate) struct MoneyWords {
    pub(crate) none: Say,
    pub(crate) resolved: &'static str,
    pub(crate) reviews: &'static str,
    pub(crate) waiting: &'static str,
    pub(crate) asking: &'static str,
    pub(crate) prompted: &'static str,
    pub(crate) unclear: &'static str,
    pub(crate) note: &'static str,
    pub(crate) example: &'static str,
    pub(crate) settle: &'static str,
    pub(crate) settled: &'static str,
}

/// Why money waits for a person, and what to do about it.
pub(crate) struct TroubleWords {
    pub(crate) unmatched_receipt: Say,
    pub(crate) amount_mismatch: Say,
    pub(crate) second_receipt: Say,
    pub(crate) receipt_used_before: Say,
    pub(crate) paid_without_receipt: Say,
    pub(crate) never_settled: Say,
    pub(crate) remainder: Say,
    pub(crate) unknown_result: Say,
    pub(crate) misconfigured: Say,
    pub(crate) no_ticket: Say,
    pub(crate) other_movement: Say,
}

pub(crate) struct HealthWords {
    pub(crate) title: &'static str,
    pub(crate) cloud: &'static str,
    pub(crate) clock: &'static str,
    pub(crate) disk: &'static str,
    pub(crate) flush: &'static str,
    pub(crate) router: &'static str,
    pub(crate) snapshot: &'static str,
    pub(crate) version: &'static str,
    pub(crate) uptime: &'static str,
    pub(crate) answers: &'static str,
    pub(crate) silent: &'static str,
    pub(crate) not_enrolled: &'static str,
    pub(crate) unconfirmed: &'static str,
    pub(crate) trusted: &'static str,
    pub(crate) untrusted: &'static str,
    pub(crate) room: &'static str,
    pub(crate) full: &'static str,
    pub(crate) not_asked: &'static str,
    pub(crate) none_yet: &'static str,
    pub(crate) mpesa_ready: &'static str,
    pub(crate) mpesa_down: &'static str,
    pub(crate) mpesa_not_offered: &'static str,
    pub(crate) mpesa_lapsed: &'static str,
}

/// What to do about a part that is not well.
pub(crate) struct RemedyWords {
    pub(crate) cloud_away: &'static str,
    pub(crate) not_enrolled: &'static str,
    pub(crate) unconfirmed: &'static str,
    pub(crate) clock: &'static str,
    pub(crate) disk: &'static str,
    pub(crate) flush: &'static str,
    pub(crate) router: &'static str,
    pub(crate) not_asked: &'static str,
    pub(crate) snapshot: &'static str,
    pub(crate) mpesa_down: &'static str,
    pub(crate) mpesa_not_offered: &'static str,
    pub(crate) lapsed: &'static str,
    pub(crate) tell_owner: &'static str,
}

pub(crate) struct BackupWords {
    pub(crate) title: &'static str,
    pub(crate) what: &'static str,
    pub(crate) passphrase: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) go: &'static str,
    pub(crate) too_short: &'static str,
}

pub(crate) struct ActWords {
    pub(crate) title: &'static str,
    pub(crate) none: Say,
    pub(crate) signed_in: &'static str,
    pub(crate) wrong_pin: &'static str,
    pub(crate) signed_out: &'static str,
    pub(crate) sold: &'static str,
    pub(crate) minted: &'static str,
    pub(crate) sent_off: &'static str,
    pub(crate) gave_time: &'static str,
    pub(crate) resolved: &'static str,
    pub(crate) backed_up: &'static str,
}

pub(crate) struct RefusalWords {
    pub(crate) page_not_found: Advice,
    pub(crate) form_expired: Advice,
    pub(crate) guests_stay_out: Advice,
    pub(crate) not_now: Advice,
    pub(crate) disk_full: Advice,
    pub(crate) lapsed: Advice,
    pub(crate) go_on: &'static str,
}

impl Language {
    pub(crate) fn console_words(self) -> &'static Words {
        match self {
            Language::English => &english::WORDS,
            Language::Swahili => &swahili::WORDS,
        }
    }
}
