//! A container's line to its router: a network namespace of its own and one pair of virtual interfaces, as RouterOS makes
//! it. The test machine is the router. All of it is gone when dropped.

use std::io::ErrorKind;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// The pair, named after its own number.
pub(crate) struct Veth {
    name: String,
    /// The router's end.
    pub(crate) router: Ipv4Addr,
    /// The container's.
    pub(crate) container: Ipv4Addr,
}

impl Veth {
    /// Makes one that differs from all others of this and other test programs.
    pub(crate) fn make() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        // 172.31.0.0/16 in nets of four addresses; a test program takes a few of them.
        let number = std::process::id().wrapping_mul(16).wrapping_add(COUNT.fetch_add(1, Ordering::Relaxed)) % 0x4000;
        let base = u32::from(Ipv4Addr::new(172, 31, 0, 0)) + number * 4;
        let (router, container) = (Ipv4Addr::from(base + 1), Ipv4Addr::from(base + 2));
        let veth = Veth { name: format!("lango{number}"), router, container };
        let (name, guest) = (&veth.name, format!("{}c", veth.name));
        for line in [
            format!("netns add {name}"),
            format!("link add {name} type veth peer name {guest} netns {name}"),
            format!("addr add {router}/30 dev {name}"),
            format!("link set {name} up"),
            format!("-n {name} addr add {container}/30 dev {guest}"),
            format!("-n {name} link set {guest} up"),
            format!("-n {name} link set lo up"),
            format!("-n {name} route add default via {router}"),
        ] {
            ip(&line);
        }
        veth
    }

    /// A name nobody else has.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The namespace, as a runtime enters it.
    pub(crate) fn namespace(&self) -> PathBuf {
        PathBuf::from("/run/netns").join(&self.name)
    }
}

impl Drop for Veth {
    fn drop(&mut self) {
        // The interfaces go with the namespace.
        let _ = Command::new("ip").args(["netns", "delete", &self.name]).status();
    }
}

fn ip(line: &str) {
    let done = Command::new("ip").args(line.split(' ')).output().unwrap_or_else(|error| match error.kind() {
        ErrorKind::NotFound => panic!("ip is missing: apt-get install iproute2"),
        _ => panic!("ip does not start: {error}"),
    });
    let why = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "ip {line}: {why}(only root may: run this test as root)");
}
