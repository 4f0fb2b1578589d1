//! What can be typed, with the help that teaches it.

mod money;
mod plan;
mod routeros;
mod ticket;

use std::path::PathBuf;

use argh::{EarlyExit, FromArgs};

pub(super) use money::{
    ListPayments, ListReviews, MpesaCommand, PaymentCommand, RegisterMpesa, Resolve, ReviewCommand, ShowPayment,
};
pub(super) use plan::{AddPlan, ListPlans, PlanCommand};
pub(super) use routeros::{RouterosCommand, ScriptOptions};
pub(super) use ticket::{ListTickets, Mint, Paper, ShowTicket, TicketCommand};

/// Sell WiFi from this box: portal, tickets and RADIUS, with or without internet.
#[derive(FromArgs, Debug)]
#[argh(
    help_triggers("--help", "help"),
    note = "First steps:\n\
            \x20 langod config template > /etc/lango/langod.toml     (adapt it)\n\
            \x20 langod config check\n\
            \x20 langod plan add --name \"1 hour\" --price 20 --kind elapsed --duration 1h\n\
            \x20 langod ticket mint --plan \"1 hour\"\n\
            \x20 langod run\n\n\
            {command_name} COMMAND --help says more of each."
)]
pub(super) struct Arguments {
    /// the configuration file, /etc/lango/langod.toml if not said
    #[argh(option, arg_name = "file", default = "PathBuf::from(\"/etc/lango/langod.toml\")")]
    pub(super) config: PathBuf,
    /// the data directory with books, journal, snapshots and control socket, /var/lib/lango if not said
    #[argh(option, arg_name = "dir", default = "PathBuf::from(\"/var/lib/lango\")")]
    pub(super) data: PathBuf,
    /// print the version
    #[argh(switch, short = 'V')]
    pub(super) version: bool,
    #[argh(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(FromArgs, Debug)]
#[argh(subcommand)]
pub(super) enum Command {
    Run(Run),
    Config(Config),
    Plan(plan::Plan),
    Ticket(ticket::Ticket),
    Session(Session),
    Payment(money::Payment),
    Review(money::Review),
    Mpesa(money::Mpesa),
    Backup(Backup),
    Restore(Restore),
    Enrol(Enrol),
    Console(Console),
    Healthy(Healthy),
    Routeros(routeros::Routeros),
    Doctor(Doctor),
}

/// Serve: portal, RADIUS, metrics, counter. Ends on SIGTERM with everything on disk.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "run")]
pub(super) struct Run {}

/// Make or check the configuration.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "config")]
pub(super) struct Config {
    #[argh(subcommand)]
    pub(super) command: ConfigCommand,
}

#[derive(FromArgs, Debug)]
#[argh(subcommand)]
pub(super) enum ConfigCommand {
    Template(Template),
    Check(Check),
    Seal(Seal),
}

/// Print a commented configuration with a fresh secret.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "template")]
pub(super) struct Template {}

/// Read the configuration and say what is wrong with it; secrets are masked.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "check")]
pub(super) struct Check {}

/// Hide the secrets in the configuration where they stand: only this data directory's key opens them.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "seal")]
pub(super) struct Seal {}

/// Who is online.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "session")]
pub(super) struct Session {
    #[argh(subcommand)]
    pub(super) command: SessionCommand,
}

#[derive(FromArgs, Debug)]
#[argh(subcommand)]
pub(super) enum SessionCommand {
    List(ListSessions),
    Kick(Kick),
}

/// Who is online.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "list")]
pub(super) struct ListSessions {
    /// print a JSON array
    #[argh(switch)]
    pub(super) json: bool,
}

/// Send a guest off; the ticket stays good.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "kick")]
pub(super) struct Kick {
    /// a ticket's code, a device's MAC, or a session id
    #[argh(positional)]
    pub(super) who: String,
}

/// Write a copy of the books, also while the daemon runs.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "backup")]
pub(super) struct Backup {
    /// where to, - for standard output
    #[argh(positional)]
    pub(super) file: PathBuf,
}

/// Replace the books by a copy. Stop the daemon first; the old file is kept aside.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "restore")]
pub(super) struct Restore {
    /// the copy, also one the counter sealed: its passphrase is asked for
    #[argh(positional)]
    pub(super) file: PathBuf,
}

/// Join this gateway to its site in the cloud. The dashboard shows the claim code, which is good for 15 minutes; then compare
/// the five words both sides show.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "enrol")]
pub(super) struct Enrol {
    /// where the cloud is, such as https://cloud.example.com
    #[argh(option, arg_name = "url")]
    pub(super) cloud: String,
    /// the claim code of the site
    #[argh(option, arg_name = "code")]
    pub(super) claim: String,
    /// leave the site this gateway is enrolled as
    #[argh(switch)]
    pub(super) replace: bool,
}

/// The counter in the browser: selling for cash, who is online, why a guest is not.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "console")]
pub(super) struct Console {
    #[argh(subcommand)]
    pub(super) command: ConsoleCommand,
}

#[derive(FromArgs, Debug)]
#[argh(subcommand)]
pub(super) enum ConsoleCommand {
    Pin(Pin),
}

/// Set the PIN that opens the counter, and open it. The PIN is asked for, or read from standard input.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "pin")]
pub(super) struct Pin {
    /// take the PIN away: the counter is shut
    #[argh(switch)]
    pub(super) remove: bool,
}

/// Ask the running daemon whether it answers; for a container's health check.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "healthy")]
pub(super) struct Healthy {}

/// Look for trouble: configuration, disk, clock, routers, cloud. Each finding says what to do.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "doctor")]
pub(super) struct Doctor {
    /// print a JSON document
    #[argh(switch)]
    pub(super) json: bool,
}

/// Why nothing is run.
#[derive(Debug)]
pub(super) enum NotRun {
    /// Help was asked for; here it is.
    Help(String),
    /// What was typed is not understood.
    Misunderstood(String),
}

/// Reads what was typed, the program's own name left out.
pub(super) fn parse(typed: impl Iterator<Item = String>) -> Result<Arguments, NotRun> {
    let words = apart(typed);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Arguments::from_args(&["langod"], &words).map_err(|EarlyExit { output, status }| {
        let text = format!("{}\n", output.trim_end());
        match status {
            Ok(()) => NotRun::Help(text),
            Err(()) => NotRun::Misunderstood(misunderstood(&words, &text)),
        }
    })
}

/// `--name=value` may be written as one word, `-h` asks for help, and `-` is a place like any other.
fn apart(typed: impl Iterator<Item = String>) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in typed {
        let follows_an_option = words.last().is_some_and(|before| before.starts_with("--"));
        match word.split_once('=') {
            Some((name, value)) if name.starts_with("--") && !follows_an_option => {
                words.extend([name.to_owned(), value.to_owned()]);
            }
            _ if word == "-h" && !follows_an_option => words.push("--help".to_owned()),
            _ if word == "-" && !follows_an_option => words.extend(["--".to_owned(), word]),
            _ => words.push(word),
        }
    }
    words
}

