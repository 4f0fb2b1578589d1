//! Sessions as the NAS reports them. A session belongs to one ticket and one device; its usage is a running total.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::device::Mac;
use crate::ids::TicketId;
use crate::time::Moment;
use crate::usage::Usage;

/// The name of an access device in the configuration.
pub type NasName = heapless::String<32>;

/// A user name as the router sent it, at most three codes long.
pub type UserName = heapless::String<32>;

/// How a NAS names one of its sessions. RouterOS reuses session ids after sixteen reboots.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SessionKey {
    /// The access device.
    pub nas: NasName,
    /// Its Acct-Session-Id.
    pub id: heapless::String<64>,
}

impl SessionKey {
    /// The digit of a RouterOS hotspot session id (`80…`) that changes with every reboot of the router: the third.
    pub fn reboot_digit(&self) -> Option<char> {
        let of_hotspot = self.id.starts_with("80") && self.id.len() == 8;
        let hexadecimal = self.id.bytes().all(|byte| byte.is_ascii_hexdigit());
        self.id.chars().nth(2).filter(|_| of_hotspot && hexadecimal)
    }

    /// Whether this session is known to have begun before another of the same router: within one life of it RouterOS
    /// counts its sessions, in the last five digits, which begin anew after the highest. Nobody has promised that: whoever
    /// asks has to get along with a router that counts otherwise.
    pub fn precedes(&self, other: &SessionKey) -> bool {
        const NUMBERS: u32 = 1 << 20;
        let is_of_one_life = self.reboot_digit().is_some() && self.reboot_digit() == other.reboot_digit();
        let number = |key: &SessionKey| u32::from_str_radix(key.id.get(3..)?, 16).ok();
        let Some((mine, its)) = number(self).zip(number(other)) else { return false };
        let ahead = its.wrapping_sub(mine) % NUMBERS;
        self.nas == other.nas && is_of_one_life && (1..NUMBERS / 2).contains(&ahead)
    }
}

/// Why a session was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Closing {
    /// The NAS said so; its Acct-Terminate-Cause (RFC 2866 section 5.10).
    Stopped {
        /// The cause's number.
        cause: u32,
    },
    /// The NAS fell silent about it.
    Missed,
    /// The NAS restarted.
    Rebooted,
    /// The same device began another session on the same NAS.
    Superseded,
    /// We took the right away: the ticket ended, was revoked or moved, or the guest was kicked.
    Withdrawn,
}

impl Closing {
    /// Whether only we think it is over; a later word from the NAS proves us wrong.
    pub fn is_presumed(self) -> bool {
        matches!(self, Closing::Missed | Closing::Rebooted | Closing::Superseded)
    }
}

/// What is recorded of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// How the NAS names it.
    pub key: SessionKey,
    /// The right it uses.
    pub ticket: TicketId,
    /// That ticket's code.
    pub code: Code,
    /// The user name to repeat when speaking to the NAS about it.
    pub user_name: UserName,
    /// The guest's device.
    pub device: Mac,
    /// The guest's address, if reported.
    pub ip: Option<Ipv4Addr>,
    /// Which accept it grew from, if the NAS repeats our Class.
    pub admission: Option<u64>,
    /// When we first heard of it.
    pub started: Moment,
    /// When we last heard of it.
    pub heard: Moment,
    /// Its running totals.
    pub usage: Usage,
    /// The totals that are on disk.
    pub checkpointed: Usage,
    /// How it ended, if it did.
    pub closing: Option<Closing>,
}

impl Session {
    /// Whether the guest is online through it, as far as we know.
    pub fn is_open(&self) -> bool {
        self.closing.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_are_in_order_within_one_life_of_a_router_and_around_the_end_of_the_numbers() {
        let key = |id: &str| SessionKey { nas: "r".parse().unwrap(), id: id.parse().unwrap() };
        for (earlier, later) in [("80100014", "80100015"), ("80100009", "8010000a"), ("801fffff", "80100000")] {
            assert!(key(earlier).precedes(&key(later)) && !key(later).precedes(&key(earlier)), "{earlier} {later}");
        }
        for (one, other) in [("80100014", "80100014"), ("80100014", "80200015"), ("s1", "s2"), ("80100014", "s2")] {
            assert!(!key(one).precedes(&key(other)), "{one} {other}");
        }
        let elsewhere = SessionKey { nas: "q".parse().unwrap(), ..key("80100015") };
        assert!(!key("80100014").precedes(&elsewhere));
    }

    #[test]
    fn the_reboot_digit_is_the_third_of_a_routeros_id() {
        let key = |id: &str| SessionKey { nas: "r".parse().unwrap(), id: id.parse().unwrap() };
        assert_eq!(key("80100014").reboot_digit(), Some('1'));
        assert_eq!(key("8010001").reboot_digit(), None);
        assert_eq!(key("session8").reboot_digit(), None);
        assert_eq!(key("81100014").reboot_digit(), None);
    }
}
