//! What happens at the router, one value per happening. Kept in order by `event_log`, told in sentences by `story`.

use std::fmt::Display;
use std::net::Ipv4Addr;

use domain::device::Mac;
use radius_proto::{AcctStatusType, TerminateCause};
use serde::{Serialize, Serializer};

/// One happening.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the fields say what they are; each variant says when it happens")]
pub enum Event {
    /// A device was seen for the first time since it left or the router booted.
    HostAppeared {
        #[serde(serialize_with = "as_text")]
        mac: Mac,
        ip: Ipv4Addr,
    },
    /// A device that is not logged in asked for a page and was sent to the portal.
    SentToPortal {
        #[serde(serialize_with = "as_text")]
        mac: Mac,
        asked: String,
        error: String,
    },
    /// A device that is not logged in was let through to a host of the walled garden.
    WalledGarden {
        #[serde(serialize_with = "as_text")]
        mac: Mac,
        asked: String,
    },
    /// A logged-in device reached the web.
    WebReached {
        #[serde(serialize_with = "as_text")]
        mac: Mac,
        asked: String,
    },
    /// An Access-Request is on its way.
    AccessRequested {
        #[serde(serialize_with = "as_text")]
        mac: Mac,
        username: String,
        method: LoginMethod,
        identifier: u8,
    },
    /// A request was sent once more, the same bytes; `send` counts from one.
    Resent { identifier: u8, send: u32 },
    /// An Access-Accept was believed.
    LoginAccepted {
        #[serde(serialize_with = "as_text")]
        mac: Mac,
        username: String,
        session_timeout_secs: Option<u32>,
        bytes_left: Option<u64>,
    },
    /// A login came to nothing; `error` is what the guest reads.
    LoginRefused {
        #[serde(serialize_with = "as_text")]
        mac: Mac,
        username: String,
        error: String,
    },
    /// A guest is online.
    SessionStarted {
        #[serde(serialize_with = "as_text")]
        mac: Mac,
        username: String,
        acct_session_id: String,
    },
    /// Traffic was simulated; the numbers are the session's totals.
    Traffic {
        #[serde(serialize_with = "as_text")]
        mac: Mac,
        upload_bytes: u64,
        download_bytes: u64,
    },
    /// A guest is offline.
    SessionEnded {
        #[serde(serialize_with = "as_text")]
        mac: Mac,
        username: String,
        acct_session_id: String,
        #[serde(serialize_with = "as_text")]
        cause: TerminateCause,
        upload_bytes: u64,
        download_bytes: u64,
    },
    /// The server has recorded a report.
    AccountingAnswered {
        #[serde(serialize_with = "as_text")]
        status: AcctStatusType,
        acct_session_id: String,
    },
    /// The server has not answered any send of a report, which is lost.
    AccountingLost {
        #[serde(serialize_with = "as_text")]
        status: AcctStatusType,
        acct_session_id: String,
    },
    /// A reply did not fit its request, or lacked Message-Authenticator where that is required.
    BadReply { why: String },
    /// A reply was thrown away on purpose, as a bad wire would.
    ReplyLost { identifier: u8 },
    /// A Disconnect- or CoA-Request was obeyed.
    DynamicAcknowledged { request: String, acct_session_id: String },
    /// A Disconnect- or CoA-Request was answered with a NAK.
    DynamicRefused { request: String, error_cause: u32 },
    /// A datagram on the CoA port was dropped.
    BadDynamicRequest { why: String },
    /// Credentials were kept for a MAC.
    CookieStored {
        #[serde(serialize_with = "as_text")]
        mac: Mac,
        username: String,
        by: LoginMethod,
    },
    /// Kept credentials were forgotten.
    CookieDeleted {
        #[serde(serialize_with = "as_text")]
        mac: Mac,
        by: LoginMethod,
        why: String,
    },
    /// A REST call was answered, or its connection cut without one (`status` 0). `asked` holds no passwords.
    RestAnswered { user: String, asked: String, status: u16 },
    /// A REST call was accepted and, on purpose, not done.
    RestNotApplied { asked: String },
    /// The REST port was opened, or closed so that nobody listens there.
    RestPort { is_open: bool },
    /// NTP has answered: the clock is right.
    ClockRight,
    /// The router has booted; `boot` is the digit in Acct-Session-Id.
    Booted { boot: u8 },
}

/// Where the credentials of an Access-Request came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "RouterOS's names for login-by")]
pub enum LoginMethod {
    HttpPap,
    HttpChap,
    /// A cookie in the browser.
    Cookie,
    MacCookie,
    /// `/ip/hotspot/active/login`.
    Api,
}

pub(super) fn as_text<T: Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}
