//! Words for tickets of other places.

use super::Advice;

pub(crate) struct TravelWords {
    pub(crate) on_its_way: Advice,
    pub(crate) several: Advice,
    pub(crate) place_away: Advice,
    pub(crate) held_elsewhere: Advice,
    pub(crate) nobody_to_ask: Advice,
    pub(crate) money_elsewhere: Advice,
    /// Each with the name of the place.
    pub(crate) asking: fn(&str) -> String,
    pub(crate) silent: fn(&str) -> String,
    pub(crate) held: fn(&str) -> String,
    pub(crate) money_at: fn(&str) -> String,
}
