//! Keys from what people can remember: argon2id (RFC 9106) makes each guess cost time and memory.

use std::io;

use argon2::{Algorithm, Argon2, Params, Version};

pub(crate) const SALT_BYTES: usize = 16;
pub(crate) const KEY_BYTES: usize = 32;

/// What a guess costs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub(crate) memory_kib: u32,
    pub(crate) passes: u32,
}

/// The key behind a secret.
pub(crate) fn stretched(secret: &str, salt: &[u8; SALT_BYTES], cost: Cost) -> io::Result<[u8; KEY_BYTES]> {
    let parameters = Params::new(cost.memory_kib, cost.passes, 1, Some(KEY_BYTES)).map_err(io::Error::other)?;
    let mut key = [0; KEY_BYTES];
    let maker = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters);
    maker.hash_password_into(secret.as_bytes(), salt, &mut key).map_err(io::Error::other)?;
    Ok(key)
}
