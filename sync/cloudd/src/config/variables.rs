//! Variables by name. They come in as a function, so that no test needs the process's environment.

use std::fmt::Display;
use std::str::FromStr;

use super::ConfigError;

/// Where a variable's value is looked up.
#[derive(Clone, Copy)]
pub(crate) struct Variables<'a>(pub(crate) &'a dyn Fn(&str) -> Option<String>);

impl Variables<'_> {
    /// A variable's text. An empty one counts as not set, as compose files write it.
    pub(super) fn text(self, name: &str) -> Option<String> {
        (self.0)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// A variable read as something, which `wanted` describes.
    pub(super) fn read<T: FromStr>(self, name: &str, wanted: impl Display) -> Result<Option<T>, ConfigError> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let read = text.parse().map_err(|_| ConfigError(format!("{name}={text} is not {wanted}")));
        read.map(Some)
    }

    /// A number between two others.
    pub(super) fn number(self, name: &str, least: u32, most: u32, usual: u32) -> Result<u32, ConfigError> {
        let wanted = format!("a number from {least} to {most}");
        let number = self.read(name, &wanted)?.unwrap_or(usual);
        if (least..=most).contains(&number) {
            return Ok(number);
        }
        Err(ConfigError(format!("{name}={number} is not {wanted}")))
    }
}
