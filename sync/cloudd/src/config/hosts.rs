//! Under which names we answer. A request for another name was meant for somebody else, or for a trick with names.

use std::fmt;

/// Names and patterns: `cloud.example.net`, `.example.net` for it and all below it, `*` for any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AllowedHosts(Vec<String>);

impl AllowedHosts {
    /// Reads ALLOWED_HOSTS.
    pub(super) fn parse(list: &str) -> Self {
        AllowedHosts(
            list.split([',', ' ']).map(|name| name.trim().to_ascii_lowercase()).filter(|n| !n.is_empty()).collect(),
        )
    }

    /// The name people are told, and this machine itself.
    pub(super) fn of(public_host: &str) -> Self {
        let names = [public_host, "localhost", "127.0.0.1", "[::1]"];
        AllowedHosts(names.map(str::to_ascii_lowercase).to_vec())
    }

    /// Whether a Host header, with or without a port, names us.
    pub(crate) fn allow(&self, host: &str) -> bool {
        let name = without_port(host).trim_end_matches('.').to_ascii_lowercase();
        self.0.iter().any(|pattern| match pattern.strip_prefix('.') {
            Some(domain) => name == domain || name.ends_with(pattern.as_str()),
            None => pattern == "*" || *pattern == name,
        })
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        // An address in brackets has colons of its own.
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

impl fmt::Display for AllowedHosts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_port_case_and_final_dot() {
        let hosts = AllowedHosts::parse("cloud.example.net, .lango.example");
        for ours in
            ["cloud.example.net", "Cloud.Example.net:8080", "cloud.example.net.", "lango.example", "a.lango.example:1"]
        {
            assert!(hosts.allow(ours), "{ours}");
        }
        for other in
            ["", "example.net", "evilcloud.example.net", "notlango.example", "cloud.example.net.evil", "127.0.0.1"]
        {
            assert!(!hosts.allow(other), "{other}");
        }
    }

    #[test]
    fn unless_named_the_public_name_and_this_machine_are_ours() {
        let hosts = AllowedHosts::of("cloud.example.net");
        assert!(
            ["cloud.example.net", "localhost:8080", "127.0.0.1:8080", "[::1]:8080"]
                .iter()
                .all(|host| hosts.allow(host))
        );
        assert!(!hosts.allow("10.0.0.1") && AllowedHosts::parse("*").allow("10.0.0.1"));
    }
}
