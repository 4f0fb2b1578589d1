//! FreeRADIUS's `radclient`: a request in attributes as people write them, the reply as its own dictionary reads it.

use std::io::{ErrorKind, Write};
use std::process::{Command, Stdio};

use testkit::Langod;

/// Tries and seconds for each: enough for a busy machine.
const PATIENT: [&str; 4] = ["-r", "3", "-t", "5"];
/// For requests that are to be met with silence.
const BRIEF: [&str; 4] = ["-r", "1", "-t", "1"];

/// What came back.
#[derive(Clone, Debug)]
pub struct Reply {
    /// `Access-Accept` and its like.
    pub kind: String,
    attributes: Vec<(String, String)>,
}

impl Reply {
    /// An attribute's value as printed, quotes aside.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A number.
    pub fn number(&self, name: &str) -> Option<u64> {
        self.get(name)?.parse().ok()
    }

    /// Whether it lets the guest in.
    pub fn is_accept(&self) -> bool {
        self.kind == "Access-Accept"
    }

    /// What a reject says happened; it always goes on to say what to do next.
    pub fn refusal(&self) -> &str {
        assert_eq!(self.kind, "Access-Reject", "{self:?}");
        let (happened, next) = self.get("Reply-Message").and_then(|text| text.split_once(". ")).unwrap_or_default();
        assert!(!next.is_empty(), "{self:?}");
        happened
    }
}

/// An Access-Request with these attributes; it is to be answered.
pub fn access(langod: &Langod, attributes: &[(&str, &str)]) -> Reply {
    request(langod.auth_port(), "auth", langod.secret(), attributes)
}

/// A guest who typed a code on a device, by PAP, as RouterOS sends it.
pub fn login(langod: &Langod, code: &str, device: &str) -> Reply {
    access(langod, &[("User-Name", code), ("User-Password", code), ("Calling-Station-Id", device)])
}

/// The same at a gateway elsewhere, `host:port`.
pub fn login_at(server: &str, secret: &str, code: &str, device: &str) -> Reply {
    let attributes = [("User-Name", code), ("User-Password", code), ("Calling-Station-Id", device)];
    answered(server, "auth", secret, &attributes)
}

/// A request of any kind to a port; it is to be answered.
pub fn request(port: u16, kind: &str, secret: &str, attributes: &[(&str, &str)]) -> Reply {
    answered(&here(port), kind, secret, attributes)
}

fn answered(server: &str, kind: &str, secret: &str, attributes: &[(&str, &str)]) -> Reply {
    let printed = run(&PATIENT, server, kind, secret, attributes);
    read(&printed).unwrap_or_else(|| panic!("no reply:\n{printed}"))
}

/// Whether a request of any kind is met with silence, or with a reply that fits no secret.
pub fn is_ignored(port: u16, kind: &str, secret: &str, attributes: &[(&str, &str)]) -> bool {
    read(&run(&BRIEF, &here(port), kind, secret, attributes)).is_none()
}

fn here(port: u16) -> String {
    format!("127.0.0.1:{port}")
}

fn run(patience: &[&str], server: &str, kind: &str, secret: &str, attributes: &[(&str, &str)]) -> String {
    let mut command = Command::new("radclient");
    command.arg("-x").args(patience).args([server, kind, secret]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| match error.kind() {
        ErrorKind::NotFound => panic!("radclient is missing: apt-get install freeradius-utils"),
        _ => panic!("radclient does not start: {error}"),
    });
    let mut input = child.stdin.take().unwrap();
    input.write_all(written(attributes).as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

/// Numbers and octets stand as they are, texts in quotes.
fn written(attributes: &[(&str, &str)]) -> String {
    let is_text = |name: &str| matches!(name, "User-Name" | "User-Password" | "CHAP-Password") || name.ends_with("-Id");
    let line = |(name, value): &(&str, &str)| {
        if is_text(name) { format!("{name} = \"{value}\"\n") } else { format!("{name} = {value}\n") }
    };
    attributes.iter().map(line).collect()
}

fn read(printed: &str) -> Option<Reply> {
    let mut lines = printed.lines().skip_while(|line| !line.starts_with("Received "));
    let kind = lines.next()?.split(' ').nth(1)?.to_owned();
    let attributes = lines.map_while(|line| line.strip_prefix('\t')?.split_once(" = "));
    let attributes = attributes.map(|(name, value)| (name.to_owned(), value.trim_matches('"').to_owned())).collect();
    Some(Reply { kind, attributes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_read_and_what_was_sent_is_not() {
        let printed = "Sent Access-Request Id 9\n\tUser-Name = \"A\"\nReceived Access-Reject Id 9 from 127.0.0.1:1812\n\
            \tReply-Message = \"All = used. Buy more\"\n(0) -: Expected Access-Accept got Access-Reject\n";
        let reply = read(printed).unwrap();
        assert_eq!((reply.refusal(), reply.get("User-Name")), ("All = used", None));
        assert!(read("Sent Access-Request Id 9\n(0) No reply from server for ID 9 socket 3\n").is_none());
    }
}
