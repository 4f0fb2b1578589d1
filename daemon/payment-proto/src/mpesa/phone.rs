//! Phone numbers as people type them (section 2). There is no list of prefixes: ranges keep opening, and a line of
//! another network is refused by the rail itself.

pub use domain::phone::{NotAPhone, Phone};

/// Longest text looked at, in bytes; nobody needs more for a number with blanks and brackets.
pub const LONGEST: usize = 40;

/// Reads `0712 345 678`, `0110-000-001`, `+254 (712) 345678`, `712345678` and the like.
pub fn parse(text: &str) -> Result<Phone, NotAPhone> {
    if text.len() > LONGEST {
        return Err(NotAPhone);
    }
    let is_filling = |c: char| c.is_whitespace() || matches!(c, '-' | '(' | ')');
    let mut digits = heapless::String::<LONGEST>::new();
    for character in text.chars().filter(|&c| !is_filling(c)) {
        digits.push(character).map_err(|_| NotAPhone)?;
    }
    let digits = digits.strip_prefix('+').unwrap_or(&digits);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NotAPhone);
    }
    let line = match (digits.len(), digits.split_at_checked(1), digits.split_at_checked(3)) {
        (10, Some(("0", line)), _) | (12, _, Some(("254", line))) => line,
        (9, ..) => digits,
        _ => return Err(NotAPhone),
    };
    let number: u64 = line.parse().map_err(|_| NotAPhone)?;
    Phone::from_number(254_000_000_000 + number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_keeps_its_meaning_however_it_is_written() {
        for text in ["0712345678", "+254712345678", "254 712-345-678", "(0712) 345 678", "712345678", "\t0712345678\n"]
        {
            assert_eq!(parse(text).map(Phone::number), Ok(254_712_345_678), "{text}");
        }
    }

    #[test]
    fn endless_input_is_refused_unread() {
        assert_eq!(parse(&format!("0712345678{}", " ".repeat(40))), Err(NotAPhone));
    }
}
