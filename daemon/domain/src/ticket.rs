//! A ticket: one bought right, redeemed by its code. Its life is new, active, then used, expired or revoked; the last
//! three are final. What is left of it is computed from the record, the usage and the present, and only ever shrinks,
//! unless time is given back as credit.

use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::custody::Custody;
use crate::device::Mac;
use crate::ids::{PlanId, TicketId};
use crate::money::Money;
use crate::phone::Phone;
use crate::plan::{Allowance, Offer, Terms};
use crate::time::{Moment, Now};
use crate::usage::Usage;

/// How a right came to its natural end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ending {
    /// Its data or its connected time is used.
    Used,
    /// Its time is over, or it was never used within its validity.
    Expired,
}

/// What is recorded of a ticket's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// Sold, never used.
    New,
    /// First used at this moment.
    Active {
        /// When its clock started.
        since: Moment,
    },
    /// Over.
    Ended {
        /// How it ended.
        ending: Ending,
        /// When that was noticed.
        at: Moment,
    },
    /// Taken back by the owner.
    Revoked {
        /// When.
        at: Moment,
    },
}

/// A device that was let in with this ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// The device.
    pub device: Mac,
    /// When it was let in without the router having reported a session yet; it holds a place until then.
    pub awaited_since: Option<Moment>,
}

/// What is left of a right. Whichever reaches zero first ends it; `None` is without limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remaining {
    /// Seconds.
    pub secs: Option<u64>,
    /// Bytes up and down together.
    pub bytes: Option<u64>,
}

/// One bought right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its identity, unique across all sites.
    pub id: TicketId,
    /// What the guest types, unique at the site that minted it.
    pub code: Code,
    /// The plan it was sold under.
    pub plan: PlanId,
    /// What was paid for it.
    pub price: Money,
    /// The plan's conditions on the day of the sale.
    pub terms: Terms,
    /// When it was sold.
    pub minted: Moment,
    /// What is recorded of its life.
    pub standing: Standing,
    /// Usage of its closed sessions.
    pub settled: Usage,
    /// Seconds given back, never more than the right itself.
    pub credit_secs: u32,
    /// Devices that used it, the one bound longest ago first; at most [`Terms::MOST_DEVICES`].
    pub devices: Vec<Binding>,
    /// When it was last moved to another device, oldest first; at most [`Ticket::MOVES_A_DAY`].
    pub moves: Vec<Moment>,
    /// Who paid for it by phone. Moving it to another device asks for the last digits of that number.
    pub payer: Option<Phone>,
    /// Which site may honour it.
    pub custody: Custody,
}

impl Ticket {
    /// How often a ticket may be moved to another device within a day.
    pub const MOVES_A_DAY: usize = 3;

    /// A new ticket under the conditions a guest agreed to.
    pub fn mint(id: TicketId, code: Code, offer: Offer, now: &Now<'_>) -> Self {
        Ticket {
            id,
            code,
            plan: offer.plan,
            price: offer.price,
            terms: offer.terms,
            minted: now.moment(),
            standing: Standing::New,
            settled: Usage::default(),
            credit_secs: 0,
            devices: Vec::new(),
            moves: Vec::new(),
            payer: None,
            custody: Custody::Home,
        }
    }

    /// What is left, given the usage of its open sessions.
    pub fn remaining(&self, open: Usage, now: &Now<'_>) -> Remaining {
        let used = self.settled + open;
        let nothing = Remaining { secs: Some(0), bytes: Some(0) };
        let elapsed_secs = match self.standing {
            Standing::New if now.secs_since(self.minted) >= u64::from(self.terms.unused_validity_secs) => {
                return nothing;
            }
            Standing::New => 0,
            Standing::Active { since } => now.secs_since(since),
            Standing::Ended { .. } | Standing::Revoked { .. } => return nothing,
        };
        let left = |granted_secs: u32, spent_secs: u64| {
            Some((u64::from(granted_secs) + u64::from(self.credit_secs)).saturating_sub(spent_secs))
        };
        match self.terms.allowance {
            Allowance::Elapsed { duration_secs } => Remaining { secs: left(duration_secs, elapsed_secs), bytes: None },
            Allowance::Online { duration_secs } => Remaining { secs: left(duration_secs, used.secs), bytes: None },
            Allowance::Data { quota_bytes, validity_secs } => Remaining {
                secs: left(validity_secs, elapsed_secs),
                bytes: Some(quota_bytes.saturating_sub(used.bytes())),
            },
        }
    }

