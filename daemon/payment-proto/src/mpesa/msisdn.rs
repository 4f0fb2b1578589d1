//! What a notice shows of the payer's number (section 7): all of it, the ends of it, its SHA-256, or the ends of that.
//! The hash is unsalted, so a known number can be recognised in it, and anyone can find an unknown one by trying:
//! personal data all the same.

use std::fmt;

use domain::phone::Phone;
use sha2::{Digest, Sha256};

use super::hex;

/// Longest text looked at, in bytes.
const LONGEST: usize = 96;
/// Hexadecimal digits of a hash that leave no doubt.
const SURE_DIGITS: usize = 16;

/// A payer's number as a notice shows it. It does not show itself.
#[derive(Clone, PartialEq, Eq)]
pub enum Msisdn {
    /// The whole number.
    Plain(Phone),
    /// Its first and last digits.
    Masked {
        /// The first.
        head: heapless::String<12>,
        /// The last.
        tail: heapless::String<12>,
    },
    /// The SHA-256 of its twelve digits.
    Hashed([u8; 32]),
    /// The first and last digits of that, in lower case.
    HashedInPart {
        /// The first.
        head: heapless::String<64>,
        /// The last.
        tail: heapless::String<64>,
    },
    /// Nothing, or nothing readable.
    Hidden,
}

/// Whether a number is the one shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// It is that number.
    Yes,
    /// What can be seen fits.
    Maybe,
    /// It is another number.
    No,
}

impl Msisdn {
    /// Reads any of the forms.
    pub fn read(text: &str) -> Self {
        let text: String = text.chars().take(LONGEST).filter(|c| !c.is_whitespace()).collect();
        let text = text.strip_prefix('+').unwrap_or(&text).to_ascii_lowercase();
        if let Ok(phone) = super::phone::parse(&text) {
            return Msisdn::Plain(phone);
        }
        if let Some(hash) = hex::read(&text) {
            return Msisdn::Hashed(hash);
        }
        let (Some(from), Some(to)) = (text.find('*'), text.rfind('*')) else { return Msisdn::Hidden };
        let (head, tail) = (text.get(..from).unwrap_or_default(), text.get(to + 1..).unwrap_or_default());
        let digits = || head.bytes().chain(tail.bytes());
        let masked = || Some(Msisdn::Masked { head: head.parse().ok()?, tail: tail.parse().ok()? });
        let in_part = || Some(Msisdn::HashedInPart { head: head.parse().ok()?, tail: tail.parse().ok()? });
        let read = match digits().count() {
            0 => None,
            1..12 if digits().all(|byte| byte.is_ascii_digit()) => masked(),
            1..64 if digits().all(|byte| byte.is_ascii_hexdigit()) => in_part(),
            _ => None,
        };
        read.unwrap_or(Msisdn::Hidden)
    }

    /// Whether `phone` is the number shown.
    pub fn matches(&self, phone: Phone) -> Match {
        let number = phone.number().to_string();
        let fits = |whole: &str, head: &str, tail: &str| whole.starts_with(head) && whole.ends_with(tail);
        let hash = || <[u8; 32]>::from(Sha256::digest(number.as_bytes()));
        let (is_it, yes) = match self {
            Msisdn::Plain(plain) => (*plain == phone, Match::Yes),
            Msisdn::Masked { head, tail } => {
                (fits(&number, head, tail) || fits(&phone.local(), head, tail), Match::Maybe)
            }
            Msisdn::Hashed(told) => (*told == hash(), Match::Yes),
            Msisdn::HashedInPart { head, tail } => {
                let is_sure = head.len() + tail.len() >= SURE_DIGITS;
                (fits(&hex::write(&hash()), head, tail), if is_sure { Match::Yes } else { Match::Maybe })
            }
            Msisdn::Hidden => (true, Match::Maybe),
        };
        if is_it { yes } else { Match::No }
    }

    /// The last three digits, where they are shown.
    pub fn ends(&self) -> Option<u16> {
        match self {
            Msisdn::Plain(phone) => Some(phone.last_three()),
            Msisdn::Masked { tail, .. } => tail.get(tail.len().checked_sub(3)?..)?.parse().ok(),
            Msisdn::Hashed(_) | Msisdn::HashedInPart { .. } | Msisdn::Hidden => None,
        }
    }

    /// The whole number, where it is shown.
    pub fn phone(&self) -> Option<Phone> {
        match self {
            Msisdn::Plain(phone) => Some(*phone),
            _ => None,
        }
    }

    /// The form, for counting.
    pub fn as_str(&self) -> &'static str {
        match self {
            Msisdn::Plain(_) => "plain",
            Msisdn::Masked { .. } => "masked",
            Msisdn::Hashed(_) => "hashed",
            Msisdn::HashedInPart { .. } => "hashed_in_part",
            Msisdn::Hidden => "hidden",
        }
    }
}

impl fmt::Debug for Msisdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Msisdn({})", self.as_str())
    }
}
