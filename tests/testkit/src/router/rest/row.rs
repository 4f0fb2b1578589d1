//! One row of a menu: names and texts, in the order of the names as RouterOS has them.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde::Serialize;

use super::quirks::{Booleans, RestQuirks};
use super::span;

/// A row.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(transparent)]
pub(super) struct Row(BTreeMap<String, String>);

impl Row {
    pub(super) fn get(&self, property: &str) -> Option<&str> {
        self.0.get(property).map(String::as_str)
    }

    pub(super) fn id(&self) -> &str {
        self.get(".id").unwrap_or_default()
    }

    /// The same with these properties only.
    pub(super) fn only(mut self, wanted: &[String]) -> Self {
        self.0.retain(|property, _| wanted.contains(property));
        self
    }
}

/// The name of the row of this number, as in `*1A`.
pub(super) fn id(number: u32) -> String {
    format!("*{number:X}")
}

/// Writes rows as this router's version does.
pub(super) struct Pen<'a> {
    quirks: &'a RestQuirks,
    row: Row,
}

impl<'a> Pen<'a> {
    pub(super) fn new(quirks: &'a RestQuirks) -> Self {
        Pen { quirks, row: Row::default() }
    }

    pub(super) fn row(quirks: &'a RestQuirks, number: u32) -> Self {
        Pen::new(quirks).text(".id", id(number))
    }

    pub(super) fn text(mut self, property: &str, value: impl Display) -> Self {
        self.row.0.insert(property.to_owned(), value.to_string());
        self
    }

    /// Nothing at all where there is nothing to say.
    pub(super) fn maybe(self, property: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.text(property, value),
            None => self,
        }
    }

    pub(super) fn flag(self, property: &str, is_so: bool) -> Self {
        let word = match (self.quirks.booleans, is_so) {
            (Booleans::TrueFalse, true) => "true",
            (Booleans::TrueFalse, false) => "false",
            (Booleans::YesNo, true) => "yes",
            (Booleans::YesNo, false) => "no",
        };
        self.text(property, word)
    }

    pub(super) fn span(self, property: &str, secs: u32) -> Self {
        self.text(property, span::written(secs))
    }

    pub(super) fn done(mut self) -> Row {
        self.row.0.retain(|property, _| !self.quirks.lacking.contains(property));
        self.row
    }
}
