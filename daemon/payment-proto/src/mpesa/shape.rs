//! What kind of thing came back. Bodies come from three layers (M-PESA, its gateway, a firewall), so answers are
//! counted by shape, whatever they say.

use std::fmt;

/// The kind of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// A JSON object with what was expected, or M-PESA's own error.
    Json,
    /// The gateway's own error.
    Fault,
    /// A page, mostly the firewall's.
    Html,
    /// Nothing, or blanks only.
    Empty,
    /// JSON that ends in the middle.
    Truncated,
    /// More bytes than any honest body has; not read.
    TooLarge,
    /// JSON, but not the members expected or not their types.
    WrongType,
    /// Neither JSON nor a page.
    NotJson,
    /// An answer about another checkout than the one asked about.
    OtherCheckout,
}

impl Shape {
    /// A stable name for counting.
    pub fn as_str(self) -> &'static str {
        match self {
            Shape::Json => "json",
            Shape::Fault => "fault",
            Shape::Html => "html",
            Shape::Empty => "empty",
            Shape::Truncated => "truncated",
            Shape::TooLarge => "too_large",
            Shape::WrongType => "wrong_type",
            Shape::NotJson => "not_json",
            Shape::OtherCheckout => "other_checkout",
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Shape::Json => "an answer",
            Shape::Fault => "an error of the rail's gateway",
            Shape::Html => "a page instead of an answer",
            Shape::Empty => "an empty answer",
            Shape::Truncated => "an answer cut off in the middle",
            Shape::TooLarge => "an answer too large to read",
            Shape::WrongType => "an answer without the expected members",
            Shape::NotJson => "an answer that is no JSON",
            Shape::OtherCheckout => "an answer about another checkout",
        })
    }
}

/// A notice that cannot be read is reported by its shape.
impl std::error::Error for Shape {}
