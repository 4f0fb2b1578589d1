//! The kernel's part of a hotspot, where the stand-in has a network of its own: nftables' rules that look at a set of the
//! guests who are logged in, as RouterOS's dynamic rules look at `hotspot=auth`. The stand-in keeps the set; the rules
//! are made by whoever makes the network.

use std::net::Ipv4Addr;
use std::process::Command;

/// A set of `ipv4_addr` in nftables.
#[derive(Clone, Debug)]
pub struct Firewall {
    /// Its network (`ip netns`): a test that pulls at the router may stand in another.
    pub network: String,
    /// Its family and table, as in `ip hotspot`.
    pub table: String,
    /// Its name.
    pub set: String,
}

impl Firewall {
    pub(super) fn let_through(&self, guest: Ipv4Addr) {
        self.nft(&format!("add element {} {} {{ {guest} }}", self.table, self.set));
    }

    pub(super) fn shut_out(&self, guest: Ipv4Addr) {
        self.nft(&format!("delete element {} {} {{ {guest} }}", self.table, self.set));
    }

    pub(super) fn shut_all_out(&self) {
        self.nft(&format!("flush set {} {}", self.table, self.set));
    }

    /// Done when this returns, so that whoever hears of a login finds the way open.
    #[expect(clippy::expect_used, reason = "a router without its rules shows nothing that is true")]
    fn nft(&self, command: &str) {
        let done = Command::new("ip").args(["netns", "exec", &self.network, "nft", command]).output();
        let done = done.expect("ip starts (apt-get install iproute2)");
        let why = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "nft {command}: {why}");
    }
}
