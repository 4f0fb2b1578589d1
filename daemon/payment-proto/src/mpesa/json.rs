//! JSON as the rail sends it: numbers or strings for the same thing, members in any order, unknown ones anywhere.
//! Values stay as they were written until somebody asks for one, so amounts never pass through a float.

use std::borrow::Cow;
use std::fmt;

use domain::checkout::ResultCode;
use domain::money::{Currency, Money};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::Shape;

/// The text of a body, if it can be JSON at all. Bytes that are no UTF-8 stand in names at most: they are replaced.
pub(super) fn text_of(body: &[u8], most_bytes: usize) -> Result<Cow<'_, str>, Shape> {
    if body.len() > most_bytes {
        return Err(Shape::TooLarge);
    }
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let text = String::from_utf8_lossy(body.trim_ascii());
    match text.chars().next() {
        None => Err(Shape::Empty),
        Some('<') => Err(Shape::Html),
        Some(_) => Ok(text),
    }
}

/// The members of one JSON object, in their order.
pub(super) struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

impl<'a> Members<'a> {
    /// Reads an object.
    pub(super) fn parse(text: &'a str) -> Result<Self, Shape> {
        serde_json::from_str(text).map_err(|error| match error.classify() {
            Category::Eof => Shape::Truncated,
            Category::Data => Shape::WrongType,
            Category::Syntax | Category::Io => Shape::NotJson,
        })
    }

    /// A member's value as it was written. One said twice with two values counts as not said.
    fn get(&self, name: &str) -> Option<&'a str> {
        let mut values = self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.get());
        let first = values.next()?;
        values.all(|other| other == first).then_some(first)
    }

    /// A string's or a number's text without blanks around it; `None` for anything else.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        scalar(self.get(name)?)
    }

    /// A nested object.
    pub(super) fn object(&self, name: &str) -> Option<Members<'a>> {
        Members::parse(self.get(name)?).ok()
    }

    /// The objects of a nested list; one object alone counts as a list of one.
    pub(super) fn objects(&self, name: &str) -> Vec<Members<'a>> {
        let Some(value) = self.get(name) else { return Vec::new() };
        match serde_json::from_str::<Vec<&RawValue>>(value) {
            Ok(items) => items.into_iter().filter_map(|item| Members::parse(item.get()).ok()).collect(),
            Err(_) => Members::parse(value).into_iter().collect(),
        }
    }
}

fn scalar(written: &str) -> Option<String> {
    match written.as_bytes().first()? {
        b'"' => serde_json::from_str::<String>(written).ok().map(|text| text.trim().to_owned()),
        b'-' | b'0'..=b'9' => Some(written.to_owned()),
        _ => None,
    }
}

/// What fits of a text, cut between characters.
pub(super) fn cut<const N: usize>(text: &str) -> heapless::String<N> {
    let mut kept = heapless::String::new();
    let _ = text.chars().try_for_each(|character| kept.push(character));
    kept
}

/// What fits of a text that people read. It comes from outside: what steers a terminal or begins
/// a line is a blank, and numbers long enough to be somebody's phone are hidden.
pub(super) fn told<const N: usize>(text: &str) -> heapless::String<N> {
    const OF_A_PHONE: usize = 9;
    let mut kept = heapless::String::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (shown, length) = match digits {
            OF_A_PHONE.. => ('*', digits),
            _ if character.is_control() => (' ', character.len_utf8()),
            _ => (character, character.len_utf8()),
        };
        if kept.push(shown).is_err() {
            break;
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    kept
}

/// A result or error code, as text.
pub(super) fn code(text: &str) -> ResultCode {
    cut(text.trim())
}

/// An amount such as `20`, `20.0` or `20.500`: exact, or none.
pub(super) fn shillings(text: &str) -> Option<Money> {
    let text = text.trim();
    let text = match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.'),
        false => text,
    };
    Money::parse(text, Currency::Kes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_read_steers_no_terminal_and_shows_no_phone() {
        let told: heapless::String<40> = told("Bad\n\u{1b}[31mRED 254745000130, 12345678");
        assert_eq!(told, "Bad  [31mRED *, 12345678");
    }

    #[test]
    fn values_are_found_by_name_whatever_their_type() {
        let members = Members::parse(r#"{"b":0020.0,"a":20.00}"#);
        assert!(members.is_err(), "no JSON number begins with two zeros");
        let members = Members::parse(r#"{ "n" : 20.00, "s":" \u0041 ", "o":{"x":1}, "z":null, "t":true }"#).unwrap();
        assert_eq!(members.text("n").as_deref(), Some("20.00"));
        assert_eq!(members.text("s").as_deref(), Some("A"));
        assert_eq!(
            (members.text("o"), members.text("z"), members.text("t"), members.text("q")),
            (None, None, None, None)
        );
        assert_eq!(members.object("o").unwrap().text("x").as_deref(), Some("1"));
    }

    #[test]
    fn a_member_said_twice_counts_only_if_it_says_the_same() {
        let members = Members::parse(r#"{"a":1,"a":1,"b":1,"b":2}"#).unwrap();
        assert_eq!((members.text("a").as_deref(), members.text("b")), (Some("1"), None));
    }

    #[test]
    fn amounts_are_exact_or_none() {
        for (text, cents) in [("20", 2000), ("20.0", 2000), ("20.000", 2000), ("0.5", 50), ("100", 10_000)] {
            assert_eq!(shillings(text).map(Money::cents), Some(cents), "{text}");
        }
        for text in ["", ".", "-20", "2e1", "20.001", "1,000", "0x14", "{Amount=20}"] {
            assert_eq!(shillings(text), None, "{text}");
        }
    }
}
