//! Selling: plans are offered, tickets are minted under them.

use std::fmt;

use crate::code::Code;
use crate::event::Event;
use crate::ids::{Chance, PlanId, TicketId};
use crate::ledger::{Ledger, Read};
use crate::phone::Phone;
use crate::plan::{Offer, Plan, PlanRefused};
use crate::ticket::Ticket;
use crate::time::Now;

/// Why no ticket was minted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MintRefused {
    /// No such plan.
    UnknownPlan,
    /// Chance drew codes that are all taken: the source of randomness is broken.
    NoFreeCode,
}

impl fmt::Display for MintRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MintRefused::UnknownPlan => "there is no such plan",
            MintRefused::NoFreeCode => "every code that chance draws is taken",
        })
    }
}

const DRAWS: usize = 8;

/// Offers a plan, if it makes sense and its name is free.
pub fn add_plan(ledger: &mut dyn Ledger, plan: Plan) -> Read<Result<PlanId, PlanRefused>> {
    if let Err(refused) = plan.check() {
        return Ok(Err(refused));
    }
    if ledger.plans()?.iter().any(|other| other.name == plan.name) {
        return Ok(Err(PlanRefused::NameTaken));
    }
    offer(ledger, plan).map(Ok)
}

/// Offers a plan as it is from now on, in the place of the one with its id. Tickets already sold stay as they are.
pub fn change_plan(ledger: &mut dyn Ledger, plan: Plan) -> Read<Result<PlanId, PlanRefused>> {
    if let Err(refused) = plan.check() {
        return Ok(Err(refused));
    }
    if ledger.plans()?.iter().any(|other| other.name == plan.name && other.id != plan.id) {
        return Ok(Err(PlanRefused::NameTaken));
    }
    if ledger.plan(plan.id)?.as_ref() == Some(&plan) {
        return Ok(Ok(plan.id));
    }
    offer(ledger, plan).map(Ok)
}

fn offer(ledger: &mut dyn Ledger, plan: Plan) -> Read<PlanId> {
    let id = plan.id;
    ledger.record(Event::PlanAdded(plan.clone()));
    ledger.put_plan(plan);
    Ok(id)
}

/// Mints one ticket under a plan.
pub fn mint(
    ledger: &mut dyn Ledger,
    plan: PlanId,
    chance: &mut dyn Chance,
    now: &Now<'_>,
) -> Read<Result<Ticket, MintRefused>> {
    let Some(plan) = ledger.plan(plan)? else { return Ok(Err(MintRefused::UnknownPlan)) };
    let sold = sell(ledger, plan.offer(), None, chance, now)?;
    Ok(sold.ok_or(MintRefused::NoFreeCode))
}

/// Mints so many tickets under a plan whose identities begin with `first` and count up; those that are there already are
/// not made again.
pub fn mint_batch(
    ledger: &mut dyn Ledger,
    first: TicketId,
    count: u16,
    plan: PlanId,
    chance: &mut dyn Chance,
    now: &Now<'_>,
) -> Read<Result<(), MintRefused>> {
    let Some(plan) = ledger.plan(plan)? else { return Ok(Err(MintRefused::UnknownPlan)) };
    for number in 0..count {
        let id = first.plus(number);
        if ledger.ticket(id)?.is_none() && make(ledger, id, plan.offer(), None, chance, now)?.is_none() {
            return Ok(Err(MintRefused::NoFreeCode));
        }
    }
    Ok(Ok(()))
}

/// Makes the ticket somebody agreed to; `None` if chance draws only codes that are taken.
pub(super) fn sell(
    ledger: &mut dyn Ledger,
    offer: Offer,
    payer: Option<Phone>,
    chance: &mut dyn Chance,
    now: &Now<'_>,
) -> Read<Option<Ticket>> {
    let id = TicketId::draw(chance);
    make(ledger, id, offer, payer, chance, now)
}

fn make(
    ledger: &mut dyn Ledger,
    id: TicketId,
    offer: Offer,
    payer: Option<Phone>,
    chance: &mut dyn Chance,
    now: &Now<'_>,
) -> Read<Option<Ticket>> {
    let Some(code) = draw_free_code(ledger, chance)? else { return Ok(None) };
    let ticket = Ticket { payer, ..Ticket::mint(id, code, offer, now) };
    ledger.record(Event::TicketMinted { ticket: ticket.id, code, offer });
    ledger.put_ticket(ticket.clone());
    Ok(Some(ticket))
}

fn draw_free_code(ledger: &dyn Ledger, chance: &mut dyn Chance) -> Read<Option<Code>> {
    for _ in 0..DRAWS {
        let mut bits = [0; 8];
        chance.fill(&mut bits);
        let code = Code::from_random(u64::from_le_bytes(bits));
        if ledger.ticket_by_code(code)?.is_none() {
            return Ok(Some(code));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decisions::trial_books::{Books, HOUR, plan};

    #[test]
    fn a_plan_is_offered_once_under_a_name() {
        let mut books = Books::default();
        let offered = books.decide(|ledger, _, _| add_plan(ledger, plan("1 hour", HOUR, 1)));
        assert!(offered.is_ok());
        let again = books.decide(|ledger, _, _| add_plan(ledger, plan("1 hour", HOUR, 2)));
        assert_eq!(again, Err(PlanRefused::NameTaken));
    }

    #[test]
    fn a_changed_plan_takes_its_own_place_and_nobody_elses_name() {
        let mut books = Books::default();
        let (hour, day) = (plan("1 hour", HOUR, 1), plan("1 day", HOUR, 2));
        for added in [hour.clone(), day.clone()] {
            books.decide(|ledger, _, _| add_plan(ledger, added)).unwrap();
        }
        let longer = Plan { name: "2 hours".to_owned(), ..hour.clone() };
        assert_eq!(books.decide(|ledger, _, _| change_plan(ledger, longer.clone())), Ok(hour.id));
        assert_eq!(books.decide(|ledger, _, _| ledger.plan(hour.id)), Some(longer));
        let taken = Plan { name: "1 day".to_owned(), ..hour };
        assert_eq!(books.decide(|ledger, _, _| change_plan(ledger, taken)), Err(PlanRefused::NameTaken));
    }

    #[test]
    fn a_taken_code_is_not_drawn_again() {
        let mut books = Books::default();
        let plan = books.offer("1 hour", HOUR, 1);
        let first = books.decide(|ledger, _, now| mint(ledger, plan, &mut Stuck(3), now)).unwrap();
        let second = books.decide(|ledger, _, now| mint(ledger, plan, &mut Stuck(3), now));
        assert_eq!(first.code.bits(), 0x0003_0303_0303 & ((1 << Code::RANDOM_BITS) - 1) | 0x03_0000_0000);
        assert_eq!(second, Err(MintRefused::NoFreeCode));
    }

    #[test]
    fn nothing_is_sold_under_a_plan_nobody_offers() {
        let mut books = Books::default();
        let sold = books.decide(|ledger, chance, now| mint(ledger, PlanId::from_bytes([9; 16]), chance, now));
        assert_eq!(sold, Err(MintRefused::UnknownPlan));
    }

    struct Stuck(u8);

    impl Chance for Stuck {
        fn fill(&mut self, buffer: &mut [u8]) {
            buffer.fill(self.0);
        }
    }
}
