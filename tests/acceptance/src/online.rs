//! Who is online: the router's idea of it and the gateway's, in the same words.

use std::collections::BTreeSet;

use serde_json::Value;
use testkit::Router;

use crate::site::plain;

/// A session: the device's MAC, the ticket's plain code, the session's id.
pub type Row = (String, String, String);

/// The router's active table.
pub fn at_router(router: &Router) -> BTreeSet<Row> {
    let sessions = router.control().sessions().into_iter();
    sessions.map(|it| (it.device.mac.to_string(), plain(&it.username), it.acct_session_id)).collect()
}

/// What `session list` tells.
pub fn listed(sessions: &Value) -> BTreeSet<Row> {
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    let rows = sessions.as_array().unwrap().iter();
    rows.map(|row| (text(row, "mac"), plain(&text(row, "code")), text(row, "session_id"))).collect()
}
