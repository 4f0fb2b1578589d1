//! A throw-away PostgreSQL: a cluster in a folder of its own, on loopback, for the tests that want the real thing. How its
//! programs are found and run is in `programs`; who ends it when the test cannot, in `keeper`.

mod keeper;
mod programs;

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use self::keeper::Keeper;
use self::programs::Programs;
use crate::machine::free_ports;

/// Who owns the databases: no superuser, so that row level security holds for it.
const ROLE: &str = "lango";
/// What the server says of a port it cannot have.
const PORT_TAKEN: &str = "Address already in use";
/// For a machine that many tests share. What is not synced survives `stop_immediate`, for the kernel has it.
const SETTINGS: [&str; 4] = ["fsync=off", "max_connections=300", "shared_buffers=32MB", "timezone=UTC"];

/// A PostgreSQL server with nothing in it. Dropping it stops the server and removes the folder; so does the end of the
/// test's process, whatever ends it.
pub struct Cluster {
    programs: Programs,
    folder: PathBuf,
    port: u16,
    settings: Vec<String>,
    databases: AtomicU32,
    _keeper: Keeper,
}

/// Why there is no PostgreSQL for a test.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum ClusterError {
    #[error(
        "no PostgreSQL server in PATH or /usr/lib/postgresql: `apt-get install postgresql-15` brings it, or \
         POSTGRESQL_BIN names the folder of initdb"
    )]
    NoServer,
    #[error("the machine does not play along")]
    Machine(#[from] io::Error),
    #[error("{program} failed:\n{said}")]
    Program { program: String, said: String },
}

impl Cluster {
    /// Makes a cluster and starts it.
    pub fn start() -> Result<Self, ClusterError> {
        Self::start_with(&[])
    }

    /// The same with server settings that a test wants otherwise, such as `fsync=on`.
    pub fn start_with(settings: &[&str]) -> Result<Self, ClusterError> {
        let programs = Programs::find()?;
        let folder = programs.make_folder()?;
        let keeper = Keeper::over(&programs, &folder)?;
        let settings = SETTINGS.iter().chain(settings).map(|setting| (*setting).to_owned()).collect();
        let mut cluster =
            Cluster { programs, folder, port: 0, settings, databases: AtomicU32::new(0), _keeper: keeper };
        cluster.make()?;
        cluster.start_at_a_free_port()?;
        cluster.sql(&format!("CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE"))?;
        Ok(cluster)
    }

    /// Makes an empty database and returns its URL. Its owner is no superuser.
    pub fn database(&self) -> Result<String, ClusterError> {
        let name = format!("{ROLE}_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.sql(&format!("CREATE DATABASE {name} OWNER {ROLE}"))?;
        Ok(format!("postgresql://{ROLE}@127.0.0.1:{}/{name}", self.port))
    }

    /// Ends the server at once, as a crash would: no checkpoint, clients are cut off.
    pub fn stop_immediate(&self) -> Result<(), ClusterError> {
        run(self.control().args(["-m", "immediate", "stop"])).map(drop)
    }

    /// Starts it again with the same data at the same port. It recovers first.
    pub fn start_again(&self) -> Result<(), ClusterError> {
        let mut options = format!("-p {} -c listen_addresses=127.0.0.1 -k {}", self.port, self.folder.display());
        for setting in &self.settings {
            options += &format!(" -c {setting}");
        }
        run(self.control().arg("-l").arg(self.log_path()).args(["-o", &options, "start"])).map(drop)
    }

    /// Runs statements as the superuser in the database `postgres`, and returns what they print.
    pub fn sql(&self, statements: &str) -> Result<String, ClusterError> {
        self.sql_in("postgres", statements)
    }

    /// Runs statements as the superuser in the database behind a URL of ours: it sees what row level security hides.
    pub fn sql_behind(&self, url: &str, statements: &str) -> Result<String, ClusterError> {
        self.sql_in(url.rsplit('/').next().unwrap_or_default(), statements)
    }

    /// Where it listens on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What the server has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    fn make(&self) -> Result<(), ClusterError> {
        let mut initdb = self.programs.command("initdb");
        initdb.arg("-D").arg(self.data()).args(["--username=postgres", "--auth=trust", "--encoding=UTF8"]);
        run(initdb.args(["--locale=C", "--no-sync", "--no-instructions"])).map(drop)
    }

