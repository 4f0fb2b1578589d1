//! One try to log in: who, with what proof, and by which way.

use md5::{Digest, Md5};

use super::event::LoginMethod;

/// A try to log in.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    pub(super) username: String,
    /// Empty for none.
    pub(super) domain: String,
    pub(super) credential: Credential,
    pub(super) method: LoginMethod,
}

/// What a guest proves to be the named one with. Kept by a cookie as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Credential {
    /// The password itself.
    Pap(String),
    /// The answer to a challenge of ours: the router never learns the password.
    Chap { ident: u8, challenge: [u8; 16], digest: [u8; 16] },
}

impl Credential {
    /// Whether it proves this password, for the router's own users.
    pub(super) fn matches(&self, password: &str) -> bool {
        match self {
            Credential::Pap(typed) => typed == password,
            Credential::Chap { ident, challenge, digest } => {
                Md5::new().chain_update([*ident]).chain_update(password).chain_update(challenge).finalize()[..]
                    == *digest
            }
        }
    }
}
