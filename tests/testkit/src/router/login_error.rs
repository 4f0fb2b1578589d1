//! Why a login came to nothing, in the words of RouterOS's errors.txt as shipped.

use std::fmt;

/// Why a login came to nothing; the names are the keys of errors.txt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum LoginError {
    InvalidUsername,
    InvalidMac(String),
    UptimeLimit(String),
    TrafficLimit(String),
    RadiusReply(String),
    RadiusTimeout,
    WrongMacUsername(String),
    ChapMissing,
    AuthInProgress,
    UserSessionLimit(String),
    ShuttingDown,
    Internal(String),
}

impl fmt::Display for LoginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoginError::InvalidUsername => f.write_str("invalid username or password"),
            LoginError::InvalidMac(name) => write!(f, "user {name} is not allowed to log in from this MAC address"),
            LoginError::UptimeLimit(name) => write!(f, "user {name} has reached uptime limit"),
            LoginError::TrafficLimit(name) => write!(f, "user {name} has reached traffic limit"),
            LoginError::RadiusReply(message) => f.write_str(message),
            LoginError::RadiusTimeout => f.write_str("RADIUS server is not responding"),
            LoginError::WrongMacUsername(name) => write!(f, "invalid username ({name}): this MAC address is not yours"),
            LoginError::ChapMissing => {
                f.write_str("web browser did not send challenge response (try again, enable JavaScript)")
            }
            LoginError::AuthInProgress => f.write_str("already authorizing, retry later"),
            LoginError::UserSessionLimit(name) => write!(f, "no more sessions are allowed for user {name}"),
            LoginError::ShuttingDown => f.write_str("hotspot service is shutting down"),
            LoginError::Internal(why) => write!(f, "internal error ({why})"),
        }
    }
}
