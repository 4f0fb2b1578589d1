//! The addresses M-PESA is told to call (sections 2 and 7): a base the owner chose, checked before the rail silently
//! refuses it, and below it our own paths, which contain nothing the rail forbids.

use std::fmt;
use std::net::Ipv4Addr;

use domain::ids::ProviderId;

use super::{C2bToken, CallbackToken};

/// Words the rail allows nowhere in an address, in any case. `exec` is on its list too; it contains `exe`.
pub const FORBIDDEN_WORDS: [&str; 7] = ["m-pesa", "mpesa", "safaricom", "exe", "cmd", "sql", "query"];

/// The part of a callback address the owner chooses: `https://`, a public host, perhaps a port and a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackBase(String);

/// Why an address cannot be called back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BaseRefused {
    /// It does not begin with `https://`.
    NotHttps,
    /// It is longer than [`CallbackBase::LONGEST`].
    TooLong,
    /// The host has capital letters.
    UpperCaseHost,
    /// The host is missing, has no dot, or has characters no host has.
    NotAHost,
    /// The host is this machine or a private network.
    NotPublic,
    /// Characters that do not belong: a question mark, a hash, blanks, percent signs, a user name.
    StrangeCharacter,
    /// The port is not a number up to 65535.
    NotAPort,
    /// One of [`FORBIDDEN_WORDS`].
    ForbiddenWord {
        /// Which one.
        word: &'static str,
    },
}

impl fmt::Display for BaseRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BaseRefused::NotHttps => "a callback address begins with https://",
            BaseRefused::TooLong => "a callback address has 200 characters at most",
            BaseRefused::UpperCaseHost => "write the host of the callback address in small letters",
            BaseRefused::NotAHost => "a callback address needs a host name with a dot, like wifi.example.com",
            BaseRefused::NotPublic => "M-PESA cannot reach localhost or a private network: use a public host name",
            BaseRefused::StrangeCharacter => {
                "the path of a callback address has letters, digits, dots, dashes and slashes only"
            }
            BaseRefused::NotAPort => "the port of a callback address is a number up to 65535",
            BaseRefused::ForbiddenWord { word } => {
                return write!(f, "M-PESA refuses callback addresses that contain \"{word}\": use another name");
            }
        })
    }
}

impl std::error::Error for BaseRefused {}

/// Which of the two notices of money received an address is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum C2bStep {
    /// Asked before the money moves.
    Validation,
    /// Told after the money moved.
    Confirmation,
}

impl CallbackBase {
    /// Longest base, in bytes.
    pub const LONGEST: usize = 200;

    /// Takes a base; slashes at its end are dropped.
    pub fn parse(text: &str) -> Result<Self, BaseRefused> {
        let text = text.trim().trim_end_matches('/');
        if text.len() > Self::LONGEST {
            return Err(BaseRefused::TooLong);
        }
        let rest = text.strip_prefix("https://").ok_or(BaseRefused::NotHttps)?;
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'/');
        if !path.bytes().all(is_plain) || authority.contains(['?', '#', '@', '%', ' ', '\\']) {
            return Err(BaseRefused::StrangeCharacter);
        }
        let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
        check_host(host)?;
        if !port.bytes().all(|byte| byte.is_ascii_digit()) || !port.parse::<u16>().is_ok_and(|port| port > 0) {
            return Err(BaseRefused::NotAPort);
        }
        let folded = text.to_ascii_lowercase();
        match FORBIDDEN_WORDS.into_iter().find(|word| folded.contains(word)) {
            Some(word) => Err(BaseRefused::ForbiddenWord { word }),
            None => Ok(CallbackBase(text.to_owned())),
        }
    }

    /// Where the outcome of a push is sent. Without a token it is the bare path of the API, and nothing that arrives
    /// there is believed before a query confirms it.
    pub fn stk(&self, provider: ProviderId, token: Option<&CallbackToken>) -> CallbackUrl {
        let token = token.map(|token| format!("/{}", token.reveal())).unwrap_or_default();
        CallbackUrl(format!("{}/api/stk/callback/{provider}{token}", self.0))
    }

    /// Where notices of money received are sent.
    pub fn c2b(&self, provider: ProviderId, token: &C2bToken, step: C2bStep) -> CallbackUrl {
        let step = match step {
            C2bStep::Validation => "validation",
            C2bStep::Confirmation => "confirmation",
        };
        CallbackUrl(format!("{}/api/c2b/{provider}/{}/{step}", self.0, token.reveal()))
    }

    /// A public tunnel the rail usually blocks in production, if the host is one: fit for trying out, not for selling.
    pub fn tunnel(&self) -> Option<&'static str> {
        ["ngrok", "requestbin", "mockbin"].into_iter().find(|tunnel| self.0.contains(tunnel))
    }
}

fn check_host(host: &str) -> Result<(), BaseRefused> {
    let is_label = |label: &str| {
        let inside = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        !label.is_empty() && label.len() <= 63 && inside && !label.starts_with('-') && !label.ends_with('-')
    };
    if host == "localhost" || host.ends_with(".localhost") || host.ends_with(".local") {
        return Err(BaseRefused::NotPublic);
    }
    if !host.contains('.') || !host.split('.').all(is_label) {
        return Err(BaseRefused::NotAHost);
    }
    if host.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(BaseRefused::UpperCaseHost);
    }
    let Ok(address) = host.parse::<Ipv4Addr>() else { return Ok(()) };
    let is_ours = address.is_loopback() || address.is_private() || address.is_link_local() || address.is_unspecified();
    if is_ours { Err(BaseRefused::NotPublic) } else { Ok(()) }
}

/// A whole callback address. It may hold a token, so it is not shown whole.
#[derive(Clone, PartialEq, Eq)]
pub struct CallbackUrl(String);

impl CallbackUrl {
    /// The address, for the request body only.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CallbackUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.find("/api/").and_then(|at| self.0.get(..at)).unwrap_or_default();
        write!(f, "CallbackUrl({shown}/api/…)")
    }
}
