//! `langod doctor`: looks for trouble in the order in which a guest would meet it, and says, line by line, what to do.

mod books;
mod coa;
mod finding;
mod outside;
mod own;
mod portal;
mod radio;
mod rest;

use serde_json::Value;

use crate::cli::books::ask;
use crate::cli::{Failure, print, try_seals};
use crate::config::{Config, Places};
use crate::desk::{Ask, Said};
use finding::{Finding, Grade};

pub(super) fn run(places: &Places, json: bool) -> Result<(), Failure> {
    let config = Config::load(&places.config);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut findings = vec![own::configuration(&config)];
    let (health, unasked) = match ask(&places.data, Ask::Health) {
        Ok(Said::Health(health)) => (Some(health), None),
        Ok(_) => (None, Some("they do not answer".to_owned())),
        Err(failure) => (None, Some(failure.to_string())),
    };
    let is_running = health.as_ref().is_some_and(|health| health.is_running);
    findings.extend(config.iter().filter(|_| is_running).map(portal::reached));
    findings.extend(health.iter().flat_map(books::books));
    findings.extend(unasked.map(|why| Finding::bad("books", why, "run `langod run` and read its log")));
    if let Ok(config) = &config {
        let open = try_seals(config, &places.data).ok();
        findings.extend(open.iter().flat_map(|open| runtime.block_on(coa::answers(&open.radius))));
        findings.extend(open.iter().flat_map(|open| runtime.block_on(rest::routers(open))));
        findings.extend(runtime.block_on(outside::mpesa(config)));
    }
    findings.extend(health.iter().flat_map(books::cloud));
    findings.extend([own::clock(&config), own::disk(&places.data), own::room(&places.data)]);
    if let Ok(config) = &config {
        findings.extend(own::secrets(config, &places.data));
        findings.extend(own::counter(config, &places.data));
    }
    findings.extend(books::reviews(&places.data));
    if json {
        print::json(&Value::Array(findings.iter().map(Finding::as_json).collect()))?;
    } else {
        print::out(&findings.iter().map(Finding::as_text).collect::<String>())?;
    }
    let bad = findings.iter().filter(|finding| finding.grade == Grade::Bad).count();
    if bad == 0 { Ok(()) } else { Err(Failure::NotDone(format!("{bad} of {} need attention", findings.len()))) }
}
