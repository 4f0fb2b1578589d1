//! How often phones may be made to ring: by one guest, to one phone, by a whole site.

use crate::checkout::{Cause, Checkout, Progress};
use crate::decisions::purchase::{Purchase, SaleRefused};
use crate::time::Now;

/// Tries of one phone or one device within [`TRIES_WITHIN_SECS`].
pub const MOST_TRIES: usize = 3;
/// Tries of all guests of a usual site within [`TRIES_WITHIN_SECS`].
pub const MOST_TRIES_OF_A_SITE: u32 = 150;
/// Tries older than this are forgotten.
pub const TRIES_WITHIN_SECS: u64 = 600;
/// Tries of one phone or device, those included that never reached the rail: they bother nobody, but fill the books.
const MOST_UNSENT_TRIES: usize = 12;
/// The same for all guests, as a multiple of what may be sent.
const UNSENT_PER_SENT: usize = 4;

/// Why this purchase has to wait, after these tries of the last while.
pub(super) fn must_wait(
    tries: &[Checkout],
    purchase: &Purchase,
    most_at_site: u32,
    now: &Now<'_>,
) -> Option<SaleRefused> {
    let wait_secs = |most: usize, counts: &dyn Fn(&Checkout) -> bool| {
        let mut left: Vec<u64> = tries
            .iter()
            .filter(|checkout| counts(checkout))
            .map(|checkout| checkout.secs_left_of(TRIES_WITHIN_SECS, now))
            .collect();
        left.sort_unstable_by(|a, b| b.cmp(a));
        // Once the oldest of the last so many is forgotten, there is room for one more.
        left.get(most.saturating_sub(1)).copied().filter(|_| left.len() >= most).unwrap_or(0)
    };
    let of_phone = |checkout: &Checkout| checkout.payer == purchase.payer;
    let of_guest = |checkout: &Checkout| comes_from(checkout, purchase);
    let own = [
        wait_secs(MOST_TRIES, &|checkout| was_asked(checkout) && of_phone(checkout)),
        wait_secs(MOST_TRIES, &|checkout| was_asked(checkout) && of_guest(checkout)),
        wait_secs(MOST_UNSENT_TRIES, &of_phone),
        wait_secs(MOST_UNSENT_TRIES, &of_guest),
    ];
    let most_at_site = most_at_site as usize;
    let of_all =
        [wait_secs(most_at_site, &was_asked), wait_secs(most_at_site.saturating_mul(UNSENT_PER_SENT), &|_| true)];
    let longest = |waits: &[u64]| waits.iter().copied().max().filter(|secs| *secs > 0);
    let too_often = longest(&own).map(|wait_secs| SaleRefused::TooOften { wait_secs });
    too_often.or_else(|| longest(&of_all).map(|wait_secs| SaleRefused::SiteBusy { wait_secs }))
}

/// Where nobody was asked, nobody was bothered.
fn was_asked(checkout: &Checkout) -> bool {
    !matches!(checkout.progress, Progress::Failed { cause: Cause::RailUnreachable, .. })
}

/// An address is known by the network, a device mostly by its own word: who names somebody else's shall not use up that
/// guest's tries.
fn comes_from(checkout: &Checkout, purchase: &Purchase) -> bool {
    match (purchase.address, purchase.device) {
        (Some(address), _) => checkout.address == Some(address),
        (None, Some(device)) => checkout.device == Some(device),
        (None, None) => false,
    }
}
