//! `langod ticket`.

use argh::FromArgs;

const MOST_AT_ONCE: u32 = 100_000;

/// Sell, show and take back tickets.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "ticket")]
pub(crate) struct Ticket {
    #[argh(subcommand)]
    pub(crate) command: TicketCommand,
}

#[derive(FromArgs, Debug)]
#[argh(subcommand)]
pub(crate) enum TicketCommand {
    Mint(Mint),
    Show(ShowTicket),
    List(ListTickets),
    Revoke(Revoke),
    TrustRestored(TrustRestored),
}

/// Make tickets to sell.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "mint")]
pub(crate) struct Mint {
    /// the plan's name or id
    #[argh(option)]
    pub(crate) plan: String,
    /// how many, 1 if not said
    #[argh(option, default = "1", from_str_fn(count))]
    pub(crate) count: u32,
    /// print a JSON array
    #[argh(switch)]
    pub(crate) json: bool,
    /// print CSV with a header line
    #[argh(switch)]
    pub(crate) csv: bool,
    /// print an HTML page with QR codes, for a browser to print: redirect it into a file. a4 is sheets of 24 to cut, 58mm and
    /// 80mm are strips of a receipt printer
    #[argh(option, from_str_fn(paper))]
    pub(crate) paper: Option<Paper>,
}

/// One ticket: what is left of it, who uses it.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "show")]
pub(crate) struct ShowTicket {
    /// the code, in any writing
    #[argh(positional)]
    pub(crate) code: String,
    /// print a JSON object
    #[argh(switch)]
    pub(crate) json: bool,
}

/// All tickets.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "list")]
pub(crate) struct ListTickets {
    /// only those that are new, active, used, expired or revoked
    #[argh(option)]
    pub(crate) status: Option<String>,
    /// print a JSON array
    #[argh(switch)]
    pub(crate) json: bool,
}

/// Take a ticket back and send its guests off.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "revoke")]
pub(crate) struct Revoke {
    /// the code, in any writing
    #[argh(positional)]
    pub(crate) code: String,
}

/// After a restore: honour unused tickets of the backup without waiting for the cloud.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "trust-restored")]
pub(crate) struct TrustRestored {}

/// On what tickets are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paper {
    /// Sheets of 24 to cut.
    A4,
    /// A receipt printer's strip.
    Mm58,
    /// A wider one.
    Mm80,
}

fn paper(typed: &str) -> Result<Paper, String> {
    match typed {
        "a4" => Ok(Paper::A4),
        "58mm" => Ok(Paper::Mm58),
        "80mm" => Ok(Paper::Mm80),
        _ => Err(format!("\"{typed}\" is no paper we know: a4, 58mm or 80mm")),
    }
}

fn count(typed: &str) -> Result<u32, String> {
    let count = typed.parse().ok().filter(|count| (1..=MOST_AT_ONCE).contains(count));
    count.ok_or_else(|| format!("\"{typed}\": a number from 1 to {MOST_AT_ONCE}"))
}
