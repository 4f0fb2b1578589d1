//! Configuration by environment: a RouterOS container's owner sets variables more easily than they bring in a file. The
//! variables make the file's text, which is read and checked like any other; complaints name the variable.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use domain::ids::ProviderId;

use crate::chance::{Kernel, hexadecimal};
use crate::config::{Complaint, Config, ConfigError, Wrong, on_one_line};

/// What all our variables begin with.
const PREFIX: &str = "LANGO_";
/// The known variables on one line of a complaint: a router's log cuts longer ones.
const ON_A_LINE: usize = 5;

/// The sections of the file, and what stands in them without anybody saying so. One without even that is left out until a
/// variable belongs to it.
const SECTIONS: [(&str, Option<&str>); 7] = [
    ("[site]", Some("")),
    ("[portal]", Some("listen = \"0.0.0.0:8088\"\n")),
    ("[radius]", Some("auth_listen = \"0.0.0.0:1812\"\nacct_listen = \"0.0.0.0:1813\"\n")),
    ("[[radius.nas]]", Some("name = \"router\"\n")),
    ("[console]", None),
    ("[cloud]", None),
    ("[mpesa]", None),
];

/// A variable, and the section and key its value stands under.
type Setting = (&'static str, &'static str, &'static str);

const SITE_NAME: &str = "LANGO_SITE_NAME";
const PROVIDER_ID: &str = "LANGO_PROVIDER_ID";
const NAS_ADDRESS: &str = "LANGO_NAS_ADDRESS";
const NAS_COA: &str = "LANGO_NAS_COA";
const RADIUS_SECRET: &str = "LANGO_RADIUS_SECRET";
const REST_URL: &str = "LANGO_REST_URL";
const REST_USER: &str = "LANGO_REST_USER";
const REST_PASSWORD: &str = "LANGO_REST_PASSWORD";

const SETTINGS: [Setting; 28] = [
    (SITE_NAME, "[site]", "name"),
    (PROVIDER_ID, "[site]", "provider_id"),
    ("LANGO_LANGUAGE", "[site]", "language"),
    ("LANGO_TIMEZONE", "[site]", "timezone"),
    ("LANGO_CURRENCY", "[site]", "currency"),
    ("LANGO_SUPPORT_PHONE", "[site]", "support_phone"),
    ("LANGO_OPENING_HOURS", "[site]", "opening_hours"),
    ("LANGO_WIFI_NAME", "[site]", "wifi_name"),
    ("LANGO_TRUST_CLOCK", "[site]", "trust_clock"),
    ("LANGO_PORTAL_ADDRESS", "[portal]", "address"),
    ("LANGO_ROUTER_NAMES", "[portal]", "router_names"),
    (NAS_ADDRESS, "[[radius.nas]]", "address"),
    (RADIUS_SECRET, "[[radius.nas]]", "secret"),
    (NAS_COA, "[[radius.nas]]", "coa"),
    (REST_URL, "[[radius.nas]]", "rest.url"),
    (REST_USER, "[[radius.nas]]", "rest.user"),
    (REST_PASSWORD, "[[radius.nas]]", "rest.password"),
    ("LANGO_CONSOLE_LISTEN", "[console]", "listen"),
    ("LANGO_CONSOLE_GUESTS", "[console]", "guests"),
    ("LANGO_MEGABYTES_A_MONTH", "[cloud]", "megabytes_a_month"),
    ("LANGO_MPESA_BASE_URL", "[mpesa]", "base_url"),
    ("LANGO_MPESA_KIND", "[mpesa]", "kind"),
    ("LANGO_MPESA_SHORTCODE", "[mpesa]", "shortcode"),
    ("LANGO_MPESA_TILL_NUMBER", "[mpesa]", "till_number"),
    ("LANGO_MPESA_CONSUMER_KEY", "[mpesa]", "consumer_key"),
    ("LANGO_MPESA_CONSUMER_SECRET", "[mpesa]", "consumer_secret"),
    ("LANGO_MPESA_PASSKEY", "[mpesa]", "passkey"),
    ("LANGO_MPESA_CALLBACK_BASE", "[mpesa]", "callback_base"),
];

/// The variables with our prefix, if any of them is a setting; an empty one is as good as none.
pub(super) struct Environment(BTreeMap<String, String>);

impl Environment {
    /// This process's. It is read here and nowhere else.
    pub(super) fn of_the_process() -> Option<Self> {
        let all = std::env::vars_os().map(|(name, value)| (name.to_string_lossy().into_owned(), value));
        let ours = all.filter(|(name, _)| name.starts_with(PREFIX));
        Self::of(ours.map(|(name, value)| (name, value.to_string_lossy().into_owned())).collect())
    }

    fn of(mut variables: BTreeMap<String, String>) -> Option<Self> {
        variables.retain(|_, value| !value.is_empty());
        SETTINGS.iter().any(|(name, ..)| variables.contains_key(*name)).then_some(Environment(variables))
    }

    /// A setting that is there, to point at.
    pub(super) fn example(&self) -> &'static str {
        SETTINGS.iter().find(|(name, ..)| self.0.contains_key(*name)).map_or(PREFIX, |(name, ..)| name)
    }

    /// The configuration they make.
    pub(super) fn config(&self) -> Result<Config, ConfigError> {
        if let Some(unknown) = self.0.keys().find(|name| !SETTINGS.iter().any(|(known, ..)| known == name)) {
            let lines =
                SETTINGS.chunks(ON_A_LINE).map(|names| names.iter().map(|(name, ..)| *name).collect::<Vec<_>>());
            let known = lines.map(|names| names.join(" ")).collect::<Vec<_>>().join("\n");
            return Err(ConfigError(format!("{unknown} is no setting; there are\n{known}")));
        }
        let missing = [SITE_NAME, PROVIDER_ID, NAS_ADDRESS, RADIUS_SECRET].map(|name| self.missing(name));
        if missing.iter().any(|sentence| !sentence.is_empty()) {
            return Err(ConfigError(missing.concat().trim_end().to_owned()));
        }
        Config::read(&self.text()).map_err(|complaint| self.complain(complaint))
    }

    /// Says of a variable that has to be there that it is not, with a value to copy: the log is all an owner sees.
    fn missing(&self, name: &str) -> String {
        let example = match name {
            _ if self.0.contains_key(name) => return String::new(),
            PROVIDER_ID => ProviderId::draw(&mut Kernel).to_string(),
            RADIUS_SECRET => hexadecimal(16),
            NAS_ADDRESS => "172.31.255.1".to_owned(),
            _ => "My WiFi".to_owned(),
        };
        format!("{name} is not set; it could be {example}\n")
    }

    /// The file's text.
    fn text(&self) -> String {
        let mut text = String::new();
        for (section, usual) in SECTIONS {
            let own = SETTINGS.iter().filter(|(_, place, _)| *place == section);
            let lines =
                own.filter_map(|(name, _, key)| Some(format!("{key} = {}\n", written(key, self.0.get(*name)?))));
            let lines = lines.collect::<String>();
            if usual.is_some() || !lines.is_empty() {
                text += &format!("{section}\n{}{lines}", usual.unwrap_or_default());
            }
            if section == "[[radius.nas]]" {
                text += &self.of_the_router().unwrap_or_default();
            }
        }
        text
    }

    /// What follows from the address of a single router, unless it is told otherwise: where RouterOS takes orders, and where
    /// it answers REST.
    fn of_the_router(&self) -> Option<String> {
        let is_set = |name| self.0.contains_key(name);
        let ip = self.0.get(NAS_ADDRESS)?.parse::<IpAddr>().ok()?;
        let mut lines = String::new();
        if !is_set(NAS_COA) {
            lines += &format!("coa = \"{}\"\n", SocketAddr::new(ip, 3799));
        }
        if !is_set(REST_URL) && (is_set(REST_USER) || is_set(REST_PASSWORD)) {
            lines += &format!("rest.url = \"http://{}\"\n", SocketAddr::new(ip, 80));
        }
        Some(lines)
    }

    /// The complaint about the text, as one about a variable.
    fn complain(&self, Complaint(complaint): Complaint) -> ConfigError {
        let place = format!("{}.{}", complaint.section, complaint.key);
        let names = match SETTINGS.iter().find(|setting| place_of(setting) == place) {
            Some((name, ..)) => (*name).to_owned(),
            // It is about several together.
            None => {
                let own = SETTINGS
                    .iter()
                    .filter(|setting| place_of(setting).starts_with(complaint.section))
                    .map(|(name, ..)| *name);
                own.filter(|name| self.0.contains_key(*name)).collect::<Vec<_>>().join(", ")
            }
        };
        ConfigError(match complaint.wrong {
            Wrong::Missing => format!("{names} is not set"),
            Wrong::Value(sentence) | Wrong::Other(sentence) => {
                format!("{names}: {}", on_one_line(&sentence))
            }
        })
    }
}

