//! A container as a router runs it: the image's root, mounted read-only, under `runc`, with a line of its own to the router,
//! variables for its configuration, and a folder for its books that outlives it.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::langod::Output;
use testkit::machine::{PATIENCE, poll};

use crate::image::Image;
use crate::line::Line;
use crate::radclient::{self, Reply};
use crate::web;

/// The secret between the router and any container.
pub const SECRET: &str = "d41d8cd98f00b204e9800998ecf8427e";
/// What a small router can spare.
pub const MEMORY_BYTES: u64 = 32 << 20;

/// A container to be.
pub struct ContainerBuilder<'a> {
    image: &'a Image,
    data: &'a Path,
    emulator: Vec<String>,
    environment: Vec<(String, String)>,
    files: Vec<(String, String)>,
    memory_bytes: Option<u64>,
    line: Option<Line>,
}

/// A running container. Dropping it removes all of it but its books.
pub struct Container {
    process: Child,
    emulator: Vec<String>,
    command: Vec<String>,
    bundle: TempDir,
    // Last: its network is in use until the process is gone.
    line: Line,
}

impl<'a> ContainerBuilder<'a> {
    /// One of this image with its books in this folder, configured by the least an owner has to set.
    pub fn new(image: &'a Image, data: &'a Path) -> Self {
        let environment = [
            ("LANGO_SITE_NAME", "Kibanda WiFi"),
            ("LANGO_PROVIDER_ID", "7b0c2a52-0a51-4f0e-9a43-0d6f0f5a9c11"),
            ("LANGO_RADIUS_SECRET", SECRET),
        ];
        let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        ContainerBuilder {
            image,
            data,
            emulator: Vec::new(),
            environment,
            files: Vec::new(),
            memory_bytes: None,
            line: None,
        }
    }

    /// On another machine's processor. The emulator is put into the root, for the kernel here cannot run the rest of it.
    pub fn emulated(mut self, program: &str, processor: &str) -> Self {
        self.emulator = [program, "-cpu", processor].map(str::to_owned).into();
        self
    }

    /// Sets a variable; an empty one is as good as none.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// No variables at all.
    pub fn without_env(mut self) -> Self {
        self.environment.clear();
        self
    }

    /// Mounts a file of this text; `ROUTER` in it stands for the router's address.
    pub fn file(mut self, place: &str, text: &str) -> Self {
        self.files.push((place.to_owned(), text.to_owned()));
        self
    }

    /// Limits its memory; one byte more and the kernel kills it.
    pub fn memory_bytes(mut self, most: u64) -> Self {
        self.memory_bytes = Some(most);
        self
    }

    /// On a line that is there, in the place of one of its own.
    pub fn on(mut self, line: Line) -> Self {
        self.line = Some(line);
        self
    }

    /// Starts what the image's own command starts.
    pub fn start(self) -> Container {
        let (line, bundle) = (self.line.clone().unwrap_or_else(Line::make), tempfile::tempdir().unwrap());
        let root = bundle.path().join("root");
        self.image.unpack_into(&root);
        let emulator = self.install_emulator(&root);
        let command = self.image.words("Cmd");
        let spec = self.spec(&[&emulator[..], &command[..]].concat(), &line, bundle.path());
        fs::write(bundle.path().join("config.json"), spec.to_string()).unwrap();
        let log = File::create(bundle.path().join("log")).unwrap();
        let mut runc = runc();
        runc.args(["run", "--bundle"]).arg(bundle.path()).arg(line.namespace.name());
        runc.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        let process = runc.spawn().unwrap_or_else(|error| why_no_runc(&error));
        Container { process, emulator, command, bundle, line }
    }

    /// Starts it and returns when the portal answers.
    pub fn serve(self) -> Container {
        let mut container = self.start();
        let address = format!("{}:8088", container.line.container);
        poll(PATIENCE, || {
            let has_ended = container.process.try_wait().unwrap().is_some();
            (has_ended || container.log().contains(" serving")).then_some(())
        });
        assert!(container.log().contains(" serving"), "it does not serve:\n{}", container.log());
        let healthy = b"GET /healthz HTTP/1.1\r\nHost: portal\r\nConnection: close\r\n\r\n";
        let answer = container.line.at_router(|| web::exchange_at(&address, healthy));
        assert_eq!(answer.status, 200, "{answer:?}");
        container
    }

