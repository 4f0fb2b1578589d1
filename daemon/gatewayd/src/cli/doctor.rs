//! `langod doctor`: looks for trouble and says, line by line, what to do about it.

use std::io::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::cli::books::ask;
use crate::cli::mpesa::unreachable;
use crate::cli::{Failure, print, try_seals};
use crate::clock::{Clock, uptime_ms};
use crate::config::{Config, ConfigError, Places};
use crate::desk::{Ask, CloudHealth, Health, PaymentAsk, PaymentSaid, Said};
use crate::mpesa::Line;
use crate::outbound::Trouble;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grade {
    Good,
    Mind,
    Bad,
}

/// One thing looked at.
struct Finding {
    what: &'static str,
    grade: Grade,
    found: String,
    remedy: Option<String>,
}

impl Finding {
    fn good(what: &'static str, found: impl Into<String>) -> Self {
        Finding { what, grade: Grade::Good, found: found.into(), remedy: None }
    }

    fn mind(what: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Finding { what, grade: Grade::Mind, found: found.into(), remedy: Some(remedy.into()) }
    }

    fn bad(what: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Finding { what, grade: Grade::Bad, found: found.into(), remedy: Some(remedy.into()) }
    }
}

pub(super) fn run(places: &Places, json: bool) -> Result<(), Failure> {
    let config = Config::load(&places.config);
    let mut findings = vec![configuration(&config), disk(&places.data), clock(&config)];
    if let Ok(config) = &config {
        findings.extend(mpesa(config));
        findings.extend(secrets(config, &places.data));
    }
    match ask(&places.data, Ask::Health) {
        Ok(Said::Health(health)) => findings.extend(books(&health)),
        Ok(_) => findings.push(Finding::bad("books", "they do not answer", "run `langod run` and read its log")),
        Err(failure) => findings.push(Finding::bad("books", failure.to_string(), "see above")),
    }
    findings.extend(reviews(&places.data));
    if json {
        print::json(&Value::Array(findings.iter().map(as_json).collect()))?;
    } else {
        print::out(&findings.iter().map(as_text).collect::<String>())?;
    }
    let bad = findings.iter().filter(|finding| finding.grade == Grade::Bad).count();
    if bad == 0 { Ok(()) } else { Err(Failure::NotDone(format!("{bad} of {} need attention", findings.len()))) }
}

fn as_json(finding: &Finding) -> Value {
    json!({
        "what": finding.what,
        "grade": word(finding.grade),
        "found": finding.found,
        "remedy": finding.remedy,
    })
}

fn as_text(finding: &Finding) -> String {
    let line = format!("{:<5} {:<14} {}\n", word(finding.grade), finding.what, finding.found);
    finding.remedy.iter().fold(line, |text, remedy| text + &format!("      {:<14} {remedy}\n", ""))
}

fn word(grade: Grade) -> &'static str {
    match grade {
        Grade::Good => "good",
        Grade::Mind => "mind",
        Grade::Bad => "bad",
    }
}

fn configuration(config: &Result<Config, ConfigError>) -> Finding {
    match config {
        Ok(config) if config.portal.router_names.is_empty() => Finding::mind(
            "configuration",
            "any private address may pass for the router's login page",
            "list the hotspot's dns-name or address in [portal] router_names",
        ),
        Ok(config) if config.radius.nas.iter().all(|nas| nas.coa.is_some()) => {
            Finding::good("configuration", format!("{} router(s) listed", config.radius.nas.len()))
        }
        Ok(_) => Finding::mind(
            "configuration",
            "a router has no coa address, so guests cannot be sent off",
            "add coa = \"ADDRESS:3799\" to it, and on the router: /radius incoming set accept=yes port=3799",
        ),
        Err(error) => Finding::bad("configuration", error.to_string(), "correct the file, then `langod config check`"),
    }
}

