//! What can go wrong between a request and its answer, and when it does. Each call has its own list: the next few
//! requests, every so many, or from now on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Endpoint;

/// A fault. The first group replaces the request's work, the second spoils its answer after the work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// HTTP 200 with an empty body.
    EmptyBody,
    /// The firewall's HTML page with HTTP 403.
    Firewall,
    /// The firewall's HTML page with HTTP 200.
    FirewallOk,
    /// 500.003.02 "System is busy. Please try again in few minutes."
    SystemBusy,
    /// 500.003.02 "Error Occurred: Spike Arrest Violation".
    SpikeArrest,
    /// 500.003.03 "Quota Violation".
    QuotaViolation,
    /// 500.003.1001 "Internal Server Error".
    InternalError,
    /// The gateway's `{"fault": …}` about a rate.
    GatewayFault,
    /// The gateway's `{"fault": …}` about a product that the app lacks.
    NoProduct,
    /// What the call says about a bad token, whatever the token is.
    InvalidToken,
    /// 500.001.1001 "The transaction is being processed", HTTP 500.
    Processing,
    /// The same with the CheckoutRequestID of the request as requestId.
    ProcessingSameId,
    /// 500.001.1001 with an empty message, HTTP 200.
    EmptyMessage,
    /// The connection is cut, and nothing was done.
    Cut,
    /// No answer, ever, and nothing was done.
    Hang,
    /// It is done, and the connection is cut.
    LostAnswer,
    /// It is done, and no answer ever comes.
    HangAfter,
    /// It is done, and the answer is HTTP 200 with an empty body.
    EmptyAfter,
    /// It is done, and the answer is the first half of its JSON.
    Truncated,
    /// It is done, and every value of the answer is of another type.
    WrongTypes,
    /// It is done, and the answer has six megabytes more.
    Huge,
    /// It is done, and the answer is full of tabs and blanks, also behind its end.
    Indented,
    /// It is done, and the answer comes after this many milliseconds of real time.
    Slow(u32),
}

/// Which requests a fault meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Schedule {
    /// This many from now on.
    Next(u32),
    /// Each one whose number from now on is a multiple of this.
    Every(u32),
    /// All.
    Always,
}

/// The faults that are still to come. Of several for one call the one that was ordered first comes first.
#[derive(Default)]
pub(super) struct Faults {
    orders: BTreeMap<Endpoint, Vec<Order>>,
}

struct Order {
    fault: Fault,
    schedule: Schedule,
    seen: u32,
}

impl Faults {
    pub(super) fn order(&mut self, endpoint: Endpoint, fault: Fault, schedule: Schedule) {
        self.orders.entry(endpoint).or_default().push(Order { fault, schedule, seen: 0 });
    }

    pub(super) fn heal(&mut self, endpoint: Endpoint) {
        self.orders.remove(&endpoint);
    }

    /// The fault that a request meets that has just come.
    pub(super) fn next(&mut self, endpoint: Endpoint) -> Option<Fault> {
        let orders = self.orders.get_mut(&endpoint)?;
        let met = orders.iter_mut().find_map(|order| order.meets().then_some(order.fault));
        orders.retain(|order| !matches!(order.schedule, Schedule::Next(count) if order.seen >= count));
        met
    }
}

impl Order {
    fn meets(&mut self) -> bool {
        self.seen += 1;
        match self.schedule {
            Schedule::Next(count) => self.seen <= count,
            Schedule::Every(kth) => self.seen.is_multiple_of(kth.max(1)),
            Schedule::Always => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(orders: &[(Fault, Schedule)], requests: usize) -> Vec<Option<Fault>> {
        let mut faults = Faults::default();
        orders.iter().for_each(|(fault, schedule)| faults.order(Endpoint::StkPush, *fault, *schedule));
        (0..requests).map(|_| faults.next(Endpoint::StkPush)).collect()
    }

    #[test]
    fn schedules_meet_the_requests_they_name() {
        let (cut, none) = (Some(Fault::Cut), None);
        for (schedule, expected) in [
            (Schedule::Next(2), [cut, cut, none, none]),
            (Schedule::Every(2), [none, cut, none, cut]),
            (Schedule::Always, [cut, cut, cut, cut]),
        ] {
            assert_eq!(met(&[(Fault::Cut, schedule)], 4), expected);
        }
    }

    #[test]
    fn an_order_waits_for_the_one_before_it() {
        let orders = [(Fault::Cut, Schedule::Next(1)), (Fault::Hang, Schedule::Next(1))];
        assert_eq!(met(&orders, 3), [Some(Fault::Cut), Some(Fault::Hang), None]);
    }

    #[test]
    fn other_calls_are_not_met() {
        let mut faults = Faults::default();
        faults.order(Endpoint::Token, Fault::Cut, Schedule::Always);
        assert_eq!(faults.next(Endpoint::StkPush), None);
    }
}
