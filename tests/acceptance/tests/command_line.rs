//! The owner's commands, which work with and without a running daemon.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::fs;
use std::process::Command;

use acceptance::site::{HOUR, mistyped, one_ticket, plain, selling_hours, unsold};
use domain::code::Code;
use testkit::Langod;

/// A gateway that runs, and one that does not; both sell hours.
fn with_and_without_a_daemon() -> [Langod; 2] {
    let asleep = Langod::builder().prepare().unwrap();
    asleep.add_hour(1).unwrap();
    [selling_hours(), asleep]
}

fn names(plans: &serde_json::Value) -> Vec<String> {
    plans.as_array().unwrap().iter().map(|plan| plan["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_command_explains_itself() {
    let langod = Langod::builder().prepare().unwrap();
    for command in [
        "",
        "run",
        "config",
        "config template",
        "config check",
        "plan",
        "plan add",
        "plan list",
        "ticket",
        "ticket mint",
        "ticket show",
        "ticket list",
        "ticket revoke",
        "session",
        "session list",
        "session kick",
        "backup",
        "restore",
        "doctor",
    ] {
        let words: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let printed = langod.command(&words).unwrap();
        assert!(printed.contains("Usage: langod"), "{command}: {printed}");
    }
    assert_eq!(langod.run(&["no-such-command"]).unwrap().status.code(), Some(2));
}

#[test]
fn plans_are_added_and_listed() {
    for langod in with_and_without_a_daemon() {
        langod.add_plan(&["--name", "1 GB", "--price", "50.50", "--kind", "data", "--data", "1GB"]).unwrap();
        let plans = langod.json(&["plan", "list"]).unwrap();
        assert_eq!(names(&plans), ["1 hour", "1 GB"], "cheapest first");
        assert_eq!((&plans[0]["price"], &plans[0]["duration_seconds"]), (&20.into(), &3600.into()));
        assert_eq!((&plans[1]["price"], &plans[1]["data_limit_mb"]), (&50.5.into(), &1000.0.into()));
        let table = langod.command(&["plan", "list"]).unwrap();
        assert!(table.contains("1 GB") && table.contains("2M/5M"), "{table}");
    }
}

#[test]
fn a_plan_that_makes_no_sense_is_refused_with_what_to_write() {
    let langod = selling_hours();
    for (options, hint) in [
        ("--name x --price 20 --kind elapsed", "--duration"),
        ("--name x --price 20 --kind data --duration 1h", "leave out --duration"),
        ("--name x --price much --kind elapsed --duration 1h", "--price"),
        ("--name x --price 20 --kind elapsed --duration 1y", "1h30m"),
        ("--name x --price 20 --kind elapsed --duration 1h --devices 0", "device"),
    ] {
        let words: Vec<&str> = ["plan", "add"].into_iter().chain(options.split(' ')).collect();
        let refused = langod.run(&words).unwrap();
        assert_eq!(refused.status.code(), Some(2), "{options}: {}", refused.stderr);
        assert!(refused.stderr.contains(hint), "{options}: {}", refused.stderr);
    }
    let twice = ["plan", "add", "--name", HOUR, "--price", "20", "--kind", "elapsed", "--duration", "1h"];
    assert_eq!(langod.run(&twice).unwrap().status.code(), Some(2));
    assert_eq!(names(&langod.json(&["plan", "list"]).unwrap()), [HOUR]);
}

#[test]
fn minted_tickets_are_listed_shown_and_revoked() {
    for langod in with_and_without_a_daemon() {
        let minted = langod.json(&["ticket", "mint", "--plan", HOUR, "--count", "3"]).unwrap();
        let codes: Vec<&str> =
            minted.as_array().unwrap().iter().map(|ticket| ticket["code"].as_str().unwrap()).collect();
        assert!(codes.len() == 3 && codes.iter().all(|code| Code::parse(code).is_ok()), "{minted}");
        assert!(minted.as_array().unwrap().iter().all(|ticket| ticket["status"] == "new" && ticket["plan"] == HOUR));
        let shown = langod.ticket(&plain(codes[1]).to_lowercase()).unwrap();
        assert_eq!((&shown["code"], &shown["remaining_seconds"]), (&codes[1].into(), &3600.into()));
        langod.command(&["ticket", "revoke", codes[0]]).unwrap();
        let of_status = |status: &str| langod.json(&["ticket", "list", "--status", status]).unwrap();
        assert_eq!(of_status("new").as_array().unwrap().len(), 2);
        assert_eq!(of_status("revoked")[0]["code"], codes[0]);
        assert_eq!(langod.run(&["ticket", "list", "--status", "lost"]).unwrap().status.code(), Some(2));
    }
}

#[test]
fn a_code_that_is_none_and_a_code_nobody_has_are_told_apart() {
    for langod in with_and_without_a_daemon() {
        let code = one_ticket(&langod, HOUR);
        for command in ["show", "revoke"] {
            let typo = langod.run(&["ticket", command, &mistyped(&code)]).unwrap();
            assert_eq!(typo.status.code(), Some(2), "{}", typo.stderr);
            let unknown = langod.run(&["ticket", command, &unsold(1)]).unwrap();
            assert_eq!(unknown.status.code(), Some(1), "{}", unknown.stderr);
        }
        let no_plan = langod.run(&["ticket", "mint", "--plan", "1 year"]).unwrap();
        assert!(no_plan.status.code() == Some(2) && no_plan.stderr.contains("langod plan list"), "{}", no_plan.stderr);
    }
}

#[test]
fn csv_has_a_heading_and_a_line_for_each_ticket() {
    for langod in with_and_without_a_daemon() {
        langod
            .add_plan(&["--name", "the \"big\", one", "--price", "99.50", "--kind", "online", "--duration", "7d"])
            .unwrap();
        let csv = langod.command(&["ticket", "mint", "--plan", "the \"big\", one", "--count", "2", "--csv"]).unwrap();
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!((lines.len(), lines[0]), (3, "code,plan,price,currency,status"));
        let (code, rest) = lines[1].split_once(',').unwrap();
        assert!(Code::parse(code).is_ok());
        assert_eq!(rest, "\"the \"\"big\"\", one\",99.50,KES,new");
    }
}

#[test]
fn tickets_on_paper_carry_code_and_picture_and_need_nothing_from_elsewhere() {
    for langod in with_and_without_a_daemon() {
        for paper in ["a4", "58mm", "80mm"] {
            let page = langod.command(&["ticket", "mint", "--plan", HOUR, "--count", "2", "--paper", paper]).unwrap();
            assert!(page.contains("<svg") && !page.contains("<script"), "{paper}: {page}");
            assert!(!page.contains("src=\"http") && !page.contains("@import"), "{paper}: {page}");
            let tickets = langod.json(&["ticket", "list"]).unwrap();
            let printed =
                tickets.as_array().unwrap().iter().filter(|ticket| page.contains(ticket["code"].as_str().unwrap()));
            assert_eq!(printed.count(), 2, "{paper}: {page}");
        }
    }
}

#[test]
fn a_backup_brings_the_codes_back_elsewhere() {
    for langod in with_and_without_a_daemon() {
        let codes = langod.mint(HOUR, 3).unwrap();
        langod.command(&["ticket", "revoke", &codes[0]]).unwrap();
        let copy = langod.dir().join("copy.lango");
        let copy = copy.to_str().unwrap();
        langod.command(&["backup", copy]).unwrap();
        let mut other = Langod::builder().prepare().unwrap();
        other.add_plan(&["--name", "old", "--price", "1", "--kind", "elapsed", "--duration", "1h"]).unwrap();
        other.command(&["restore", copy]).unwrap();
        assert_eq!(other.ticket(&codes[0]).unwrap()["status"], "revoked");
        assert_eq!(names(&other.json(&["plan", "list"]).unwrap()), [HOUR]);
        other.launch().unwrap();
        assert_eq!(other.ticket(&codes[1]).unwrap()["status"], "new");
        one_ticket(&other, HOUR);
    }
}

#[test]
fn a_restore_is_refused_while_the_daemon_runs_and_of_what_is_no_backup() {
    let langod = selling_hours();
    let code = one_ticket(&langod, HOUR);
    let copy = langod.dir().join("copy.lango");
    langod.command(&["backup", copy.to_str().unwrap()]).unwrap();
    let refused = langod.run(&["restore", copy.to_str().unwrap()]).unwrap();
    assert!(refused.status.code() == Some(2) && refused.stderr.contains("stop"), "{}", refused.stderr);
    assert_eq!(langod.ticket(&code).unwrap()["status"], "new");

    let asleep = Langod::builder().prepare().unwrap();
    asleep.add_hour(1).unwrap();
    let whole = fs::read(&copy).unwrap();
    for (name, bytes) in [("cut", &whole[..whole.len() / 2]), ("noise", b"not a backup at all"), ("empty", b"")] {
        let file = asleep.dir().join(name);
        fs::write(&file, bytes).unwrap();
        let refused = asleep.run(&["restore", file.to_str().unwrap()]).unwrap();
        assert!(refused.status.code() == Some(2) && refused.stderr.contains(name), "{}", refused.stderr);
    }
    assert_eq!(names(&asleep.json(&["plan", "list"]).unwrap()), [HOUR], "nothing was replaced");
}

#[test]
fn a_second_daemon_on_the_same_books_is_refused() {
    let langod = selling_hours();
    let second = Langod::builder().prepare().unwrap();
    let mut command = Command::new("timeout");
    command.arg("20").arg(second.binary()).arg("--config").arg(second.config_path());
    let output = command.arg("--data").arg(langod.data_dir()).arg("run").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(langod.data_dir().to_str().unwrap()) && said.contains("another langod"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    one_ticket(&langod, HOUR);
}

#[test]
fn the_doctor_is_content_with_a_gateway_that_runs() {
    let langod = selling_hours();
    let findings = langod.json(&["doctor"]).unwrap();
    let grades = findings.as_array().unwrap().iter().map(|finding| finding["grade"].as_str().unwrap());
    assert!(grades.clone().count() >= 4 && grades.clone().all(|grade| grade != "bad"), "{findings}");
}
