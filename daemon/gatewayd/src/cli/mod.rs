//! The command line: what people type, and the exit codes scripts rely on. 0: done. 1: it could not be done. 2: the
//! configuration or the command is wrong, in one sentence that says what to change.

mod arguments;
mod backup;
mod books;
mod doctor;
mod plan;
mod print;
mod run;
mod session;
mod ticket;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::arguments::{Arguments, Command, ConfigCommand};
use crate::config::{Config, ConfigError, Places, template};

/// Why a command ended without doing its work.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Something in the configuration or on the command line has to be changed.
    #[error("{0}")]
    Wrong(String),
    /// It could not be done now.
    #[error("{0}")]
    NotDone(String),
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Failure::Wrong(error.to_string())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::NotDone(error.to_string())
    }
}

/// Runs the command that was typed.
pub(crate) fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let places = Places { config: arguments.config, data: arguments.data };
    match dispatch(arguments.command, &places) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Whoever reads standard error may have gone; the exit code still tells.
            let _ = writeln!(std::io::stderr(), "langod: {failure}");
            match failure {
                Failure::Wrong(_) => ExitCode::from(2),
                Failure::NotDone(_) => ExitCode::from(1),
            }
        }
    }
}

/// Lines on standard error; commands keep theirs for what a person has to know.
fn start_log(most: tracing::Level) {
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr).with_target(false).with_ansi(false);
    log.with_max_level(most).init();
}

fn dispatch(command: Command, places: &Places) -> Result<(), Failure> {
    if !matches!(command, Command::Run) {
        start_log(tracing::Level::WARN);
    }
    match command {
        Command::Run => run::run(places),
        Command::Config { command: ConfigCommand::Template } => print::out(&template()),
        Command::Config { command: ConfigCommand::Check } => check_config(places),
        Command::Plan { command } => plan::run(command, places),
        Command::Ticket { command } => ticket::run(command, places),
        Command::Session { command } => session::run(command, places),
        Command::Backup { file } => backup::backup(places, &file),
        Command::Restore { file } => backup::restore(places, &file),
        Command::Doctor { json } => doctor::run(places, json),
    }
}

fn check_config(places: &Places) -> Result<(), Failure> {
    let config = Config::load(&places.config)?;
    let mut text = format!("{} is good.\n\n", places.config.display());
    text += &format!("site      {} ({})\n", config.site.name, config.site.provider_id);
    text += &format!("portal    {}\n", config.portal.listen);
    text += &format!("radius    {} and {}\n", config.radius.auth_listen, config.radius.acct_listen);
    for nas in &config.radius.nas {
        let coa = nas.coa.map_or_else(|| "no coa: guests cannot be sent off".to_owned(), |coa| format!("coa {coa}"));
        text += &format!("router    {} at {}, secret {}, {coa}\n", nas.name, nas.address, nas.secret);
    }
    text += &format!("tap       {:?}\n", config.enforcement.driver).to_lowercase();
    if let Some(listen) = config.management.listen {
        text += &format!("metrics   http://{listen}/metrics\n");
    }
    print::out(&text)
}
