//! The tickets of the evening: those in stock, and those sold.

use std::collections::BTreeMap;

use domain::device::Mac;
use testkit::Langod;
use testkit::machine::{PATIENCE, poll};

use super::ticket::{PLANS, Ticket};
use crate::site::plain;

/// So many of a plan are minted at once.
const A_SHEET: usize = 60;

/// All tickets, by their plain codes.
#[derive(Default)]
pub(super) struct Till {
    stock: BTreeMap<&'static str, Vec<String>>,
    sold: BTreeMap<String, Ticket>,
}

impl Till {
    /// Offers every plan and prints a sheet of each.
    pub(super) fn open(langod: &Langod) -> Self {
        let mut till = Till::default();
        for (plan, options) in PLANS {
            langod.add_plan(&[&["--name", plan, "--price", "20"], options].concat()).unwrap();
            till.stock.insert(plan, langod.mint(plan, A_SHEET).unwrap());
        }
        till
    }

    /// Sells a ticket to these devices and returns its plain code; a sheet is printed when the last one is used up.
    pub(super) fn sell(&mut self, langod: &Langod, plan: &'static str, holders: &[Mac]) -> String {
        let sheet = self.stock.entry(plan).or_default();
        if sheet.is_empty() {
            *sheet = poll(PATIENCE, || langod.mint(plan, A_SHEET).ok()).unwrap();
        }
        let code = plain(&sheet.pop().unwrap());
        self.sold.insert(code.clone(), Ticket::of(plan, holders));
        code
    }

    /// The ticket of a code, as somebody typed it.
    pub(super) fn ticket(&self, code: &str) -> Option<&Ticket> {
        self.sold.get(code)
    }

    pub(super) fn ticket_mut(&mut self, code: &str) -> Option<&mut Ticket> {
        self.sold.get_mut(code)
    }
}
