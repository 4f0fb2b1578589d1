//! The counter of a site as a cashier's browser reaches it: over TLS with a certificate nobody vouches for, with a cookie.
//! The browser here is curl, with a jar of its own for each.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;
use testkit::Langod;
use testkit::langod::LangodBuilder;
use testkit::machine::{PATIENCE, free_ports, poll};

/// The PIN most tests set.
pub const PIN: &str = "271828";

/// A gateway to be whose counter listens on this port of loopback, with these networks of guests.
pub fn with_counter(guests: &str) -> (LangodBuilder, u16) {
    let port = free_port();
    (on(Langod::builder(), port, guests), port)
}

/// Gives a gateway to be a counter on this port.
pub fn on(builder: LangodBuilder, port: u16, guests: &str) -> LangodBuilder {
    let section = format!("[console]\nlisten = \"127.0.0.1:{port}\"\nguests = [{guests}]\n[enforcement]");
    builder.edit("[enforcement]", &section)
}

/// A port for a counter.
pub fn free_port() -> u16 {
    let [port] = free_ports().unwrap();
    port
}

/// Waits until the counter answers, as it does soon after a PIN was set.
pub fn is_open(port: u16) {
    let answers = || (Cashier::at(port).get("/sign-in").status == 200).then_some(());
    poll(PATIENCE, answers).unwrap_or_else(|| panic!("the counter does not open"));
}

/// Runs `langod` with something typed; whether it succeeded, and what it said.
pub fn typed(langod: &Langod, arguments: &[&str], text: &str) -> (bool, String) {
    let mut command = Command::new(langod.binary());
    command.arg("--config").arg(langod.config_path()).arg("--data").arg(langod.data_dir()).args(arguments);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{text}\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// Sets the PIN.
pub fn set_pin(langod: &Langod, pin: &str) {
    let (is_set, said) = typed(langod, &["console", "pin"], pin);
    assert!(is_set, "{said}");
}

/// A browser at the counter.
pub struct Cashier {
    port: u16,
    /// From which address of loopback it comes.
    from: &'static str,
    jar: PathBuf,
    // The folder is gone with this.
    _folder: TempDir,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Page {
    /// The status; zero, if there was no connection.
    pub status: u16,
    /// Where it sends the browser.
    pub location: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Page {
    /// The page's text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The value of the first hidden field with this name.
    pub fn hidden(&self, name: &str) -> String {
        let text = self.text();
        let (_, rest) =
            text.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name}: {text}"));
        rest.split('"').next().unwrap().to_owned()
    }
}

impl Cashier {
    /// One who has not signed in.
    pub fn at(port: u16) -> Self {
        Self::from(port, "127.0.0.1")
    }

    /// The same from another address of loopback.
    pub fn from(port: u16, from: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Cashier { port, from, jar: folder.path().join("cookies"), _folder: folder }
    }

    /// One who has signed in.
    pub fn signed_in(port: u16) -> Self {
        let cashier = Self::at(port);
        let page = cashier.post("/sign-in", &[("pin", PIN)]);
        assert_eq!((page.status, page.location.as_str()), (303, "/"), "{}", page.text());
        cashier
    }

    /// Asks for a page.
    pub fn get(&self, path: &str) -> Page {
        self.ask(path, &[])
    }

    /// Sends a form.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let words: Vec<&str> = fields.iter().flat_map(|field| ["--data-urlencode", field]).collect();
        self.ask(path, if words.is_empty() { &["--data", ""] } else { &words })
    }

    /// Sends a form with the token of this browser's seat.
    pub fn acts(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.get("/").hidden("csrf");
        self.post(path, &[&[("csrf", token.as_str())], fields].concat())
    }

    /// Asks with words of curl's own.
    pub fn ask(&self, path: &str, words: &[&str]) -> Page {
        let mut curl = Command::new("curl");
        curl.args([
            "--silent",
            "--insecure",
            "--interface",
            self.from,
            "--write-out",
            "\n%{http_code} %header{location}",
        ]);
        curl.arg("--cookie").arg(&self.jar).arg("--cookie-jar").arg(&self.jar).args(words);
        curl.arg(format!("https://127.0.0.1:{}{path}", self.port));
        let output = curl.output().unwrap_or_else(|why| panic!("no curl ({why}): apt-get install curl"));
        let at = output.stdout.iter().rposition(|&byte| byte == b'\n').unwrap();
        let (body, line) = output.stdout.split_at(at);
        let line = String::from_utf8_lossy(line).trim().to_owned();
        let (status, location) = line.split_once(' ').unwrap_or((&line, ""));
        Page { status: status.parse().unwrap(), location: location.to_owned(), body: body.to_vec() }
    }
}