/// What is not understood, and where it is explained.
fn misunderstood(words: &[&str], said: &str) -> String {
    let commands: Vec<&str> = words
        .iter()
        .copied()
        .take_while(|word| !word.starts_with('-') && !said.trim_end().ends_with(*word))
        .take(2)
        .collect();
    let help = [&["langod"], &commands[..]].concat().join(" ");
    let said = said.trim_end();
    let separator = if said.contains('\n') { "\n" } else { "; " };
    format!("{said}{separator}`{help} --help` explains")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Arguments, NotRun> {
        parse(line.split(' ').map(|word| word.replace('_', " ")))
    }

    fn misread(line: &str) -> String {
        match read(line) {
            Err(NotRun::Misunderstood(said)) => said,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn what_the_readme_says_is_understood() {
        for line in [
            "config template",
            "config check",
            "config seal",
            "plan add --name 1_hour --price 20 --kind elapsed --duration 1h --rate 2M/5M",
            "plan add --name=1_GB --price=100 --kind=data --data=1GB --validity=7d --devices 2 --idle-timeout 5m",
            "plan list --json",
            "ticket mint --plan 1_hour --count 24 --paper a4",
            "ticket mint --plan 1_hour --csv",
            "ticket show 7KM-2PX-9DT --json",
            "ticket list --status new",
            "ticket revoke 7KM-2PX-9DT",
            "ticket trust-restored",
            "session list",
            "session kick 02:00:00:00:00:01",
            "payment list",
            "payment show UAF0AB12CD",
            "review list --all",
            "review resolve a1b2 --note gave_it_back",
            "mpesa test --phone 0712345678",
            "mpesa register --yes",
            "--config x.toml --data /tmp/x run",
            "--config=x.toml run",
            "enrol --cloud https://cloud.example.com --claim 7K2QX-M0D4N-R9TBW",
            "console pin",
            "console pin --remove",
            "routeros script --version 7.20 --architecture arm64 --interface bridge --ntp 1.2.3.4 --ntp 5.6.7.8",
            "routeros script --version 7.20 --beside --gateway 192.168.88.10 --hotspot hotspot1",
            "backup books",
            "backup -",
            "restore books",
            "doctor --json",
            "healthy",
            "run",
        ] {
            let read = read(line);
            assert!(read.as_ref().is_ok_and(|read| read.command.is_some()), "{line}: {read:?}");
        }
    }

    #[test]
    fn help_is_help_wherever_it_is_asked_for() {
        for line in
            ["--help", "-h", "help", "ticket --help", "ticket mint -h", "ticket mint --help", "routeros script --help"]
        {
            assert!(matches!(read(line), Err(NotRun::Help(text)) if text.contains("Usage: langod")), "{line}");
        }
        let Err(NotRun::Help(text)) = read("routeros script --help") else { panic!("no help") };
        assert!(text.contains("/import file-name=lango.rsc") && text.contains("--hotspot hotspot1"), "{text}");
    }

    #[test]
    fn what_is_not_understood_is_named_and_help_is_pointed_at() {
        for (line, named, help) in [
            ("nonsense", "nonsense", "`langod --help`"),
            ("ticket nonsense", "nonsense", "`langod ticket --help`"),
            ("ticket mint --plan x --colour red", "--colour", "`langod ticket mint --help`"),
            ("ticket mint", "--plan", "`langod ticket mint --help`"),
            ("ticket mint --plan x --count many", "many", "`langod ticket mint --help`"),
            ("ticket mint --plan x --count 0", "100000", "`langod ticket mint --help`"),
            ("ticket mint --plan x --paper a5", "a5", "`langod ticket mint --help`"),
            ("plan add --name x --price 1 --kind hours", "hours", "`langod plan add --help`"),
            ("plan add --name x --price 1 --kind elapsed --duration 1y", "1y", "`langod plan add --help`"),
            ("ticket show", "code", "`langod ticket show --help`"),
        ] {
            let said = misread(line);
            assert!(said.contains(named), "{line}: {said}");
            assert!(said.contains(help), "{line}: {said}");
        }
    }
}
