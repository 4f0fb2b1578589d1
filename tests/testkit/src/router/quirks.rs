//! Where routers differ, by set-up or because nobody knows for sure. Each switch defaults to the likelier behaviour;
//! a gateway worth its name survives both. Sources: RouterOS manual (HotSpot, RADIUS) and captures of 7.x.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::rest::RestQuirks;

/// How this router behaves. May be changed while it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Quirks {
    /// `login-by=http-pap`: the form's password goes to the server as User-Password. On.
    pub http_pap: bool,
    /// `login-by=http-chap`: the portal gets a challenge; a password of 32 hexadecimal digits is taken for its answer.
    /// Off, as an owner selling tickets over a local portal would have it; RouterOS's factory setting is on.
    pub http_chap: bool,
    /// `login-by=cookie`: the browser gets a cookie, and showing it at the login page replays the credentials. Off.
    pub http_cookie: bool,
    /// `login-by=mac-cookie`: the credentials of a login are replayed when the MAC comes back. Off.
    pub mac_cookie: bool,
    /// `http-cookie-lifetime` and `mac-cookie-timeout`. Three days.
    pub cookie_lifetime_secs: u32,
    /// Whether browser cookies outlive a boot, as the manual says of mac-cookies. Yes.
    pub http_cookie_survives_reboot: bool,
    /// Whether the router's own users count where RADIUS is on. They come first; one source has it otherwise.
    pub local_users: KnownLocally,
    /// `use-radius`. Yes; RouterOS's factory setting is no: then only the router's own users get in.
    pub use_radius: bool,
    /// `radius-accounting`. Yes.
    pub radius_accounting: bool,
    /// `html-directory`, which `/ip/hotspot/profile` shows. `flash/hotspot`.
    pub html_directory: String,
    /// How a guest is sent to the portal. By redirect.
    pub forward: Forward,
    /// How a guest is sent on after a login. By redirect.
    pub after_login: Forward,
    /// Whether the Access-Request ends with Message-Authenticator (RouterOS 7.15 and newer). Yes.
    pub access_message_authenticator: bool,
    /// `require-message-auth`: a reply to an Access-Request without Message-Authenticator is dropped. Yes.
    pub require_message_auth: bool,
    /// `timeout`: how long one send waits for its reply. 1100 ms, as in the current manual; 300 in older ones.
    pub radius_timeout_ms: u32,
    /// How often a request is sent before the server counts as silent. 3, as captured.
    pub radius_sends: u32,
    /// The line to the server is cut: what is sent does not arrive. No.
    pub radius_cut: bool,
    /// What an unanswered Accounting-Request becomes. The same packet again.
    pub accounting_retry: AccountingRetry,
    /// A later session has a lower number. No; only that they differ is written anywhere.
    pub sessions_count_down: bool,
    /// Input and Output exchanged: Input is what the guest received. No; the manual contradicts itself.
    pub directions_swapped: bool,
    /// Accounting-Off before an orderly reboot and Accounting-On after any. No: never seen from a hotspot.
    pub accounting_on_off: bool,
    /// The cause in the Stops of an orderly reboot. NAS-Reboot.
    pub orderly_reboot: OrderlyReboot,
    /// `radius-interim-update` in seconds; 0 is `received`: what the Access-Accept says. 0.
    pub interim_update_secs: u32,
    /// `shared-users` of the user profile, where the Access-Accept has no Port-Limit. 1.
    pub shared_users: u32,
    /// `radius-mac-format`, with an X for each digit. `XX:XX:XX:XX:XX:XX`.
    pub mac_format: String,
    /// What the router takes the time for from its next boot on, until NTP answers (`Control::grant_ntp`). The right
    /// one; most boards have no battery.
    pub clock_after_boot: ClockAfterBoot,
    /// What `/system/resource` says. `7.20.1 (stable)`.
    pub version: String,
    /// `/radius/incoming accept`. Yes.
    pub coa_accept: bool,
    /// Whether a CoA- or Disconnect-Request must carry Message-Authenticator. No.
    pub coa_requires_message_authenticator: bool,
    /// Disconnect-Requests meet a NAK with Session-Context-Not-Removable (RFC 5176 section 3.5). No.
    pub coa_keeps_sessions: bool,
    /// Whether Framed-IP-Address is needed to find a session. Yes, as reported for hotspots.
    pub coa_needs_framed_ip: bool,
    /// What a CoA-Request with Mikrotik-Total-Limit or -Address-List meets, which the manual does not list. A NAK.
    pub coa_unlisted: CoaUnlisted,
    /// From when a Session-Timeout in a CoA-Request counts. From the session's start.
    pub coa_session_timeout: CountedFrom,
    /// Whether NAS-Identifier and NAS-IP-Address in a request must be the router's own, else it is refused by
    /// NAS-Identification-Mismatch (RFC 5176 section 3.5). No: not known.
    pub coa_checks_nas: bool,
    /// How the REST interface behaves.
    pub rest: RestQuirks,
}

