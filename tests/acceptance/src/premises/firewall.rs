//! RouterOS's firewall in nftables: the hotspot's dynamic rules, the rules a router comes with, and between them the
//! rules of the site's script, taken from what `langod routeros script` prints.

use super::networks::{GATEWAY, GUESTS, HOTSPOT};

/// The guests' interface, which the script asks the router for.
const ASKED_INTERFACE: &str = "[/ip/hotspot get [/ip/hotspot find name=\"lango\"] interface]";

/// All rules. The script puts each of its own before all that are there, so the last is the first; `missing` names one
/// that somebody has removed.
pub(super) fn rules(script: &str, missing: Option<&str>) -> String {
    let rows = rows(script);
    assert!(missing.is_none_or(|comment| rows.iter().any(|row| row.comment() == comment)), "no rule {missing:?}");
    let of = |chain: &str| -> String {
        let here = rows.iter().rev().filter(|row| row.get("chain") == Some(chain));
        let here = here.filter(|row| Some(row.comment()) != missing);
        here.map(|row| format!("{}\n", row.in_nft())).collect()
    };
    let (input, forward, srcnat) = (of("input"), of("forward"), of("srcnat"));
    format!(
        r#"
table ip hotspot {{
    set online {{ type ipv4_addr; }}
    chain dstnat {{
        type nat hook prerouting priority dstnat;
        iifname {GUESTS} ip saddr != @online ip daddr != {GATEWAY} tcp dport 80 redirect to :80
    }}
    chain unauth {{
        type filter hook forward priority filter - 1;
        iifname {GUESTS} ip saddr != @online ip daddr {GATEWAY} tcp dport 8088 accept
        iifname {GUESTS} ip saddr != @online meta l4proto tcp reject with tcp reset
        iifname {GUESTS} ip saddr != @online reject
    }}
}}
table ip firewall {{
    chain input {{
        type filter hook input priority filter;
        {input}
        ct state established,related accept
        iifname != {{ {GUESTS}, lo }} drop
    }}
    chain forward {{
        type filter hook forward priority filter;
        {forward}
        ct state established,related accept
        iifname wan ct state new drop
    }}
    chain srcnat {{
        type nat hook postrouting priority srcnat;
        {srcnat}
        ip saddr {HOTSPOT}/24 masquerade
    }}
}}
"#
    )
}

/// A row of `/ip/firewall/filter` or `/nat` as it is added.
#[derive(Debug)]
struct Row(Vec<(String, String)>);

/// The rows a script adds to a firewall. Each is there twice, as it is added before others and as the first.
fn rows(script: &str) -> Vec<Row> {
    let unfolded = unfold(script);
    let lines = unfolded.lines().map(str::trim).filter(|line| !line.contains("place-before="));
    let added = lines.filter_map(|line| {
        ["/ip/firewall/filter add ", "/ip/firewall/nat add "].into_iter().find_map(|menu| line.strip_prefix(menu))
    });
    let rows: Vec<Row> = added.map(|row| Row(words(row))).collect();
    assert!(!rows.is_empty(), "the script adds no rule:\n{script}");
    rows
}

/// A line that ends with a backslash goes on behind the blanks of the next.
fn unfold(script: &str) -> String {
    let mut lines = script.lines();
    let mut unfolded = String::new();
    while let Some(mut line) = lines.next() {
        while let Some(begun) = line.strip_suffix('\\') {
            unfolded.push_str(begun);
            line = lines.next().unwrap_or_default().trim_start();
        }
        unfolded.push_str(line);
        unfolded.push('\n');
    }
    unfolded
}

/// `key=value` by blanks that stand neither between quotes nor in brackets.
fn words(row: &str) -> Vec<(String, String)> {
    let (mut words, mut word, mut quoted, mut depth) = (Vec::new(), String::new(), false, 0);
    for character in row.chars().chain([' ']) {
        match character {
            '"' => quoted = !quoted,
            '[' => depth += 1,
            ']' => depth -= 1,
            ' ' if !quoted && depth == 0 => {
                let (key, value) = word.split_once('=').unwrap_or_else(|| panic!("{word:?} in {row}"));
                words.push((key.to_owned(), value.to_owned()));
                word.clear();
                continue;
            }
            _ => {}
        }
        word.push(character);
    }
    words
}

impl Row {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value.trim_matches('"'))
    }

    fn comment(&self) -> &str {
        self.get("comment").unwrap_or_default()
    }

    fn in_nft(&self) -> String {
        let protocol = self.get("protocol").unwrap_or_default();
        let matches = self.0.iter().filter_map(|(key, value)| match key.as_str() {
            "chain" | "action" | "comment" => None,
            "src-address" => Some(address("saddr", value)),
            "dst-address" => Some(address("daddr", value)),
            "in-interface" if value == ASKED_INTERFACE => Some(format!("iifname {GUESTS}")),
            "protocol" if self.get("dst-port").is_some() => None,
            "protocol" => Some(format!("ip protocol {protocol}")),
            "dst-port" => Some(format!("{protocol} dport {{ {value} }}")),
            other => panic!("{other} is not understood here: {self:?}"),
        });
        let matches: Vec<String> = matches.collect();
        let action = self.get("action").unwrap_or_else(|| panic!("{self:?}"));
        format!("{} {action} comment \"{}\"", matches.join(" "), self.comment())
    }
}

fn address(side: &str, value: &str) -> String {
    match value.strip_prefix('!') {
        Some(other) => format!("ip {side} != {other}"),
        None => format!("ip {side} {value}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_of_the_script_reads_the_same_in_nft() {
        let script = "  :if (1) do={\n    /ip/firewall/filter add chain=input action=accept comment=\"lango: a b\" \\\n        \
            src-address=172.31.255.2 protocol=udp dst-port=53,3799\n  }\n/ip/firewall/nat add chain=srcnat \
            action=masquerade comment=\"lango: n\" dst-address=!172.31.255.0/30 in-interface=[/ip/hotspot get [/ip/hotspot find \
            name=\"lango\"] interface]\n";
        let told: Vec<String> = rows(script).iter().map(Row::in_nft).collect();
        let orders = "ip saddr 172.31.255.2 udp dport { 53,3799 } accept comment \"lango: a b\"";
        assert_eq!(told, [orders, "ip daddr != 172.31.255.0/30 iifname guests masquerade comment \"lango: n\""]);
    }
}
