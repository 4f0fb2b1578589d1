//! What was typed: made into words the parser takes, and what is said where it takes them not.

use std::ffi::OsString;

use argh::{EarlyExit, FromArgs as _};

use crate::cli::arguments::{Arguments, Command};
use crate::config::Places;

const PROGRAM: &[&str] = &["langod"];
/// What may stand before a command, with a value.
const BEFORE_A_COMMAND: [&str; 2] = ["--config", "--data"];

/// Why nothing is run.
#[derive(Debug)]
pub(crate) enum NotRun {
    /// Help or the version was asked for; here it is.
    Told(String),
    /// It stops before it says what to do; this is the help on how it goes on.
    Unfinished(String),
    /// It is not understood.
    Misunderstood(String),
}

/// Reads what was typed, the program's own name left out.
pub(crate) fn read(typed: impl Iterator<Item = OsString>) -> Result<(Command, Places), NotRun> {
    let typed: Vec<String> = typed.map(OsString::into_string).collect::<Result<_, _>>().map_err(|odd| {
        NotRun::Misunderstood(format!(
            "{} is not UTF-8, as all words have to be; `langod --help` explains",
            odd.display()
        ))
    })?;
    let words = words(&typed);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if let Some(asked) = typed.iter().take_while(|word| *word != "--").position(|word| word == "--help" || word == "-h")
    {
        let before = self::words(&typed[..asked]);
        let before: Vec<&str> = before.iter().map(String::as_str).collect();
        return Err(match help(commands(&before).0) {
            Ok(help) => NotRun::Told(help),
            Err(said) => NotRun::Misunderstood(misunderstood(&words, &said)),
        });
    }
    let arguments = Arguments::from_args(PROGRAM, &words).map_err(|EarlyExit { output, status }| match status {
        Ok(()) => NotRun::Told(one_line_end(&output)),
        Err(()) => unfinished(&words).unwrap_or_else(|| NotRun::Misunderstood(misunderstood(&words, &output))),
    })?;
    if arguments.version {
        return Err(NotRun::Told(concat!("langod ", env!("CARGO_PKG_VERSION"), "\n").to_owned()));
    }
    match arguments.command {
        Some(command) => Ok((command, Places { config: arguments.config, data: arguments.data })),
        None => Err(NotRun::Unfinished(explanation(&words))),
    }
}

/// `--name=value` may be written as one word, and `-` is a place like any other.
fn words(typed: &[String]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut typed = typed.iter();
    while let Some(word) = typed.next() {
        match word.split_once('=') {
            Some((name, value)) if name.starts_with("--") => words.extend([name.to_owned(), value.to_owned()]),
            _ if word == "--" => {
                words.push(word.clone());
                // No options any more.
                words.extend(typed.by_ref().cloned());
            }
            _ if word == "-" && !words.last().is_some_and(|before| before.starts_with("--")) => {
                words.extend(["--".to_owned(), word.clone()]);
            }
            _ => words.push(word.clone()),
        }
    }
    words
}

/// The words that may be commands, and what comes after them: options of the command, and their values.
fn commands<'w, 'a>(mut words: &'w [&'a str]) -> (&'w [&'a str], &'w [&'a str]) {
    while let [option, _, rest @ ..] = words
        && BEFORE_A_COMMAND.contains(option)
    {
        words = rest;
    }
    words.split_at(words.iter().position(|word| word.starts_with('-')).unwrap_or(words.len()))
}

/// The help of a command; what is wrong, if there is no such command.
fn help(commands: &[&str]) -> Result<String, String> {
    let words = [&["--help"], commands].concat();
    match Arguments::from_args(PROGRAM, &words) {
        Err(EarlyExit { output, status: Ok(()) }) => Ok(one_line_end(&output)),
        Err(EarlyExit { output, status: Err(()) }) => Err(output),
        Ok(_) => Err(String::new()),
    }
}

