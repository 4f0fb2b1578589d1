//! The gateway's way to a router's REST interface: whom it asks as, and with which rights.

use std::net::SocketAddr;

use testkit::langod::LangodBuilder;
use testkit::router::{Policy, RestUser};

/// As whom it asks.
pub const USER: &str = "lango";
/// Its password.
pub const PASSWORD: &str = "good";
/// What the script grants it.
pub const RIGHTS: [Policy; 4] = [Policy::Read, Policy::Write, Policy::Api, Policy::RestApi];

/// The user as the script makes it.
pub fn user() -> RestUser {
    RestUser::with_policies(USER, PASSWORD, &RIGHTS)
}

/// A gateway that asks a router at this address, with this password.
pub fn asked_by(gateway: LangodBuilder, rest: SocketAddr, password: &str) -> LangodBuilder {
    let line =
        format!("rest = {{ url = \"http://{rest}\", user = \"{USER}\", password = \"{password}\" }}\n[enforcement]");
    gateway.edit("[enforcement]", &line)
}
