//! What can be typed, with the help that teaches it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use domain::ids::{PlanId, ProviderId, SiteId};
use domain::money::Currency;
use domain::plan::Rate;
use domain::settings::{NotShown, Settings};
use domain::written::{Kind, data_bytes, span_secs};
use jiff::civil::Date;
use web_ui::Language;

use crate::jobs::Month;

/// Gather many hotspot sites in one place: what they sold, how they are, and their payments' callbacks.
///
/// First steps: `lango-cloud serve` in one terminal. In another `lango-cloud admin create --email you@example.net`,
/// `lango-cloud provider create --name "Kibanda" --email owner@example.net`, `lango-cloud provider approve ID` and
/// `lango-cloud provider user ID --email owner@example.net`. The owner signs in at PUBLIC_URL and adds a place there; so
/// does `lango-cloud site create --provider ID --name "Market"`. The claim code goes into
/// `langod enrol --cloud URL --claim CODE` on the gateway.
#[derive(Debug, Parser)]
#[command(name = "lango-cloud", version, about, max_term_width = 100, after_help = ENVIRONMENT)]
pub(crate) struct Arguments {
    /// The data directory: the embedded database and its keys. Otherwise LANGO_CLOUD_DATA, or /var/lib/lango-cloud.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const ENVIRONMENT: &str = "\
Environment, all optional:
  PORT             8080; LISTEN is the address, 0.0.0.0
  PUBLIC_URL       how browsers, gateways and payment rails reach it, such as https://cloud.example.net
  ALLOWED_HOSTS    names it answers for, comma separated; .example.net for all below it, * for any
  DATABASE_URL     postgresql://USER:PASSWORD@HOST/NAME, or sqlite:FILE; otherwise a file in the data directory
  ENCRYPTION_KEY   32 bytes as base64 or 64 hexadecimal digits; PostgreSQL needs it, a file brings its own
  ENCRYPTION_KEYS_OLD  keys before it, comma separated
  SECRET_KEY       signs cookies: at least 32 characters; otherwise made from ENCRYPTION_KEY
  TLS_CERT, TLS_KEY    PEM files, to end TLS here instead of at a proxy
  METRICS_LISTEN   where /metrics is, such as 127.0.0.1:9090
  HOLD_SECONDS     25: how long a gateway's question is held
  MAX_CONNECTIONS  20000
  TICKET_DAYS      400: how long tickets that are over are remembered
  GUEST_DATA_DAYS  90, at least 31: how long guests' devices and phones are remembered once they have gone; what
                   M-PESA posted about a payment stays with it
  MPESA_BASE_URL   https://api.safaricom.co.ke

Exit codes: 0 done, 1 it could not be done, 2 the configuration or the command is wrong.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve gateways, payment rails and browsers. Ends on SIGTERM within two seconds.
    Serve,
    /// Bring the database's tables up to date. The embedded database does so by itself.
    Migrate,
    /// People who look after the whole service.
    Admin {
        #[command(subcommand)]
        command: AdminCommand,
    },
    /// Businesses that own sites.
    Provider {
        #[command(subcommand)]
        command: ProviderCommand,
    },
    /// Places with a gateway.
    Site {
        #[command(subcommand)]
        command: SiteCommand,
    },
    /// What places sell.
    Plan {
        #[command(subcommand)]
        command: PlanCommand,
    },
    /// Tickets of a place, made and taken back from here.
    Ticket {
        #[command(subcommand)]
        command: TicketCommand,
    },
    /// Look at the configuration.
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Work that `serve` does by itself when it is due, to be done now. Doing it twice does no harm.
    Job {
        #[command(subcommand)]
        command: JobCommand,
    },
}

