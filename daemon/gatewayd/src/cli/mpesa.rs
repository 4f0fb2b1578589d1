//! `langod mpesa test`: asks a phone for KES 1 and says what is right or wrong with the set-up.

use std::rc::Rc;
use std::time::Duration;

use domain::checkout::{Cause, Checkout, Progress, RailIds};
use domain::ids::{CheckoutId, PlanId, SiteId};
use domain::money::{Currency, Money};
use domain::phone::Phone;
use domain::plan::{Allowance, Offer, Terms};
use domain::time::Moment;
use payment_proto::mpesa::{Verdict, phone};
use tokio::sync::mpsc;
use tokio::task::LocalSet;
use tokio::time::sleep;

use crate::chance::Kernel;
use crate::cli::arguments::MpesaCommand;
use crate::cli::books::{ask, open_vault};
use crate::cli::{Failure, print};
use crate::clock::Clock;
use crate::config::{Config, Mpesa, Places};
use crate::desk::{Ask, Said};
use crate::http::reason;
use crate::mpesa::{App, Daraja, Heard, Line};
use crate::outbound::Trouble;

/// The prompt lapses after a minute or two; then there is nothing more to wait for.
const MOST_QUESTIONS: u32 = 10;

pub(super) fn run(command: MpesaCommand, places: &Places) -> Result<(), Failure> {
    match command {
        MpesaCommand::Test { phone } => test(places, &phone),
    }
}

fn test(places: &Places, typed: &str) -> Result<(), Failure> {
    let payer = phone::parse(typed).map_err(|error| Failure::Wrong(format!("--phone {typed}: {error}")))?;
    let mut config = Config::load(&places.config)?;
    let vault = open_vault(&places.data)?;
    config.unseal(&vault)?;
    let Some(mpesa) = config.mpesa.clone() else {
        return Err(Failure::Wrong(
            "there is no [mpesa] in the configuration: `langod config template` shows one".to_owned(),
        ));
    };
    let clock = Clock::new().vouched_for(config.site.trust_clock);
    if !clock.read().wall_trusted {
        return Err(Failure::NotDone(
            "nobody vouches for the clock, and M-PESA refuses a wrong time: see `langod doctor`".to_owned(),
        ));
    }
    let app = App::new(&config, &mpesa, site(places)?, vault.callback_key())?.on_trial();
    let line = Line::to(&mpesa.base_url).map_err(Failure::NotDone)?;
    let (words, _) = mpsc::channel(1);
    let daraja = Rc::new(Daraja::new(app, line, clock, words));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, try_out(&daraja, &mpesa, payer))
}

fn site(places: &Places) -> Result<SiteId, Failure> {
    match ask(&places.data, Ask::Health)? {
        Said::Health(health) => {
            health.site.parse().map_err(|_| Failure::NotDone("the books do not name their site".to_owned()))
        }
        _ => Err(Failure::NotDone("the books do not answer".to_owned())),
    }
}

/// A checkout for this test alone; it is in no books.
fn one_shilling(payer: Phone) -> Result<Checkout, Failure> {
    let price = Money::from_cents(100, Currency::Kes)
        .ok_or_else(|| Failure::NotDone("a shilling is no money here".to_owned()))?;
    let terms = Terms {
        allowance: Allowance::Elapsed { duration_secs: 60 },
        rate: None,
        devices: 1,
        idle_timeout_secs: None,
        unused_validity_secs: 60,
        outage_credit: false,
    };
    Ok(Checkout {
        id: CheckoutId::draw(&mut Kernel),
        offer: Offer { plan: PlanId::from_bytes([0; 16]), price, terms },
        payer,
        device: None,
        address: None,
        opened: Moment::BEGINNING,
        once: None,
        progress: Progress::Created,
        rail: None,
        hearsay: None,
        ticket: None,
        is_queued: false,
    })
}

async fn try_out(daraja: &Daraja, mpesa: &Mpesa, payer: Phone) -> Result<(), Failure> {
    print::out(&format!("Asking {payer} for KES 1 through {} ...\n", mpesa.base_url))?;
    let heard = daraja.push_now(&one_shilling(payer)?).await;
    let Verdict::Accepted(ids) = &heard.verdict else { return Err(refused(&heard)) };
    print::out("The prompt is on its way: enter the M-PESA PIN on that phone.\n")?;
    sleep(Duration::from_secs(mpesa.query_after_seconds)).await;
    await_end(daraja, mpesa, ids).await
}

async fn await_end(daraja: &Daraja, mpesa: &Mpesa, ids: &RailIds) -> Result<(), Failure> {
    for _ in 0..MOST_QUESTIONS {
        let heard = daraja.ask_now(ids).await;
        match &heard.verdict {
            Verdict::Paid => return print::out("KES 1 has arrived: everything is set up right.\n"),
            Verdict::Failed { cause, code } => {
                let why = reason(*cause).replace('_', " ");
                return print::out(&format!(
                    "M-PESA knows this shortcode and these keys. The payment itself was not made: {why} (code {code}).\n"
                ));
            }
            Verdict::Misconfigured { .. } | Verdict::UnknownResult { .. } => return Err(refused(&heard)),
            _ => print::out("No result yet, asking again ...\n")?,
        }
        sleep(Duration::from_secs(mpesa.query_interval_seconds.max(1))).await;
    }
    Err(Failure::NotDone(
        "M-PESA has not said how it ended: look on the phone, and try again in some minutes".to_owned(),
    ))
}

/// What stands in the way, and what to do about it.
fn refused(heard: &Heard) -> Failure {
    let said = if heard.said.is_empty() { String::new() } else { format!(" M-PESA says: {}", heard.said) };
    Failure::NotDone(match (&heard.verdict, &heard.trouble) {
        (Verdict::Misconfigured { fault, code }, _) => format!("{fault}{}{said}", in_brackets(code)),
        (_, Some(trouble)) => unreachable(trouble),
        (Verdict::BackOff { code }, None) => {
            format!("M-PESA is busy{}: try again in some minutes.{said}", in_brackets(code))
        }
        (Verdict::Failed { cause: Cause::RailUnreachable, .. }, None) => {
            "M-PESA gave no usable answer when a token was fetched: try again in a minute".to_owned()
        }
        (Verdict::Failed { cause, code }, None) => {
            let why = reason(*cause).replace('_', " ");
            format!("M-PESA refuses for now: {why}{}.{said}", in_brackets(code))
        }
        (Verdict::UnknownResult { code }, None) => format!("M-PESA gave a result nobody knows: {code}.{said}"),
        _ => format!("M-PESA gave no usable answer ({}): try again in a minute.{said}", heard.kind),
    })
}

/// The rail's code, where it gave one.
fn in_brackets(code: &str) -> String {
    if code.is_empty() { String::new() } else { format!(" (code {code})") }
}

/// What is in the way to the rail, and what to do about it.
pub(super) fn unreachable(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Name => "its name has no address: there is no internet here, or no DNS (in a RouterOS container: \
                          `dns=` of /container, and a srcnat rule for its veth)"
            .to_owned(),
        Trouble::Connection => "nobody answers at its address: check the internet connection, the firewall and \
                                base_url"
            .to_owned(),
        Trouble::Tls(why) => format!(
            "the connection is not the rail's, or the clock is wrong ({why}): somebody may stand in between, such as \
             another hotspot's login page"
        ),
        Trouble::Time => "it does not answer in time: the line is slow or something swallows the packets".to_owned(),
        Trouble::Cut => "the connection breaks off: try again, and look at the line if it stays".to_owned(),
    }
}
