//! `[[radius.nas]] rest`: the way to a RouterOS router's REST interface. With it the gateway signs guests in by itself, sees
//! who is there, and sends off whom CoA does not reach.

use std::net::IpAddr;

use hyper::Uri;

use crate::config::reading::Section;
use crate::config::{Complaint, Masked};

/// Where the router is asked, and as whom.
#[derive(Clone, Debug)]
pub(crate) struct Rest {
    pub(crate) url: String,
    pub(crate) user: String,
    pub(crate) password: Masked,
}

impl Rest {
    pub(super) fn read(section: &mut Section<'_>) -> Result<Self, Complaint> {
        let (url, user) = (section.needed("url")?, section.needed("user")?);
        Ok(Rest { url, user, password: section.secret("password")? })
    }

    pub(super) fn check(&self, nas: &str, is_network: bool) -> Result<(), Complaint> {
        let complain = |key, sentence: &str| {
            Err(Complaint::of_the_whole("radius.nas.rest", key, format!("[[radius.nas]] {nas}: {sentence}")))
        };
        if is_network {
            return complain("", "rest asks one router: give each router of the network an entry of its own");
        }
        if !is_routers(&self.url) {
            return complain(
                "url",
                &format!(
                    "rest.url `{}` is no address of a router: write http://172.31.255.1, or https:// if it is not beside us",
                    self.url
                ),
            );
        }
        // In the header both stand together, with a colon between them (RFC 7617 section 2).
        let is_user = !self.user.is_empty() && !self.user.contains(':') && !self.user.contains(char::is_control);
        if !is_user || self.password.expose().is_empty() {
            return complain("", "rest needs user and password, as `langod routeros script` made them");
        }
        Ok(())
    }
}

/// Plain http only towards addresses beside us: the password stands in every question.
fn is_routers(text: &str) -> bool {
    let Ok(uri) = text.parse::<Uri>() else { return false };
    let is_near = match uri.host().map(|host| host.trim_matches(['[', ']']).parse::<IpAddr>()) {
        Some(Ok(IpAddr::V4(ip))) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        Some(Ok(IpAddr::V6(ip))) => ip.is_loopback() || ip.is_unique_local(),
        _ => false,
    };
    let is_plain = uri.path() == "/" && !text.contains(['?', '#', '@']);
    is_plain && (uri.scheme_str() == Some("https") || (uri.scheme_str() == Some("http") && is_near))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_goes_in_the_clear_to_routers_beside_us_only() {
        for good in ["http://172.31.255.1", "http://127.0.0.1:8080/", "https://router.example.net", "http://[::1]"] {
            assert!(is_routers(good), "{good}");
        }
        for bad in
            ["172.31.255.1", "http://8.8.8.8", "http://router.lan", "http://u:p@172.31.255.1", "http://10.0.0.1/x"]
        {
            assert!(!is_routers(bad), "{bad}");
        }
    }
}
