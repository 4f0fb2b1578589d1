//! `langod mpesa test`: asks a phone for KES 1 and says what is right or wrong with the set-up.

use std::time::Duration;

use domain::checkout::{Checkout, Progress, RailIds};
use domain::ids::{CheckoutId, PlanId};
use domain::money::{Currency, Money};
use domain::phone::Phone;
use domain::plan::{Allowance, Offer, Terms};
use domain::time::Moment;
use payment_proto::mpesa::{Verdict, phone};
use tokio::time::sleep;

use super::rail::{Rail, on_this_thread};
use super::refused::refused;
use crate::chance::Kernel;
use crate::cli::{Failure, print};
use crate::config::{Mpesa, Places};
use crate::mpesa::{App, Daraja};

/// The prompt lapses after a minute or two; then there is nothing more to wait for.
const MOST_QUESTIONS: u32 = 10;

pub(super) fn run(places: &Places, typed: &str) -> Result<(), Failure> {
    let payer = phone::parse(typed).map_err(|error| Failure::Wrong(format!("--phone {typed}: {error}")))?;
    let Rail { daraja, mpesa } = Rail::of(places, App::on_trial)?;
    on_this_thread(try_out(&daraja, &mpesa, payer))
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
                let why = cause.as_str().replace('_', " ");
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
