//! The books, and what the running daemon says of packets and of the cloud.

use std::path::Path;

use crate::cli::books::ask;
use crate::cli::doctor::finding::Finding;
use crate::desk::{Ask, CloudHealth, Health, PaymentAsk, PaymentSaid, Said};

pub(super) fn reviews(data: &Path) -> Option<Finding> {
    let Ok(Said::Payment(PaymentSaid::Reviews(views))) = ask(data, Ask::Payment(PaymentAsk::Reviews)) else {
        return None;
    };
    let open = views.iter().filter(|view| view.review.is_open()).count();
    (open > 0).then(|| Finding::mind("money", format!("{open} payments wait for a look"), "langod review list"))
}

pub(super) fn books(health: &Health) -> Vec<Finding> {
    let count = |what: &str| health.counters.iter().find(|(name, _)| name == what).map_or(0, |(_, count)| *count);
    let mut findings = Vec::new();
    let found = format!("site {}, epoch {}, {} online", health.site, health.epoch, health.open_sessions);
    findings.push(if health.sales_paused {
        Finding::bad("books", "sales are paused: the disk is full", "make room in the data directory")
    } else {
        Finding::good("books", found)
    });
    if !health.is_running {
        findings.push(Finding::mind("daemon", "it is not running", "start it: langod run"));
        return findings;
    }
    findings.push(match count("unknown_nas") {
        0 => Finding::good(
            "routers",
            format!("{} logins accepted, {} refused", count("access_accept"), count("access_reject")),
        ),
        strangers => Finding::mind(
            "routers",
            format!("{strangers} packets came from addresses no [[radius.nas]] lists"),
            "the log names the address: list it, or set src-address in /radius on the router",
        ),
    });
    let mismatches = count("bad_message_authenticator") + count("bad_request_authenticator");
    if mismatches > 0 {
        findings.push(Finding::bad(
            "secret",
            format!("{mismatches} packets do not match the router's secret"),
            "put the same secret into [[radius.nas]] and into /radius on the router",
        ));
    }
    let notices = count("notice_without_mpesa");
    if notices > 0 {
        findings.push(Finding::bad(
            "mpesa",
            format!("{notices} notices of money came, and there is no [mpesa] in the configuration"),
            "bring it back, then look for what is left over: langod review list",
        ));
    }
    if health.doubts_restored {
        findings.push(Finding::mind(
            "restored",
            "unused tickets of the backup wait until the cloud has told what came after it",
            "if the cloud is out of reach for long: langod ticket trust-restored",
        ));
    }
    findings
}

/// The link to the cloud, where this gateway is enrolled.
pub(super) fn cloud(health: &Health) -> Option<Finding> {
    health.cloud.as_ref().map(link)
}

fn link(cloud: &CloudHealth) -> Finding {
    let CloudHealth { url, site_name, words, untold, .. } = cloud;
    match (&cloud.trouble, cloud.heard_secs_ago) {
        (None, Some(_)) if !cloud.is_confirmed => Finding::mind(
            "cloud",
            format!("{url} waits for the owner to confirm this gateway as \"{site_name}\""),
            format!("open the site there, compare the words with these ({words}), and confirm"),
        ),
        (None, Some(_)) => {
            Finding::good("cloud", format!("{url} knows this site as \"{site_name}\" ({words}); {untold} events to go"))
        }
        (None, None) => Finding::mind("cloud", format!("{url} has not answered yet"), "look again in a minute"),
        (Some(trouble), _) if cloud.is_newer => {
            Finding::bad("cloud", format!("{url} asks what this version does not understand"), trouble.clone())
        }
        (Some(trouble), heard) => {
            let since = heard.map_or_else(|| "since the start".to_owned(), |secs| format!("for {secs} s"));
            let found = format!("{url} has not answered {since}; {untold} events wait for it");
            let remedy = format!("{trouble}. Tickets and M-PESA go on meanwhile");
            Finding::mind("cloud", found, remedy)
        }
    }
}
