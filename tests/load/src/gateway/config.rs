//! The configuration of a measured site: the one every test relies on, with free ports.

use std::net::SocketAddr;

use super::Site;

/// The secret of this machine, the only NAS.
pub(super) const SECRET: &str = "load-measures-langod-0123456789";

pub(super) fn text(site: &Site, coa: SocketAddr, management: SocketAddr) -> String {
    let Site { auth, acct, portal, .. } = site;
    format!(
        r#"[site]
name = "Kibanda WiFi"
provider_id = "7b0c2a52-0a51-4f0e-9a43-0d6f0f5a9c11"
language = "en"
timezone = "Africa/Nairobi"
support_phone = "0700000000"

[portal]
listen = "{portal}"

[radius]
auth_listen = "{auth}"
acct_listen = "{acct}"
interim_seconds = 60

[[radius.nas]]
name = "load"
address = "127.0.0.1"
secret = "{SECRET}"
coa = "{coa}"

[enforcement]
driver = "radius"

[management]
listen = "{management}"
"#
    )
}
