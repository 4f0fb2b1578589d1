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
        NotRun::Misunderstood(format!("{} is not UTF-8, as all words have to be; `langod --help` explains", odd.display()))
    })?;
    let words = words(&typed);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if let Some(asked) = typed.iter().take_while(|word| *word != "--").position(|word| word == "--help" || word == "-h") {
        let before: Vec<&str> = typed.iter().take(asked).map(String::as_str).collect();
        return Err(match help(named_commands(&before)) {
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

/// The words that may be commands: all up to the first option, those every command has left out.
fn named_commands<'a>(mut words: &[&'a str]) -> Vec<&'a str> {
    while let [option, _, rest @ ..] = words {
        let is_one_word = option.split_once('=').is_some_and(|(name, _)| BEFORE_A_COMMAND.contains(&name));
        if is_one_word {
            words = &words[1..];
        } else if BEFORE_A_COMMAND.contains(option) {
            words = rest;
        } else {
            break;
        }
    }
    words.iter().copied().take_while(|word| !word.starts_with('-')).collect()
}

/// The help of a command; what is wrong, if there is no such command.
fn help(commands: Vec<&str>) -> Result<String, String> {
    let words = [vec!["--help"], commands].concat();
    match Arguments::from_args(PROGRAM, &words) {
        Err(EarlyExit { output, status: Ok(()) }) => Ok(one_line_end(&output)),
        Err(EarlyExit { output, status: Err(()) }) => Err(output),
        Ok(_) => Err(String::new()),
    }
}

/// The help of the command that is meant, as far as it is understood.
fn explanation(words: &[&str]) -> String {
    let commands = named_commands(words);
    (0..=commands.len()).rev().find_map(|known| help(commands[..known].to_vec()).ok()).unwrap_or_default()
}

/// Whether nothing is missing but a command, such as after `langod ticket`.
fn unfinished(words: &[&str]) -> Option<NotRun> {
    let commands = named_commands(words);
    let is_all = words.ends_with(&commands) && !words.last().is_some_and(|word| word.starts_with('-'));
    let help = help(commands).ok().filter(|help| is_all && help.contains("\nCommands:\n"))?;
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
