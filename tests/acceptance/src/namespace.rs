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

/// Each has a net of four addresses in 172.31.0.0/16 if it wants.
const NUMBERS: u32 = 0x4000;

/// The network.
#[derive(Debug)]
pub struct Namespace {
    name: String,
}

impl Namespace {
    /// Makes one that has a number to itself, with nothing but a loopback. The number is below [`NUMBERS`].
    pub(crate) fn numbered() -> (u32, Self) {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let first = std::process::id().wrapping_mul(16);
        // Another test program may have it, or one that was killed have left it behind.
        let made = (0..NUMBERS).find_map(|_| {
            let number = first.wrapping_add(COUNT.fetch_add(1, Ordering::Relaxed)) % NUMBERS;
            Some((number, Self::add(format!("lango{number}"))?))
        });
        made.expect("a network that is not there yet: remove those of `ip netns list` whose tests have ended")
    }

    /// Another beside it, with the same number; no other is made with this role.
    pub(crate) fn beside(&self, role: &str) -> Self {
        let name = format!("{}{role}", self.name);
        Self::add(name).unwrap_or_else(|| panic!("{}{role} is left over: ip netns delete it", self.name))
    }

    fn add(name: String) -> Option<Self> {
        let added = run(&format!("netns add {name}"));
        if added.as_ref().is_err_and(|why| why.contains("File exists")) {
            return None;
        }
        added.unwrap_or_else(|why| panic!("{why}"));
        let namespace = Namespace { name };
        namespace.ip(&["link set lo up".to_owned()]);
        Some(namespace)
    }

    /// Its name, which nobody else has.
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

/// One line of `ip`.
pub(crate) fn ip(line: &str) {
    run(line).unwrap_or_else(|why| panic!("{why}"));
}

/// The same, or why not.
fn run(line: &str) -> Result<(), String> {
    let done = Command::new("ip").args(line.split(' ')).output().map_err(|error| match error.kind() {
        ErrorKind::NotFound => "ip is missing: apt-get install iproute2".to_owned(),
        _ => format!("ip does not start: {error}"),
    })?;
    let why = String::from_utf8_lossy(&done.stderr);
    if done.status.success() { Ok(()) } else { Err(format!("ip {line}: {why}(only root may: run this test as root)")) }
}
