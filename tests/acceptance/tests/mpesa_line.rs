//! What is in the way to the rail: a name without an address, nobody who listens, somebody else who listens. `langod
//! mpesa test` and `langod doctor` tell these apart, and each comes with what to do.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;

use acceptance::shop::{phone, taking_mpesa};
use serde_json::Value;
use tempfile::TempDir;
use testkit::Langod;
use testkit::daraja::{Connections, Daraja, DarajaConfig, Endpoint, Fault, Schedule};
use testkit::machine::{PATIENCE, free_ports, poll};

fn gateway(base_url: &str) -> Langod {
    taking_mpesa(base_url).prepare().unwrap()
}

fn finding(langod: &Langod, what: &str) -> Value {
    let printed = langod.run(&["doctor", "--json"]).unwrap();
    let findings: Value = serde_json::from_str(&printed.stdout).unwrap_or_else(|_| panic!("{printed:?}"));
    let found = findings.as_array().unwrap().iter().find(|finding| finding["what"] == what);
    found.unwrap_or_else(|| panic!("{findings}")).clone()
}

/// Both commands find the same in the way, and say what to do about it.
#[track_caller]
fn is_in_the_way(base_url: &str, word: &str, remedy: &str) {
    let langod = gateway(base_url);
    let tried = langod.run(&["mpesa", "test", "--phone", &phone(1)]).unwrap();
    assert_eq!(tried.status.code(), Some(1), "{tried:?}");
    assert!(tried.stderr.contains(remedy) && tried.stderr.lines().count() == 1, "{tried:?}");

    let found = finding(&langod, "mpesa");
    assert_eq!(found["grade"], "bad", "{found}");
    let sentence = found["found"].as_str().unwrap();
    assert!(sentence.contains(base_url) && sentence.contains(&format!("({word})")), "{found}");
    assert!(found["remedy"].as_str().unwrap().contains(remedy), "{found}");

    let text = langod.run(&["doctor"]).unwrap();
    assert_eq!(text.status.code(), Some(1), "{text:?}");
    let mut lines = text.stdout.lines().skip_while(|line| !line.contains("mpesa"));
    assert!(lines.next().is_some_and(|line| line.starts_with("bad") && line.contains(base_url)), "{text:?}");
    assert!(lines.next().is_some_and(|line| line.starts_with(' ') && line.contains(remedy)), "{text:?}");
    assert!(text.stderr.contains("need attention"), "{text:?}");
}

#[test]
fn a_name_without_an_address() {
    is_in_the_way("https://no-such-host.invalid", "name", "no DNS");
}

#[test]
fn nobody_who_listens() {
    let [port] = free_ports().unwrap();
    is_in_the_way(&format!("https://127.0.0.1:{port}"), "connection", "nobody answers");
    let rail = Daraja::start(DarajaConfig::paybill()).unwrap();
    rail.set_connections(Connections::Refused);
    is_in_the_way(&rail.base_url(), "connection", "nobody answers");
}

#[test]
fn somebody_who_speaks_no_tls() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    // It ends with the test's process, as nothing needs it before.
    thread::spawn(move || listener.incoming().flatten().for_each(|stream| drop(thread::spawn(|| talk(stream)))));
    is_in_the_way(&format!("https://{address}"), "tls", "somebody may stand in between");
}

/// As a login page of another hotspot does that knows nothing of TLS.
fn talk(mut stream: TcpStream) {
    let _ = stream.read(&mut [0; 512]);
    let _ = stream.write_all(b"HTTP/1.1 302 Found\r\nLocation: http://login.example/\r\n\r\n");
}

/// A server whose certificate nobody vouches for. Dropping it ends it.
struct SelfSigned {
    address: SocketAddr,
    server: Child,
    _folder: TempDir,
}

impl SelfSigned {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [port] = free_ports().unwrap();
        let openssl = |words: &[&str]| {
            let mut command = Command::new("openssl");
            command.args(words).current_dir(folder.path());
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            command
        };
        let request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"];
        let names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"];
        let made = openssl(&[&request[..], &names].concat()).status();
        assert!(made.expect("openssl is missing: apt-get install openssl").success());
        let accept = format!("127.0.0.1:{port}");
        let server = openssl(&["s_server", "-accept", &accept, "-cert", "cert.pem", "-key", "key.pem", "-www"]).spawn();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let serving = SelfSigned { address, server: server.unwrap(), _folder: folder };
        assert!(poll(PATIENCE, || TcpStream::connect(address).ok()).is_some());
        serving
    }
}

impl Drop for SelfSigned {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

#[test]
fn somebody_whose_certificate_nobody_vouches_for() {
    let server = SelfSigned::start();
    is_in_the_way(&format!("https://{}", server.address), "tls", "somebody may stand in between");
}

#[test]
fn a_line_that_breaks_off() {
    let rail = Daraja::start(DarajaConfig::paybill()).unwrap();
    rail.fail(Endpoint::StkPush, Fault::Cut, Schedule::Always);
    let tried = gateway(&rail.base_url()).run(&["mpesa", "test", "--phone", &phone(1)]).unwrap();
    assert_eq!(tried.status.code(), Some(1), "{tried:?}");
    assert!(tried.stderr.contains("breaks off"), "{tried:?}");
}

#[test]
fn a_rail_that_answers_is_good_with_and_without_the_daemon() {
    let rail = Daraja::start(DarajaConfig::paybill()).unwrap();
    for langod in [gateway(&rail.base_url()), taking_mpesa(&rail.base_url()).start().unwrap()] {
        let found = finding(&langod, "mpesa");
        assert_eq!(found["grade"], "good", "{found}");
        assert_eq!(found["remedy"], Value::Null, "{found}");
        assert_eq!(langod.run(&["doctor"]).unwrap().status.code(), Some(0));
        assert_eq!(finding(&langod, "secrets")["remedy"], "langod config seal");
    }
    assert_eq!(rail.counters().requests_of(Endpoint::Token), 0, "a look costs no token");
}

#[test]
fn a_gateway_without_the_rail_is_not_told_of_it() {
    let langod = Langod::builder().prepare().unwrap();
    let printed = langod.run(&["doctor"]).unwrap();
    assert!(printed.status.success() && !printed.stdout.contains("mpesa"), "{printed:?}");
}
