//! What can be typed, with the help that teaches it.

use std::net::Ipv4Addr;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use domain::plan::Rate;
use domain::written::{Kind, data_bytes, span_secs};

/// Sell WiFi from this box: portal, tickets and RADIUS, with or without internet.
///
/// First steps: `langod config template > /etc/lango/langod.toml`, adapt it, `langod config check`, then
/// `langod plan add --name "1 hour" --price 20 --kind elapsed --duration 1h`, `langod ticket mint --plan "1 hour"`
/// and `langod run`.
#[derive(Debug, Parser)]
#[command(name = "langod", version, about, max_term_width = 100)]
pub(crate) struct Arguments {
    /// The configuration file.
    #[arg(long, default_value = "/etc/lango/langod.toml", value_name = "FILE")]
    pub(crate) config: PathBuf,
    /// The data directory: books, journal, snapshots, control socket.
    #[arg(long, default_value = "/var/lib/lango", value_name = "DIR")]
    pub(crate) data: PathBuf,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve: portal, RADIUS, metrics. Ends on SIGTERM with everything on disk.
    Run,
    /// Make or check the configuration.
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// What can be bought.
    Plan {
        #[command(subcommand)]
        command: PlanCommand,
    },
    /// Sell, show and take back tickets.
    Ticket {
        #[command(subcommand)]
        command: TicketCommand,
    },
    /// Who is online.
    Session {
        #[command(subcommand)]
        command: SessionCommand,
    },
    /// Who was asked to pay by phone, and how it ended.
    Payment {
        #[command(subcommand)]
        command: PaymentCommand,
    },
    /// What about money a person has to look at.
    Review {
        #[command(subcommand)]
        command: ReviewCommand,
    },
    /// Try the M-PESA set-up.
    Mpesa {
        #[command(subcommand)]
        command: MpesaCommand,
    },
    /// Write a copy of the books into FILE (`-` for standard output), also while the daemon runs.
    Backup { file: PathBuf },
    /// Replace the books by a copy. Stop the daemon first; the old file is kept aside.
    Restore { file: PathBuf },
    /// Join this gateway to its site in the cloud. The dashboard shows the claim code, which is good for 15 minutes; then
    /// compare the five words both sides show.
    Enrol {
        /// Where the cloud is, such as https://cloud.example.com
        #[arg(long, value_name = "URL")]
        cloud: String,
        /// The claim code of the site.
        #[arg(long, value_name = "CODE")]
        claim: String,
        /// Leave the site this gateway is enrolled as.
        #[arg(long)]
        replace: bool,
    },
    /// The counter in the browser: selling for cash, who is online, why a guest is not.
    Console {
        #[command(subcommand)]
        command: ConsoleCommand,
    },
    /// Ask the running daemon whether it answers; for a container's health check.
    Healthy,
    /// Set up a MikroTik router.
    Routeros {
        #[command(subcommand)]
        command: RouterosCommand,
    },
    /// Look for trouble: configuration, disk, clock, routers, cloud. Each finding says what to do.
    Doctor {
        /// Print a JSON document.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConsoleCommand {
    /// Set the PIN that opens the counter, and open it. The PIN is asked for, or read from standard input.
    Pin {
        /// Take the PIN away: the counter is shut.
        #[arg(long)]
        remove: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Print a commented configuration with a fresh secret.
    Template,
    /// Read the configuration and say what is wrong with it; secrets are masked.
    Check,
    /// Hide the secrets in the configuration where they stand: only this data directory's key opens them.
    Seal,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PlanCommand {
    /// Offer a plan.
    Add(AddPlan),
    /// List the plans.
    List {
        /// Print a JSON array.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct AddPlan {
    /// What guests read, such as "1 hour".
    #[arg(long)]
    pub(crate) name: String,
    /// In shillings, such as 20 or 20.50.
    #[arg(long)]
    pub(crate) price: String,
    /// What uses it up: `elapsed` time from the first use on, `online` time while connected, or `data`.
    #[arg(long)]
    pub(crate) kind: Kind,
    /// How long, for elapsed and online: 30m, 1h, 7d.
    #[arg(long, value_parser = span_secs, value_name = "TIME")]
    pub(crate) duration: Option<u32>,
    /// How much, for data: 500MB, 2GB (1 MB is 1,000,000 bytes).
    #[arg(long, value_parser = data_bytes, value_name = "AMOUNT")]
    pub(crate) data: Option<u64>,
    /// Within which time of the first use data must be used.
    #[arg(long, value_parser = span_secs, default_value = "30d", value_name = "TIME")]
    pub(crate) validity: u32,
    /// Speed limit, upload/download in bits per second: 2M/5M.
    #[arg(long)]
    pub(crate) rate: Option<Rate>,
    /// Devices online at once.
    #[arg(long, default_value_t = 1)]
    pub(crate) devices: u8,
    /// End a session after this time without traffic.
    #[arg(long, value_parser = span_secs, value_name = "TIME")]
    pub(crate) idle_timeout: Option<u32>,
    /// How long an unused ticket is good.
    #[arg(long, value_parser = span_secs, default_value = "90d", value_name = "TIME")]
    pub(crate) unused_validity: u32,
    /// Do not give running time back for the site's own outages.
    #[arg(long)]
    pub(crate) no_outage_credit: bool,
    /// Print a JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// On what tickets are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Paper {
    /// Sheets of 24 to cut.
    A4,
    /// A receipt printer's strip.
    #[value(name = "58mm")]
    Mm58,
    /// A wider one.
    #[value(name = "80mm")]
    Mm80,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TicketCommand {
    /// Make tickets to sell.
    Mint {
        /// The plan's name or id.
        #[arg(long)]
        plan: String,
        /// How many.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
        count: u32,
        /// Print a JSON array.
        #[arg(long, conflicts_with_all = ["csv", "paper"])]
        json: bool,
        /// Print CSV with a header line.
        #[arg(long, conflicts_with = "paper")]
        csv: bool,
        /// Print an HTML page with QR codes, for a browser to print: redirect it into a file.
        #[arg(long, value_enum)]
        paper: Option<Paper>,
    },
    /// One ticket: what is left of it, who uses it.
    Show {
        /// The code, in any writing.
        code: String,
        /// Print a JSON object.
        #[arg(long)]
        json: bool,
    },
    /// All tickets.
    List {
        /// Only those that are new, active, used, expired or revoked.
        #[arg(long)]
        status: Option<String>,
        /// Print a JSON array.
        #[arg(long)]
        json: bool,
    },
    /// Take a ticket back and send its guests off.
    Revoke {
        /// The code, in any writing.
        code: String,
    },
    /// After a restore: honour unused tickets of the backup without waiting for the cloud.
    TrustRestored,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SessionCommand {
    /// Who is online.
    List {
        /// Print a JSON array.
        #[arg(long)]
        json: bool,
    },
    /// Send a guest off; the ticket stays good.
    Kick {
        /// A ticket's code, a device's MAC, or a session id.
        who: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum PaymentCommand {
    /// All payments of the last month, the youngest first. Phone numbers are masked.
    List {
        /// Print a JSON array.
        #[arg(long)]
        json: bool,
    },
    /// One payment, or money that was sent by hand.
    Show {
        /// Its reference, its id, or its M-PESA receipt.
        what: String,
        /// Print a JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Hand in what M-PESA posted to a callback address, read from standard input.
    Notice {
        /// The path of the address, such as /api/stk/callback/PROVIDER/TOKEN.
        path: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReviewCommand {
    /// What waits, with what to do about it.
    List {
        /// Settled ones too.
        #[arg(long)]
        all: bool,
        /// Print a JSON array.
        #[arg(long)]
        json: bool,
    },
    /// Say that an entry is dealt with.
    Resolve {
        /// The entry's id, or the beginning of it.
        id: String,
        /// What you did about it.
        #[arg(long)]
        note: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum MpesaCommand {
    /// Ask a phone for KES 1 and name what is wrong with the set-up, if anything is.
    Test {
        /// The phone that is asked, such as 0712345678.
        #[arg(long)]
        phone: String,
    },
    /// Have M-PESA tell of every payment to the shortcode, also of those made by hand. M-PESA takes this once.
    Register {
        /// Do it; otherwise it is only said what would be done.
        #[arg(long)]
        yes: bool,
    },
}

/// Left out of the smallest binaries: no MIPS board runs it for a container, and any other machine with the configuration
/// can make the file.
#[derive(Debug, Subcommand)]
pub(crate) enum RouterosCommand {
    /// Print a script that sets the router up; it may be imported any number of times.
    ///
    /// Redirect it into a file, upload that to the router's Files, and type there
    /// `/import file-name=lango.rsc`. Secret and ports come from the configuration. What else a
    /// person should know is said on standard error.
    ///
    /// A new hotspot, with the gateway in a container:
    ///
    ///   langod routeros script --version 7.20 --architecture arm64 --interface bridge > lango.rsc
    ///
    /// The hotspot that is there, with the gateway on a box beside the router:
    ///
    ///   langod routeros script --version 7.20 --beside --gateway 192.168.88.10 --hotspot hotspot1
    #[command(verbatim_doc_comment)]
    Script(ScriptOptions),
}

#[derive(Debug, clap::Args)]
pub(crate) struct ScriptOptions {
    /// The router's version, as /system/resource/print shows it: 7.16 to 7.24.
    #[arg(long)]
    pub(crate) version: String,
    /// What the router and the image run on: arm64, arm or amd64 (x86).
    #[arg(long)]
    pub(crate) architecture: Option<String>,
    /// The gateway is a box of its own beside the router, and no container.
    #[arg(long, conflicts_with_all = ["architecture", "image", "storage", "prefix"])]
    pub(crate) beside: bool,
    /// Use the hotspot of this name; /ip/hotspot/print shows it.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["interface", "network"])]
    pub(crate) hotspot: Option<String>,
    /// Make a hotspot on this interface; of a bridge the bridge itself.
    #[arg(long, value_name = "NAME")]
    pub(crate) interface: Option<String>,
    /// Give the interface this address first, such as 10.5.50.1/24, and guests theirs by DHCP.
    #[arg(long, value_name = "ADDRESS/PREFIX", requires = "interface")]
    pub(crate) network: Option<ipnet::Ipv4Net>,
    /// Hand out no addresses in that network.
    #[arg(long, requires = "network")]
    pub(crate) no_dhcp: bool,
    /// The router, where [[radius.nas]] lists several.
    #[arg(long, value_name = "NAME")]
    pub(crate) nas: Option<String>,
    /// The gateway's address; in a container the one beside the router's.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) gateway: Option<Ipv4Addr>,
    /// The router's address on the gateway's side, if it is not the one in [[radius.nas]].
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) router: Option<Ipv4Addr>,
    /// The prefix of the network between router and container.
    #[arg(long, default_value_t = 30, value_name = "LENGTH")]
    pub(crate) prefix: u8,
    /// The image's file name in Files, if it is not lango-ARCHITECTURE.tar.
    #[arg(long, value_name = "FILE")]
    pub(crate) image: Option<String>,
    /// Where the container and the books are: flash for the router's own memory, else a disk such as usb1.
    #[arg(long, default_value = "flash", value_name = "DISK")]
    pub(crate) storage: String,
    /// The gateway's user on the router, where [[radius.nas]] has no rest.
    #[arg(long, default_value = "lango", value_name = "NAME")]
    pub(crate) rest_user: String,
    /// A time server, by number; may be given several times.
    #[arg(long, default_values = ["162.159.200.1", "216.239.35.0"], value_name = "ADDRESS")]
    pub(crate) ntp: Vec<Ipv4Addr>,
    /// Print the script that takes everything back instead; it needs only --version.
    #[arg(long)]
    pub(crate) remove: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_fits_together() {
        Arguments::command().debug_assert();
    }
}
