//! What is heard of the router, and what of that must not be.

use domain::device::Mac;
use radius_proto::TerminateCause;
use testkit::Event;

use super::Evening;
use super::ticket::Ticket;

/// What the router says by itself of a login that came to nothing.
const ROUTERS_OWN_WORDS: [&str; 4] = ["RADIUS server", "already authorizing", "hotspot service", "no more sessions"];
/// Unknown codes that cost a device no wait.
pub(super) const FREE_GUESSES: u64 = 5;

impl Evening {
    /// Hears what has happened at the router since the last time.
    pub(super) fn listen(&mut self) {
        let now = self.now();
        for record in self.router.control().events_after(self.mark) {
            self.mark = record.number;
            self.diary.hear(now, &record.event);
            match record.event {
                Event::AccessRequested { mac, method, .. } => drop(self.methods.insert(mac, method)),
                Event::LoginAccepted { mac, username, .. } => {
                    if let Some(ticket) = self.till.ticket_mut(&username) {
                        ticket.first_accepted.get_or_insert(now);
                    }
                    self.diary.count(&format!("login by {:?}", self.methods.get(&mac)));
                }
                Event::SessionEnded { mac, username, cause: TerminateCause::AdminReset, .. } => {
                    self.judge_order(mac, &username);
                }
                Event::LoginRefused { mac, username, error } => self.judge(mac, &username, &error),
                _ => {}
            }
        }
    }

    /// A guest was refused: that must not be the gateway's word about a good ticket in the right hands. Whoever typed
    /// many wrong codes may have to wait.
    pub(super) fn judge(&mut self, mac: Mac, code: &str, error: &str) {
        let now = self.now();
        if ROUTERS_OWN_WORDS.iter().any(|words| error.starts_with(words)) {
            return;
        }
        let Some(guest) = self.guests.iter_mut().find(|guest| guest.device.mac == mac) else { return };
        let Some(ticket) = self.till.ticket(code).filter(|ticket| ticket.holders.contains(&mac)) else { return };
        let is_to_wait = error.starts_with("Please wait a moment") || error == "too_many_requests";
        let waits = is_to_wait && guest.wrong_codes >= FREE_GUESSES;
        if !ticket.is_surely_good(now) {
            guest.code = guest.code.take().filter(|in_hand| in_hand != code);
        } else if !waits {
            self.breaks_a_promise(mac, code, &format!("was refused with a good ticket: {error}"));
        }
    }

    /// A guest was sent off: nobody but the cashier may do that to the holder of a good ticket.
    fn judge_order(&self, mac: Mac, code: &str) {
        let now = self.now();
        let is_good =
            |ticket: &&Ticket| ticket.is_surely_good(now) && !ticket.was_kicked && ticket.holders.contains(&mac);
        if self.till.ticket(code).filter(is_good).is_some() {
            self.breaks_a_promise(mac, code, "was sent off with a good ticket");
        }
    }

    fn breaks_a_promise(&self, mac: Mac, code: &str, what: &str) -> ! {
        panic!(
            "seed {}: {mac} {what}, {:?}\n{}\n{}",
            self.seed.0,
            self.till.ticket(code),
            self.diary.about(&[&mac.to_string(), code]),
            self.langod.log().text()
        );
    }
}
