//! A guest buys through the cloud: the site that sells the plan is found, and asked to ask the phone.

use cloud_store::books::{NewDirective, NewSale, Plan, Site, SiteStatus};
use cloud_store::platform::ProviderStatus;
use cloud_store::{ProviderBooks, StoreError};
use domain::device::Mac;
use domain::ids::{Chance, CheckoutId, PlanId, ProviderId, SiteId};
use domain::phone::Phone;
use sync_proto::{Directive, Sale};

use crate::Gate;

/// A gateway asks anew within a minute: one that was not heard of for so long would come too late for a guest who waits.
const LISTENS_MS: u64 = 60_000;

/// Why nothing can be bought there now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSold {
    /// There is no such provider.
    UnknownProvider,
    /// The provider may not sell.
    Paused,
    /// It has no such plan, or not at that site.
    UnknownPlan,
    /// Several of its sites sell it.
    AskSite,
    /// The site's gateway does not listen, or nobody has confirmed it.
    Unreachable,
}

/// A site that listens and sells the plan.
#[derive(Debug)]
pub struct Seller<'a> {
    books: ProviderBooks<'a>,
    plan: Plan,
}

impl Gate {
    /// Who sells this plan; at which site is to be said where several do.
    pub async fn seller(
        &self,
        provider: ProviderId,
        plan: PlanId,
        at: Option<SiteId>,
        now_ms: u64,
    ) -> Result<Result<Seller<'_>, NotSold>, StoreError> {
        let books = self.store.provider(provider);
        match books.provider().await?.map(|provider| provider.status) {
            None => return Ok(Err(NotSold::UnknownProvider)),
            Some(ProviderStatus::Pending | ProviderStatus::Suspended) => return Ok(Err(NotSold::Paused)),
            Some(ProviderStatus::Active) => {}
        }
        let sold_at = match at {
            Some(site) => books.plan(site, plan).await?.into_iter().collect(),
            None => books.plans_named(plan, 2).await?,
        };
        let plan = match the_only(sold_at) {
            Ok(plan) => plan,
            Err(not_sold) => return Ok(Err(not_sold)),
        };
        let listens = books.site(plan.site).await?.is_some_and(|site| listens(&site, now_ms));
        Ok(if listens { Ok(Seller { books, plan }) } else { Err(NotSold::Unreachable) })
    }
}

impl Seller<'_> {
    /// Asks the site to ask this phone. When this returns, the sale is on disk and can be looked at under its name.
    pub async fn sell(
        self,
        payer: Phone,
        device: Option<Mac>,
        chance: &mut (dyn Chance + Send),
        now_ms: u64,
    ) -> Result<CheckoutId, StoreError> {
        let Plan { site, plan } = self.plan;
        let checkout = CheckoutId::draw(chance);
        let directive = Directive::Sell(Sale { checkout, plan: plan.id, payer, device, asked_ms: now_ms });
        let body = postcard::to_stdvec(&directive).map_err(|_| StoreError::Damaged("a sale"))?;
        let directive = NewDirective { site, kind: directive.kind(), body: &body };
        self.books.place_sale(NewSale { checkout, price: plan.price, directive, asked_ms: now_ms }).await?;
        Ok(checkout)
    }
}

/// Nobody guesses at which of several sites the guest is.
fn the_only(sold_at: Vec<Plan>) -> Result<Plan, NotSold> {
    let mut sold_at = sold_at.into_iter();
    let plan = sold_at.next().ok_or(NotSold::UnknownPlan)?;
    if sold_at.next().is_none() { Ok(plan) } else { Err(NotSold::AskSite) }
}

fn listens(site: &Site, now_ms: u64) -> bool {
    let is_near = |seen_ms: u64| now_ms.saturating_sub(seen_ms) <= LISTENS_MS;
    site.status == SiteStatus::Confirmed && site.last_seen_ms.is_some_and(is_near)
}

#[cfg(test)]
mod tests {
    use cloud_store::books::Counter;
    use domain::money::{Currency, Money};
    use domain::plan::{Allowance, Terms};

    use super::*;

    const NOW_MS: u64 = 1_800_000_000_000;

    fn site(status: SiteStatus, last_seen_ms: Option<u64>) -> Site {
        Site {
            id: SiteId::from_bytes([1; 16]),
            name: "Kibanda".to_owned(),
            status,
            keys: None,
            created_ms: 0,
            enrolled_ms: None,
            confirmed_ms: None,
            epoch: 1,
            push: Counter::default(),
            hold: Counter::default(),
            last_seen_ms,
            version: None,
            wan: None,
            applied: 0,
            last_directive: 0,
        }
    }

    fn plan_at(site: u8) -> Plan {
        let terms = Terms {
            allowance: Allowance::Elapsed { duration_secs: 3600 },
            rate: None,
            devices: 1,
            idle_timeout_secs: None,
            unused_validity_secs: 3600,
            outage_credit: true,
        };
        let (id, price) = (PlanId::from_bytes([7; 16]), Money::from_cents(2000, Currency::Kes).unwrap());
        let plan = domain::plan::Plan { id, name: "1 hour".to_owned(), price, terms };
        Plan { site: SiteId::from_bytes([site; 16]), plan }
    }

    #[test]
    fn a_gateway_listens_that_is_confirmed_and_was_heard_of_within_a_minute() {
        for (status, last_seen_ms, expected) in [
            (SiteStatus::Confirmed, Some(NOW_MS), true),
            (SiteStatus::Confirmed, Some(NOW_MS - LISTENS_MS), true),
            // Heard by a process whose clock is a little ahead.
            (SiteStatus::Confirmed, Some(NOW_MS + 500), true),
            (SiteStatus::Confirmed, Some(NOW_MS - LISTENS_MS - 1), false),
            (SiteStatus::Confirmed, None, false),
            (SiteStatus::Enrolled, Some(NOW_MS), false),
            (SiteStatus::Waiting, None, false),
        ] {
            assert_eq!(listens(&site(status, last_seen_ms), NOW_MS), expected, "{status:?} {last_seen_ms:?}");
        }
    }

    #[test]
    fn a_plan_that_several_sites_sell_asks_for_the_site() {
        assert_eq!(the_only(Vec::new()), Err(NotSold::UnknownPlan));
        assert_eq!(the_only(vec![plan_at(1)]), Ok(plan_at(1)));
        assert_eq!(the_only(vec![plan_at(1), plan_at(2)]), Err(NotSold::AskSite));
    }
}
