//! `langod console pin`: opens the counter, or shuts it.

use std::io::IsTerminal as _;

use crate::cli::{Failure, print, secret};
use crate::config::{Config, Places};
use crate::control;
use crate::desk::Ask;
use crate::http::console::pin;

pub(super) fn pin(places: &Places, remove: bool) -> Result<(), Failure> {
    let config = Config::load(&places.config)?;
    if remove {
        let was_set = pin::remove(&places.data)?;
        let is_running = begin_anew(places);
        return print::out(match (was_set, is_running) {
            (false, _) => "No PIN was set: the counter is shut.\n",
            (true, true) => "The counter is shut.\n",
            (true, false) => "The counter stays shut from the next start on.\n",
        });
    }
    let typed = secret::ask("PIN for the counter (six digits or more)")?;
    pin::check(&typed).map_err(|not| Failure::Wrong(not.to_string()))?;
    if std::io::stdin().is_terminal() && secret::ask("The same once more")? != typed {
        return Err(Failure::Wrong("the two are not the same: nothing was changed".to_owned()));
    }
    store::Folder::make(&places.data)?;
    pin::set(&places.data, &typed)?;
    let when = if begin_anew(places) { "is open" } else { "opens when langod runs" };
    let listen = config.console.listen;
    let host = match listen.ip().is_unspecified() {
        true => "<this machine's address>".to_owned(),
        false => listen.ip().to_string(),
    };
    let mut text = format!("The counter {when}: https://{host}:{}\n", listen.port());
    text += "The browser warns once: nobody vouches for an address on your own network. Go on to the page.\n";
    if config.console.guests.is_empty() {
        text +=
            "Add the networks your guests are in to [console] guests, such as \"10.5.50.0/24\": they stay out then.\n";
    }
    print::out(&text)
}

/// Tells a running daemon; whether there is one.
fn begin_anew(places: &Places) -> bool {
    matches!(control::ask(&places.data, &Ask::BeginAnew), Ok(Some(_)))
}