/// Who is looked up among the router's own users where RADIUS is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KnownLocally {
    /// Every name; RADIUS is asked about the others only.
    First,
    /// Nobody.
    Skipped,
}

/// The router's clock after a boot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockAfterBoot {
    /// Right at once.
    Right,
    /// 1970-01-02 00:00:00, counting on.
    Of1970,
    /// The time at which the power went, counting on.
    LastSaved,
}

/// How a browser is moved to another address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Forward {
    /// 302 and Location, as redirect.html does.
    Redirect,
    /// 200 and a page that refreshes itself, as a changed rlogin.html does.
    Page,
}

/// What an unanswered Accounting-Request becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountingRetry {
    /// The same bytes.
    SamePacket,
    /// A new packet with another identifier and Acct-Delay-Time (RFC 2866 section 5.2).
    NewPacket,
}

/// The cause in the Stops of an orderly reboot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrderlyReboot {
    /// NAS-Reboot.
    NasReboot,
    /// Admin-Reboot.
    AdminReboot,
}

/// What an attribute outside the manual's list of changeable ones meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CoaUnlisted {
    /// NAK with Unsupported-Attribute.
    Refused,
    /// ACK, and nothing changes.
    Ignored,
    /// ACK, and it counts.
    Honoured,
}

/// Where a time limit begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CountedFrom {
    /// At the session's start.
    SessionStart,
    /// When the change arrives.
    Now,
}

impl Default for Quirks {
    fn default() -> Self {
        Quirks {
            http_pap: true,
            http_chap: false,
            http_cookie: false,
            mac_cookie: false,
            cookie_lifetime_secs: 3 * 86_400,
            http_cookie_survives_reboot: true,
            local_users: KnownLocally::First,
            use_radius: true,
            radius_accounting: true,
            html_directory: "flash/hotspot".to_owned(),
            forward: Forward::Redirect,
            after_login: Forward::Redirect,
            access_message_authenticator: true,
            require_message_auth: true,
            radius_timeout_ms: 1100,
            radius_sends: 3,
            radius_cut: false,
            accounting_retry: AccountingRetry::SamePacket,
            sessions_count_down: false,
            directions_swapped: false,
            accounting_on_off: false,
            orderly_reboot: OrderlyReboot::NasReboot,
            interim_update_secs: 0,
            shared_users: 1,
            mac_format: "XX:XX:XX:XX:XX:XX".to_owned(),
            clock_after_boot: ClockAfterBoot::Right,
            version: "7.20.1 (stable)".to_owned(),
            coa_accept: true,
            coa_requires_message_authenticator: false,
            coa_keeps_sessions: false,
            coa_needs_framed_ip: true,
            coa_unlisted: CoaUnlisted::Refused,
            coa_session_timeout: CountedFrom::SessionStart,
            coa_checks_nas: false,
            rest: RestQuirks::default(),
        }
    }
}

impl Quirks {
    /// These with the named ones changed, as JSON says: `{"http_chap": true}`. An unknown name or value is refused.
    /// Those of the REST interface stand in an object of their own, of which also only the named ones change.
    pub fn changed(&self, mut changes: Map<String, Value>) -> serde_json::Result<Self> {
        if let Some(Value::Object(of_rest)) = changes.get_mut("rest") {
            let changed: RestQuirks = crate::changes::changed(&self.rest, std::mem::take(of_rest))?;
            changes.insert("rest".to_owned(), serde_json::to_value(changed)?);
        }
        crate::changes::changed(self, changes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::router::rest::RestAccess;

    fn changed(json: &str) -> serde_json::Result<Quirks> {
        Quirks::default().changed(serde_json::from_str(json)?)
    }

    #[test]
    fn named_quirks_change_and_others_stay() {
        let quirks = changed(r#"{"http_chap": true, "coa_unlisted": "ignored"}"#).unwrap();
        let expected = Quirks { http_chap: true, coa_unlisted: CoaUnlisted::Ignored, ..Quirks::default() };
        assert_eq!(quirks, expected);
    }

    #[test]
    fn named_quirks_of_rest_change_and_its_others_stay() {
        let slow = changed(r#"{"rest": {"delay_ms": 5}}"#).unwrap();
        let slow_and_shut = slow.changed(serde_json::from_str(r#"{"rest": {"access": "closed"}}"#).unwrap()).unwrap();
        assert_eq!((slow_and_shut.rest.delay_ms, slow_and_shut.rest.access), (5, RestAccess::Closed));
        assert!(changed(r#"{"rest": {"delay": 5}}"#).is_err());
    }

    #[test]
    fn unknown_names_and_values_are_refused() {
        assert!(changed(r#"{"http_chop": true}"#).is_err());
        assert!(changed(r#"{"forward": "sideways"}"#).is_err());
    }
}