/// The help of the command that is meant, as far as it is understood.
fn explanation(words: &[&str]) -> String {
    let (commands, _) = commands(words);
    (0..=commands.len()).rev().find_map(|known| help(&commands[..known]).ok()).unwrap_or_default()
}

/// Whether nothing is missing but a command, such as after `langod ticket`.
fn unfinished(words: &[&str]) -> Option<NotRun> {
    let (commands, after) = commands(words);
    let help = help(commands).ok().filter(|help| after.is_empty() && help.contains("\nCommands:\n"))?;
    Some(NotRun::Unfinished(help))
}

/// What is not understood, and where it is explained.
fn misunderstood(words: &[&str], said: &str) -> String {
    let explanation = explanation(words);
    let usage = explanation.lines().next().unwrap_or_default().trim_start_matches("Usage: ");
    // The first that is no command is an option or a value: `--plan`, `<code>`, `[--json]`.
    let command: Vec<&str> =
        usage.split(' ').take_while(|word| word.starts_with(|first: char| first.is_ascii_lowercase())).collect();
    let said = said.trim_end().trim_end_matches('.');
    let separator = if said.contains('\n') { "\n" } else { "; " };
    format!("{said}{separator}`{} --help` explains", command.join(" "))
}

fn one_line_end(text: &str) -> String {
    format!("{}\n", text.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::arguments::{Mint, PlanCommand, RouterosCommand, SessionCommand, TicketCommand};

    /// Spaces part the words; `_` stands for one within a word.
    fn typed(line: &str) -> Result<(Command, Places), NotRun> {
        read(line.split(' ').map(|word| OsString::from(word.replace('_', " "))))
    }

    fn understood(line: &str) -> Command {
        match typed(line) {
            Ok((command, _)) => command,
            Err(other) => panic!("{line}: {other:?}"),
        }
    }

    fn told(line: &str) -> String {
        match typed(line) {
            Err(NotRun::Told(text)) => text,
            other => panic!("{line}: {other:?}"),
        }
    }

    fn misread(line: &str) -> String {
        match typed(line) {
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
            "payment notice /api/stk/callback/mama-njeri/token",
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
            understood(line);
        }
    }

    #[test]
    fn a_value_may_follow_an_equals_sign_wherever_it_stands() {
        let Command::Ticket(ticket) = understood("ticket mint --json --plan=a=b --count=3") else { panic!() };
        let TicketCommand::Mint(mint) = ticket.command else { panic!() };
        assert_eq!((mint.plan.as_str(), mint.count, mint.json), ("a=b", 3, true));
        let line = "routeros script --beside --version=7.20 --gateway=192.168.88.10 --ntp=1.2.3.4 --ntp 5.6.7.8";
        let Command::Routeros(routeros) = understood(line) else { panic!() };
        let RouterosCommand::Script(script) = routeros.command;
        assert_eq!((script.version.as_str(), script.ntp.len()), ("7.20", 2));
        let Command::Session(session) = understood("session kick -- --who=me") else { panic!() };
        let SessionCommand::Kick(kick) = session.command else { panic!() };
        assert_eq!(kick.who, "--who=me");
    }

    #[test]
    fn what_is_not_said_is_as_ever() {
        let (_, places) = typed("run").unwrap();
        assert_eq!(places.config.to_str(), Some("/etc/lango/langod.toml"));
        assert_eq!(places.data.to_str(), Some("/var/lib/lango"));
        let Command::Plan(plan) = understood("plan add --name x --price 1 --kind data") else { panic!() };
        let PlanCommand::Add(plan) = plan.command else { panic!() };
        assert_eq!((plan.validity, plan.unused_validity, plan.devices), (30 * 86_400, 90 * 86_400, 1));
        let Command::Ticket(ticket) = understood("ticket mint --plan x") else { panic!() };
        assert!(matches!(ticket.command, TicketCommand::Mint(Mint { count: 1, paper: None, .. })));
        let Command::Routeros(routeros) = understood("routeros script --version 7.20") else { panic!() };
        let RouterosCommand::Script(script) = routeros.command;
        assert_eq!(script.rest_user, "lango");
        assert_eq!(
            script.time_servers().iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["162.159.200.1", "216.239.35.0"]
        );
    }

    #[test]
    fn help_is_help_wherever_it_is_asked_for() {
        for (line, command) in [
            ("--help", "langod ["),
            ("-h", "langod ["),
            ("help", "langod ["),
            ("--config x.toml --help", "langod ["),
            ("--help ticket mint", "langod ["),
            ("help ticket mint", "langod ticket mint"),
            ("ticket --help", "langod ticket <"),
            ("ticket help mint", "langod ticket mint"),
            ("ticket mint -h", "langod ticket mint"),
            ("ticket mint --json -h", "langod ticket mint"),
            ("ticket mint --help --plan x", "langod ticket mint"),
            ("--config=x.toml ticket mint --plan x --help", "langod ticket mint"),
            ("backup - --help", "langod backup"),
        ] {
            let help = told(line);
            assert!(help.starts_with(&format!("Usage: {command}")), "{line}: {help}");
        }
        let help = told("--help");
        assert!(
            help.contains("langod config template > /etc/lango/langod.toml") && help.contains("langod run"),
            "{help}"
        );
        let help = told("routeros script --help");
        assert!(
            help.contains("/import file-name=lango.rsc") && help.contains("--interface bridge > lango.rsc"),
            "{help}"
        );
        assert!(help.contains("--beside --gateway 192.168.88.10 --hotspot hotspot1"), "{help}");
    }

    #[test]
    fn the_version_is_that_of_the_program_unless_it_is_a_routers() {
        let version = concat!("langod ", env!("CARGO_PKG_VERSION"), "\n");
        assert_eq!((told("-V").as_str(), told("--version").as_str()), (version, version));
        understood("routeros script --version 7.20 --remove");
    }

    #[test]
    fn a_line_that_stops_before_its_command_is_taught_how_it_goes_on() {
        for (line, command) in [("--config x.toml", "run"), ("ticket", "mint"), ("--data=/tmp/x routeros", "script")] {
            let Err(NotRun::Unfinished(help)) = typed(line) else { panic!("{line}") };
            assert!(help.contains(&format!("\n  {command} ")), "{line}: {help}");
        }
        let Err(NotRun::Unfinished(help)) = read(std::iter::empty()) else { panic!() };
        assert!(help.contains("First steps:"), "{help}");
    }

    #[test]
    fn words_that_are_no_text_are_refused() {
        use std::os::unix::ffi::OsStringExt as _;
        let words = ["backup".into(), OsString::from_vec(vec![b'a', 0xff])];
        assert!(matches!(read(words.into_iter()), Err(NotRun::Misunderstood(said)) if said.contains("UTF-8")));
    }

    #[test]
    fn what_is_not_understood_is_named_and_help_is_pointed_at() {
        for (line, named, help) in [
            ("nonsense", "nonsense", "`langod --help`"),
            ("nonsense --help", "nonsense", "`langod --help`"),
            ("--colour red", "--colour", "`langod --help`"),
            ("--config", "--config", "`langod --help`"),
            ("ticket nonsense", "nonsense", "`langod ticket --help`"),
            ("ticket mint --plan x --colour red", "--colour", "`langod ticket mint --help`"),
            ("ticket mint --colour=red", "--colour", "`langod ticket mint --help`"),
            ("--config x ticket mint --colour red", "--colour", "`langod ticket mint --help`"),
            ("run --config x", "--config", "`langod run --help`"),
            ("ticket list list", "list", "`langod ticket list --help`"),
            ("ticket mint --plan", "--plan", "`langod ticket mint --help`"),
            ("ticket mint --plan x --plan y", "--plan", "`langod ticket mint --help`"),
            ("plan add", "--kind", "`langod plan add --help`"),
            ("backup a b", "b", "`langod backup --help`"),
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
