//! CHAP for the router's login form: the password field is hex(MD5(chap-id, password, chap-challenge)). RouterOS hands
//! id and challenge out as text with backslash-octal escapes, meant for a script; here the server does the hashing, so
//! no script is needed.

use md5::{Digest as _, Md5};

/// The password field for a form that signs in with CHAP.
pub(super) fn password_field(chap_id: &str, password: &str, chap_challenge: &str) -> String {
    let mut hash = Md5::new();
    hash.update(unescape(chap_id));
    hash.update(password.as_bytes());
    hash.update(unescape(chap_challenge));
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `\371` is one byte; everything else stands for itself.
fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let octal = after.first_chunk::<3>().filter(|_| first == b'\\').and_then(octal_byte);
        match octal {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(3..).unwrap_or_default();
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    bytes
}

fn octal_byte(digits: &[u8; 3]) -> Option<u8> {
    if !digits.iter().all(|digit| (b'0'..=b'7').contains(digit)) {
        return None;
    }
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octal_escapes_become_single_bytes() {
        assert_eq!(unescape(r"\371"), [0o371]);
        assert_eq!(unescape(r"\357\015A\\"), [0o357, 0o015, b'A', b'\\', b'\\']);
        assert_eq!(unescape(r"\9x\77"), br"\9x\77");
        assert_eq!(unescape(r"\777"), br"\777", "no byte is that large");
    }

    #[test]
    fn the_field_is_the_hash_over_id_password_and_challenge() {
        // printf '\371secret\001\002' | md5sum
        assert_eq!(password_field(r"\371", "secret", r"\001\002"), "bded6da82b40fb2846aca221f7085bd3");
    }
}
