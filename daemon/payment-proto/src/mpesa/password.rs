//! The password of a push or a query: Base64 of shortcode, passkey and timestamp, the same three values as in the body
//! (section 2).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Credentials, Shortcode, Timestamp};

/// A password for one second. It contains the passkey, so it never shows itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// The password of a shortcode at a second.
    pub fn new(shortcode: Shortcode, credentials: &Credentials, at: Timestamp) -> Self {
        Password(STANDARD.encode(format!("{shortcode}{}{at}", credentials.passkey())))
    }

    /// The text for the wire.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Section 9, with the sandbox's published constants.
    #[test]
    fn the_sandbox_password_comes_out_as_published() {
        let passkey = "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919";
        let credentials = Credentials::new("key", "secret", passkey).unwrap();
        let at = Timestamp::parse("20260115093000").unwrap();
        let password = Password::new("174379".parse().unwrap(), &credentials, at);
        let expected = "MTc0Mzc5YmZiMjc5ZjlhYTliZGJjZjE1OGU5N2RkNzFhNDY3Y2QyZTBjODkzMDU5YjEwZjc4ZTZiNzJh\
                        ZGExZWQyYzkxOTIwMjYwMTE1MDkzMDAw";
        assert_eq!(password.reveal(), expected);
        assert_eq!(format!("{password:?}"), "Password(…)");
    }
}
