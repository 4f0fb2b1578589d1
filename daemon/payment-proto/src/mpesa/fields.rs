//! The two texts a payer sees: AccountReference and TransactionDesc (section 2). A reference that is too long is
//! accepted by the rail and then no prompt arrives, so the limits are held here.

use std::fmt;

use domain::checkout::Reference;

/// AccountReference: letters and digits, twelve at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountReference(heapless::String<{ AccountReference::LONGEST }>);

/// Why a text is no account reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceRefused {
    /// Nothing is left without the blanks.
    Empty,
    /// More than [`AccountReference::LONGEST`] characters.
    TooLong,
    /// Something else than ASCII letters and digits.
    StrangeCharacter,
}

impl fmt::Display for ReferenceRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ReferenceRefused::Empty => "an account reference is needed",
            ReferenceRefused::TooLong => "an account reference has twelve characters at most",
            ReferenceRefused::StrangeCharacter => "an account reference has letters and digits only",
        })
    }
}

impl std::error::Error for ReferenceRefused {}

impl AccountReference {
    /// Longest reference in characters.
    pub const LONGEST: usize = 12;

    /// Takes letters and digits; blanks around them are dropped.
    pub fn new(text: &str) -> Result<Self, ReferenceRefused> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ReferenceRefused::Empty);
        }
        if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(ReferenceRefused::StrangeCharacter);
        }
        text.parse().map(AccountReference).map_err(|_| ReferenceRefused::TooLong)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Reference> for AccountReference {
    /// A checkout's short name fits as it is.
    fn from(reference: Reference) -> Self {
        let mut text = heapless::String::new();
        // Twelve digits into twelve places.
        let _ = fmt::Write::write_fmt(&mut text, format_args!("{reference}"));
        AccountReference(text)
    }
}

/// TransactionDesc: thirteen characters at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description(heapless::String<{ Description::LONGEST }>);

impl Description {
    /// Longest description in characters.
    pub const LONGEST: usize = 13;

    /// Keeps what fits of a text: letters, digits, single blanks, dots and dashes of ASCII; `WiFi` if nothing does.
    pub fn shortened(text: &str) -> Self {
        let is_plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '-');
        let mut kept = heapless::String::<{ Description::LONGEST }>::new();
        for character in text.chars().filter(is_plain) {
            let is_second_blank = character == ' ' && (kept.is_empty() || kept.ends_with(' '));
            if !is_second_blank && kept.push(character).is_err() {
                break;
            }
        }
        let kept = kept.trim_end();
        let kept = if kept.is_empty() { "WiFi" } else { kept };
        Description(kept.parse().unwrap_or_default())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::CheckoutId;

    #[test]
    fn a_checkouts_short_name_is_a_reference() {
        let reference = Reference::of(CheckoutId::from_bytes([0xa1; 16]));
        assert_eq!(AccountReference::from(reference).as_str(), "A1A1A1A1A1A1");
    }

    #[test]
    fn references_that_would_lose_the_prompt_are_refused() {
        assert_eq!(AccountReference::new(" Room12 ").unwrap().as_str(), "Room12");
        assert_eq!(AccountReference::new(" "), Err(ReferenceRefused::Empty));
        assert_eq!(AccountReference::new("ABCDEFGHIJKLM"), Err(ReferenceRefused::TooLong));
        assert_eq!(AccountReference::new("room 12"), Err(ReferenceRefused::StrangeCharacter));
    }

    #[test]
    fn a_description_keeps_what_fits() {
        let cases =
            [("", "WiFi"), ("  1  day ", "1 day"), ("Saa 24 bila kikomo", "Saa 24 bila k"), ("día → 1", "da 1")];
        for (text, kept) in cases {
            assert_eq!(Description::shortened(text).as_str(), kept, "{text}");
        }
    }
}