/// How an answer is printed.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Form {
    /// Print a JSON document.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AdminCommand {
    /// Let somebody in. The password is asked for, or read from standard input.
    Create {
        /// The address to sign in with.
        #[arg(long, value_parser = email)]
        email: String,
        #[command(flatten)]
        form: Form,
    },
    /// Give somebody a new password, which is printed, and end all their logins.
    ResetPassword {
        /// The address to sign in with.
        #[arg(long, value_parser = email)]
        email: String,
        #[command(flatten)]
        form: Form,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProviderCommand {
    /// Take a business in. It waits for approval.
    Create {
        /// What the business is called.
        #[arg(long, value_parser = name)]
        name: String,
        /// Where its owner reads mail.
        #[arg(long, value_parser = email)]
        email: String,
        #[command(flatten)]
        form: Form,
    },
    /// Let a business begin.
    Approve {
        /// The provider's id.
        id: ProviderId,
        #[command(flatten)]
        form: Form,
    },
    /// Stop a business: its gateways sell nothing new, and honour what was sold.
    Suspend {
        /// The provider's id.
        id: ProviderId,
        #[command(flatten)]
        form: Form,
    },
    /// Let a business that was stopped go on.
    Resume {
        /// The provider's id.
        id: ProviderId,
        #[command(flatten)]
        form: Form,
    },
    /// Prolong a business's subscription, for nothing: its gateways sell until then, and 14 days of grace behind it.
    ///
    /// Without a subscription a place sells for 14 days after it was enrolled. Gateways hear of it with the next answer they
    /// get, within half a minute where the line is good.
    #[command(group = clap::ArgGroup::new("term").required(true))]
    Grant {
        /// The provider's id.
        id: ProviderId,
        /// So many days behind what is paid for, or behind today: 1 to 3650.
        #[arg(long, value_name = "N", group = "term")]
        days: Option<u32>,
        /// To the end of this day in Nairobi, such as 2027-01-31.
        #[arg(long, value_name = "DATE", group = "term", value_parser = date)]
        until: Option<Date>,
        #[command(flatten)]
        form: Form,
    },
    /// Save a business's own account with M-PESA; its confirmed gateways get it under seal, and sell with it.
    ///
    /// Consumer key, consumer secret and passkey are asked for, or read from standard input, a line each.
    #[command(group = clap::ArgGroup::new("account").required(true))]
    Account {
        /// The provider's id.
        id: ProviderId,
        /// The paybill; for a till, the store number behind it.
        #[arg(long, value_name = "NUMBER", group = "account")]
        shortcode: Option<String>,
        /// The till number guests see; left out for a paybill.
        #[arg(long, value_name = "NUMBER", requires = "shortcode")]
        till: Option<String>,
        /// Forget the account: gateways sell by voucher, or with what their own file says.
        #[arg(long, group = "account")]
        remove: bool,
        #[command(flatten)]
        form: Form,
    },
    /// Let one of a business's people sign in. The password is asked for, or read from standard input.
    User {
        /// The provider's id.
        id: ProviderId,
        /// The address to sign in with.
        #[arg(long, value_parser = email)]
        email: String,
        #[command(flatten)]
        form: Form,
    },
    /// All businesses, and until when each has paid.
    List {
        #[command(flatten)]
        form: Form,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum SiteCommand {
    /// Add a place and print the code with which its gateway claims it: once, within 15 minutes.
    Create {
        /// The provider's id.
        #[arg(long, value_name = "ID")]
        provider: ProviderId,
        /// What the place is called.
        #[arg(long, value_parser = name)]
        name: String,
        #[command(flatten)]
        form: Form,
    },
    /// Print a new code for a place that has none that is good.
    Claim {
        /// The site's id.
        id: SiteId,
        /// The provider's id.
        #[arg(long, value_name = "ID")]
        provider: ProviderId,
        #[command(flatten)]
        form: Form,
    },
    /// A provider's places, with the words of gateways that wait to be confirmed.
    List {
        /// The provider's id.
        #[arg(long, value_name = "ID")]
        provider: ProviderId,
        #[command(flatten)]
        form: Form,
    },
    /// Say that the words shown here are those that `langod` showed. Only then are secrets sent to the gateway.
    Confirm {
        /// The site's id.
        id: SiteId,
        /// The provider's id.
        #[arg(long, value_name = "ID")]
        provider: ProviderId,
        /// The words that `langod` showed, to have them compared.
        #[arg(long)]
        words: Option<String>,
        #[command(flatten)]
        form: Form,
    },
    /// How a place speaks to its guests: what is given here counts there, the rest stays. Without options it is shown.
    ///
    /// An empty text leaves that setting to the gateway's own file again.
    Settings(SiteSettings),
}

#[derive(Debug, Args)]
pub(crate) struct SiteSettings {
    /// The site's id.
    pub(crate) id: SiteId,
    /// The provider's id.
    #[arg(long, value_name = "ID")]
    pub(crate) provider: ProviderId,
    /// What guests know the place by.
    #[arg(long, value_parser = setting)]
    pub(crate) name: Option<String>,
    /// The language of messages and print, en or sw; on the pages guests choose their own.
    #[arg(long, value_parser = language)]
    pub(crate) language: Option<String>,
    /// Whom guests call.
    #[arg(long, value_parser = setting, value_name = "NUMBER")]
    pub(crate) support_phone: Option<String>,
    /// When somebody is there, such as "8:00-21:00".
    #[arg(long, value_parser = setting, value_name = "TEXT")]
    pub(crate) opening_hours: Option<String>,
    /// The network's name, for print.
    #[arg(long, value_parser = setting, value_name = "SSID")]
    pub(crate) wifi_name: Option<String>,
    #[command(flatten)]
    pub(crate) form: Form,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PlanCommand {
    /// Have places sell a plan, a new one or with --id another form of one they sell; tickets already sold stay as they are.
    Put(PutPlan),
    /// What a provider's places sell, as they told.
    List {
        /// The provider's id.
        #[arg(long, value_name = "ID")]
        provider: ProviderId,
        /// One place's plans only.
        #[arg(long, value_name = "ID")]
        site: Option<SiteId>,
        #[command(flatten)]
        form: Form,
    },
}

#[derive(Debug, Args)]
pub(crate) struct PutPlan {
    /// The provider's id.
    #[arg(long, value_name = "ID")]
    pub(crate) provider: ProviderId,
    /// One place only; otherwise all of the provider's.
    #[arg(long, value_name = "ID")]
    pub(crate) site: Option<SiteId>,
    /// The plan that is changed; with --site also one that is sold elsewhere and is to be sold there too. Left out for a new
    /// one.
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<PlanId>,
    /// What guests read, such as "1 hour".
    #[arg(long, value_parser = name)]
    pub(crate) name: String,
    /// Such as 20 or 20.50.
    #[arg(long)]
    pub(crate) price: String,
    /// KES, UGX or TZS.
    #[arg(long, default_value = "KES")]
    pub(crate) currency: Currency,
    /// What uses it up: `elapsed` time from the first use on, `online` time while connected, or `data`.
    #[arg(long)]
    pub(crate) kind: Kind,
    /// How long, for elapsed and online: 30m, 1h, 7d.
    #[arg(long, value_parser = span_secs, value_name = "TIME")]
    pub(crate) duration: Option<u32>,
    /// How much, for data: 500MB, 2GB (1 MB is 1,000,000 bytes).
    #[arg(long, value_parser = data_bytes, value_name = "AMOUNT")]
    pub(crate) amount: Option<u64>,
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
    /// Do not give running time back for a place's own outages.
    #[arg(long)]
    pub(crate) no_outage_credit: bool,
    #[command(flatten)]
    pub(crate) form: Form,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TicketCommand {
    /// Have a place make tickets; `langod ticket list` there shows them, and here they are when it has told of them.
    Mint {
        /// The site's id.
        #[arg(long, value_name = "ID")]
        site: SiteId,
        /// The provider's id.
        #[arg(long, value_name = "ID")]
        provider: ProviderId,
        /// The plan's id.
        #[arg(long, value_name = "ID")]
        plan: PlanId,
        /// How many, 500 at most.
        #[arg(long, default_value_t = 1)]
        count: u16,
        #[command(flatten)]
        form: Form,
    },
    /// Have a place take a ticket back: it is worth nothing any more, and whoever is online with it is cut off.
    Revoke {
        /// The code.
        code: String,
        /// The site's id.
        #[arg(long, value_name = "ID")]
        site: SiteId,
        /// The provider's id.
        #[arg(long, value_name = "ID")]
        provider: ProviderId,
        #[command(flatten)]
        form: Form,
    },
    /// Move a ticket by force, because its own place is gone or out of reach for long.
    ///
    /// Its place is told to honour it no longer, and does so as soon as it hears of it; until then both may be used, which
    /// is what force means. The other place makes a new ticket of the same plan, with a code of its own: `langod ticket
    /// list` there shows it. What was used of the old one before is given once more. Said twice, it is done once.
    Move {
        /// The code.
        code: String,
        /// The site that is to honour it from now on, by its id.
        #[arg(long, value_name = "ID")]
        to: SiteId,
        /// The site it is of, where two have the same code.
        #[arg(long, value_name = "ID")]
        from: Option<SiteId>,
        /// The provider's id.
        #[arg(long, value_name = "ID")]
        provider: ProviderId,
        /// Why; the log keeps it.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        form: Form,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Read the environment and say what is wrong with it; secrets are masked.
    Check,
}

#[derive(Debug, Subcommand)]
pub(crate) enum JobCommand {
    /// Write down which subscriptions are over. `serve` does it every hour.
    ///
    /// Gateways need no telling: they know until when they may sell, and go on for 14 days behind that.
    ExpireSubscriptions {
        #[command(flatten)]
        form: Form,
    },
    /// Forget tickets that were over TICKET_DAYS ago, who guests were that have gone GUEST_DATA_DAYS ago, and what strangers
    /// and spent codes left. `serve` does it every night.
    ///
    /// Payments, receipts and what the sites told are never forgotten; devices and payers in it are.
    CleanTickets {
        #[command(flatten)]
        form: Form,
    },
    /// What a month brought each provider and site: sales by M-PESA and for cash, tickets, guests.
    ///
    /// A ticket counts as sold for cash when it is used first, unless a payment became it. Months begin and end at midnight
    /// in Nairobi. `serve` keeps the reports of the two months before on the first of each month; what is asked for here is
    /// made anew while the tickets are there.
    MonthlyReport {
        /// Which month, such as 2026-11; otherwise the last one.
        #[arg(long, value_name = "YYYY-MM")]
        month: Option<Month>,
        #[command(flatten)]
        form: Form,
    },
    /// Seal everything anew that is sealed with a key of ENCRYPTION_KEYS_OLD. `serve` does it every night.
    RotateKeys {
        #[command(flatten)]
        form: Form,
    },
}

/// An address that mail could go to: whether it does, only a mail tells.
fn email(text: &str) -> Result<String, &'static str> {
    let text = text.trim().to_lowercase();
    let parts = text.split_once('@').filter(|(who, place)| !who.is_empty() && place.contains('.'));
    match parts {
        Some(_) if text.len() <= 254 && !text.contains(char::is_whitespace) => Ok(text),
        _ => Err("an e-mail address is written like owner@example.net"),
    }
}

fn date(text: &str) -> Result<Date, &'static str> {
    // A day and nothing else: what else could be read with it, such as an hour, would be passed over.
    let is_plain = text.len() == "2027-01-31".len();
    text.parse().ok().filter(|_| is_plain).ok_or("a date is written like 2027-01-31")
}

/// What guests can be shown, or nothing.
fn setting(text: &str) -> Result<String, NotShown> {
    let text = text.trim().to_owned();
    let shown = Settings { name: Some(text.clone()).filter(|text| !text.is_empty()), ..Settings::default() };
    shown.check().map(|()| text)
}

fn language(text: &str) -> Result<String, &'static str> {
    let is_known = text.is_empty() || Language::ALL.into_iter().any(|language| language.tag() == text);
    if is_known { Ok(text.to_owned()) } else { Err("the portal speaks en and sw") }
}

fn name(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    let is_fit = !text.is_empty() && text.chars().count() <= 80 && !text.contains(char::is_control);
    if is_fit { Ok(text.to_owned()) } else { Err("a name has 1 to 80 characters") }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_fits_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn addresses_dates_and_names_are_tidied_or_refused() {
        assert_eq!(email(" Owner@Example.NET ").as_deref(), Ok("owner@example.net"));
        for wrong in ["", "owner", "@example.net", "owner@localhost", "own er@example.net"] {
            assert!(email(wrong).is_err(), "{wrong}");
        }
        assert_eq!(name(" Kibanda ").as_deref(), Ok("Kibanda"));
        assert_eq!(date("2027-01-31"), Ok(Date::constant(2027, 1, 31)));
        for wrong in ["", "31.1.2027", "2027-02-30", "2027-01-31T10:00", "27-01-31"] {
            assert!(date(wrong).is_err(), "{wrong}");
        }
        assert!(name(" ").is_err() && name("a\nb").is_err() && name(&"x".repeat(81)).is_err());
    }
}
