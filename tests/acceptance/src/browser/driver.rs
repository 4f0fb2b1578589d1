//! `chromedriver` with one browser: started on a port of its own choice, and gone with everything it wrote when done.

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::wire;
use crate::namespace::Namespace;

pub(super) struct Driver {
    process: Child,
    port: u16,
    session: String,
    /// The browser's own process, in case it outlives its driver.
    browser: Option<u64>,
    // Home, profile and temporary files of both.
    dir: TempDir,
    /// Where both are, if not in the machine's own network.
    network: Option<Arc<Namespace>>,
}

impl Driver {
    /// Starts both. `capabilities` are made for the profile directory.
    pub(super) fn start(network: Option<Arc<Namespace>>, capabilities: impl FnOnce(&str) -> Value) -> Self {
        let dir = tempfile::Builder::new().prefix("lango-browser-").tempdir().unwrap();
        let (process, port) = within(network.as_deref(), || launch(&dir));
        let profile = dir.path().join("profile");
        let wanted = json!({ "capabilities": { "alwaysMatch": capabilities(&profile.to_string_lossy()) } });
        let mut driver = Driver { process, port, session: String::new(), browser: None, dir, network };
        let opened = driver.call("POST", "/session", Some(&wanted));
        // On failure the driver is dropped, and with it its process.
        let opened = opened.unwrap_or_else(|why| panic!("no browser, is it installed? {INSTALL}\n{why}"));
        driver.session = opened["sessionId"].as_str().unwrap().to_owned();
        driver.browser = opened["capabilities"]["goog:processID"].as_u64();
        driver
    }

    pub(super) fn get(&self, path: &str) -> Result<Value, String> {
        self.call("GET", &format!("/session/{}/{path}", self.session), None)
    }

    pub(super) fn post(&self, path: &str, parameters: Value) -> Result<Value, String> {
        self.call("POST", &format!("/session/{}/{path}", self.session), Some(&parameters))
    }

    /// The value of a script.
    pub(super) fn script(&self, body: &str, arguments: Value) -> Result<Value, String> {
        self.post("execute/sync", json!({ "script": body, "args": arguments }))
    }

    /// Closes the browser, then its driver.
    pub(super) fn quit(&mut self) {
        let closed = self.call("DELETE", &format!("/session/{}", self.session), None);
        if let (Err(_), Some(browser)) = (closed, self.browser.take()) {
            // Gone already is as good.
            let _ = Command::new("kill").args(["-9", &browser.to_string()]).stderr(Stdio::null()).status();
        }
        self.end_process();
    }

    /// Removes what both have written. `None` if something is still being written.
    pub(super) fn remove_files(&self) -> Option<()> {
        match fs::remove_dir_all(self.dir.path()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => None,
            _ => Some(()),
        }
    }

    fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
        within(self.network.as_deref(), || wire::call(self.port, method, path, body))
    }

    fn end_process(&mut self) {
        // Both fail only if it is gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.end_process();
    }
}

fn within<T: Send>(network: Option<&Namespace>, act: impl FnOnce() -> T + Send) -> T {
    match network {
        Some(network) => network.run(act),
        None => act(),
    }
}

const INSTALL: &str = "apt-get install chromium chromium-driver";

/// The driver takes a free port for IPv4 and wants the same for IPv6; where another program has that one it ends, and is
/// started again.
fn launch(dir: &TempDir) -> (Child, u16) {
    const TRIES: usize = 5;
    for _ in 0..TRIES {
        let mut process = spawn(dir);
        if let Some(port) = port(&mut process) {
            return (process, port);
        }
        let _ = process.kill();
        let _ = process.wait();
    }
    panic!("chromedriver finds no port in {TRIES} tries: {INSTALL}");
}

fn spawn(dir: &TempDir) -> Child {
    let mut command = Command::new("chromedriver");
    // Whatever either wants to keep between runs, it keeps here.
    for name in ["HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"] {
        command.env(name, dir.path());
    }
    command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn().unwrap_or_else(|error| panic!("chromedriver does not start ({error}): {INSTALL}"))
}

/// The port it found free, from its first lines; the rest of what it prints is read and forgotten. `None` if it ended.
fn port(process: &mut Child) -> Option<u16> {
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
    let found = lines.find_map(|line| line.split_once("successfully on port ")?.1.trim_end_matches('.').parse().ok());
    std::thread::spawn(move || lines.for_each(drop));
    found
}
