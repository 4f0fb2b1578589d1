//! Sales that began in the cloud: the guest asked there, the phone is asked from here.

use domain::decisions::{Purchase, open_sale};
use domain::ids::CheckoutId;
use domain::ledger::Read;
use store::CommitNumber;
use sync_proto::{SALE_WITHIN_MS, Sale};

use crate::desk::{Closed, SalesState};
use crate::gateway::Gateway;
use crate::gateway::directives::{Number, advance};

impl Gateway {
    /// Opens the checkout of a sale, or writes down why not. Returns whom the rail is to ask once that is on disk.
    pub(super) fn open_sale(&mut self, sale: Sale, number: Number) -> Read<(CommitNumber, Option<CheckoutId>)> {
        let Sale { checkout, plan, payer, device, asked_ms } = sale;
        let purchase = Purchase { plan, payer, device, address: None, once: None, remembered: None, named: None };
        let most_at_site = self.config.mpesa.as_ref().map_or(0, |mpesa| mpesa.most_in_ten_minutes);
        let (reading, closed) = (self.clock.read(), self.why_closed(asked_ms));
        let decided = self.store.decide(&reading, |ledger, chance, now| {
            advance(ledger, number)?;
            open_sale(ledger, checkout, purchase, closed, most_at_site, chance, now)
        })?;
        Ok((decided.rests_on, decided.outcome))
    }

    /// Why nothing is sold to a guest who asked then, in a stable word.
    fn why_closed(&self, asked_ms: u64) -> Option<&'static str> {
        let reading = self.clock.read();
        match self.sales_state() {
            SalesState::Closed(Closed::NotOffered) => Some("not_offered"),
            SalesState::Closed(Closed::ClockUnknown) => Some("clock_unknown"),
            SalesState::Closed(Closed::Lapsed) | SalesState::DiskFull => Some("sales_paused"),
            SalesState::Open | SalesState::LineDown if reading.wall_ms.abs_diff(asked_ms) > SALE_WITHIN_MS => {
                Some("too_late")
            }
            SalesState::Open | SalesState::LineDown => None,
        }
    }
}