    fn install_emulator(&self, root: &Path) -> Vec<String> {
        let Some((program, more)) = self.emulator.split_first() else { return Vec::new() };
        let folders = std::env::var_os("PATH").unwrap_or_default();
        let found = std::env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.exists());
        let found = found.unwrap_or_else(|| panic!("{program} is missing: apt-get install qemu-user-static"));
        fs::copy(found, root.join("emulator")).unwrap();
        [&["/emulator".to_owned()], more].concat()
    }

    /// The runtime's own description of a container (OCI runtime specification 1.0). No capability is kept: the daemon needs
    /// none.
    fn spec(&self, command: &[String], line: &Line, bundle: &Path) -> Value {
        let config = self.image.config();
        let mut environment = self.image.words("Env");
        environment.extend(self.environment.iter().map(|(name, value)| format!("{name}={value}")));
        if !self.environment.is_empty() {
            environment.push(format!("LANGO_NAS_ADDRESS={}", line.router));
        }
        let bind = |from: &Path, to: &str, mode: &str| json!({ "destination": to, "type": "none", "source": from, "options": ["bind", mode] });
        let mut mounts = vec![
            json!({ "destination": "/proc", "type": "proc", "source": "proc" }),
            json!({ "destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755", "size=64k"] }),
            bind(self.data, "/data", "rw"),
        ];
        for (number, (place, text)) in self.files.iter().enumerate() {
            let file = bundle.join(format!("file-{number}"));
            fs::write(&file, text.replace("ROUTER", &line.router.to_string())).unwrap();
            mounts.push(bind(&file, place, "ro"));
        }
        let mut namespaces = ["pid", "ipc", "uts", "mount"].map(|kind| json!({ "type": kind })).to_vec();
        namespaces.push(json!({ "type": "network", "path": line.namespace.path() }));
        let resources = self.memory_bytes.map_or(json!({}), |most| json!({ "memory": { "limit": most } }));
        json!({
            "ociVersion": "1.0.2",
            "process": {
                "args": command,
                "env": environment,
                "cwd": config["config"]["WorkingDir"],
                "user": { "uid": 0, "gid": 0 },
                "noNewPrivileges": true,
            },
            "root": { "path": "root", "readonly": true },
            "hostname": "lango",
            "mounts": mounts,
            "linux": {
                "namespaces": namespaces,
                "cgroupsPath": format!("/{}", line.namespace.name()),
                "resources": resources,
            },
        })
    }
}

impl Container {
    /// Runs a command in it, as an owner does from the router's console.
    pub fn run(&self, arguments: &[&str]) -> Output {
        let mut runc = runc();
        runc.args(["exec", self.name()]).args(&self.emulator).arg(&self.command[0]).args(arguments);
        let output = runc.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Output { status: output.status, stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }

    /// Runs a command that is to succeed, and reads the JSON it prints.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let Output { status, stdout, stderr } = self.run(&[arguments, &["--json"]].concat());
        assert!(status.success(), "{arguments:?}: {stderr}\n{}", self.log());
        serde_json::from_str(&stdout).unwrap()
    }

    /// Offers an hour for 20 shillings and sells so many.
    pub fn sell_hours(&self, count: usize) -> Vec<String> {
        let hour = ["--name", "1 hour", "--price", "20", "--kind", "elapsed", "--duration", "1h"];
        self.json(&[&["plan", "add"], &hour[..]].concat());
        let sold = self.json(&["ticket", "mint", "--plan", "1 hour", "--count", &count.to_string()]);
        sold.as_array().unwrap().iter().map(|ticket| ticket["code"].as_str().unwrap().to_owned()).collect()
    }

    /// A guest's login as the router sends it, from its own end of the line.
    pub fn login(&self, code: &str, device: &str) -> Reply {
        let server = format!("{}:1812", self.line.container);
        self.line.at_router(|| radclient::login_at(&server, SECRET, code, device))
    }

    /// The most memory it has had, and the limit, in bytes.
    pub fn memory_bytes(&self) -> (u64, u64) {
        let output = runc().args(["events", "--stats", self.name()]).output().unwrap();
        let stats: Value = serde_json::from_slice(&output.stdout).unwrap();
        let usage = &stats["data"]["memory"]["usage"];
        (usage["max"].as_u64().unwrap(), usage["limit"].as_u64().unwrap())
    }

    /// Asks it to end as the router does.
    pub fn stop(&mut self) -> ExitStatus {
        assert!(runc().args(["kill", self.name(), "TERM"]).status().unwrap().success());
        self.ended()
    }

    /// How it ends by itself.
    pub fn ended(&mut self) -> ExitStatus {
        let ended = poll(PATIENCE, || self.process.try_wait().unwrap());
        ended.unwrap_or_else(|| panic!("it does not end:\n{}", self.log()))
    }

    /// Pulls its plug.
    pub fn kill_9(&mut self) {
        assert!(runc().args(["kill", self.name(), "KILL"]).status().unwrap().success());
        self.ended();
    }

    fn name(&self) -> &str {
        self.line.namespace.name()
    }

    /// What the router's log would show.
    pub fn log(&self) -> String {
        fs::read_to_string(self.bundle.path().join("log")).unwrap()
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = runc().args(["delete", "--force", self.name()]).stderr(Stdio::null()).status();
        let _ = self.process.wait();
    }
}

fn runc() -> Command {
    Command::new("runc")
}

fn why_no_runc(error: &std::io::Error) -> Child {
    match error.kind() {
        ErrorKind::NotFound => panic!("runc is missing: apt-get install runc"),
        _ => panic!("runc does not start: {error}"),
    }
}
