//! The command line: what people type, and the exit codes scripts rely on. 0: done. 1: it could not be done. 2: the
//! configuration or the command is wrong, in one sentence that says what to change.

mod arguments;
mod backup;
mod books;
mod console;
mod doctor;
mod enrol;
mod healthy;
mod mpesa;
mod payment;
mod plan;
mod print;
mod review;
mod routeros;
mod run;
mod secret;
mod session;
mod set_up;
mod ticket;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::arguments::{Arguments, Command, ConfigCommand, ConsoleCommand};
use crate::cli::books::open_vault;
use crate::config::{Config, ConfigError, Places, seal_file, template};
use crate::log;

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

fn dispatch(command: Command, places: &Places) -> Result<(), Failure> {
    if !matches!(command, Command::Run) {
        // Commands keep standard error for what a person has to know.
        log::start(tracing::Level::WARN);
    }
    match command {
        Command::Run => run::run(places),
        Command::Config { command: ConfigCommand::Template } => print::out(&template()),
        Command::Config { command: ConfigCommand::Check } => check_config(places),
        Command::Config { command: ConfigCommand::Seal } => seal_config(places),
        Command::Plan { command } => plan::run(command, places),
        Command::Ticket { command } => ticket::run(command, places),
        Command::Session { command } => session::run(command, places),
        Command::Payment { command } => payment::run(command, places),
        Command::Review { command } => review::run(command, places),
        Command::Mpesa { command } => mpesa::run(command, places),
        Command::Backup { file } => backup::backup(places, &file),
        Command::Restore { file } => backup::restore(places, &file),
        Command::Enrol { cloud, claim, replace } => enrol::run(places, &cloud, &claim, replace),
        Command::Routeros { command } => routeros::run(command, places),
        Command::Console { command: ConsoleCommand::Pin { remove } } => console::pin(places, remove),
        Command::Doctor { json } => doctor::run(places, json),
        Command::Healthy => healthy::run(places),
    }
}

/// Whether what is sealed in a configuration opens with the key of this data directory.
fn try_seals(config: &Config, data: &Path) -> Result<Config, Failure> {
    let mut open = config.clone();
    if config.is_sealed() {
        open.unseal(&open_vault(data)?)?;
    }
    Ok(open)
}

fn check_config(places: &Places) -> Result<(), Failure> {
    let config = Config::load(&places.config)?;
    try_seals(&config, &places.data)?;
    let is_file = places.config.exists();
    let source = if is_file { places.config.display().to_string() } else { "The environment".to_owned() };
    let mut text = format!("{source} is good.\n\n");
    text += &format!("site      {} ({})\n", config.site.name, config.site.provider_id);
    text += &format!("portal    {}\n", config.portal.listen);
    text += &format!("radius    {} and {}\n", config.radius.auth_listen, config.radius.acct_listen);
    for nas in &config.radius.nas {
        let coa = nas.coa.map_or_else(|| "no coa: guests cannot be sent off".to_owned(), |coa| format!("coa {coa}"));
        text += &format!("router    {} at {}, secret {}, {coa}\n", nas.name, nas.address, nas.secret);
    }
    text += &format!("tap       {:?}\n", config.enforcement.driver).to_lowercase();
    text += &match &config.mpesa {
        None => "mpesa     none: tickets are sold for cash\n".to_owned(),
        Some(mpesa) => {
            let till = mpesa.till_number.as_ref().map_or_else(String::new, |till| format!(", till {till}"));
            let kind = format!("{:?}", mpesa.kind).to_lowercase();
            let mut lines = format!("mpesa     {kind} {}{till} at {}\n", mpesa.shortcode, mpesa.base_url);
            for (key, secret) in mpesa.secrets() {
                lines += &format!("          {key} {secret}\n");
            }
            lines + &format!("          callbacks to {}\n", mpesa.callback_base)
        }
    };
    if let Some(listen) = config.management.listen {
        text += &format!("metrics   http://{listen}/metrics\n");
    }
    let clear = config.in_the_clear();
    if is_file && !clear.is_empty() {
        text += &format!("\nIn the clear: {}. `langod config seal` hides them where they stand.\n", clear.join(", "));
    }
    print::out(&text)
}

fn seal_config(places: &Places) -> Result<(), Failure> {
    let sealed = seal_file(&places.config, &open_vault(&places.data)?)?;
    print::out(&match sealed {
        0 => "Nothing stands in the clear.\n".to_owned(),
        count => format!(
            "{count} secrets in {} are sealed with the key file in {}: keep a copy of that folder, or of the secrets.\n",
            places.config.display(),
            places.data.display()
        ),
    })
}
