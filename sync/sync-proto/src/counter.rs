//! How new a frame is. A gateway cannot rely on its clock, so it counts: its beginnings, which it writes down, and the
//! frames since, which it need not.

use serde::{Deserialize, Serialize};

/// The place of a frame among all a gateway ever sent on one lane; later ones are greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Counter {
    /// How often the gateway had begun to speak.
    pub start: u32,
    /// Frames since, from 1.
    pub number: u32,
}

impl Counter {
    /// The next one. After four thousand million frames of one start it stays: the cloud refuses what does not grow, and
    /// the gateway begins anew.
    pub fn next(self) -> Self {
        Counter { number: self.number.saturating_add(1), ..self }
    }
}
