//! The router's login variables, carried from page to page: as hidden inputs in forms and as a query string on links.
//! Guests' mini-browsers lose cookies when they close, so the pages keep nothing anywhere else.

use crate::Language;

/// Longer than any value a router sends; what is longer is not carried.
const LONGEST_VALUE_BYTES: usize = 1024;

/// Router variables to keep alive between pages.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Carry {
    /// Names and values, in the order they came.
    pub fields: Vec<(String, String)>,
}

impl Carry {
    /// The names worth carrying: RouterOS hotspot variables and the guest's language.
    /// `error` is left out on purpose: it is shown once.
    pub const NAMES: [&'static str; 11] = [
        "mac",
        "ip",
        "link-login-only",
        "link-logout",
        "link-status",
        "link-orig",
        "chap-id",
        "chap-challenge",
        "server-name",
        "identity",
        "lang",
    ];

    /// Picks the known names out of decoded query or form fields: the first of each, within bounds.
    pub fn pick<N: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        let mut carry = Carry::default();
        for (name, value) in pairs {
            let (name, value) = (name.as_ref(), value.as_ref());
            let fits = !value.is_empty() && value.len() <= LONGEST_VALUE_BYTES;
            if fits && Self::NAMES.contains(&name) && carry.get(name).is_none() {
                carry.fields.push((name.to_owned(), value.to_owned()));
            }
        }
        carry
    }

    /// The value carried under a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// What a form carries as hidden inputs. The language and the code are the form's own.
    pub(crate) fn hidden(&self) -> impl Iterator<Item = &(String, String)> {
        self.fields.iter().filter(|(name, _)| name != "lang" && name != "code")
    }

    /// A link to one of our pages with everything carried, a language, and a field of its own where it has one.
    pub(crate) fn link(&self, path: &str, language: Language, own: Option<(&str, &str)>) -> String {
        let carried = self.hidden().map(|(name, value)| (name.as_str(), value.as_str()));
        let pairs = carried.chain([("lang", language.tag())]).chain(own);
        let query: Vec<String> = pairs.map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        format!("{path}?{}", query.join("&"))
    }
}

/// Percent-encodes all but the unreserved characters (RFC 3986 section 2.3).
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_variables_are_picked_once_and_within_bounds() {
        let long = "x".repeat(LONGEST_VALUE_BYTES + 1);
        let carry = Carry::pick([
            ("mac", "AA:BB:CC:00:11:22"),
            ("mac", "00:00:00:00:00:00"),
            ("password", "secret"),
            ("error", "old news"),
            ("ip", ""),
            ("link-orig", long.as_str()),
        ]);
        assert_eq!(carry.fields, [("mac".to_owned(), "AA:BB:CC:00:11:22".to_owned())]);
    }

    #[test]
    fn links_percent_encode_what_they_carry() {
        let carry = Carry::pick([("link-orig", "http://a.co/?x=1&y=\"é\""), ("chap-id", "\\371"), ("lang", "en")]);
        assert_eq!(
            carry.link("/status", Language::Swahili, Some(("code", "7KM"))),
            "/status?link-orig=http%3A%2F%2Fa.co%2F%3Fx%3D1%26y%3D%22%C3%A9%22&chap-id=%5C371&lang=sw&code=7KM"
        );
    }
}