/// Where complaints see a setting.
fn place_of((_, section, key): &Setting) -> String {
    format!("{}.{key}", section.trim_matches(['[', ']']))
}

/// A value as TOML has it: flags and numbers as they are, lists by their commas, everything else as a text.
fn written(key: &str, value: &str) -> String {
    match key {
        "trust_clock" | "megabytes_a_month" if is_plain(value) => value.to_owned(),
        "router_names" | "guests" => {
            format!("[{}]", value.split(',').map(|name| quoted(name.trim()) + ",").collect::<String>())
        }
        _ => quoted(value),
    }
}

/// What is neither, such as 007, becomes a text, and the reader says what belongs there.
fn is_plain(value: &str) -> bool {
    let is_number = value.bytes().all(|byte| byte.is_ascii_digit()) && (value == "0" || !value.starts_with('0'));
    is_number || matches!(value, "true" | "false")
}

/// A basic string, which a value cannot leave.
fn quoted(value: &str) -> String {
    let mut text = String::from("\"");
    for character in value.chars() {
        match character {
            '"' | '\\' => text.extend(['\\', character]),
            _ if character.is_control() => text += &format!("\\u{:04x}", u32::from(character)),
            _ => text.push(character),
        }
    }
    text + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: [(&str, &str); 4] = [
        (SITE_NAME, "Mama \"Njeri\" \\ WiFi\n[portal]"),
        (PROVIDER_ID, "7b0c2a52-0a51-4f0e-9a43-0d6f0f5a9c11"),
        (NAS_ADDRESS, "172.31.255.1"),
        (RADIUS_SECRET, "d41d8cd98f00b204"),
    ];

    fn environment(variables: &[(&str, &str)]) -> Environment {
        let all = LEAST.iter().chain(variables).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Environment::of(all.collect()).unwrap()
    }

    fn complaint(variables: &[(&str, &str)]) -> String {
        environment(variables).config().unwrap_err().to_string()
    }

    #[test]
    fn four_variables_are_enough() {
        let config = environment(&[]).config().unwrap();
        assert_eq!(config.site.name, LEAST[0].1);
        assert_eq!(config.portal.listen, "0.0.0.0:8088".parse().unwrap());
        let nas = &config.radius.nas[0];
        assert_eq!((nas.secret.expose(), nas.coa), ("d41d8cd98f00b204", "172.31.255.1:3799".parse().ok()));
        assert!(config.mpesa.is_none() && config.cloud.megabytes_a_month.is_none());
        let rest = environment(&[(REST_USER, "lango"), (REST_PASSWORD, "hidden")]).config().unwrap();
        assert_eq!(rest.radius.nas[0].rest.as_ref().unwrap().url, "http://172.31.255.1:80");
        let network = environment(&[(NAS_ADDRESS, "10.5.50.0/24")]).config().unwrap();
        assert_eq!(network.radius.nas[0].coa, None);
    }

    #[test]
    fn every_variable_finds_its_key() {
        let all = [
            ("LANGO_LANGUAGE", "sw"),
            ("LANGO_TIMEZONE", "Africa/Kampala"),
            ("LANGO_CURRENCY", "UGX"),
            ("LANGO_SUPPORT_PHONE", "0700000000"),
            ("LANGO_OPENING_HOURS", "07:00-22:00"),
            ("LANGO_WIFI_NAME", "Njeri"),
            ("LANGO_TRUST_CLOCK", "true"),
            ("LANGO_PORTAL_ADDRESS", "http://172.31.255.2:8088"),
            ("LANGO_ROUTER_NAMES", "login.njeri.lan, 10.5.50.1"),
            (NAS_COA, "172.31.255.1:1700"),
            (REST_URL, "https://router.example.net"),
            (REST_USER, "lango"),
            (REST_PASSWORD, "123456"),
            ("LANGO_CONSOLE_LISTEN", "172.31.255.2:8443"),
            ("LANGO_CONSOLE_GUESTS", "10.5.50.0/24, 10.5.60.7"),
            ("LANGO_MEGABYTES_A_MONTH", "30"),
            ("LANGO_MPESA_BASE_URL", "https://sandbox.safaricom.co.ke"),
            ("LANGO_MPESA_KIND", "till"),
            ("LANGO_MPESA_SHORTCODE", "600111"),
            ("LANGO_MPESA_TILL_NUMBER", "600222"),
            ("LANGO_MPESA_CONSUMER_KEY", "kkk"),
            ("LANGO_MPESA_CONSUMER_SECRET", "sss"),
            ("LANGO_MPESA_PASSKEY", "ppp"),
            ("LANGO_MPESA_CALLBACK_BASE", "https://cloud.example.net"),
        ];
        assert_eq!(all.len() + LEAST.len(), SETTINGS.len());
        let config = environment(&all).config().unwrap();
        assert!(config.site.trust_clock && config.site.support_phone.is_some() && config.site.wifi_name.is_some());
        assert_eq!(config.radius.nas[0].rest.as_ref().unwrap().password.expose(), "123456");
        assert_eq!(config.portal.router_names, ["login.njeri.lan", "10.5.50.1"]);
        assert_eq!(config.console.listen.port(), 8443);
        assert_eq!(config.console.guests.len(), 2);
        assert_eq!(config.cloud.megabytes_a_month, Some(30));
        assert_eq!(config.mpesa.unwrap().till_number.as_deref(), Some("600222"));
    }

    #[test]
    fn complaints_name_the_variable_and_no_secret() {
        for (name, value, said) in [
            ("LANGO_LANGUAGE", "xx", "en or sw"),
            ("LANGO_TRUST_CLOCK", "yes", "boolean"),
            ("LANGO_TIMEZONE", "Nairobi time", "Africa/Nairobi"),
            (SITE_NAME, " ", "empty"),
            (PROVIDER_ID, "me", "UUID"),
            (NAS_ADDRESS, "router.lan", "172.31.255.1"),
            (NAS_COA, "3799", "socket address"),
            (RADIUS_SECRET, crate::config::PLACEHOLDER_SECRET, "such as"),
            ("LANGO_MEGABYTES_A_MONTH", "-1", "LANGO_MEGABYTES_A_MONTH: "),
            ("LANGO_MEGABYTES_A_MONTH", "007", "whole number"),
            ("LANGO_MEGABYTES_A_MONTH", "99999999999", "from 0 to 4294967295"),
            ("LANGO_CONSOLE_GUESTS", "10.5.50.0/24, guests", "`guests` is no address"),
            ("LANGO_LANGUAGE", "f\nr", "LANGO_LANGUAGE: `f r` is no language"),
            (REST_URL, "http://router.lan", "LANGO_REST_USER is not set"),
        ] {
            let sentence = complaint(&[(name, value)]);
            assert!(sentence.contains(said) && !sentence.contains('\n'), "{sentence}");
            assert!(said.contains("not set") || sentence.starts_with(name), "{sentence}");
        }
        for (name, said) in [
            ("LANGO_MPESA_PASSKEY", "LANGO_MPESA_KIND is not set"),
            (REST_PASSWORD, "LANGO_REST_USER is not set"),
            (REST_USER, "LANGO_REST_PASSWORD is not set"),
        ] {
            assert_eq!(complaint(&[(name, "hidden")]), said);
        }
        let mpesa = |changed: (&'static str, &'static str)| {
            let good = [
                ("LANGO_MPESA_KIND", "paybill"),
                ("LANGO_MPESA_SHORTCODE", "600111"),
                ("LANGO_MPESA_CONSUMER_KEY", "kkk"),
                ("LANGO_MPESA_CONSUMER_SECRET", "sss"),
                ("LANGO_MPESA_PASSKEY", "ppp"),
                ("LANGO_MPESA_CALLBACK_BASE", "https://cloud.example.net"),
            ];
            complaint(&good.into_iter().chain([changed]).collect::<Vec<_>>())
        };
        for (name, value) in [
            ("LANGO_MPESA_BASE_URL", "ftp://127.0.0.1"),
            ("LANGO_MPESA_KIND", "bank"),
            ("LANGO_MPESA_SHORTCODE", "mine"),
            ("LANGO_MPESA_TILL_NUMBER", "600222"),
            ("LANGO_MPESA_CONSUMER_KEY", "hid:den"),
            ("LANGO_MPESA_CONSUMER_SECRET", "hid den"),
            ("LANGO_MPESA_PASSKEY", "..."),
            ("LANGO_MPESA_CALLBACK_BASE", "http://cloud.example.net"),
        ] {
            let sentence = mpesa((name, value));
            assert!(sentence.starts_with(&format!("{name}: ")) && !sentence.contains("hid"), "{sentence}");
        }
        let user = complaint(&[(REST_USER, "la:ngo"), (REST_PASSWORD, "hidden")]);
        assert!(user.contains(REST_USER) && user.contains("needs user") && !user.contains("hidden"), "{user}");
        assert!(user.starts_with("LANGO_REST_USER, LANGO_REST_PASSWORD: "), "{user}");
    }

    #[test]
    fn what_is_missing_is_said_at_once_with_values_to_copy() {
        let sentence = complaint(&[(PROVIDER_ID, ""), (RADIUS_SECRET, "")]);
        let lines: Vec<_> =
            sentence.lines().map(|line| line.split_once(" is not set; it could be ").unwrap()).collect();
        let [(PROVIDER_ID, id), (RADIUS_SECRET, secret)] = lines[..] else { panic!("{sentence}") };
        environment(&[(PROVIDER_ID, id), (RADIUS_SECRET, secret)]).config().unwrap();
        assert!(sentence.lines().all(|line| line.len() < 150));
    }

    #[test]
    fn an_unknown_variable_is_refused_with_the_known_ones() {
        let sentence = complaint(&[("LANGO_SITENAME", "x")]);
        assert!(sentence.starts_with("LANGO_SITENAME is no setting"), "{sentence}");
        assert!(SETTINGS.iter().all(|(name, ..)| sentence.contains(name)), "{sentence}");
        assert!(sentence.lines().all(|line| line.len() < 150), "{sentence}");
        assert!(Environment::of([("LANGO_CACHE".to_owned(), "/tmp".to_owned())].into()).is_none());
    }
}
