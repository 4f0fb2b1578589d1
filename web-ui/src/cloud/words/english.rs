//! Plain English, for an owner who has never seen a dashboard.

use super::{
    ClaimWords, CompareWords, FrameWords, NewSiteWords, RecoverWords, RefusalWords, SignInWords, SiteWords, SitesWords,
    StateWords, TimeWords, Words,
};
use crate::words::Advice;

pub(super) static WORDS: Words = Words {
    frame: FrameWords {
        language: "Language",
        signed_in_as: "Signed in as",
        sign_out: "Sign out",
        all_sites: "All sites",
    },
    time: TimeWords { less_than_a_minute: "less than a minute" },
    sign_in: SignInWords {
        title: "Sign in",
        what: "See what your WiFi sold today, and whether every site is up.",
        email: "E-mail",
        password: "Password",
        go: "Sign in",
        forgotten: "I have forgotten my password",
        wrong: "This e-mail and password do not go together. Check both and try again.",
        wait: |time| format!("That was wrong a few times. Wait {time}, then try again."),
        busy: "Many people are signing in right now. Try again in a moment.",
        elsewhere: |url| {
            format!("We could not see that this form came from our own page. Open {url} and sign in there.")
        },
    },
    recover: RecoverWords {
        title: "Choose a new password",
        what: "You got recovery codes when your account was made. Each works once.",
        code: "Recovery code",
        code_hint: "15 letters and numbers. Small letters are fine, dashes are not needed.",
        new_password: "New password",
        password_hint: "At least 10 characters. A few words you can remember are best.",
        once_more: "New password once more",
        go: "Change password",
        no_code: "No code left? Whoever runs this service can give you a new password.",
        back: "Back to sign-in",
        wrong: "This e-mail and code do not go together, or the code was used before.",
        unfit_password: "The new password needs 10 to 256 characters. Your code has not been used.",
        passwords_differ: "The two new passwords are not the same. Your code has not been used.",
        done: "Your password is changed",
        done_what: "You are signed in here, and signed out everywhere else.",
        codes_left: |count| match count {
            0 => "No recovery code is left. Ask whoever runs this service for help if you forget this password.".into(),
            1 => "1 recovery code is left.".into(),
            _ => format!("{count} recovery codes are left."),
        },
        go_on: "Go to your sites",
    },
    sites: SitesWords {
        own: "Your sites",
        all: "All sites",
        add: "Add a site",
        today: "Today by M-PESA",
        payments: |count| if count == 1 { "1 payment".into() } else { format!("{count} payments") },
        none_title: "No sites yet",
        none_own: "A site is a place with a Lango gateway. Add your first one: give it a name, \
                   and you get a code for its gateway.",
        none_at_all: "Sites appear here as soon as a provider adds one. Take a provider in with \
                      lango-cloud provider create, and give its owner a sign-in with lango-cloud provider user.",
        pending: "Your account is waiting for approval. You can add sites as soon as it is approved.",
        suspended: "Your account is suspended. Please contact whoever runs this service.",
        next: "Next page",
        first: "First page",
    },
    state: StateWords {
        waiting: "Waiting for its gateway",
        claimed: "Words to compare",
        online: "Online",
        silent: "Not answering",
        never: "never",
        today: "Today",
        last_seen: "Last seen",
        internet: "Internet",
        version: "Version",
        records: "Records stored",
        epoch: "Epoch",
        wan_up: "Works",
        rail_unreachable: "Works, but not M-PESA",
        wan_unknown: "Not known",
    },
    new_site: NewSiteWords {
        title: "Add a site",
        what: "A site is one place with a Lango gateway.",
        name: "What do you call this place?",
        hint: "A name you know it by, such as its street. 1 to 80 characters.",
        example: "Market",
        go: "Add this site",
        unfit_name: "A name has 1 to 80 characters.",
        name_taken: "You have a site of that name already. Choose another.",
    },
    site: SiteWords {
        on_behalf: |name| format!("This site belongs to {name}. What you change here is written to the log."),
        health: "How it is",
        silent_next: "Its gateway has not spoken for a while: see whether the site has power and internet. \
                      What it sells meanwhile it keeps, and tells us when it is back.",
        replace: "Use another gateway here",
        replace_what: "A new code lets another gateway take over this site. The one that is there now goes on \
                       until the code is used.",
    },
    claim: ClaimWords {
        title: "Connect the gateway",
        what: "Give this code to the gateway at the site. It works once.",
        good_for: |time| format!("Good for {time}"),
        line: "Paste this line at the gateway:",
        looks_again: "When the gateway has used the code, this page goes on by itself.",
        none: "No code is good at the moment. Make one when you are at the gateway: it is good for 15 minutes.",
        shown_elsewhere: "A code was made elsewhere and is shown only there. If you do not have it, make another.",
        make: "Make a code",
        make_another: "Make another code",
    },
    compare: CompareWords {
        title: "Are these the same five words?",
        what: "The gateway has shown five words. Compare them one by one.",
        same: "They are the same — confirm",
        differ: "They differ",
        why: "Only after that does the gateway receive your M-PESA keys. \
              If the words are the same, nobody is listening in between.",
        differ_title: "Do not confirm",
        differ_what: "Other words mean that another gateway has used your code, or that somebody stands between \
                      your gateway and us. Nothing has been confirmed, and no secret was sent.",
        steps: [
            "See that you compare with the gateway of this site, and with its newest words.",
            "Connect the gateway to the internet in another way, such as a phone's hotspot.",
            "Make another code here and use it at the gateway. Then compare again.",
        ],
        back: "Compare again",
    },
    refusal: RefusalWords {
        not_found: Advice {
            title: "There is nothing here",
            happened: "The address may have a mistake in it, or this page belongs to somebody else.",
            next: "Go to your sites and choose from there.",
        },
        forged: Advice {
            title: "Please try again",
            happened: "This form was not sent from a page of yours, or you have signed in again since. \
                       Nothing was changed.",
            next: "Go back, load the page again and repeat what you did.",
        },
        changed: Advice {
            title: "The words have changed",
            happened: "Another gateway has used a code of this site while you compared. Nothing was confirmed.",
            next: "Go to the site and compare the new words.",
        },
        not_active: Advice {
            title: "Not yet",
            happened: "This account is not approved at the moment. Nothing was changed.",
            next: "Wait for the approval, or contact whoever runs this service.",
        },
        unavailable: Advice {
            title: "We cannot reach our books",
            happened: "Something is wrong on our side. Your sites go on selling, and nothing is lost.",
            next: "Try again in a minute.",
        },
        go_on: "Go to your sites",
    },
};
