//! Asking for a password or another secret: unseen at a terminal, else a line of standard input.

use std::io::{self, BufRead as _, IsTerminal as _, Read as _, Write as _};

use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

use crate::cli::Failure;

/// More than any password has.
const LONGEST_LINE: u64 = 4096;

/// A password from whoever runs the command.
pub(super) fn ask() -> Result<String, Failure> {
    if !io::stdin().is_terminal() {
        return line();
    }
    let (first, again) = (unseen("Password: ")?, unseen("Once more: ")?);
    if first == again { Ok(first) } else { Err(Failure::NotDone("the two passwords differ".to_owned())) }
}

/// A secret that is copied from elsewhere: once is enough.
pub(super) fn secret(name: &str) -> Result<String, Failure> {
    let typed = if io::stdin().is_terminal() { unseen(&format!("{name}: "))? } else { line()? };
    let secret = typed.trim();
    if secret.is_empty() { Err(Failure::Wrong(format!("{name}: nothing was typed"))) } else { Ok(secret.to_owned()) }
}

fn unseen(prompt: &str) -> Result<String, Failure> {
    // Standard output may be read by a program.
    write!(io::stderr(), "{prompt}")?;
    let terminal = io::stdin();
    let as_it_was = tcgetattr(&terminal).map_err(io::Error::from)?;
    let mut silent = as_it_was.clone();
    silent.local_modes.remove(LocalModes::ECHO);
    tcsetattr(&terminal, OptionalActions::Flush, &silent).map_err(io::Error::from)?;
    let typed = line();
    tcsetattr(&terminal, OptionalActions::Flush, &as_it_was).map_err(io::Error::from)?;
    writeln!(io::stderr())?;
    typed
}

fn line() -> Result<String, Failure> {
    let mut line = String::new();
    io::stdin().lock().take(LONGEST_LINE).read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
