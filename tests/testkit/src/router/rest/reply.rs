//! What a call that succeeded answers.

use hyper::StatusCode;
use serde_json::json;

use super::row::Row;

/// What a call that succeeded answers.
#[derive(Debug)]
pub(super) enum Reply {
    /// A list of rows; also the empty list of a command with nothing to say.
    Rows(Vec<Row>),
    /// One row alone.
    One(Row),
    /// A new row, and the path that leads to it.
    Created { path: String, row: Row },
    /// A row is gone.
    Gone,
    /// A value of a command.
    Returned(String),
}

impl Reply {
    /// A command has nothing to say.
    pub(super) fn nothing() -> Self {
        Reply::Rows(Vec::new())
    }

    pub(super) fn status(&self) -> StatusCode {
        match self {
            Reply::Created { .. } => StatusCode::CREATED,
            Reply::Gone => StatusCode::NO_CONTENT,
            _ => StatusCode::OK,
        }
    }

    pub(super) fn body(&self) -> String {
        match self {
            Reply::Rows(rows) => json!(rows).to_string(),
            Reply::One(row) | Reply::Created { row, .. } => json!(row).to_string(),
            Reply::Gone => String::new(),
            Reply::Returned(value) => json!({ "ret": value }).to_string(),
        }
    }
}
