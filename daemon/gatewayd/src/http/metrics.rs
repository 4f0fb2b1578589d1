//! `/metrics` in Prometheus's text format, and `/healthz`, for the owner's own machines.

use std::fmt::Write as _;

use hyper::StatusCode;

use crate::control::put;
use crate::desk::{Ask, Health, Said};
use crate::http::Shared;
use crate::http::request::Request;
use crate::http::response::{Problem, Response};

pub(super) async fn dispatch(request: &Request, shared: &Shared) -> Response {
    let segments = request.segments();
    match segments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["metrics"] if request.is_read() => metrics(shared).await,
        ["healthz"] if request.is_read() => Response::text(StatusCode::OK, "ok\n"),
        ["metrics" | "healthz"] => Problem::method_not_allowed().into(),
        _ => Problem::not_found().into(),
    }
}

async fn metrics(shared: &Shared) -> Response {
    match put(&shared.questions, Ask::Health, None).await {
        Said::Health(health) => Response::text(StatusCode::OK, exposition(&health)),
        _ => Problem::new(StatusCode::SERVICE_UNAVAILABLE, "storage_trouble", "the books do not answer").into(),
    }
}

fn exposition(health: &Health) -> String {
    let mut text = String::new();
    let gauges = [
        ("lango_open_sessions", "Guests online.", health.open_sessions as u64),
        (
            "lango_sales_paused",
            "Whether selling is paused for want of room on the disk.",
            u64::from(health.sales_paused),
        ),
        ("lango_wall_trusted", "Whether the wall clock can be trusted.", u64::from(health.wall_trusted)),
        ("lango_outbox_sequence", "The last event written to the outbox.", health.last_sequence),
    ];
    for (name, help, value) in gauges {
        let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n");
    }
    text.push_str("# HELP lango_events_total What happened, by kind.\n# TYPE lango_events_total counter\n");
    for (what, count) in &health.counters {
        let _ = writeln!(text, "lango_events_total{{event=\"{what}\"}} {count}");
    }
    text
}
