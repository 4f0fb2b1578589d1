//! The command line: what people type, and the exit codes scripts rely on. 0: done. 1: it could not be done. 2: the
//! configuration or the command is wrong, in one sentence that says what to change.

mod account;
mod admin;
mod arguments;
mod audit;
mod books;
mod check;
mod forced_move;
mod gate;
mod grant;
mod job;
mod password;
mod plan;
mod print;
mod provider;
mod serve;
mod settings;
mod site;
mod ticket;
mod user;

use std::future::Future;
use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use cloud_store::StoreError;

use crate::cli::arguments::{Arguments, Command, ConfigCommand};
use crate::config::{Config, ConfigError, Variables};

/// Why a command ended without doing its work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Failure {
    /// Something in the environment or on the command line has to be changed.
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
    match dispatch(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Whoever reads standard error may have gone; the exit code still tells.
            let _ = writeln!(std::io::stderr(), "lango-cloud: {failure}");
            match failure {
                Failure::Wrong(_) => ExitCode::from(2),
                Failure::NotDone(_) => ExitCode::from(1),
            }
        }
    }
}

fn dispatch(arguments: Arguments) -> Result<(), Failure> {
    let config = Config::load(Variables(&variable), arguments.data.as_deref())?;
    if let Command::Serve = arguments.command {
        start_log(tracing::Level::INFO);
        return serve::run(config);
    }
    start_log(tracing::Level::WARN);
    match arguments.command {
        Command::Serve => Ok(()),
        Command::Migrate => wait_for(migrate(&config)),
        Command::Admin { command } => wait_for(admin::run(command, &config)),
        Command::Provider { command } => wait_for(provider::run(command, &config)),
        Command::Site { command } => wait_for(site::run(command, &config)),
        Command::Plan { command } => wait_for(plan::run(command, &config)),
        Command::Ticket { command } => wait_for(ticket::run(command, &config)),
        Command::Config { command: ConfigCommand::Check } => check::run(&config),
        Command::Job { command } => wait_for(job::run(command, &config)),
    }
}

/// The door: nobody else asks for the environment.
#[expect(clippy::disallowed_methods, reason = "this is the door")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Lines on standard error; commands keep theirs for what a person has to know.
fn start_log(most: tracing::Level) {
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr).with_target(false).with_ansi(false);
    log.with_max_level(most).init();
}

fn wait_for(command: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(command)
}

async fn migrate(config: &Config) -> Result<(), Failure> {
    let store = books::connect(config).await?;
    let explain = |error| books::explain(error, &config.database);
    let pending = store.pending_migrations().await.map_err(explain)?;
    for (step, what) in store.long_migrations().await.map_err(explain)? {
        // Whoever reads standard error may have gone.
        let meanwhile = "with many rows it takes minutes, and the cloud answers nobody meanwhile";
        let _ = writeln!(std::io::stderr(), "{step} {what}: {meanwhile}. Gateways go on without it.");
    }
    store.migrate().await.map_err(|error| {
        match error {
        StoreError::Contended => Failure::NotDone(
            "the tables are in use by something that takes long, so nothing was changed: try again in a while, or stop \
             `lango-cloud serve` first"
                .to_owned(),
        ),
        error => explain(error),
    }
    })?;
    print::out(&match pending.len() {
        0 => "The schema is up to date.\n".to_owned(),
        _ => pending.iter().map(|step| format!("{step}\n")).collect(),
    })
}
