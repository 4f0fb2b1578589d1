//! The kernel's part of a hotspot, where the stand-in has a network of its own: nftables' rules that look at a set of the
//! guests who are logged in, as RouterOS's dynamic rules look at `hotspot=auth`. The stand-in keeps the set; the rules
//! are made by whoever makes the network.

use std::io;
use std::net::Ipv4Addr;
use std::process::{Command, Output};

/// A set of `ipv4_addr` in nftables.
#[derive(Clone, Debug)]
pub struct Firewall {
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
    fn nft(&self, command: &str) {
        if let Err(why) = Command::new("nft").arg(command).output().and_then(succeeded) {
            // A test that relies on it fails by what does not come through; this says why.
            eprintln!("nft {command}: {why}");
        }
    }
}

fn succeeded(output: Output) -> io::Result<()> {
    let why = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(()) } else { Err(io::Error::other(why)) }
}
