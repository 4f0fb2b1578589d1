//! A guest's session as a router reports it, through `radclient`.

use radius_proto::split_octets;
use testkit::Langod;

use crate::radclient::{self, Reply};

/// A session to report about.
#[derive(Clone, Copy, Debug)]
pub struct Session<'a> {
    /// Acct-Session-Id.
    pub id: &'a str,
    /// User-Name.
    pub code: &'a str,
    /// Calling-Station-Id.
    pub device: &'a str,
    /// Framed-IP-Address.
    pub ip: &'a str,
}

impl<'a> Session<'a> {
    /// A session of a guest at the usual address.
    pub fn new(id: &'a str, code: &'a str, device: &'a str) -> Self {
        Session { id, code, device, ip: "10.5.50.20" }
    }

    /// The guest came online.
    pub fn start(&self, langod: &Langod) {
        self.report(langod, "Start", [0; 3], &[]);
    }

    /// The guest is online: seconds, bytes up, bytes down so far.
    pub fn interim(&self, langod: &Langod, totals: [u64; 3]) {
        self.report(langod, "Interim-Update", totals, &[]);
    }

    /// The guest went offline.
    pub fn stop(&self, langod: &Langod, totals: [u64; 3]) {
        self.report(langod, "Stop", totals, &[("Acct-Terminate-Cause", "User-Request")]);
    }

    fn report(&self, langod: &Langod, status: &str, [secs, up, down]: [u64; 3], more: &[(&str, &str)]) {
        let ((up, up_gigawords), (down, down_gigawords)) = (split_octets(up), split_octets(down));
        let numbers = [secs.to_string(), up.to_string(), up_gigawords.to_string()];
        let [secs, up, up_gigawords] = &numbers;
        let (down, down_gigawords) = (down.to_string(), down_gigawords.to_string());
        let attributes = [
            ("Acct-Status-Type", status),
            ("Acct-Session-Id", self.id),
            ("User-Name", self.code),
            ("Calling-Station-Id", self.device),
            ("Framed-IP-Address", self.ip),
            ("Acct-Session-Time", secs),
            ("Acct-Input-Octets", up),
            ("Acct-Input-Gigawords", up_gigawords),
            ("Acct-Output-Octets", &down),
            ("Acct-Output-Gigawords", &down_gigawords),
        ];
        let reply = account(langod, &[&attributes, more].concat());
        assert_eq!(reply.kind, "Accounting-Response");
    }
}

/// An Accounting-Request with these attributes; it is to be answered.
pub fn account(langod: &Langod, attributes: &[(&str, &str)]) -> Reply {
    radclient::request(langod.acct_port(), "acct", langod.secret(), attributes)
}

/// The session with this id as `session list` tells it, if it is open.
pub fn listed(langod: &Langod, id: &str) -> Option<serde_json::Value> {
    let sessions = langod.sessions().unwrap();
    sessions.as_array().unwrap().iter().find(|session| session["session_id"] == id).cloned()
}
