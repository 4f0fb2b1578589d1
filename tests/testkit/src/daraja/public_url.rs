//! The rules for URLs that M-PESA is to call (Daraja, Register URL): public, https, and free of some words.

use std::net::{IpAddr, Ipv4Addr};

/// Words that may stand nowhere in a URL, in any case.
const BANNED: [&str; 8] = ["mpesa", "m-pesa", "safaricom", "exe", "exec", "cmd", "sql", "query"];

/// Public tunnels, which production usually blocks.
const TUNNELS: [&str; 3] = ["ngrok", "requestbin", "mockbin"];

/// What is forgiven.
#[derive(Clone, Copy, Default)]
pub(super) struct Leniency {
    pub(super) http: bool,
    pub(super) tunnels: bool,
}

/// Whether M-PESA would take it.
pub(super) fn is_taken(url: &str, leniency: Leniency) -> bool {
    let lower = url.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://").filter(|_| leniency.http));
    let Some(rest) = rest else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_plain = url.bytes().all(|byte| byte.is_ascii_graphic());
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    is_plain && is_public(authority) && !says(&BANNED) && (leniency.tunnels || !says(&TUNNELS))
}

fn is_public(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(bracketed) => bracketed.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => is_public_v4(address),
        Ok(IpAddr::V6(address)) => !address.is_loopback() && !address.is_unique_local() && !address.is_unspecified(),
        Err(_) => host.contains('.') && !host.starts_with('.') && !host.ends_with(".localhost") && !host.contains('@'),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !(address.is_loopback() || address.is_private() || address.is_link_local() || address.is_unspecified())
}

/// Path and query, which come back untouched, and the host.
pub(super) fn split(url: &str) -> (&str, String) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or_default();
    let (host, target) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    (host, if target.starts_with('/') { target.to_owned() } else { format!("/{target}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_https_is_taken() {
        let strict = Leniency::default();
        for url in ["https://pay.lango.example/cb/a1b2", "https://pay.lango.example:8443/cb?t=1", "https://41.90.1.1/x"]
        {
            assert!(is_taken(url, strict), "{url}");
        }
        for url in [
            "http://pay.lango.example/cb",
            "ftp://pay.lango.example/cb",
            "pay.lango.example/cb",
            "https://localhost/cb",
            "https://127.0.0.1/cb",
            "https://192.168.88.1/cb",
            "https://[::1]/cb",
            "https://gateway/cb",
            "https://pay.lango.example/c b",
            "https://",
            "",
        ] {
            assert!(!is_taken(url, strict), "{url}");
        }
    }

    #[test]
    fn banned_words_may_stand_nowhere() {
        for word in ["mpesa", "M-Pesa", "SAFARICOM", "exe", "exec", "cmd", "sql", "Query"] {
            assert!(!is_taken(&format!("https://pay.lango.example/cb/1{word}2"), Leniency::default()), "{word}");
        }
    }

    #[test]
    fn the_sandbox_forgives_http_and_tunnels() {
        let lenient = Leniency { http: true, tunnels: true };
        assert!(is_taken("http://abc.ngrok.io/cb", lenient));
        assert!(!is_taken("https://abc.ngrok.io/cb", Leniency::default()));
    }

    #[test]
    fn path_and_query_come_back_as_they_were() {
        assert_eq!(split("https://a.example:1/b/c?d=e"), ("a.example:1", "/b/c?d=e".to_owned()));
        assert_eq!(split("https://a.example"), ("a.example", "/".to_owned()));
    }
}
