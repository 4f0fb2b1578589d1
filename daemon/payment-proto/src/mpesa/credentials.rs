//! What an app on the developer portal is given: the consumer key and secret that fetch tokens (Authorization page),
//! and the passkey that goes into the password of a push (M-PESA Express page).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::SecretText;

/// Keys of one app. They never show themselves.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    consumer_key: String,
    consumer_secret: String,
    passkey: String,
}

/// Why something cannot be a key. Each names the field, so that a form can point at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialsRefused {
    /// Nothing was given.
    Empty {
        /// Which field.
        field: &'static str,
    },
    /// Longer than any key is: something else was pasted.
    TooLong {
        /// Which field.
        field: &'static str,
    },
    /// Keys have no blanks inside and no letters beyond ASCII, and a consumer key no colon.
    StrangeCharacter {
        /// Which field.
        field: &'static str,
    },
}

impl fmt::Display for CredentialsRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CredentialsRefused::Empty { field } => write!(f, "the {field} is missing"),
            CredentialsRefused::TooLong { field } => write!(f, "the {field} is too long: something else was pasted"),
            CredentialsRefused::StrangeCharacter { field } => {
                write!(f, "the {field} contains a character no such key has: copy it again from the developer portal")
            }
        }
    }
}

impl std::error::Error for CredentialsRefused {}

impl Credentials {
    /// Longest text taken as a key.
    pub const LONGEST: usize = 512;

    /// Takes the three keys as they were pasted; blanks around them are dropped.
    pub fn new(consumer_key: &str, consumer_secret: &str, passkey: &str) -> Result<Self, CredentialsRefused> {
        let consumer_key = checked("consumer key", consumer_key)?;
        // Basic authorisation ends the name at the first colon (RFC 7617 section 2).
        if consumer_key.contains(':') {
            return Err(CredentialsRefused::StrangeCharacter { field: "consumer key" });
        }
        let consumer_secret = checked("consumer secret", consumer_secret)?;
        let passkey = checked("passkey", passkey)?;
        Ok(Credentials { consumer_key, consumer_secret, passkey })
    }

    /// The value of the `Authorization` header with which a token is fetched.
    pub fn basic_authorization(&self) -> SecretText {
        let pair = format!("{}:{}", self.consumer_key, self.consumer_secret);
        SecretText::new(format!("Basic {}", STANDARD.encode(pair)))
    }

    pub(super) fn passkey(&self) -> &str {
        &self.passkey
    }
}

fn checked(field: &'static str, text: &str) -> Result<String, CredentialsRefused> {
    let text = text.trim();
    match text.len() {
        0 => Err(CredentialsRefused::Empty { field }),
        1..=Credentials::LONGEST if text.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(text.to_owned()),
        1..=Credentials::LONGEST => Err(CredentialsRefused::StrangeCharacter { field }),
        _ => Err(CredentialsRefused::TooLong { field }),
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_trimmed_and_sent_as_basic_authorization() {
        let credentials = Credentials::new(" key\n", "secret", "passkey").unwrap();
        assert_eq!(credentials.basic_authorization().reveal(), "Basic a2V5OnNlY3JldA==");
    }

    #[test]
    fn keys_do_not_show_themselves() {
        let credentials = Credentials::new("key", "secret", "passkey").unwrap();
        assert_eq!(format!("{credentials:?} {:?}", credentials.basic_authorization()), "Credentials(…) SecretText(…)");
    }

    #[test]
    fn what_is_no_key_is_refused_by_name() {
        let long = "k".repeat(513);
        let cases = [
            ("", "s", "p", CredentialsRefused::Empty { field: "consumer key" }),
            ("k", " ", "p", CredentialsRefused::Empty { field: "consumer secret" }),
            ("k", "s", &long, CredentialsRefused::TooLong { field: "passkey" }),
            ("k:", "s", "p", CredentialsRefused::StrangeCharacter { field: "consumer key" }),
            ("k", "s\r\nx", "p", CredentialsRefused::StrangeCharacter { field: "consumer secret" }),
        ];
        for (key, secret, passkey, refusal) in cases {
            assert_eq!(Credentials::new(key, secret, passkey), Err(refusal));
        }
    }
}
