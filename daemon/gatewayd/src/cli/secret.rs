//! Secrets that are typed: asked for on a terminal without being shown, or read from standard input.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

/// Longer than anybody types.
const LONGEST: u64 = 1024;

/// Asks for a secret.
pub(super) fn ask(prompt: &str) -> io::Result<String> {
    let terminal = io::stdin();
    if !terminal.is_terminal() {
        return line();
    }
    write!(io::stderr(), "{prompt}: ")?;
    let shown = tcgetattr(&terminal)?;
    let mut hidden = shown.clone();
    hidden.local_modes.remove(LocalModes::ECHO);
    tcsetattr(&terminal, OptionalActions::Flush, &hidden)?;
    let typed = line();
    tcsetattr(&terminal, OptionalActions::Flush, &shown)?;
    writeln!(io::stderr())?;
    typed
}

fn line() -> io::Result<String> {
    let mut typed = String::new();
    io::Read::take(io::stdin().lock(), LONGEST).read_line(&mut typed)?;
    Ok(typed.trim_end_matches(['\n', '\r']).to_owned())
}
