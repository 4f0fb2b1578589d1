//! Why a call came to nothing, and how RouterOS says so: a status, and `{"error":N,"message":"…","detail":"…"}`.

use hyper::StatusCode;
use serde_json::json;

use super::quirks::{MissingRight, MissingRow, NoCommand, RestQuirks};

/// Why a call came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// No or wrong credentials, from the wrong address, or of a group without `rest-api`.
    Unauthorized,
    /// The group has `rest-api` and not `api`.
    NotAllowed,
    /// The group lacks the right for this. `on_row` for PATCH and DELETE.
    MissingRight { on_row: bool },
    /// No menu or command of this name.
    NoCommand(String),
    /// GET on a command.
    NotReadable,
    /// A `*` in percent-encoding.
    NoPrefix,
    /// No row of this name.
    MissingRow,
    /// PATCH or DELETE of what can be neither changed nor removed.
    NoResource,
    /// Its body is not JSON.
    NotJson,
    /// It does not say that its body is JSON.
    NotSaidJson,
    /// The 60 seconds are over.
    SessionClosed,
    /// The console's own words.
    Words(String),
    /// No method of REST.
    NoMethod,
}

impl Refusal {
    pub(super) fn status(&self, quirks: &RestQuirks) -> StatusCode {
        match self {
            Refusal::Unauthorized => StatusCode::UNAUTHORIZED,
            Refusal::NotAllowed => StatusCode::INTERNAL_SERVER_ERROR,
            Refusal::MissingRight { on_row } => match quirks.missing_right {
                MissingRight::AsManual if *on_row => StatusCode::BAD_REQUEST,
                MissingRight::AsManual | MissingRight::Permissions => StatusCode::INTERNAL_SERVER_ERROR,
                MissingRight::Forbidden => StatusCode::FORBIDDEN,
            },
            Refusal::NoCommand(_) => match quirks.no_command {
                NoCommand::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
                NoCommand::BadRequest => StatusCode::BAD_REQUEST,
            },
            Refusal::MissingRow => StatusCode::NOT_FOUND,
            Refusal::NotSaidJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Refusal::NoMethod => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    fn detail(&self, quirks: &RestQuirks) -> Option<String> {
        let words = match self {
            Refusal::Unauthorized | Refusal::NotSaidJson | Refusal::NoMethod => return None,
            Refusal::NotAllowed => "std failure: not allowed (9)",
            Refusal::MissingRight { on_row: true } if quirks.missing_right == MissingRight::AsManual => {
                "missing or invalid resource identifier"
            }
            Refusal::MissingRight { .. } => "not enough permissions (9)",
            Refusal::NoCommand(name) => return Some(format!("no such command or directory ({name})")),
            Refusal::NotReadable => "no such command",
            Refusal::NoPrefix => "no such command prefix",
            Refusal::MissingRow if quirks.missing_row == MissingRow::Bare => return None,
            Refusal::MissingRow => "no such item",
            Refusal::NoResource => "missing or invalid resource identifier",
            Refusal::NotJson => "Failed to parse json",
            Refusal::SessionClosed => "Session closed",
            Refusal::Words(words) => words,
        };
        Some(words.to_owned())
    }

    pub(super) fn body(&self, quirks: &RestQuirks) -> String {
        let status = self.status(quirks);
        let message = status.canonical_reason().unwrap_or_default();
        let mut body = json!({ "error": status.as_u16(), "message": message });
        if let Some(detail) = self.detail(quirks) {
            body["detail"] = detail.into();
        }
        body.to_string()
    }

    pub(super) fn invalid(argument: &str) -> Self {
        Refusal::Words(format!("invalid value for argument {argument}"))
    }
}
