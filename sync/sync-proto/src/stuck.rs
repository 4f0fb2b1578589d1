//! Chance that never turns, for tests.

use domain::ids::Chance;

/// Draws this byte every time.
pub(crate) struct Stuck(pub(crate) u8);

impl Chance for Stuck {
    fn fill(&mut self, buffer: &mut [u8]) {
        buffer.fill(self.0);
    }
}