    /// Where the ticket stands at this moment, also if nobody has recorded its end yet.
    pub fn standing_at(&self, open: Usage, now: &Now<'_>) -> Standing {
        let remaining = self.remaining(open, now);
        let over = remaining.secs == Some(0) || remaining.bytes == Some(0);
        match self.standing {
            Standing::New if over => Standing::Ended { ending: Ending::Expired, at: now.moment() },
            Standing::Active { .. } if over => {
                let elapsed = matches!(self.terms.allowance, Allowance::Elapsed { .. });
                let lapsed = remaining.bytes.is_some_and(|bytes| bytes > 0);
                let ending = if elapsed || lapsed { Ending::Expired } else { Ending::Used };
                Standing::Ended { ending, at: now.moment() }
            }
            recorded => recorded,
        }
    }

    /// Gives time back. Credit never exceeds the right itself.
    pub fn credit(&mut self, secs: u32) {
        let most = match self.terms.allowance {
            Allowance::Elapsed { duration_secs } | Allowance::Online { duration_secs } => duration_secs,
            Allowance::Data { validity_secs, .. } => validity_secs,
        };
        self.credit_secs = self.credit_secs.saturating_add(secs).min(most);
    }

    /// Whether this device was let in with this ticket before.
    pub fn knows(&self, device: Mac) -> bool {
        self.devices.iter().any(|binding| binding.device == device)
    }

    /// Moves left today.
    pub fn may_move(&self, now: &Now<'_>) -> bool {
        const DAY_SECS: u64 = 24 * 3600;
        let today = self.moves.iter().filter(|&&moved| now.secs_since(moved) < DAY_SECS).count();
        today < Self::MOVES_A_DAY
    }

