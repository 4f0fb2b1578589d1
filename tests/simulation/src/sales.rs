//! Sales that begin in the cloud: a guest asks there, the site's gateway hears of it with its next question and rings the
//! phone, unless it hears of it too late. What becomes of it stands in the row that the cloud made.

use cloud_gate::NotSold;
use cloud_store::books::PaymentStatus;
use domain::checkout::Progress;
use domain::ids::CheckoutId;
use domain::phone::Phone;
use sync_proto::{SALE_WITHIN_MS, Sale};

use crate::app::{LONGEST_PAUSE_MS, LONGEST_WAIT_MS, TO_ANSWER_MS};
use crate::confirming::Standing;
use crate::gateway::Gateway;
use crate::world::World;

/// A phone rings so much later where a token had to be waited for.
const FOR_A_TOKEN_MS: u64 = LONGEST_WAIT_MS + TO_ANSWER_MS + LONGEST_PAUSE_MS;
/// After this no gateway takes a sale, however far its clock is behind.
pub const OVER_AFTER_MS: u64 = SALE_WITHIN_MS + 120_000;

impl Gateway {
    /// Why it sells nothing to a guest who asked then.
    pub(crate) fn why_closed(&self, sale: Sale, now_ms: u64) -> Option<&'static str> {
        let reading = self.reading(now_ms);
        match reading.wall_trusted {
            false => Some("clock_unknown"),
            true if reading.wall_ms.abs_diff(sale.asked_ms) > SALE_WITHIN_MS => Some("too_late"),
            true => None,
        }
    }
}

impl World {
    /// A guest of a site buys through the cloud.
    pub(crate) fn guest_buys_through_the_cloud(&mut self, at: usize, payer: Phone) {
        let (now_ms, standing) = (self.now_ms, self.sites[at].standing);
        self.sites[at].asked_ms = now_ms;
        let (site, plan) = (self.sites[at].gateway.site, self.sites[at].gateway.plan);
        match self.cloud.sell(site, plan, payer, now_ms) {
            Ok(Ok(checkout)) if standing == Standing::Waits => {
                self.breaks(format!("{checkout} is sold for a gateway that nobody has confirmed"));
            }
            Ok(Ok(checkout)) => {
                self.sales.push((at, checkout));
                self.tell(at, &format!("{checkout}: a guest asks the cloud for it"));
            }
            Ok(Err(NotSold::Unreachable)) => self.tell(at, "a guest asks the cloud, which does not reach it"),
            Ok(Err(not_sold)) => self.tell(at, &format!("a guest asks the cloud in vain: {not_sold:?}")),
            Err(_) => self.tell(at, "a guest asks the cloud, which dies over it"),
        }
    }

    /// A phone rings for a sale that began in the cloud: not after the guest has gone. The gateway knows the time as well as
    /// its clock, and it may have waited for a token since.
    pub(crate) fn rings_in_time(&mut self, at: usize, checkout: CheckoutId, asked_ms: u64) {
        let wrong_ms = self.sites[at].gateway.reading(self.now_ms).wall_ms.abs_diff(self.now_ms);
        let late_ms = self.now_ms.saturating_sub(asked_ms);
        if late_ms > SALE_WITHIN_MS + FOR_A_TOKEN_MS + wrong_ms {
            self.breaks(format!("{checkout}: the phone rings {late_ms} ms after the guest asked"));
        }
        if self.rail.pushes.iter().any(|push| push.checkout == checkout) {
            self.breaks(format!("{checkout}: the phone rings a second time"));
        }
    }
}

/// Once everything is healed, the guest who asked is told the truth: paid is what was paid and is in no doubt, and what its
/// site did not take has failed.
pub fn every_sale_has_its_end(world: &mut World) -> Result<(), String> {
    let now_ms = world.now_ms;
    for (at, checkout) in world.sales.clone() {
        let known = world.sites[at].gateway.look(now_ms, |ledger| ledger.checkout(checkout));
        let known = known.ok_or("books cannot be read")?;
        let status = world.cloud.payment(checkout).map_err(|error| error.to_string())?;
        let is_true = match (&known, status) {
            (_, None) => false,
            (Some(known), Some(status)) => {
                let has_failed = matches!(known.progress, Progress::Failed { .. });
                known.is_paid() == (status == PaymentStatus::Success)
                    && (!has_failed || status == PaymentStatus::Failed)
            }
            (None, Some(status)) => status == PaymentStatus::Failed,
        };
        if !is_true {
            return Err(format!("the guest is told that {checkout} is {status:?}, and it is {known:?}"));
        }
    }
    Ok(())
}
