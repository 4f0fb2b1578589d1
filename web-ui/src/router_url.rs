//! A web address that came in with the router's variables. Only plain http and https addresses are let into a page,
//! and only their origin into a policy header, where a stray blank or semicolon would rewrite the policy.

use std::fmt;

/// An absolute http or https address with a readable host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouterUrl(String);

impl RouterUrl {
    /// Checks scheme, host and port. Whose host it is remains for the caller to judge.
    pub fn parse(text: &str) -> Option<Self> {
        origin(text)?;
        let printable = text.bytes().all(|byte| byte.is_ascii_graphic());
        printable.then(|| RouterUrl(text.to_owned()))
    }

    /// The address as given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &str {
        origin(&self.0).unwrap_or_default()
    }

    /// Host and port without the scheme.
    pub fn authority(&self) -> &str {
        self.origin().split_once("://").map_or("", |(_, authority)| authority)
    }
}

impl fmt::Display for RouterUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The origin of an address, or nothing when it is not one a router would send.
pub(crate) fn origin(url: &str) -> Option<&str> {
    let scheme = ["http://", "https://"].into_iter().find(|scheme| url.starts_with(scheme))?;
    let rest = url.get(scheme.len()..)?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (host, port) = authority.split_once(':').unwrap_or((authority, "80"));
    let host_ok = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
    let port_ok = port.parse::<u16>().is_ok_and(|port| port > 0) && port.bytes().all(|b| b.is_ascii_digit());
    if host_ok && port_ok { url.get(..scheme.len() + authority.len()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn router_addresses_are_accepted_with_their_origin() {
        for (text, origin) in [
            ("http://10.5.50.1/login", "http://10.5.50.1"),
            ("http://hotspot.lan:8080/login?dst=x", "http://hotspot.lan:8080"),
            ("https://wifi.example.co.ke", "https://wifi.example.co.ke"),
        ] {
            assert_eq!(RouterUrl::parse(text).unwrap().origin(), origin);
        }
        assert_eq!(RouterUrl::parse("http://10.5.50.1:81/login").unwrap().authority(), "10.5.50.1:81");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "/login",
            "javascript:alert(1)",
            "JAVASCRIPT:alert(1)//http://a",
            "data:text/html,x",
            "http://",
            "http:///login",
            "http://a b/",
            "http://a;script-src *",
            "http://user@host/",
            "http://a:0/",
            "http://a:+80/",
            "http://a:99999/",
            "http://a/\n",
            "http://a/ b",
        ] {
            assert_eq!(RouterUrl::parse(text), None, "{text}");
        }
    }
}