    fn start_at_a_free_port(&mut self) -> Result<(), ClusterError> {
        let mut more_tries = 3;
        loop {
            [self.port] = free_ports()?;
            match self.start_again() {
                Err(ClusterError::Program { .. }) if more_tries > 0 && self.log().contains(PORT_TAKEN) => {
                    more_tries -= 1;
                }
                Err(ClusterError::Program { program, said }) => {
                    return Err(ClusterError::Program { program, said: said + &self.log() });
                }
                started => return started,
            }
        }
    }

    fn sql_in(&self, database: &str, statements: &str) -> Result<String, ClusterError> {
        let mut psql = self.programs.command("psql");
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", "postgres"]);
        run(psql.args(["-p", &self.port.to_string(), "-d", database, "-c", statements]))
    }

    /// `pg_ctl`, which waits until the server accepts connections, or is gone.
    fn control(&self) -> Command {
        let mut control = self.programs.command("pg_ctl");
        control.arg("-D").arg(self.data()).args(["--wait", "--timeout=60", "--silent"]);
        control
    }

    fn data(&self) -> PathBuf {
        data_in(&self.folder)
    }

    fn log_path(&self) -> PathBuf {
        self.folder.join("log")
    }
}

fn data_in(folder: &Path) -> PathBuf {
    folder.join("data")
}

/// Runs a program to its end and returns what it printed.
fn run(command: &mut Command) -> Result<String, ClusterError> {
    let output = command.output()?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        return Ok(text(&output.stdout).trim_end().to_owned());
    }
    let said = text(&output.stdout) + &text(&output.stderr);
    Err(ClusterError::Program { program: format!("{command:?}"), said })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::{PATIENCE, poll};

    #[test]
    fn databases_are_apart_and_their_owner_is_held_to_row_level_security() {
        let cluster = Cluster::start().unwrap();
        let (one, other) = (cluster.database().unwrap(), cluster.database().unwrap());
        assert_ne!(one, other);
        cluster.sql_behind(&one, "CREATE TABLE only_here (id int)").unwrap();
        assert!(cluster.sql_behind(&other, "SELECT * FROM only_here").is_err());
        let asked = format!("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = '{ROLE}'");
        assert_eq!(cluster.sql(&asked).unwrap(), "f");
    }

    #[test]
    fn what_was_committed_is_there_after_a_crash_at_the_same_port() {
        let cluster = Cluster::start().unwrap();
        let url = cluster.database().unwrap();
        cluster.sql_behind(&url, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)").unwrap();
        cluster.stop_immediate().unwrap();
        assert!(cluster.sql("SELECT 1").is_err());
        cluster.start_again().unwrap();
        assert_eq!(cluster.sql_behind(&url, "SELECT id FROM kept").unwrap(), "7");
    }

    #[test]
    fn dropping_it_ends_the_server_and_removes_its_folder() {
        let cluster = Cluster::start().unwrap();
        let (folder, port) = (cluster.folder.clone(), cluster.port());
        drop(cluster);
        assert!(!folder.exists());
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
    }

    /// The test program itself, asked to hold a cluster until it is killed.
    #[test]
    #[ignore = "the other half of the test below"]
    fn a_cluster_is_held() {
        let cluster = Cluster::start().unwrap();
        println!("folder {}", cluster.folder.display());
        std::thread::park();
    }

    #[test]
    fn a_killed_test_leaves_neither_server_nor_folder() {
        let mut holder = Command::new(std::env::current_exe().unwrap());
        holder.args(["--ignored", "--exact", "--nocapture", "postgres::tests::a_cluster_is_held"]);
        let mut holder = holder.stdout(std::process::Stdio::piped()).spawn().unwrap();
        let mut lines = io::BufRead::lines(io::BufReader::new(holder.stdout.take().unwrap()));
        let folder = lines.find_map(|line| Some(PathBuf::from(line.ok()?.strip_prefix("folder ")?))).unwrap();
        assert!(data_in(&folder).exists());
        holder.kill().unwrap();
        holder.wait().unwrap();
        poll(PATIENCE, || (!folder.exists()).then_some(())).unwrap();
    }
}
