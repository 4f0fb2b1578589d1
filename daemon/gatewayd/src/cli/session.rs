//! `langod session`: who is online, and sending someone off.

use serde_json::Value;
use web_ui::{Language, bytes_in_words, duration_in_words};

use crate::cli::arguments::SessionCommand;
use crate::cli::books::ask;
use crate::cli::{Failure, print};
use crate::config::Places;
use crate::desk::{Ask, Said, SessionView};

pub(super) fn run(command: SessionCommand, places: &Places) -> Result<(), Failure> {
    match command {
        SessionCommand::List(options) => list(places, options.json),
        SessionCommand::Kick(meant) => kick(places, &meant.who),
    }
}

fn list(places: &Places, json: bool) -> Result<(), Failure> {
    let Said::Sessions(sessions) = ask(&places.data, Ask::Sessions)? else {
        return Err(Failure::NotDone("the sessions could not be read".to_owned()));
    };
    if json {
        return print::json(&Value::Array(sessions.iter().map(print::session_json).collect()));
    }
    let row = |view: &SessionView| {
        let session = &view.session;
        vec![
            session.code.to_string(),
            session.device.to_string(),
            session.ip.map_or_else(String::new, |ip| ip.to_string()),
            duration_in_words(Language::English, session.usage.secs.max(view.age_secs)),
            bytes_in_words(Language::English, session.usage.bytes()),
            format!("{} {}", session.key.nas, session.key.id),
        ]
    };
    let rows: Vec<_> = sessions.iter().map(row).collect();
    print::table(&["CODE", "DEVICE", "ADDRESS", "ONLINE", "DATA", "SESSION"], &rows, "Nobody is online.")
}

fn kick(places: &Places, who: &str) -> Result<(), Failure> {
    match ask(&places.data, Ask::Kick { who: who.to_owned() })? {
        Said::Done(count) => {
            let sessions = if count == 1 { "session" } else { "sessions" };
            print::out(&format!("{count} {sessions} of {who} ended; the ticket stays good.\n"))
        }
        _ => Err(Failure::NotDone(format!("nobody is online as {who}: `langod session list` shows who is"))),
    }
}
