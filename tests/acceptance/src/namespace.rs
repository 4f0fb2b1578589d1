//! A network of its own (Linux network namespaces): what is started in it has its interfaces, routes and firewall, and
//! none of the machine's. It is gone, and the interfaces with it, when dropped.

use std::fs::File;
use std::io::ErrorKind;
use std::net::{SocketAddr, TcpStream};
use std::ops::Deref;
use std::os::fd::AsFd;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

/// The network.
#[derive(Debug)]
pub struct Namespace {
    name: String,
}

impl Namespace {
    /// Makes one, with nothing but a loopback. `number` is one of [`unused_number`].
    pub(crate) fn make(number: u32, role: &str) -> Self {
        let name = format!("lango{number}{role}");
        ip(&format!("netns add {name}"));
        ip(&format!("-n {name} link set lo up"));
        Namespace { name }
    }

    /// A name that nobody else has.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// As a container runtime enters it.
    pub(crate) fn path(&self) -> PathBuf {
        PathBuf::from("/run/netns").join(&self.name)
    }

    /// Does something in it: sockets opened, threads begun and programs started meanwhile belong to it, and stay there.
    ///
    /// # Panics
    /// As what is done does.
    pub fn run<T: Send>(&self, act: impl FnOnce() -> T + Send) -> T {
        thread::scope(|scope| {
            let inside = scope.spawn(|| {
                let place = File::open(self.path()).unwrap();
                move_into_link_name_space(place.as_fd(), Some(LinkNameSpaceType::Network)).unwrap();
                act()
            });
            inside.join().unwrap_or_else(|panic| resume_unwind(panic))
        })
    }

    /// Whether anybody answers there when called from in it.
    pub(crate) fn reaches(&self, address: SocketAddr) -> bool {
        self.run(|| TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_ok())
    }

    /// Makes something in it that is also to end in it.
    pub(crate) fn host<T: Send>(self: &Arc<Self>, make: impl FnOnce() -> T + Send) -> Resident<T> {
        Resident { what: Some(self.run(make)), network: Arc::clone(self) }
    }

    /// Configures it, a line of `ip` each.
    pub(crate) fn ip(&self, lines: &[String]) {
        lines.iter().for_each(|line| ip(&format!("-n {} {line}", self.name)));
    }

    /// Passes on what is not for itself.
    pub(crate) fn routes(&self) {
        self.run(|| std::fs::write("/proc/sys/net/ipv4/ip_forward", "1").unwrap());
    }

    /// Loads rules of nftables.
    pub(crate) fn nft(&self, rules: &str) -> String {
        let command = Command::new("ip").args(["netns", "exec", &self.name, "nft", rules]).output().unwrap();
        let why = String::from_utf8_lossy(&command.stderr);
        assert!(command.status.success(), "{rules}\n{why}(nft is missing: apt-get install nftables)");
        String::from_utf8_lossy(&command.stdout).into_owned()
    }
}

/// What was made in a network and ends there, so that its last words reach who should hear them.
pub struct Resident<T: Send> {
    // None only while it is dropped.
    what: Option<T>,
    network: Arc<Namespace>,
}

impl<T: Send> Deref for Resident<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.what.as_ref().expect("it lives as long as this")
    }
}

impl<T: Send> Drop for Resident<T> {
    fn drop(&mut self) {
        let what = self.what.take();
        self.network.run(|| drop(what));
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        // What is still in it ends without it.
        let _ = Command::new("ip").args(["netns", "delete", &self.name]).stderr(Stdio::null()).status();
    }
}

/// A number that differs from all others of this and other test programs, below 0x4000.
pub(crate) fn unused_number() -> u32 {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    std::process::id().wrapping_mul(16).wrapping_add(COUNT.fetch_add(1, Ordering::Relaxed)) % 0x4000
}

/// One line of `ip`.
pub(crate) fn ip(line: &str) {
    let done = Command::new("ip").args(line.split(' ')).output().unwrap_or_else(|error| match error.kind() {
        ErrorKind::NotFound => panic!("ip is missing: apt-get install iproute2"),
        _ => panic!("ip does not start: {error}"),
    });
    let why = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "ip {line}: {why}(only root may: run this test as root)");
}
