//! Whether the radio is open and phones can reach each other, as far as the router tells: on an open radio anybody can listen,
//! and take on the MAC of a guest who has paid.

use enforcement::rest::{Ask, Row};

use crate::cli::doctor::finding::Finding;
use crate::tap::Tap;

const REMEDY: &str = "encrypt with OWE, or WPA2 and the password on the wall, and isolate clients: /interface wifi security \
                      set authentication-types=owe, /interface wifi datapath set client-isolation=yes";

/// One radio that is on, or one of its networks.
#[derive(Debug, PartialEq, Eq)]
struct Radio {
    name: String,
    is_encrypted: bool,
    is_isolated: bool,
}

/// Both generations of wireless drivers are looked at; a router without radio has neither.
pub(super) async fn looked_at(tap: &Tap) -> Finding {
    let print = |menu: &'static str| async move { tap.print(Ask::print(menu)).await.unwrap_or_default() };
    let new = Settings {
        configurations: print("/interface/wifi/configuration").await,
        securities: print("/interface/wifi/security").await,
        datapaths: print("/interface/wifi/datapath").await,
    };
    let mut radios: Vec<Radio> = on(&print("/interface/wifi").await).filter_map(|row| new.radio(row)).collect();
    let profiles = print("/interface/wireless/security-profiles").await;
    radios.extend(on(&print("/interface/wireless").await).filter_map(|row| old_radio(row, &profiles)));
    judged(tap.nas.as_ref(), &radios)
}

fn judged(nas: &str, radios: &[Radio]) -> Finding {
    let lacking = |has: fn(&Radio) -> bool| -> Option<String> {
        let names: Vec<&str> = radios.iter().filter(|radio| !has(radio)).map(|radio| radio.name.as_str()).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let (open, joined) = (lacking(|radio| radio.is_encrypted), lacking(|radio| radio.is_isolated));
    let found = match (open, joined) {
        _ if radios.is_empty() => format!("{nas} has none we can see: the access points are elsewhere"),
        (None, None) => return Finding::good("radio", format!("{nas} encrypts, and keeps clients apart")),
        (None, Some(joined)) => format!("{nas} lets devices reach each other on {joined}"),
        (Some(open), None) => format!("{nas} sends in the clear on {open}: anybody can listen"),
        (Some(open), Some(joined)) => {
            format!("{nas} sends in the clear on {open}, and lets devices reach each other on {joined}")
        }
    };
    Finding::mind("radio", found, REMEDY)
}

/// What the radios of RouterOS 7.13 and later refer to by name (`/interface/wifi`).
struct Settings {
    configurations: Vec<Row>,
    securities: Vec<Row>,
    datapaths: Vec<Row>,
}

impl Settings {
    /// A radio that serves guests: not one that is itself a client of another, nor one whose settings come from a
    /// manager elsewhere (CAPsMAN), which cannot be seen here.
    fn radio(&self, row: &Row) -> Option<Radio> {
        let configuration = row.text("configuration").and_then(|name| named(&self.configurations, name));
        let of_configuration =
            |key: &str| row.text(&format!("configuration.{key}")).or_else(|| configuration?.text(key));
        let is_client = of_configuration("mode").is_some_and(|mode| mode.starts_with("station"));
        if is_client || of_configuration("manager").is_some_and(|manager| manager.starts_with("capsman")) {
            return None;
        }
        let places = || [Some(row), configuration].into_iter().flatten();
        let types = places().find_map(|place| said(place, &self.securities, "security", "authentication-types"));
        let isolation = places().find_map(|place| said(place, &self.datapaths, "datapath", "client-isolation"));
        Some(Radio {
            name: name(row),
            is_encrypted: types.is_some_and(|(row, key)| row.text(&key) != Some("")),
            is_isolated: isolation.is_some_and(|(row, key)| row.is(&key)),
        })
    }
}

/// The row that says this of a radio or a configuration, and under which key: itself, or else the profile it names. A
/// profile that nobody names protects nobody.
fn said<'a>(place: &'a Row, profiles: &'a [Row], menu: &str, key: &str) -> Option<(&'a Row, String)> {
    let profile = place.text(menu).and_then(|name| named(profiles, name));
    let own = (place, format!("{menu}.{key}"));
    [Some(own), profile.map(|row| (row, key.to_owned()))]
        .into_iter()
        .flatten()
        .find(|(row, key)| row.text(key).is_some())
}

