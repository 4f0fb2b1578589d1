//! Whether the radio is open and phones can reach each other, as far as the router tells: on an open radio anybody can listen,
//! and take on the MAC of a guest who has paid.

use enforcement::rest::{Ask, Row};

use crate::cli::doctor::finding::Finding;
use crate::tap::Tap;

const REMEDY: &str = "encrypt with OWE, or WPA2 and the password on the wall, and isolate clients: /interface wifi security \
                      set authentication-types=owe, /interface wifi datapath set client-isolation=yes";

/// Both generations of wireless drivers are looked at; a router without radio has neither.
pub(super) async fn looked_at(tap: &Tap) -> Finding {
    let print = |menu: &'static str| async move { tap.print(Ask::print(menu)).await.unwrap_or_default() };
    let (radios, securities, datapaths) = (
        print("/interface/wifi").await,
        print("/interface/wifi/security").await,
        print("/interface/wifi/datapath").await,
    );
    let (old_radios, profiles) =
        (print("/interface/wireless").await, print("/interface/wireless/security-profiles").await);
    let nas = &tap.nas;
    if radios.is_empty() && old_radios.is_empty() {
        return Finding::mind("radio", format!("{nas} has none we can see: the access points are elsewhere"), REMEDY);
    }
    let is_encrypted = securities.iter().any(|row| says(row, "authentication-types"))
        || radios.iter().any(|row| says(row, "security.authentication-types"))
        || profiles.iter().any(|row| row.text("mode").is_some_and(|mode| mode != "none"));
    let is_isolated = datapaths.iter().any(|row| row.is("client-isolation"))
        || radios.iter().any(|row| row.is("datapath.client-isolation"))
        || (!old_radios.is_empty() && old_radios.iter().all(|row| row.text("default-forwarding") == Some("false")));
    match (is_encrypted, is_isolated) {
        (true, true) => Finding::good("radio", format!("{nas} encrypts, and keeps clients apart")),
        (true, false) => Finding::mind("radio", format!("{nas} lets guests' devices reach each other"), REMEDY),
        (false, true) => Finding::mind("radio", format!("{nas} sends in the clear: anybody can listen"), REMEDY),
        (false, false) => {
            Finding::mind("radio", format!("{nas} sends in the clear, and guests' devices reach each other"), REMEDY)
        }
    }
}

fn says(row: &Row, property: &str) -> bool {
    row.text(property).is_some_and(|text| !text.is_empty())
}
