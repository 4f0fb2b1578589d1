//! Where routers differ, by set-up or because nobody knows for sure. Each switch defaults to the likelier behaviour;
//! a gateway worth its name survives both. Sources: RouterOS manual (HotSpot, RADIUS) and captures of 7.x.

use serde::{Deserialize, Serialize};

/// How this router behaves. May be changed while it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Quirks {
    /// `login-by=http-pap`: the form's password goes to the server as User-Password. On.
    pub http_pap: bool,
    /// `login-by=http-chap`: the portal gets a challenge; a password of 32 hexadecimal digits is taken for its answer.
    /// Off, as an owner selling tickets over a local portal would have it; RouterOS's factory setting is on.
    pub http_chap: bool,
    /// `login-by=mac-cookie`: the credentials of a login are replayed when the MAC comes back. Off.
    pub mac_cookie: bool,
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
    /// What an unanswered Accounting-Request becomes. The same packet again.
    pub accounting_retry: AccountingRetry,
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
    /// The router has no clock battery: Event-Timestamp counts from 1970 at boot. No.
    pub clock_unset: bool,
    /// `/radius/incoming accept`. Yes.
    pub coa_accept: bool,
    /// Whether a CoA- or Disconnect-Request must carry Message-Authenticator. No.
    pub coa_requires_message_authenticator: bool,
    /// Whether Framed-IP-Address is needed to find a session. Yes, as reported for hotspots.
    pub coa_needs_framed_ip: bool,
    /// What a CoA-Request with Mikrotik-Total-Limit or -Address-List meets, which the manual does not list. A NAK.
    pub coa_unlisted: CoaUnlisted,
    /// From when a Session-Timeout in a CoA-Request counts. From the session's start.
    pub coa_session_timeout: CountedFrom,
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
            mac_cookie: false,
            forward: Forward::Redirect,
            after_login: Forward::Redirect,
            access_message_authenticator: true,
            require_message_auth: true,
            radius_timeout_ms: 1100,
            radius_sends: 3,
            accounting_retry: AccountingRetry::SamePacket,
            directions_swapped: false,
            accounting_on_off: false,
            orderly_reboot: OrderlyReboot::NasReboot,
            interim_update_secs: 0,
            shared_users: 1,
            mac_format: "XX:XX:XX:XX:XX:XX".to_owned(),
            clock_unset: false,
            coa_accept: true,
            coa_requires_message_authenticator: false,
            coa_needs_framed_ip: true,
            coa_unlisted: CoaUnlisted::Refused,
            coa_session_timeout: CountedFrom::SessionStart,
        }
    }
}

impl Quirks {
    /// These with the named ones changed, as JSON says: `{"http_chap": true}`. An unknown name or value is refused.
    pub fn changed(&self, changes: serde_json::Map<String, serde_json::Value>) -> serde_json::Result<Self> {
        crate::changes::changed(self, changes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn unknown_names_and_values_are_refused() {
        assert!(changed(r#"{"http_chop": true}"#).is_err());
        assert!(changed(r#"{"forward": "sideways"}"#).is_err());
    }
}
