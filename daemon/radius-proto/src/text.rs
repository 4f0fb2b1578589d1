//! Text as it came over the wire (RFC 2865 section 5, `text` and `string`). The RFC asks for UTF-8, routers send what
//! their owner typed; the bytes stay as they are and are read as text where someone needs to.

use std::fmt;

/// A text value as the peer sent it, not necessarily UTF-8.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<'a>(&'a [u8]);

impl<'a> Text<'a> {
    /// Takes bytes for a text.
    pub fn new(bytes: &'a [u8]) -> Self {
        Text(bytes)
    }

    /// The bytes as sent.
    pub fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// The text, if it is UTF-8.
    pub fn as_str(self) -> Option<&'a str> {
        std::str::from_utf8(self.0).ok()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Text(text.as_bytes())
    }
}

impl PartialEq<&str> for Text<'_> {
    fn eq(&self, other: &&str) -> bool {
        self.0 == other.as_bytes()
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            f.write_str(chunk.valid())?;
            if !chunk.invalid().is_empty() {
                f.write_str("\u{fffd}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Text<'_> {
    /// Escaped, so that a hostile user name cannot forge log lines.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_not_utf8_is_still_shown() {
        let identity = Text::new(b"caf\xe9");
        assert_eq!(identity.as_str(), None);
        assert_eq!(identity.to_string(), "caf\u{fffd}");
    }

    #[test]
    fn a_line_break_in_a_user_name_stays_inside_the_quotes() {
        assert_eq!(format!("{:?}", Text::from("x\nadmin ok")), "\"x\\nadmin ok\"");
    }
}
