//! The peer: FreeRADIUS from Debian with its sqlite module, in a folder of its own, on ports of its own, as the current
//! user. The system's configuration is read (schema and queries), never touched.
//!
//! Three doors: `login` looks a ticket up and answers; `first_login` also records the login (module sql in post-auth);
//! `report` stores accounting. The database is in WAL mode with `synchronous=FULL`, so an answer means that it is on
//! disk. The configuration has fewer modules than Debian's own, in the peer's favour.

mod database;

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use radius_proto::Secret;

use crate::client::{Ask, Deck, Guests, Load, drive};
use crate::gateway::ports::free_udp_port;
use crate::running::Running;
use crate::scratch::Scratch;
use crate::{clock, machine};

const RADIUSD_CONF: &str = include_str!("radiusd.conf");
/// Known to both sides of the measurement, and to nobody else for long.
const SECRET: &str = "load-measures-freeradius";
const SYSTEM: &str = "/etc/freeradius/3.0";

/// A running peer.
#[derive(Debug)]
pub struct FreeRadius {
    running: Running,
    /// Looks a ticket up and answers.
    pub login: SocketAddr,
    /// Looks a ticket up, records the login, answers.
    pub first_login: SocketAddr,
    /// Stores accounting.
    pub report: SocketAddr,
    /// The secret of all three.
    pub secret: Secret,
}

impl FreeRadius {
    /// Starts one that knows these codes, and returns once it has accepted the first.
    pub fn start(scratch: &Scratch, codes: &[String]) -> Result<Self> {
        let folder = scratch.room("freeradius")?;
        let (login, first_login, report) = (free_udp_port()?, free_udp_port()?, free_udp_port()?);
        database::write_tickets(&folder.join("tickets.sql"), codes)?;
        let conf = RADIUSD_CONF
            .replace("@DIR@", &folder.display().to_string())
            .replace("@SYSTEM@", SYSTEM)
            .replace("@SECRET@", SECRET)
            .replace("@LOGIN@", &login.port().to_string())
            .replace("@FIRST_LOGIN@", &first_login.port().to_string())
            .replace("@REPORT@", &report.port().to_string());
        fs::write(folder.join("radiusd.conf"), conf).context("writing radiusd.conf")?;
        readable(&format!("{SYSTEM}/mods-config/sql/main/sqlite/schema.sql"))?;
        let running = scratch.start(&mut command(&folder)?)?;
        let peer = FreeRadius { running, login, first_login, report, secret: Secret::new(SECRET)? };
        peer.wait_for_the_first_accept(codes, &folder)?;
        Ok(peer)
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.running.pid()
    }

    fn wait_for_the_first_accept(&self, codes: &[String], folder: &Path) -> Result<()> {
        let guests = Guests::new(Ask::Login, codes.iter().take(1).cloned().collect());
        let load = Load::full(self.login, self.secret.clone(), 1);
        let accepted = || {
            let answered = drive(&load, &guests, &Deck::of(1, Duration::from_secs(1)));
            answered.is_ok_and(|tally| tally.accepted() == 1) || !machine::is_alive(self.pid())
        };
        let waited = clock::wait_for(Duration::from_secs(30), Duration::from_millis(50), accepted);
        if waited.is_none() || !self.running.is_alive() {
            let log = fs::read_to_string(folder.join("radius.log")).unwrap_or_default();
            bail!("FreeRADIUS does not answer; the end of its log:\n{}", last_lines(&log, 8));
        }
        Ok(())
    }
}

fn command(folder: &Path) -> Result<Command> {
    let program = ["/usr/sbin/freeradius", "/usr/sbin/radiusd", "/usr/bin/freeradius"];
    let program = program.into_iter().find(|path| Path::new(path).is_file());
    let program = program.context("freeradius is missing: apt-get install freeradius freeradius-utils")?;
    let log = fs::File::create(folder.join("stdout.log"))?;
    let mut command = Command::new(program);
    command.arg("-f").arg("-d").arg(folder).args(["-n", "radiusd"]);
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    Ok(command)
}

fn readable(path: &str) -> Result<()> {
    fs::File::open(path).map(drop).with_context(|| {
        format!("reading {path}, which comes with freeradius (`apt-get install freeradius`) and belongs to the group freerad")
    })
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<_> = text.lines().collect();
    lines.get(lines.len().saturating_sub(count)..).unwrap_or_default().join("\n")
}
