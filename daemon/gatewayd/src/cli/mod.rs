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

use crate::cli::arguments::{Command, ConfigCommand, ConsoleCommand, NotRun};
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
    match arguments::read(std::env::args_os().skip(1)) {
        Ok((command, places)) => ended(dispatch(command, &places)),
        Err(NotRun::Told(text)) => ended(print::out(&text)),
        Err(NotRun::Unfinished(help)) => {
            // Whoever reads standard error may have gone; the exit code still tells.
            let _ = write!(std::io::stderr(), "{help}");
            ExitCode::from(2)
        }
        Err(NotRun::Misunderstood(sentence)) => ended(Err(Failure::Wrong(sentence))),
    }
}

/// The exit code, and the sentence that explains it.
fn ended(ended: Result<(), Failure>) -> ExitCode {
    let Err(failure) = ended else { return ExitCode::SUCCESS };
    // Whoever reads standard error may have gone; the exit code still tells.
    let _ = writeln!(std::io::stderr(), "langod: {failure}");
    match failure {
        Failure::Wrong(_) => ExitCode::from(2),
        Failure::NotDone(_) => ExitCode::from(1),
    }
}

fn dispatch(command: Command, places: &Places) -> Result<(), Failure> {
    if !matches!(command, Command::Run(_)) {
        // Commands keep standard error for what a person has to know.
        log::start(tracing::Level::WARN);
    }
    match command {
        Command::Run(_) => run::run(places),
        Command::Config(config) => match config.command {
            ConfigCommand::Template(_) => print::out(&template()),
            ConfigCommand::Check(_) => check_config(places),
            ConfigCommand::Seal(_) => seal_config(places),
        },
        Command::Plan(plan) => plan::run(plan.command, places),
        Command::Ticket(ticket) => ticket::run(ticket.command, places),
        Command::Session(session) => session::run(session.command, places),
        Command::Payment(payment) => payment::run(payment.command, places),
        Command::Review(review) => review::run(review.command, places),
        Command::Mpesa(mpesa) => mpesa::run(mpesa.command, places),
        Command::Backup(copy) => backup::backup(places, &copy.file),
        Command::Restore(copy) => backup::restore(places, &copy.file),
        Command::Enrol(to) => enrol::run(places, &to.cloud, &to.claim, to.replace),
        Command::Routeros(routeros) => routeros::run(routeros.command, places),
        Command::Console(console) => {
            let ConsoleCommand::Pin(pin) = console.command;
            console::pin(places, pin.remove)
        }
        Command::Doctor(options) => doctor::run(places, options.json),
        Command::Healthy(_) => healthy::run(places),
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
