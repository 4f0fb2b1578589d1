//! A rule of the firewall that has to stand above the owner's own.

use super::fill::filled;

const RULE: &str = include_str!("../../data/script/rule.rsc");

/// One of our rules.
pub(super) struct Rule<'a> {
    pub(super) menu: &'static str,
    pub(super) chain: &'static str,
    pub(super) action: &'static str,
    /// What it is for; its comment, by which it is found again.
    pub(super) what: &'static str,
    pub(super) matches: &'a str,
}

/// The menus.
pub(super) const FILTER: &str = "/ip/firewall/filter";
pub(super) const NAT: &str = "/ip/firewall/nat";

impl Rule<'_> {
    /// Puts it on top of its chain, or corrects it where it is.
    pub(super) fn text(&self) -> String {
        let values = [
            ("menu", self.menu),
            ("chain", self.chain),
            ("action", self.action),
            ("what", self.what),
            ("match", self.matches),
        ];
        filled(RULE, &values)
    }
}
