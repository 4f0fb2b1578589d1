//! The words of the command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Drives RADIUS servers, measures langod against its budgets and peers, and pulls its plug.
///
/// langod and lango-cloud are taken from the environment variables LANGOD and LANGO_CLOUD, else from beside this program.
#[derive(Debug, Parser)]
#[command(name = "load", max_term_width = 110)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Log in with the same codes again and again
    Auth(DriveArguments),
    /// Log in with each code once
    Activate(DriveArguments),
    /// Report the beginning of a session for each code
    AcctStart(DriveArguments),
    /// Print the table of measurements: line, measured, peer, ratio, budget, pass or short
    Bench(BenchArguments),
    /// Kill langod -9 under load, start it again, and count what was lost; exit code 1 if anything was
    Crash(CrashArguments),
}

#[derive(Args, Debug)]
pub(crate) struct DriveArguments {
    /// The server's address and port
    #[arg(long)]
    pub(crate) server: SocketAddr,
    /// The secret shared with the server
    #[arg(long)]
    pub(crate) secret: String,
    /// A file with a ticket code on each line; name and password alike
    #[arg(long)]
    pub(crate) codes: PathBuf,
    /// The server's process, for its CPU time
    #[arg(long)]
    pub(crate) pid: Option<u32>,
    /// Requests at most
    #[arg(long)]
    pub(crate) count: Option<usize>,
    /// Seconds at most
    #[arg(long, default_value_t = 10)]
    pub(crate) seconds: u64,
    /// Unanswered requests at most, over all sockets
    #[arg(long, default_value_t = 64)]
    pub(crate) in_flight: usize,
    /// Sockets
    #[arg(long, default_value_t = 8)]
    pub(crate) sockets: usize,
}

#[derive(Args, Debug)]
pub(crate) struct BenchArguments {
    /// What to measure; everything if nothing is named: radius, portal, payment, start, memory, disk, size of langod;
    /// callback, events, held, traffic, outage of gateway and cloud
    pub(crate) names: Vec<String>,
    /// Measure the peers only, without langod and lango-cloud
    #[arg(long)]
    pub(crate) peers_only: bool,
    /// Where the static binaries are
    #[arg(long, default_value = "dist")]
    pub(crate) dist: PathBuf,
    /// A folder on the disk to measure with; beside this program if none is named
    #[arg(long)]
    pub(crate) scratch: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct CrashArguments {
    /// Rounds
    #[arg(long, default_value_t = 50)]
    pub(crate) times: u32,
    /// Chooses the instants; printed, so that a run can be played again
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// A folder on the disk to run on; beside this program if none is named
    #[arg(long)]
    pub(crate) scratch: Option<PathBuf>,
}