/// The older driver (`/interface/wireless`): a profile for each radio, and forwarding between clients its own switch.
fn old_radio(row: &Row, profiles: &[Row]) -> Option<Radio> {
    if row.text("mode").is_some_and(|mode| mode.starts_with("station")) {
        return None;
    }
    let profile = named(profiles, row.text("security-profile").unwrap_or("default"));
    Some(Radio {
        name: name(row),
        is_encrypted: profile.and_then(|row| row.text("mode")).is_some_and(|mode| mode != "none"),
        is_isolated: row.text("default-forwarding").is_some() && !row.is("default-forwarding"),
    })
}

fn on(rows: &[Row]) -> impl Iterator<Item = &Row> {
    rows.iter().filter(|row| !row.is("disabled"))
}

fn named<'a>(rows: &'a [Row], name: &str) -> Option<&'a Row> {
    rows.iter().find(|row| row.text("name") == Some(name))
}

fn name(row: &Row) -> String {
    row.text("name").unwrap_or("a radio without a name").chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use enforcement::rest::{Told, rows};

    use super::*;

    fn table(json: &str) -> Vec<Row> {
        rows(&Told { status: 200, body: json.into() }).unwrap()
    }

    #[test]
    fn a_radio_is_as_safe_as_what_it_says_and_then_the_profiles_it_names() {
        let settings = Settings {
            configurations: table(
                r#"[{"name":"guests","security":"locked","datapath":"apart"},{"name":"uplink","mode":"station"}]"#,
            ),
            securities: table(r#"[{"name":"locked","authentication-types":"owe"},{"name":"open"}]"#),
            datapaths: table(r#"[{"name":"apart","client-isolation":"true"}]"#),
        };
        let radio = |json: &str| settings.radio(&table(json)[0]).map(|radio| (radio.is_encrypted, radio.is_isolated));
        let shown = |json: &str| radio(json).unwrap_or_else(|| panic!("{json}"));
        assert_eq!(shown(r#"[{"name":"wifi1","configuration":"guests"}]"#), (true, true));
        assert_eq!(shown(r#"[{"name":"wifi1","security":"open","datapath.client-isolation":"yes"}]"#), (false, true));
        assert_eq!(shown(r#"[{"name":"wifi1","security.authentication-types":"wpa2-psk"}]"#), (true, false));
        let opened = r#"[{"name":"wifi1","configuration":"guests","security.authentication-types":"","datapath.client-isolation":"no"}]"#;
        assert_eq!(shown(opened), (false, false), "its own word goes before its profiles'");
        assert_eq!(shown(r#"[{"name":"wifi1"}]"#), (false, false));
        assert_eq!(radio(r#"[{"name":"wifi2","configuration":"uplink"}]"#), None);
        assert_eq!(radio(r#"[{"name":"wifi2","configuration.manager":"capsman"}]"#), None);
    }

    #[test]
    fn an_older_radio_has_one_profile_and_one_switch() {
        let profiles = table(r#"[{"name":"default","mode":"none"},{"name":"locked","mode":"dynamic-keys"}]"#);
        let radio =
            |json: &str| old_radio(&table(json)[0], &profiles).map(|radio| (radio.is_encrypted, radio.is_isolated));
        assert_eq!(radio(r#"[{"name":"wlan1"}]"#), Some((false, false)));
        let safe = r#"[{"name":"wlan1","security-profile":"locked","default-forwarding":"false"}]"#;
        assert_eq!(radio(safe), Some((true, true)));
        assert_eq!(radio(r#"[{"name":"wlan2","mode":"station-bridge"}]"#), None);
    }

    #[test]
    fn one_open_radio_is_named_though_another_is_safe() {
        let radio = |name: &str, is_safe| Radio { name: name.to_owned(), is_encrypted: is_safe, is_isolated: is_safe };
        let told = |radios: &[Radio]| judged("router", radios).as_json()["found"].as_str().unwrap().to_owned();
        assert!(told(&[radio("wlan1", true), radio("wlan2", true)]).contains("encrypts"));
        let found = told(&[radio("wlan1", true), radio("wlan2", false)]);
        assert!(found.contains("in the clear on wlan2, ") && found.ends_with("on wlan2"), "{found}");
        assert!(told(&[]).contains("elsewhere"));
    }
}
