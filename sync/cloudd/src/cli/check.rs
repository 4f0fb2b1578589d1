//! `lango-cloud config check`: what the environment says, secrets masked. It reads files, and makes and reaches nothing.

use crate::cli::{Failure, print};
use crate::config::{Config, Engine, key_file};
use crate::http;

pub(super) fn run(config: &Config) -> Result<(), Failure> {
    if let Some(files) = &config.tls {
        http::acceptor(files)?;
    }
    let mut text = "The configuration is good.\n\n".to_owned();
    let mut line = |name: &str, value: String| text += &format!("{name:<10}{value}\n");
    line("listen", config.listen.to_string());
    line("public", config.public_url.to_string());
    line("hosts", config.allowed_hosts.to_string());
    line("database", database(config));
    line("keys", keys(config));
    line("tls", if config.tls.is_some() { "ends here" } else { "ends at a proxy" }.to_owned());
    line("metrics", config.metrics_listen.map_or("none".to_owned(), |listen| format!("http://{listen}/metrics")));
    line("mpesa", config.mpesa_base_url.to_string());
    line("hold", format!("{} s", config.hold.as_secs()));
    line("tickets", format!("remembered for {} days", config.keep_tickets.as_secs() / (24 * 3600)));
    line("guests", format!("forgotten after {} days", config.keep_guests.as_secs() / (24 * 3600)));
    line("most", format!("{} connections", config.most_connections));
    print::out(&text)
}

fn database(config: &Config) -> String {
    let engine = match config.database.engine() {
        Engine::Sqlite => "SQLite, one process",
        Engine::Postgresql => "PostgreSQL",
    };
    format!("{} ({engine})", config.database)
}

fn keys(config: &Config) -> String {
    if config.keys.can_seal() {
        return format!("**** from the environment, {} old", config.keys.old_count());
    }
    let path = key_file(&config.data);
    let state = if path.exists() { "in" } else { "will be made in" };
    format!("{state} {}", path.display())
}
