//! A `lango-cloud` under measurement: its database on the measured disk or a server, its ports, its command line. Unlike the
//! testkit's it may have TLS inside, and it ends with the scratch folder, also after Ctrl-C.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use testkit::machine::free_ports;

use super::{Certificate, Metrics};
use crate::clock;
use crate::running::Running;
use crate::scratch::Scratch;

/// How long a start may take before it counts as failed.
const START: Duration = Duration::from_secs(30);
/// The host of the callback addresses that `langod` makes here, and this machine.
const HOSTS: &str = "cloud.example.net,127.0.0.1";
/// Processes that share a database open each other's secrets. It is nobody's for longer than a run.
const ENCRYPTION_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// What a cloud is to be.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// A database server's; none for the embedded file.
    pub database: Option<String>,
    /// With TLS inside.
    pub certificate: Option<Certificate>,
    /// How long it holds a question; none for what is usual.
    pub hold_secs: Option<u32>,
}

/// A site that waits for its gateway.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Whose it is.
    pub provider: String,
    /// The site.
    pub site: String,
    /// The code that claims it.
    pub code: String,
}

/// A cloud that serves until this is dropped.
#[derive(Debug)]
pub struct LangoCloud {
    running: Running,
    program: Program,
    port: u16,
    metrics: Metrics,
}

/// How it is started, and asked at the command line.
#[derive(Debug)]
struct Program {
    binary: PathBuf,
    data: PathBuf,
    environment: Vec<(&'static str, String)>,
}

impl LangoCloud {
    /// Starts one with a folder of this name, its tables brought up to date.
    pub fn start(scratch: &Scratch, name: &str, binary: &Path, setup: &Setup) -> Result<Self> {
        if !binary.is_file() {
            let advice = "`cargo build --release -p cloudd` builds it, LANGO_CLOUD names another";
            bail!("{} is missing: {advice}", binary.display());
        }
        let folder = scratch.room(name)?;
        let [port, metrics_port] = free_ports()?;
        let environment = environment(setup, port, metrics_port);
        let program = Program { binary: binary.to_path_buf(), data: folder.join("data"), environment };
        program.ask(&["migrate"])?;
        let log_path = folder.join("log");
        let log = File::options().create(true).append(true).open(&log_path)?;
        let running = scratch.start(program.command().arg("serve").stdout(log.try_clone()?).stderr(log))?;
        let cloud = LangoCloud { running, program, port, metrics: Metrics::at(local(metrics_port)) };
        cloud.wait_until_it_serves(&log_path)?;
        Ok(cloud)
    }

    /// Where gateways, rails and browsers reach it.
    pub fn address(&self) -> SocketAddr {
        local(self.port)
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.running.pid()
    }

    /// Its counters.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Makes a provider with one site that waits for its gateway. The name is the site's.
    pub fn create_site(&self, name: &str) -> Result<Claim> {
        let named = ["--name", name];
        let email = ["--email", "owner@example.net"];
        let provider = self.program.json(&[&["provider", "create"], &named[..], &email].concat(), "id")?;
        self.program.ask(&["provider", "approve", &provider])?;
        let made = self.program.ask(&["site", "create", "--provider", &provider, "--name", name, "--json"])?;
        let (site, code) = (text(&made, "id")?, text(&made, "claim_code")?);
        Ok(Claim { provider, site, code })
    }

    /// Says that the words of the gateway that claimed it are the right ones.
    pub fn confirm(&self, claim: &Claim) -> Result<()> {
        self.program.ask(&["site", "confirm", &claim.site, "--provider", &claim.provider]).map(drop)
    }

    /// Its own word is waited for: on a port it could not have, somebody else may answer.
    fn wait_until_it_serves(&self, log: &Path) -> Result<()> {
        let said = || fs::read_to_string(log).unwrap_or_default();
        let serves = || said().contains(" serving") && TcpStream::connect(self.address()).is_ok();
        let waited = clock::wait_for(START, Duration::from_millis(5), || serves() || !self.running.is_alive());
        if waited.is_none() || !self.running.is_alive() {
            bail!("lango-cloud does not serve; its log is:\n{}", said());
        }
        Ok(())
    }
}

impl Program {
    fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        command.env_clear().envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.arg("--data").arg(&self.data).stdin(Stdio::null());
        command
    }

    fn ask(&self, arguments: &[&str]) -> Result<String> {
        let output = self.command().args(arguments).output().context("starting lango-cloud")?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("lango-cloud {} failed ({}): {}", arguments.join(" "), output.status, said.trim());
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    fn json(&self, arguments: &[&str], key: &str) -> Result<String> {
        text(&self.ask(&[arguments, &["--json"]].concat())?, key)
    }
}

fn environment(setup: &Setup, port: u16, metrics_port: u16) -> Vec<(&'static str, String)> {
    let mut environment = vec![
        ("LISTEN", Ipv4Addr::LOCALHOST.to_string()),
        ("PORT", port.to_string()),
        ("PUBLIC_URL", "https://cloud.example.net".to_owned()),
        ("ALLOWED_HOSTS", HOSTS.to_owned()),
        ("METRICS_LISTEN", local(metrics_port).to_string()),
        ("ENCRYPTION_KEY", ENCRYPTION_KEY.to_owned()),
    ];
    environment.extend(setup.database.clone().map(|url| ("DATABASE_URL", url)));
    environment.extend(setup.hold_secs.map(|secs| ("HOLD_SECONDS", secs.to_string())));
    if let Some(Certificate { certificate, key }) = &setup.certificate {
        let files = [("TLS_CERT", certificate), ("TLS_KEY", key)];
        environment.extend(files.map(|(name, path)| (name, path.display().to_string())));
    }
    environment
}

fn local(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

fn text(printed: &str, key: &str) -> Result<String> {
    let printed: Value = serde_json::from_str(printed).context("reading what lango-cloud printed")?;
    let found = printed.get(key).and_then(Value::as_str).map(str::to_owned);
    found.with_context(|| format!("lango-cloud printed no {key}"))
}
