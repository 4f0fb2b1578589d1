//! The real binary on its embedded database: what it answers, what it refuses, and how it ends.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use testkit::cloud::{Cloud, CloudBuilder};

fn builder() -> CloudBuilder {
    Cloud::builder().binary(env!("CARGO_BIN_EXE_lango-cloud"))
}

/// Sends bytes as they are and returns all that comes back.
fn exchange(port: u16, request: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    // A refusal may come before all was sent; then the connection is reset behind it.
    let _ = stream.read_to_string(&mut answer);
    answer
}

fn get(cloud: &Cloud, path: &str, host: &str) -> String {
    exchange(cloud.port(), &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))
}

#[test]
fn refusals_are_problems_with_stable_codes() {
    let cloud = builder().start().unwrap();
    let ours = "127.0.0.1";
    for (answer, status, code) in [
        (get(&cloud, "/nowhere", ours), "404", "not_found"),
        (get(&cloud, "/nowhere", "evil.example"), "421", "unknown_host"),
        (exchange(cloud.port(), "GET / HTTP/1.0\r\n\r\n"), "400", "no_host"),
        (exchange(cloud.port(), "POST /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n"), "405", "method_not_allowed"),
    ] {
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!(" {status} ")) && head.contains("application/problem+json"), "{answer}");
        assert!(
            body.contains(&format!("\"code\":\"{code}\"")) && body.contains(&format!("\"status\":{status}")),
            "{answer}"
        );
    }
    assert!(get(&cloud, "/healthz", "10.1.2.3").ends_with("ok\n"), "a load balancer asks by address");
}

#[test]
fn metrics_are_at_the_management_address_only() {
    let cloud = builder().start().unwrap();
    get(&cloud, "/nowhere", "127.0.0.1");
    let page = testkit::phone::get(&cloud.metrics_url()).unwrap();
    let expected = [
        "lango_cloud_database_up 1",
        "lango_cloud_held_questions 0",
        "lango_cloud_requests_total{route=\"other\",status=\"404\"} 1",
        "lango_cloud_requests_total{route=\"/healthz\",status=\"200\"}",
    ];
    assert!(expected.iter().all(|line| page.body.contains(line)), "{}", page.body);
    assert!(get(&cloud, "/metrics", "127.0.0.1").contains(" 404 "));
}

#[test]
fn it_ends_in_time_although_connections_are_open() {
    let mut cloud = builder().start().unwrap();
    let idle = TcpStream::connect(("127.0.0.1", cloud.port())).unwrap();
    let mut half = TcpStream::connect(("127.0.0.1", cloud.port())).unwrap();
    half.write_all(b"GET /healthz HTTP/1.1\r\nHost: local").unwrap();
    // Both are with the server once a later one was answered.
    assert!(get(&cloud, "/healthz", "localhost").contains(" 200 "));
    let watch = Stopwatch::begin();
    assert!(cloud.stop().unwrap().success(), "{}", cloud.log());
    assert!(watch.elapsed() < Duration::from_secs(2), "{:?}", watch.elapsed());
    drop((idle, half));
}

#[test]
fn what_was_made_is_there_after_a_kill_and_a_restart() {
    let mut cloud = builder().start().unwrap();
    let provider = cloud.create_provider("Kibanda").unwrap();
    let claim = cloud.create_site(&provider, "Market").unwrap();
    cloud.kill_9().unwrap();
    cloud.launch().unwrap();
    let site = cloud.site(&provider, &claim.site).unwrap();
    assert_eq!((site["name"].as_str(), site["status"].as_str()), (Some("Market"), Some("waiting")));
    cloud.restart().unwrap();
    assert_eq!(cloud.site(&provider, &claim.site).unwrap(), site);
}

#[expect(clippy::disallowed_methods, reason = "a promise about seconds is measured in seconds")]
mod stopwatch {
    use std::time::{Duration, Instant};

    pub(super) struct Stopwatch(Instant);

    impl Stopwatch {
        pub(super) fn begin() -> Self {
            Stopwatch(Instant::now())
        }

        pub(super) fn elapsed(&self) -> Duration {
            self.0.elapsed()
        }
    }
}
use stopwatch::Stopwatch;