/// How long the disk takes to promise a small write: every first login waits for it once.
fn disk(data: &Path) -> Finding {
    const ROUNDS: u32 = 8;
    const SLOW_MS: u64 = 200;
    let probe = data.join("doctor.probe");
    let measure = || -> std::io::Result<u64> {
        let mut file = std::fs::File::create(&probe)?;
        let before_ms = uptime_ms();
        for _ in 0..ROUNDS {
            file.write_all(&[0x5a; 4096])?;
            file.sync_data()?;
        }
        Ok((uptime_ms() - before_ms) / u64::from(ROUNDS))
    };
    let measured = measure();
    let _ = std::fs::remove_file(&probe);
    match measured {
        Ok(ms) if ms < SLOW_MS => Finding::good("disk", format!("a small write is safe after {ms} ms")),
        Ok(ms) => Finding::mind(
            "disk",
            format!("a small write is safe only after {ms} ms"),
            "logins wait for it: use the router's own flash or a better USB stick for the data directory",
        ),
        Err(error) => Finding::bad(
            "disk",
            format!("{} cannot be written: {error}", data.display()),
            "make room there, mount it read-write, or choose another place with --data",
        ),
    }
}

fn clock(config: &Result<Config, ConfigError>) -> Finding {
    let is_vouched = config.as_ref().is_ok_and(|config| config.site.trust_clock);
    match (Clock::new().read().wall_trusted, Clock::new().vouched_for(is_vouched).read().wall_trusted) {
        (true, _) => Finding::good("clock", "kept by NTP"),
        (false, true) => Finding::good("clock", "taken for right, as [site] trust_clock says"),
        (false, false) => Finding::mind(
            "clock",
            "nobody vouches for the wall clock: time is counted by uptime, time off is free, and M-PESA has to wait",
            "on RouterOS: /system ntp client set enabled=yes servers=pool.ntp.org, then [site] trust_clock = true",
        ),
    }
}

/// Whether the rail can be reached. Names, connections and TLS fail for different reasons.
fn mpesa(config: &Config) -> Option<Finding> {
    let mpesa = config.mpesa.as_ref()?;
    let reached = || -> Result<Result<(), Trouble>, String> {
        let line = Line::to(&mpesa.base_url, &Clock::new())?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        Ok(runtime.map_err(|error| error.to_string())?.block_on(line.reach()))
    };
    Some(match reached() {
        Ok(Ok(())) => Finding::good("mpesa", format!("{} answers", mpesa.base_url)),
        Ok(Err(trouble)) => Finding::bad(
            "mpesa",
            format!("{} cannot be reached ({})", mpesa.base_url, trouble.as_str()),
            unreachable(&trouble),
        ),
        Err(why) => Finding::bad("mpesa", why, "correct [mpesa] base_url"),
    })
}

fn secrets(config: &Config, data: &Path) -> Option<Finding> {
    if let Err(failure) = try_seals(config, data) {
        let remedy = format!("if it is lost, write the secrets anew; else bring it back to {}", data.display());
        return Some(Finding::bad("secrets", failure.to_string(), remedy));
    }
    config.mpesa.as_ref()?;
    let clear = config.in_the_clear();
    Some(if clear.is_empty() {
        Finding::good("secrets", "sealed")
    } else {
        Finding::mind("secrets", format!("{} stand in the clear", clear.join(", ")), "langod config seal")
    })
}

fn reviews(data: &Path) -> Option<Finding> {
    let Ok(Said::Payment(PaymentSaid::Reviews(views))) = ask(data, Ask::Payment(PaymentAsk::Reviews)) else {
        return None;
    };
    let open = views.iter().filter(|view| view.review.is_open()).count();
    (open > 0).then(|| Finding::mind("money", format!("{open} payments wait for a look"), "langod review list"))
}

fn books(health: &Health) -> Vec<Finding> {
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
    findings.extend(health.cloud.as_ref().map(cloud));
    findings
}

fn cloud(cloud: &CloudHealth) -> Finding {
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
