//! Ticket codes: what a guest types. Eight characters of Crockford base32 (40 random bits) and one check character,
//! shown in groups of three. Nine characters can never be shaped like a MAC, which RouterOS would accept as a user
//! name only from that very device.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Crockford's alphabet: digits and capitals without I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const DATA_CHARACTERS: usize = 8;
const CHARACTERS: usize = DATA_CHARACTERS + 1;

/// A well-formed ticket code. That a ticket stands behind it is for the ledger to say.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Code(u64);

/// Why a typed text cannot be a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotACode {
    /// Not nine letters and digits, blanks and dashes aside.
    Shape,
    /// Nine characters, but the check character disagrees: a slip of the finger, not a guess worth counting.
    Check,
}

impl Code {
    /// How many random bits a code carries.
    pub const RANDOM_BITS: u32 = 40;

    /// Makes a code from random bits; the upper 24 bits are ignored.
    pub fn from_random(bits: u64) -> Self {
        Code(bits & ((1 << Self::RANDOM_BITS) - 1))
    }

    /// The 40 bits, the key under which tickets are found.
    pub fn bits(self) -> u64 {
        self.0
    }

    /// Reads what a guest typed: any case, blanks, dashes and dots anywhere, O for 0, I and L for 1.
    pub fn parse(text: &str) -> Result<Self, NotACode> {
        let mut values = [0u8; CHARACTERS];
        let mut count = 0;
        for character in text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '_')) {
            let slot = values.get_mut(count).ok_or(NotACode::Shape)?;
            *slot = value_of(character).ok_or(NotACode::Shape)?;
            count += 1;
        }
        let [data @ .., check] = values;
        match count {
            CHARACTERS if check_of(data) == check => {
                Ok(Code(data.iter().fold(0, |bits, value| bits << 5 | u64::from(*value))))
            }
            CHARACTERS => Err(NotACode::Check),
            _ => Err(NotACode::Shape),
        }
    }

    /// The nine characters without dashes: the RADIUS user name and the form in which codes travel.
    pub fn plain(self) -> heapless::String<CHARACTERS> {
        let data = self.values();
        data.into_iter().chain([check_of(data)]).map(character_of).collect()
    }

    fn values(self) -> [u8; DATA_CHARACTERS] {
        let mut values = [0; DATA_CHARACTERS];
        for (index, slot) in values.iter_mut().enumerate() {
            *slot = (self.0 >> (5 * (DATA_CHARACTERS - 1 - index)) & 31) as u8;
        }
        values
    }
}

/// A weighted sum over GF(32): each place has its own weight, so that any one wrong character and any two swapped
/// ones change it.
fn check_of(data: [u8; DATA_CHARACTERS]) -> u8 {
    let double = |value: u8| (value << 1) ^ if value & 16 != 0 { 0b10_0101 } else { 0 };
    data.iter().fold(0, |sum, value| double(sum ^ value))
}

fn value_of(character: char) -> Option<u8> {
    let upper = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().position(|&letter| char::from(letter) == upper).map(|index| index as u8)
}

fn character_of(value: u8) -> char {
    char::from(ALPHABET.get(usize::from(value)).copied().unwrap_or(b'0'))
}

impl fmt::Display for Code {
    /// In groups of three, as printed and read aloud: `7KM-2PX-9DT`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, character) in self.plain().chars().enumerate() {
            if index > 0 && index % 3 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{character}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn any_writing_of_a_code_is_read() {
        let code = Code::from_random(0x01_2345_6789);
        let shown = code.to_string();
        for text in [shown.clone(), shown.to_lowercase(), shown.replace('-', " "), format!("  {} ", code.plain())] {
            assert_eq!(Code::parse(&text), Ok(code), "{text}");
        }
    }

    #[test]
    fn look_alikes_are_read_as_digits() {
        let code = Code::from_random(1 << 5);
        let confused = code.plain().replace('0', "o").replace('1', "l");
        assert_eq!(Code::parse(&confused), Ok(code));
    }

    #[test]
    fn other_shapes_are_refused() {
        for text in ["", "ABC", "0123456789", "12:34:56:78:9A:BC", "U00000000", "ÄÄÄÄÄÄÄÄÄ", "0000 0000"] {
            assert_eq!(Code::parse(text), Err(NotACode::Shape), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_code_survives_the_round_trip(bits: u64) {
            let code = Code::from_random(bits);
            prop_assert_eq!(Code::parse(&code.to_string()), Ok(code));
        }

        #[test]
        fn one_wrong_character_is_noticed(bits: u64, place in 0usize..9, other in 0usize..32) {
            let code = Code::from_random(bits);
            let mut typed: Vec<char> = code.plain().chars().collect();
            let wrong = char::from(ALPHABET[other]);
            prop_assume!(typed[place] != wrong);
            typed[place] = wrong;
            prop_assert_eq!(Code::parse(&typed.iter().collect::<String>()), Err(NotACode::Check));
        }

        #[test]
        fn two_swapped_characters_are_noticed(bits: u64, a in 0usize..9, b in 0usize..9) {
            let code = Code::from_random(bits);
            let mut typed: Vec<char> = code.plain().chars().collect();
            prop_assume!(typed[a] != typed[b]);
            typed.swap(a, b);
            prop_assert_eq!(Code::parse(&typed.iter().collect::<String>()), Err(NotACode::Check));
        }

        #[test]
        fn no_text_makes_the_reader_stumble(text: String) {
            let _ = Code::parse(&text);
        }
    }
}