    /// Remembers a move, forgetting the oldest.
    pub fn note_move(&mut self, now: &Now<'_>) {
        if self.moves.len() >= Self::MOVES_A_DAY {
            self.moves.remove(0);
        }
        self.moves.push(now.moment());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use crate::time::{BootId, ClockReading, Timeline};
    use proptest::prelude::*;

    fn timeline_at(uptime_ms: u64) -> (Timeline, Moment) {
        let mut timeline = Timeline::default();
        let mut reading = ClockReading { boot: BootId([1; 16]), uptime_ms: 0, wall_ms: 0, wall_trusted: false };
        timeline.advance(&reading);
        reading.uptime_ms = uptime_ms;
        let moment = timeline.advance(&reading).moment;
        (timeline, moment)
    }

    fn active(allowance: Allowance) -> Ticket {
        let (timeline, beginning) = timeline_at(0);
        let terms = Terms {
            allowance,
            rate: None,
            devices: 1,
            idle_timeout_secs: None,
            unused_validity_secs: 86_400,
            outage_credit: true,
        };
        let price = Money::from_cents(2000, Currency::Kes).unwrap();
        let offer = Offer { plan: PlanId::from_bytes([2; 16]), price, terms };
        let id = TicketId::from_bytes([1; 16]);
        let mut ticket = Ticket::mint(id, Code::from_random(7), offer, &timeline.now(beginning));
        ticket.standing = Standing::Active { since: beginning };
        ticket
    }

    fn left_after(ticket: &Ticket, secs: u64, open: Usage) -> Remaining {
        let (timeline, moment) = timeline_at(secs * 1000);
        ticket.remaining(open, &timeline.now(moment))
    }

    fn standing_after(ticket: &Ticket, secs: u64, open: Usage) -> Standing {
        let (timeline, moment) = timeline_at(secs * 1000);
        ticket.standing_at(open, &timeline.now(moment))
    }

    fn ended(standing: Standing) -> Option<Ending> {
        match standing {
            Standing::Ended { ending, .. } => Some(ending),
            _ => None,
        }
    }

    const HOUR: Allowance = Allowance::Elapsed { duration_secs: 3600 };
    const HOUR_ONLINE: Allowance = Allowance::Online { duration_secs: 3600 };
    const MEGABYTE_A_DAY: Allowance = Allowance::Data { quota_bytes: 1_000_000, validity_secs: 86_400 };

    #[test]
    fn elapsed_time_runs_without_a_session() {
        let ticket = active(HOUR);
        assert_eq!(left_after(&ticket, 600, Usage::default()).secs, Some(3000));
        assert_eq!(ended(standing_after(&ticket, 3599, Usage::default())), None);
        assert_eq!(ended(standing_after(&ticket, 3600, Usage::default())), Some(Ending::Expired));
    }

    #[test]
    fn online_time_stands_still_without_a_session() {
        let ticket = active(HOUR_ONLINE);
        let connected = |secs| Usage { secs, ..Usage::default() };
        assert_eq!(left_after(&ticket, 86_000, connected(60)).secs, Some(3540));
        assert_eq!(ended(standing_after(&ticket, 86_000, connected(3600))), Some(Ending::Used));
    }

    #[test]
    fn data_ends_by_bytes_or_by_validity() {
        let ticket = active(MEGABYTE_A_DAY);
        let traffic = |bytes_down| Usage { bytes_down, ..Usage::default() };
        assert_eq!(left_after(&ticket, 100, traffic(400_000)).bytes, Some(600_000));
        assert_eq!(ended(standing_after(&ticket, 100, traffic(1_000_000))), Some(Ending::Used));
        assert_eq!(ended(standing_after(&ticket, 86_400, traffic(400_000))), Some(Ending::Expired));
    }

    #[test]
    fn an_unused_ticket_lapses() {
        let mut ticket = active(HOUR);
        ticket.standing = Standing::New;
        assert_eq!(left_after(&ticket, 86_399, Usage::default()).secs, Some(3600));
        assert_eq!(ended(standing_after(&ticket, 86_400, Usage::default())), Some(Ending::Expired));
    }

    #[test]
    fn an_end_is_final_whatever_the_clock_says() {
        let mut ticket = active(HOUR);
        ticket.standing = Standing::Ended { ending: Ending::Expired, at: Moment::BEGINNING };
        assert_eq!(left_after(&ticket, 0, Usage::default()).secs, Some(0));
        ticket.standing = Standing::Revoked { at: Moment::BEGINNING };
        assert_eq!(standing_after(&ticket, 0, Usage::default()), ticket.standing);
    }

    #[test]
    fn the_fourth_move_of_a_day_is_refused_and_the_next_day_is_new() {
        let mut ticket = active(HOUR);
        for secs in [0, 10, 20] {
            let (timeline, moment) = timeline_at(secs * 1000);
            assert!(ticket.may_move(&timeline.now(moment)));
            ticket.note_move(&timeline.now(moment));
        }
        let (timeline, moment) = timeline_at(30_000);
        assert!(!ticket.may_move(&timeline.now(moment)));
        let (timeline, moment) = timeline_at(86_400_000);
        assert!(ticket.may_move(&timeline.now(moment)));
    }

    proptest! {
        #[test]
        fn nothing_but_credit_gives_time_back(
            kind in 0usize..3, times in proptest::collection::vec(0u64..10_000, 2..20), step in 0u64..50_000
        ) {
            let ticket = active([HOUR, HOUR_ONLINE, MEGABYTE_A_DAY][kind]);
            let mut times = times;
            times.sort_unstable();
            let mut before = left_after(&ticket, 0, Usage::default());
            for (count, secs) in times.into_iter().enumerate() {
                let grown = step * count as u64;
                let open = Usage { secs: grown / 10, bytes_up: grown, bytes_down: grown };
                let left = left_after(&ticket, secs, open);
                prop_assert!(left.secs <= before.secs && left.bytes <= before.bytes);
                before = left;
            }
        }

        #[test]
        fn credit_never_exceeds_the_right_itself(credits in proptest::collection::vec(any::<u32>(), 0..10)) {
            let mut ticket = active(HOUR);
            credits.into_iter().for_each(|secs| ticket.credit(secs));
            prop_assert!(left_after(&ticket, 0, Usage::default()).secs <= Some(7200));
        }
    }
}
