//! One call, understood: which menu, what with it, and with which arguments.

use hyper::Method;
use hyper::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use super::menu::Menu;
use super::refusal::Refusal;
use crate::form::Fields;
use crate::router::web::Ask;

/// What is asked for.
#[derive(Debug)]
pub(super) enum Call {
    /// GET on a menu.
    List { menu: Menu, filters: Fields },
    /// GET on a row.
    Show { menu: Menu, row: String, filters: Fields },
    /// PUT on a menu.
    Add { menu: Menu, arguments: Arguments },
    /// PATCH on a row.
    Set { menu: Menu, row: String, arguments: Arguments },
    /// DELETE on a row.
    Remove { menu: Menu, row: String },
    /// POST on a command.
    Run { menu: Menu, command: String, arguments: Arguments },
}

/// The members of a call's body.
#[derive(Debug, Default)]
pub(super) struct Arguments(Map<String, Value>);

impl Arguments {
    fn read(ask: &Ask) -> Result<Self, Refusal> {
        if ask.body.is_empty() {
            return Ok(Arguments::default());
        }
        let kind = ask.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.trim_start().to_ascii_lowercase().starts_with("application/json") {
            return Err(Refusal::NotSaidJson);
        }
        serde_json::from_slice(&ask.body).map(Arguments).map_err(|_| Refusal::NotJson)
    }

    /// One as a text, whichever way it was written.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        Some(match self.0.get(name)? {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        })
    }

    /// `.query` or `.proplist`: a list, or texts between commas.
    pub(super) fn list(&self, name: &str) -> Option<Vec<String>> {
        Some(match self.0.get(name)? {
            Value::Array(values) => values.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Value::String(text) => text.split(',').map(str::to_owned).collect(),
            _ => Vec::new(),
        })
    }

    /// The row a command means.
    pub(super) fn row(&self) -> Option<String> {
        self.text(".id").or_else(|| self.text("numbers"))
    }

    /// Refuses what the command does not know.
    pub(super) fn allow(&self, known: &[&str]) -> Result<(), Refusal> {
        match self.0.keys().find(|name| !known.contains(&name.as_str())) {
            Some(stranger) => Err(Refusal::Words(format!("unknown parameter {stranger}"))),
            None => Ok(()),
        }
    }
}

impl Call {
    /// Reads a request whose path begins with `/rest`.
    pub(super) fn read(ask: &Ask) -> Result<Self, Refusal> {
        let path = ask.path.strip_prefix("/rest").unwrap_or_default().trim_end_matches('/');
        if path.to_ascii_lowercase().contains("%2a") {
            return Err(Refusal::NoPrefix);
        }
        let unknown = || Refusal::NoCommand(path.rsplit('/').next().unwrap_or_default().to_owned());
        let (menu, rest) = Menu::find(path).ok_or_else(unknown)?;
        let arguments = Arguments::read(ask)?;
        let rest = rest.map(crate::form::decode);
        Ok(match (&ask.method, rest) {
            (&Method::GET, None) => Call::List { menu, filters: ask.fields_of_query() },
            (&Method::GET, Some(command)) if menu.has_command(&command) => return Err(Refusal::NotReadable),
            (&Method::GET, Some(row)) => Call::Show { menu, row, filters: ask.fields_of_query() },
            (&Method::PUT, None) if menu.has_command("add") => Call::Add { menu, arguments },
            (&Method::PUT, None) => return Err(Refusal::NoCommand("add".to_owned())),
            (&Method::PATCH, Some(row)) => Call::Set { menu, row, arguments },
            (&Method::DELETE, Some(row)) => Call::Remove { menu, row },
            (&Method::PATCH | &Method::DELETE, None) => return Err(Refusal::NoResource),
            (&Method::POST, Some(command)) if menu.has_command(&command) => Call::Run { menu, command, arguments },
            (&Method::POST, Some(stranger)) => return Err(Refusal::NoCommand(stranger)),
            (&Method::POST | &Method::PUT, _) => return Err(unknown()),
            _ => return Err(Refusal::NoMethod),
        })
    }

    /// Whether it only looks.
    pub(super) fn only_reads(&self) -> bool {
        match self {
            Call::List { .. } | Call::Show { .. } => true,
            Call::Run { command, .. } => matches!(command.as_str(), "print" | "monitor"),
            _ => false,
        }
    }

    /// Whether it is PATCH or DELETE.
    pub(super) fn is_on_row(&self) -> bool {
        matches!(self, Call::Set { .. } | Call::Remove { .. })
    }
}
