//! What can be typed, with the help that teaches it.

mod money;
mod plan;
mod routeros;
mod ticket;
mod typed;

use std::path::PathBuf;

use argh::FromArgs;

pub(super) use money::{
    ListPayments, ListReviews, MpesaCommand, PaymentCommand, RegisterMpesa, Resolve, ReviewCommand, ShowPayment,
};
pub(super) use plan::{AddPlan, ListPlans, PlanCommand};
pub(super) use routeros::{RouterosCommand, ScriptOptions};
pub(super) use ticket::{ListTickets, Mint, Paper, ShowTicket, TicketCommand};
pub(super) use typed::{NotRun, read};

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
struct Arguments {
    /// the configuration file, /etc/lango/langod.toml if not said
    #[argh(option, arg_name = "file", default = "PathBuf::from(\"/etc/lango/langod.toml\")")]
    config: PathBuf,
    /// the data directory with books, journal, snapshots and control socket, /var/lib/lango if not said
    #[argh(option, arg_name = "dir", default = "PathBuf::from(\"/var/lib/lango\")")]
    data: PathBuf,
    /// print the version
    #[argh(switch, short = 'V')]
    version: bool,
    #[argh(subcommand)]
    command: Option<Command>,
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
