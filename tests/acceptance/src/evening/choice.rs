//! What everybody does next, and with which ticket.

use domain::device::Mac;
use testkit::Device;

use super::Evening;
use super::guest::Act;
use super::ticket::{PAIR, PLANS};

/// The first guests come in twos and share a ticket.
const PAIRED: usize = 6;

impl Evening {
    /// What everybody does next.
    pub(super) fn decide(&mut self) -> Vec<(Device, Act)> {
        let now = self.now();
        let mut acts = Vec::new();
        for at in 0..self.guests.len() {
            if self.guests[at].sleeps_until > now {
                continue;
            }
            let device = self.guests[at].device;
            let act = match self.router.control().session(device) {
                Some(_) => self.guests[at].while_online(now, &mut self.chance),
                None => {
                    let code = self.code_in_hand(at, now);
                    let anothers = self.anothers_code(at);
                    self.guests[at].while_offline(&mut self.chance, code, anothers)
                }
            };
            let typed = act.as_ref().and_then(Act::code).and_then(|code| self.till.ticket_mut(code));
            if let Some(ticket) = typed {
                ticket.first_asked.get_or_insert(now);
                ticket.was_lent |= !ticket.holders.contains(&device.mac);
            }
            acts.extend(act.map(|act| (device, act)));
        }
        acts
    }

    /// The code of a guest's ticket; a new one is bought when the last is over, by two friends for both.
    fn code_in_hand(&mut self, at: usize, now: u64) -> String {
        let is_over = |code: &String| self.till.ticket(code).is_none_or(|ticket| ticket.is_surely_over(now));
        if let Some(code) = self.guests[at].code.clone().filter(|code| !is_over(code)) {
            return code;
        }
        let (plan, holders) = if at < PAIRED {
            (PAIR, vec![at & !1, at | 1])
        } else {
            let drawn = usize::try_from(self.chance.below(PLANS.len() as u64 - 1)).unwrap();
            (PLANS[drawn].0, vec![at])
        };
        let macs: Vec<Mac> = holders.iter().map(|at| self.guests[*at].device.mac).collect();
        let code = self.till.sell(&self.langod, plan, &macs);
        self.diary.count("ticket sold");
        holders.iter().for_each(|at| self.guests[*at].code = Some(code.clone()));
        code
    }

    /// The code in somebody else's hand, whom this guest may ask.
    fn anothers_code(&mut self, at: usize) -> Option<String> {
        let other = usize::try_from(self.chance.below(self.guests.len() as u64)).unwrap();
        self.guests[other].code.clone().filter(|_| other != at)
    }
}
