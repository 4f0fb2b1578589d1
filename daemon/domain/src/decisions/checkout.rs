//! A guest wants to pay. The intent is in the books before the rail hears of it, and nobody's phone is made to ring
//! again and again.

use crate::checkout::{Checkout, Progress};
use crate::decisions::purchase::{Purchase, SaleRefused};
use crate::decisions::tries::{TRIES_WITHIN_SECS, must_wait};
use crate::event::Event;
use crate::ids::{Chance, CheckoutId};
use crate::ledger::{Ledger, Read};
use crate::money::{Currency, Money};
use crate::phone::Phone;
use crate::time::Now;

/// An intent to be paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// Ask the rail, once this is on disk.
    New(Checkout),
    /// The guest asked twice: the prompt is on the phone already.
    Again(Checkout),
}

/// A prompt is taken off the phone after so long at the latest.
pub const PROMPT_SECS: u64 = 120;
/// The most M-PESA moves at once, in shillings.
pub const MOST_SHILLINGS: u64 = 250_000;

/// Opens a checkout, if the guest may. `most_at_site` bounds the tries of all guests within [`TRIES_WITHIN_SECS`].
pub fn open_checkout(
    ledger: &mut dyn Ledger,
    purchase: Purchase,
    most_at_site: u32,
    chance: &mut dyn Chance,
    now: &Now<'_>,
) -> Read<Result<Opened, SaleRefused>> {
    let Some(plan) = ledger.plan(purchase.plan)? else { return Ok(Err(SaleRefused::UnknownPlan)) };
    if !is_payable(plan.price) {
        return Ok(Err(SaleRefused::NotPayable));
    }
    let tries = ledger.recent_checkouts(&|checkout| now.secs_since(checkout.opened) < TRIES_WITHIN_SECS)?;
    if let Some(open) = tries.iter().find(|checkout| has_prompt(checkout, purchase.payer, now)) {
        return Ok(if is_repeated(open, &purchase) {
            Ok(Opened::Again(open.clone()))
        } else {
            Err(SaleRefused::PromptOpen { wait_secs: open.secs_left_of(PROMPT_SECS, now) })
        });
    }
    if let Some(refused) = must_wait(&tries, &purchase, most_at_site, now) {
        return Ok(Err(refused));
    }
    let checkout = Checkout {
        id: purchase.named.unwrap_or_else(|| CheckoutId::draw(chance)),
        offer: plan.offer(),
        payer: purchase.payer,
        device: purchase.device,
        address: purchase.address,
        opened: now.moment(),
        once: purchase.once,
        progress: Progress::Created,
        rail: None,
        hearsay: None,
        ticket: None,
        is_queued: false,
    };
    let Checkout { id, offer, payer, .. } = checkout;
    ledger.record(Event::CheckoutOpened { checkout: id, offer, payer });
    ledger.put_checkout(checkout.clone());
    Ok(Ok(Opened::New(checkout)))
}

/// Opens the checkout of a sale that began in the cloud, or writes down why not: the guest hears it there. Returns whom the
/// rail is to ask; nobody, if the sale was heard of before. `closed` is why nothing is sold here now.
pub fn open_sale(
    ledger: &mut dyn Ledger,
    named: CheckoutId,
    purchase: Purchase,
    closed: Option<&str>,
    most_at_site: u32,
    chance: &mut dyn Chance,
    now: &Now<'_>,
) -> Read<Option<CheckoutId>> {
    if ledger.checkout(named)?.is_some() {
        return Ok(None);
    }
    let purchase = Purchase { named: Some(named), ..purchase };
    let why = match closed {
        Some(closed) => closed,
        None => match open_checkout(ledger, purchase, most_at_site, chance, now)? {
            Ok(Opened::New(checkout)) => return Ok(Some(checkout.id)),
            // Another sale of this phone waits for its PIN.
            Ok(Opened::Again(_)) => "prompt_open",
            Err(refused) => refused.as_str(),
        },
    };
    let code = why.parse().unwrap_or_default();
    ledger.record(Event::CheckoutFailed { checkout: named, code });
    Ok(None)
}

/// Whether the rail can move this price: whole shillings, within its limits.
pub fn is_payable(price: Money) -> bool {
    let cents = price.cents();
    let is_whole = cents.is_multiple_of(100);
    price.currency() == Currency::Kes && is_whole && (100..=MOST_SHILLINGS * 100).contains(&cents)
}

fn has_prompt(checkout: &Checkout, payer: Phone, now: &Now<'_>) -> bool {
    checkout.payer == payer && checkout.is_unsettled() && now.secs_since(checkout.opened) < PROMPT_SECS
}

/// The same guest pressing the button again: known by the page, by what its browser remembers, or by an address of its
/// own. What a request says of itself is not enough, for whoever is taken for that guest is shown the ticket.
fn is_repeated(open: &Checkout, purchase: &Purchase) -> bool {
    let same_page = open.once.is_some() && open.once == purchase.once;
    let same_browser = purchase.remembered == Some(open.id);
    let same_place = open.address.is_some() && (open.address, open.device) == (purchase.address, purchase.device);
    open.offer.plan == purchase.plan && (same_page || same_browser || same_place)
}
