//! GET /metrics, on the management address only: Prometheus's text format 0.0.4.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

use crate::cloud::Cloud;

pub(super) async fn metrics(State(cloud): State<Arc<Cloud>>) -> impl IntoResponse {
    let is_up = cloud.is_database_up().await;
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text(&cloud, is_up))
}

fn text(cloud: &Cloud, is_database_up: bool) -> String {
    let numbers = cloud.counters.numbers();
    let mut text = String::new();
    family(&mut text, "build_info", "gauge", "The version that runs.");
    line(&mut text, "build_info", concat!("{version=\"", env!("CARGO_PKG_VERSION"), "\"}"), 1);
    family(&mut text, "database_up", "gauge", "Whether the database answers.");
    line(&mut text, "database_up", "", u64::from(is_database_up));
    family(&mut text, "connections", "gauge", "Connections open now, all listeners together.");
    line(&mut text, "connections", "", numbers.connections.into());
    family(&mut text, "held_questions", "gauge", "Questions of gateways held until there is something for them.");
    line(&mut text, "held_questions", "", cloud.wake.held() as u64);
    family(&mut text, "requests_total", "counter", "Requests by route and status.");
    for ((route, status), count) in &numbers.requests {
        line(&mut text, "requests_total", &format!("{{route=\"{route}\",status=\"{status}\"}}"), *count);
    }
    text
}

fn family(text: &mut String, name: &str, kind: &str, help: &str) {
    // Writing into a text does not fail.
    let _ = writeln!(text, "# HELP lango_cloud_{name} {help}\n# TYPE lango_cloud_{name} {kind}");
}

fn line(text: &mut String, name: &str, labels: &str, value: u64) {
    let _ = writeln!(text, "lango_cloud_{name}{labels} {value}");
}
