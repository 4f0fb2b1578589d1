//! The kernel's random bytes: the only source of chance in production.

use domain::ids::Chance;

/// The kernel's random number generator.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kernel;

impl Chance for Kernel {
    /// Without randomness keys and codes could be guessed; a machine that has none must not make any.
    #[expect(
        clippy::disallowed_methods,
        clippy::panic,
        reason = "this is the one place that asks, and there is no going on without"
    )]
    fn fill(&mut self, buffer: &mut [u8]) {
        if let Err(error) = getrandom::fill(buffer) {
            panic!("the kernel gives no random bytes: {error}");
        }
    }
}
