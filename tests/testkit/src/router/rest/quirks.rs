//! Where REST interfaces differ: by version, by set-up, by a bad day. Sources: the RouterOS manual's REST pages of 2023
//! and 2026, which do not agree on everything, and answers others have published. Each switch defaults to what the
//! reference of this project says, or else to the newer page.

use serde::{Deserialize, Serialize};

/// How the REST interface behaves. May be changed while it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RestQuirks {
    /// Whether there is anything to speak to. There is.
    pub access: RestAccess,
    /// How a missing right is refused. As the manual of 2026 has it.
    pub missing_right: MissingRight,
    /// How an unknown menu or command is refused. By 406.
    pub no_command: NoCommand,
    /// How a row that is not there is refused. By a bare 404.
    pub missing_row: MissingRow,
    /// How truths are written. `true` and `false`.
    pub booleans: Booleans,
    /// Properties this version does not have, such as `authorized` or `uptime`. None.
    pub lacking: Vec<String>,
    /// What a user without the policy `sensitive` sees of secrets. Nothing.
    pub secrets: Secrets,
    /// A menu without rows answers GET with a list of one, as 7.1 did. No.
    pub single_in_list: bool,
    /// What the client gets of an answer; the call itself is carried out. All of it.
    pub body: Body,
    /// How long an answer takes beyond the work. 0 ms.
    pub delay_ms: u32,
    /// After how long a call is ended with `Session closed`. 60 s.
    pub limit_ms: u32,
    /// Whether `active/login` answers after the login's end, with its error; else it answers at once. It does.
    pub login_waits: bool,
    /// Errors of a login begin with `failure: `. No; not known.
    pub failure_prefix: bool,
    /// `active/login` is accepted and not done. No.
    pub ignores_login: bool,
    /// `active/remove` is accepted and not done. No.
    pub ignores_active_remove: bool,
    /// `cookie/remove` is accepted and not done. No.
    pub ignores_cookie_remove: bool,
}

/// Whether there is anything to speak to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RestAccess {
    /// There is.
    Served,
    /// `rest-plain=no`: a page of HTML with 403.
    Off,
    /// The client is not in `available-from`: the connection is reset.
    Unlisted,
    /// `www` is disabled: nobody listens.
    Closed,
}

/// How a missing right is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MissingRight {
    /// PATCH and DELETE by 400 `missing or invalid resource identifier`, the rest by 500 `not enough permissions (9)`.
    AsManual,
    /// All by 500 `not enough permissions (9)`.
    Permissions,
    /// All by 403.
    Forbidden,
}

/// How an unknown menu or command is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoCommand {
    /// 406 Not Acceptable.
    NotAcceptable,
    /// 400 Bad Request.
    BadRequest,
}

/// How a row that is not there is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MissingRow {
    /// 404 without a detail.
    Bare,
    /// 404 with `no such item`.
    Told,
}

/// How truths are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Booleans {
    /// `true` and `false`.
    TrueFalse,
    /// `yes` and `no`.
    YesNo,
}

/// What is shown in a secret's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Secrets {
    /// Nothing: the property is not there.
    Absent,
    /// Stars.
    Stars,
}

/// What the client gets of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Body {
    /// All of it.
    Whole,
    /// Its first half, as if that were all.
    Half,
    /// A page of HTML in its place, with the right status.
    Html,
    /// The status alone.
    Empty,
    /// Nothing: the connection is cut.
    Cut,
}

impl Default for RestQuirks {
    fn default() -> Self {
        RestQuirks {
            access: RestAccess::Served,
            missing_right: MissingRight::AsManual,
            no_command: NoCommand::NotAcceptable,
            missing_row: MissingRow::Bare,
            booleans: Booleans::TrueFalse,
            lacking: Vec::new(),
            secrets: Secrets::Absent,
            single_in_list: false,
            body: Body::Whole,
            delay_ms: 0,
            limit_ms: 60_000,
            login_waits: true,
            failure_prefix: false,
            ignores_login: false,
            ignores_active_remove: false,
            ignores_cookie_remove: false,
        }
    }
}
