//! `langod mpesa register`: M-PESA is told where to post notices of money received, so that payments made by hand are
//! known without anybody typing a receipt.

use payment_proto::mpesa::Verdict;

use super::rail::{Rail, on_this_thread};
use super::refused::refused;
use crate::cli::{Failure, print};
use crate::config::Places;
use crate::mpesa::Daraja;

pub(super) fn run(places: &Places, is_meant: bool) -> Result<(), Failure> {
    let Rail { daraja, mpesa } = Rail::of(places, |app| app)?;
    if !is_meant {
        let shortcode = daraja.app.merchant.shortcode;
        return print::out(&format!(
            "For {shortcode} through {}, M-PESA will post every payment to the cloud at {}, which hands it to the site it is \
             for. All sites of one shortcode share this, and M-PESA takes it once: to change it later, Safaricom has to delete \
             it first.\n\nNothing was done yet. Do it: langod mpesa register --yes\n",
            mpesa.base_url, mpesa.callback_base
        ));
    }
    on_this_thread(register(&daraja))
}

async fn register(daraja: &Daraja) -> Result<(), Failure> {
    let heard = daraja.register_now().await;
    match heard.verdict {
        Verdict::Registered => print::out("M-PESA will tell of every payment to this shortcode from now on.\n"),
        _ => Err(refused(&heard)),
    }
}
