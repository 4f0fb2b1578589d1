//! Every word of the cloud's pages, typed: a language that lacks one does not compile. They stand apart from the portal's,
//! so that a router does not carry them.

mod english;
mod swahili;

use crate::Language;
use crate::words::Advice;

pub(crate) struct Words {
    pub(crate) frame: FrameWords,
    pub(crate) time: TimeWords,
    pub(crate) sign_in: SignInWords,
    pub(crate) recover: RecoverWords,
    pub(crate) sites: SitesWords,
    pub(crate) state: StateWords,
    pub(crate) new_site: NewSiteWords,
    pub(crate) site: SiteWords,
    pub(crate) claim: ClaimWords,
    pub(crate) compare: CompareWords,
    pub(crate) refusal: RefusalWords,
}

pub(crate) struct FrameWords {
    pub(crate) language: &'static str,
    pub(crate) signed_in_as: &'static str,
    pub(crate) sign_out: &'static str,
    pub(crate) all_sites: &'static str,
}

pub(crate) struct TimeWords {
    pub(crate) less_than_a_minute: &'static str,
}

pub(crate) struct SignInWords {
    pub(crate) title: &'static str,
    pub(crate) what: &'static str,
    pub(crate) email: &'static str,
    pub(crate) password: &'static str,
    pub(crate) go: &'static str,
    pub(crate) forgotten: &'static str,
    pub(crate) wrong: &'static str,
    pub(crate) wait: fn(&str) -> String,
    pub(crate) busy: &'static str,
    pub(crate) elsewhere: fn(&str) -> String,
}

pub(crate) struct RecoverWords {
    pub(crate) title: &'static str,
    pub(crate) what: &'static str,
    pub(crate) code: &'static str,
    pub(crate) code_hint: &'static str,
    pub(crate) new_password: &'static str,
    pub(crate) password_hint: &'static str,
    pub(crate) once_more: &'static str,
    pub(crate) go: &'static str,
    pub(crate) no_code: &'static str,
    pub(crate) back: &'static str,
    pub(crate) wrong: &'static str,
    pub(crate) unfit_password: &'static str,
    pub(crate) passwords_differ: &'static str,
    pub(crate) done: &'static str,
    pub(crate) done_what: &'static str,
    pub(crate) codes_left: fn(u64) -> String,
    pub(crate) go_on: &'static str,
}

pub(crate) struct SitesWords {
    pub(crate) own: &'static str,
    pub(crate) all: &'static str,
    pub(crate) add: &'static str,
    pub(crate) today: &'static str,
    pub(crate) payments: fn(u64) -> String,
    pub(crate) none_title: &'static str,
    pub(crate) none_own: &'static str,
    pub(crate) none_at_all: &'static str,
    pub(crate) pending: &'static str,
    pub(crate) suspended: &'static str,
    pub(crate) next: &'static str,
    pub(crate) first: &'static str,
}

pub(crate) struct StateWords {
    pub(crate) waiting: &'static str,
    pub(crate) claimed: &'static str,
    pub(crate) online: &'static str,
    pub(crate) silent: &'static str,
    pub(crate) never: &'static str,
    pub(crate) today: &'static str,
    pub(crate) last_seen: &'static str,
    pub(crate) internet: &'static str,
    pub(crate) version: &'static str,
    pub(crate) records: &'static str,
    pub(crate) epoch: &'static str,
    pub(crate) wan_up: &'static str,
    pub(crate) rail_unreachable: &'static str,
    pub(crate) wan_unknown: &'static str,
}

pub(crate) struct NewSiteWords {
    pub(crate) title: &'static str,
    pub(crate) what: &'static str,
    pub(crate) name: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) example: &'static str,
    pub(crate) go: &'static str,
    pub(crate) unfit_name: &'static str,
    pub(crate) name_taken: &'static str,
}

pub(crate) struct SiteWords {
    pub(crate) on_behalf: fn(&str) -> String,
    pub(crate) health: &'static str,
    pub(crate) silent_next: &'static str,
    pub(crate) replace: &'static str,
    pub(crate) replace_what: &'static str,
}

pub(crate) struct ClaimWords {
    pub(crate) title: &'static str,
    pub(crate) what: &'static str,
    pub(crate) good_for: fn(&str) -> String,
    pub(crate) line: &'static str,
    pub(crate) looks_again: &'static str,
    pub(crate) none: &'static str,
    pub(crate) shown_elsewhere: &'static str,
    pub(crate) make: &'static str,
    pub(crate) make_another: &'static str,
}

pub(crate) struct CompareWords {
    pub(crate) title: &'static str,
    pub(crate) what: &'static str,
    pub(crate) same: &'static str,
    pub(crate) differ: &'static str,
    pub(crate) why: &'static str,
    pub(crate) differ_title: &'static str,
    pub(crate) differ_what: &'static str,
    pub(crate) steps: [&'static str; 3],
    pub(crate) back: &'static str,
}

pub(crate) struct RefusalWords {
    pub(crate) not_found: Advice,
    pub(crate) forged: Advice,
    pub(crate) changed: Advice,
    pub(crate) not_active: Advice,
    pub(crate) unavailable: Advice,
    pub(crate) go_on: &'static str,
}

impl Language {
    pub(crate) fn cloud_words(self) -> &'static Words {
        match self {
            Language::English => &english::WORDS,
            Language::Swahili => &swahili::WORDS,
        }
    }
}
