//! The challenge of a login page (`chap-id`, `chap-challenge`): new at each view, good for one answer within an hour.

use std::time::{Duration, Instant};

use md5::{Digest, Md5};

use crate::form::hex;
use crate::router::login::Credential;

/// RouterOS forgets a challenge after about this long.
const GOOD_FOR: Duration = Duration::from_secs(3600);

#[derive(Clone, Copy)]
pub(in crate::router) struct Challenge {
    ident: u8,
    bytes: [u8; 16],
    issued: Instant,
}

impl Challenge {
    pub(super) fn new(random: [u8; 16], now: Instant) -> Self {
        // One sum makes both: `chap-id` is a byte of its own.
        let bytes = Md5::digest(random).into();
        Challenge { ident: random[0], bytes, issued: now }
    }

    /// `$(chap-id)` and `$(chap-challenge)`: one backslash and three octal digits for each byte.
    pub(super) fn as_variables(&self) -> (String, String) {
        (octal(&[self.ident]), octal(&self.bytes))
    }

    /// The credential, if the password field holds an answer: the 32 hexadecimal digits of an MD5.
    pub(super) fn answered(&self, password: &str, now: Instant) -> Option<Credential> {
        let (pairs, []) = password.as_bytes().as_chunks::<2>() else { return None };
        let is_hex = password.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_hex || now.saturating_duration_since(self.issued) > GOOD_FOR {
            return None;
        }
        let digest: Vec<u8> = pairs.iter().map(|[high, low]| hex(*high) << 4 | hex(*low)).collect();
        let digest = digest.try_into().ok()?;
        Some(Credential::Chap { ident: self.ident, challenge: self.bytes, digest })
    }
}

fn octal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("\\{byte:03o}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine;

    #[test]
    fn variables_are_octal_escapes() {
        let challenge = Challenge::new([0o371; 16], machine::now());
        let (chap_id, chap_challenge) = challenge.as_variables();
        assert_eq!(chap_id, "\\371");
        assert_eq!(chap_challenge.len(), 16 * 4);
        assert_eq!(octal(&[0, 7, 255]), "\\000\\007\\377");
    }

    #[test]
    fn only_an_answer_in_time_is_taken() {
        let issued = machine::now();
        let challenge = Challenge::new([1; 16], issued);
        let answer = "00112233445566778899aAbBcCdDeEfF";
        let Some(Credential::Chap { ident: 1, digest, .. }) = challenge.answered(answer, issued) else {
            panic!("an answer")
        };
        assert_eq!((digest[1], digest[15]), (0x11, 0xff));
        assert_eq!(challenge.answered(answer, issued + GOOD_FOR * 2), None);
        assert_eq!(challenge.answered("7KM2PX9DT", issued), None);
        assert_eq!(challenge.answered(&answer.replace('0', "g"), issued), None);
    }
}
