//! Codes that a device has just handed in at the portal. A router that signs in with CHAP makes a new challenge whenever
//! the phone asks for another page behind the guest's back; the answer to the old one then comes out wrong although the
//! code is right. For a little while the portal's own word stands in for it.

use std::collections::BTreeMap;

use domain::code::Code;
use domain::device::Mac;

/// Who handed in what, and when by uptime.
#[derive(Debug, Default)]
pub(crate) struct Vouched {
    since_ms: BTreeMap<(Code, Mac), u64>,
}

impl Vouched {
    const GOOD_FOR_MS: u64 = 10 * 60 * 1000;
    const MOST: usize = 1024;

    /// The portal has seen this code from this device, and it is good.
    pub(crate) fn note(&mut self, code: Code, device: Mac, now_ms: u64) {
        if self.since_ms.len() >= Self::MOST {
            self.since_ms.retain(|_, since_ms| now_ms.saturating_sub(*since_ms) < Self::GOOD_FOR_MS);
        }
        if self.since_ms.len() < Self::MOST {
            self.since_ms.insert((code, device), now_ms);
        }
    }

    /// Whether the portal vouches for it.
    pub(crate) fn holds(&self, code: Code, device: Mac, now_ms: u64) -> bool {
        let since_ms = self.since_ms.get(&(code, device));
        since_ms.is_some_and(|since_ms| now_ms.saturating_sub(*since_ms) < Self::GOOD_FOR_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(number: u8) -> Mac {
        Mac::from_bytes([2, 0, 0, 0, 1, number]).unwrap()
    }

    #[test]
    fn the_portal_vouches_for_one_code_on_one_device_and_not_for_long() {
        let (code, mut vouched) = (Code::from_random(1), Vouched::default());
        vouched.note(code, device(1), 1000);
        assert!(vouched.holds(code, device(1), 2000));
        assert!(!vouched.holds(code, device(2), 2000));
        assert!(!vouched.holds(Code::from_random(2), device(1), 2000));
        assert!(!vouched.holds(code, device(1), 1000 + Vouched::GOOD_FOR_MS));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut vouched = Vouched::default();
        (0..5000).for_each(|bits| vouched.note(Code::from_random(bits), device(1), 0));
        assert_eq!(vouched.since_ms.len(), Vouched::MOST);
        vouched.note(Code::from_random(9999), device(1), Vouched::GOOD_FOR_MS);
        assert_eq!(vouched.since_ms.len(), 1);
    }
}
