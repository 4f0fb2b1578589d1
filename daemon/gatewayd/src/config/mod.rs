//! The configuration: one TOML file, or the environment in its place, read once at the door into typed sections. Unknown
//! keys are refused, secrets never print themselves, and every complaint is one sentence that names the key and the remedy.

mod environment;
mod given;
mod masked;
mod mpesa;
mod reading;
mod rest;
mod seal;
mod template;

use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use domain::ids::ProviderId;
use domain::session::NasName;
use ipnet::IpNet;
use web_ui::Language;

use crate::config::environment::Environment;
use crate::config::reading::Section;

pub(crate) use masked::Masked;
pub(crate) use mpesa::Mpesa;
pub(crate) use rest::Rest;
pub(crate) use seal::seal_file;
pub(crate) use template::{PLACEHOLDER_SECRET, template};

/// Each router of a network is called by that name and its address, in 32 bytes.
const LONGEST_NETWORK_NAME: usize = 15;

/// A configuration that cannot be used, in one sentence.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct ConfigError(pub(crate) String);

/// What is wrong, and where. In a box, since every key that is read may bring one: on a router that is a smaller program.
#[derive(Debug)]
pub(crate) struct Complaint(Box<About>);

#[derive(Debug)]
struct About {
    /// On none if it is about what the lines mean together.
    line: Option<usize>,
    /// The section: `radius.nas.rest`.
    section: &'static str,
    /// The key in it, or none.
    key: &'static str,
    wrong: Wrong,
}

/// What is wrong there.
#[derive(Debug)]
enum Wrong {
    /// The key has to stand there, and does not.
    Missing,
    /// The key's value, by this reason.
    Value(String),
    /// Something else: a sentence that names what it is about.
    Other(String),
}

impl Complaint {
    #[inline(never)]
    fn at(line: Option<usize>, section: &'static str, key: &'static str, wrong: Wrong) -> Self {
        Complaint(Box::new(About { line, section, key, wrong }))
    }

    /// About what the lines mean together.
    fn of_the_whole(section: &'static str, key: &'static str, sentence: String) -> Self {
        Self::at(None, section, key, Wrong::Other(sentence))
    }
}

impl From<Complaint> for ConfigError {
    fn from(complaint: Complaint) -> Self {
        let About { line, key, wrong, .. } = *complaint.0;
        let sentence = match wrong {
            Wrong::Missing => format!("missing field `{key}`"),
            Wrong::Value(why) => format!("{key}: {why}"),
            Wrong::Other(sentence) => sentence,
        };
        ConfigError(match line {
            Some(line) => format!("line {line}: {}", on_one_line(&sentence)),
            None => on_one_line(&sentence),
        })
    }
}

/// What stands in a value may go on over several lines; a complaint does not.
fn on_one_line(sentence: &str) -> String {
    sentence.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// The whole file.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) site: Site,
    pub(crate) portal: Portal,
    pub(crate) radius: Radius,
    pub(crate) enforcement: Enforcement,
    pub(crate) management: Management,
    pub(crate) console: Console,
    pub(crate) mpesa: Option<Mpesa>,
    pub(crate) cloud: Cloud,
}

/// The link to the cloud; where that is, `langod enrol` was told.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cloud {
    /// What a metered line may carry for it, in megabytes (a million bytes each).
    pub(crate) megabytes_a_month: Option<u32>,
}

impl Cloud {
    fn read(section: &mut Section<'_>) -> Result<Self, Complaint> {
        Ok(Cloud { megabytes_a_month: section.number("megabytes_a_month")? })
    }

    /// The same in bytes.
    pub(crate) fn bytes_a_month(self) -> Option<u64> {
        self.megabytes_a_month.map(|megabytes| u64::from(megabytes) * 1_000_000)
    }
}

/// Who sells here.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    pub(crate) name: String,
    pub(crate) provider_id: ProviderId,
    pub(crate) language: SiteLanguage,
    pub(crate) timezone: String,
    pub(crate) currency: SiteCurrency,
    pub(crate) support_phone: Option<String>,
    pub(crate) opening_hours: Option<String>,
    pub(crate) wifi_name: Option<String>,
    /// Take the wall clock for right without a word from the kernel's NTP: where the router keeps it, as in a container.
    pub(crate) trust_clock: bool,
}

impl Site {
    fn read(section: &mut Section<'_>) -> Result<Self, Complaint> {
        Ok(Site {
            name: section.needed("name")?,
            provider_id: section
                .meant("provider_id", |text| text.parse().map_err(|_| format!("`{text}` is no UUID")))?
                .ok_or_else(|| section.missing("provider_id"))?,
            language: section.meant("language", |tag| tag.to_owned().try_into())?.unwrap_or_default(),
            timezone: section.text("timezone")?.unwrap_or_else(|| "Africa/Nairobi".to_owned()),
            currency: section.meant("currency", |code| code.to_owned().try_into())?.unwrap_or_default(),
            support_phone: section.text("support_phone")?,
            opening_hours: section.text("opening_hours")?,
            wifi_name: section.text("wifi_name")?,
            trust_clock: section.flag("trust_clock")?,
        })
    }
}

/// The language of messages and print; guests choose their own on the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SiteLanguage(pub(crate) Language);

impl TryFrom<String> for SiteLanguage {
    type Error = String;

    fn try_from(tag: String) -> Result<Self, String> {
        Language::from_tag(&tag)
            .map(SiteLanguage)
            .ok_or_else(|| format!("`{tag}` is no language of the portal; use en or sw"))
    }
}

/// The currency plans are sold in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SiteCurrency(pub(crate) domain::money::Currency);

impl TryFrom<String> for SiteCurrency {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        code.parse().map(SiteCurrency).map_err(|error: domain::money::NotMoney| error.to_string())
    }
}

/// The guests' pages.
#[derive(Clone, Debug)]
pub(crate) struct Portal {
    pub(crate) listen: SocketAddr,
    /// How guests reach it, for QR codes: `http://10.5.50.1:8088`.
    pub(crate) address: Option<String>,
    /// Names and addresses under which routers show their login page; guests' codes are posted nowhere else.
    pub(crate) router_names: Vec<String>,
}

impl Portal {
    fn read(section: &mut Section<'_>) -> Result<Self, Complaint> {
        Ok(Portal {
            listen: section.socket("listen")?.ok_or_else(|| section.missing("listen"))?,
            address: section.text("address")?,
            router_names: section.texts("router_names")?,
        })
    }
}

/// Where routers ask and report.
#[derive(Clone, Debug)]
pub(crate) struct Radius {
    pub(crate) auth_listen: SocketAddr,
    pub(crate) acct_listen: SocketAddr,
    pub(crate) interim_seconds: u32,
    /// Refuse Access-Requests without Message-Authenticator (RouterOS 7.15 and later send it).
    pub(crate) require_message_authenticator: bool,
    pub(crate) nas: Vec<Nas>,
}

impl Radius {
    fn read(section: &mut Section<'_>) -> Result<Self, Complaint> {
        const A_MINUTE: u32 = 60;
        Ok(Radius {
            auth_listen: section.socket("auth_listen")?.ok_or_else(|| section.missing("auth_listen"))?,
            acct_listen: section.socket("acct_listen")?.ok_or_else(|| section.missing("acct_listen"))?,
            interim_seconds: section.number("interim_seconds")?.unwrap_or(A_MINUTE),
            require_message_authenticator: section.flag("require_message_authenticator")?,
            nas: section.sections("radius.nas", Nas::read)?,
        })
    }
}

/// One access device.
#[derive(Clone, Debug)]
pub(crate) struct Nas {
    pub(crate) name: NasName,
    pub(crate) address: IpNet,
    pub(crate) secret: Masked,
    pub(crate) coa: Option<SocketAddr>,
    pub(crate) rest: Option<Rest>,
}

impl Nas {
    fn read(section: &mut Section<'_>) -> Result<Self, Complaint> {
        let name = |text: &str| text.parse().map_err(|_| format!("`{text}` is too long: 32 letters at most"));
        Ok(Nas {
            name: section.meant("name", name)?.ok_or_else(|| section.missing("name"))?,
            address: section.meant("address", network)?.ok_or_else(|| section.missing("address"))?,
            secret: section.secret("secret")?,
            coa: section.socket("coa")?,
            rest: section.section("radius.nas.rest", Rest::read)?,
        })
    }
}

fn network(text: &str) -> Result<IpNet, String> {
    let address = text.parse::<IpAddr>().map(IpNet::from);
    address
        .or_else(|_| text.parse::<IpNet>())
        .map_err(|_| format!("`{text}` is no address like 172.31.255.1 and no network like 10.5.50.0/24"))
}

/// Who opens and shuts the tap.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Enforcement {
    pub(crate) driver: Driver,
}

impl Enforcement {
    fn read(section: &mut Section<'_>) -> Result<Self, Complaint> {
        let driver = |text: &str| match text {
            "radius" => Ok(Driver::Radius),
            _ => Err(format!("`{text}` is no driver; there is radius")),
        };
        Ok(Enforcement { driver: section.meant("driver", driver)?.unwrap_or_default() })
    }
}

/// How guests are let through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Driver {
    /// A router that asks us.
    #[default]
    Radius,
}

/// For the owner's own machines.
#[derive(Clone, Debug, Default)]
pub(crate) struct Management {
    pub(crate) listen: Option<SocketAddr>,
}

impl Management {
    fn read(section: &mut Section<'_>) -> Result<Self, Complaint> {
        Ok(Management { listen: section.socket("listen")? })
    }
}

/// The counter of the place; there is one once `langod console pin` was run.
#[derive(Clone, Debug)]
pub(crate) struct Console {
    pub(crate) listen: SocketAddr,
    /// The networks guests are in: nobody from there is let in.
    pub(crate) guests: Vec<IpNet>,
}

impl Default for Console {
    fn default() -> Self {
        Console { listen: SocketAddr::from(([0, 0, 0, 0], 8443)), guests: Vec::new() }
    }
}

impl Console {
    fn read(section: &mut Section<'_>) -> Result<Self, Complaint> {
        let usual = Console::default();
        Ok(Console {
            listen: section.socket("listen")?.unwrap_or(usual.listen),
            guests: section.all_meant("guests", network)?,
        })
    }
}

impl Config {
    /// Reads and checks a file. Where there is none, the environment may stand in for it; both at once would leave the owner
    /// guessing which one counts.
    pub(crate) fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = match (std::fs::read_to_string(path), Environment::of_the_process()) {
            (Ok(_), Some(environment)) => {
                return Err(ConfigError(format!(
                    "{} is there and {} is set: take the one or the other away",
                    path.display(),
                    environment.example()
                )));
            }
            (Err(error), Some(environment)) if error.kind() == ErrorKind::NotFound => return environment.config(),
            (read, _) => read,
        };
        let text = text.map_err(|error| match error.kind() {
            ErrorKind::NotFound => ConfigError(format!(
                "{} does not exist: make one with `langod config template > {}`, or set LANGO_SITE_NAME and its like",
                path.display(),
                path.display()
            )),
            _ => ConfigError(format!("{} cannot be read: {error}", path.display())),
        })?;
        Self::parse(&text).map_err(|error| ConfigError(format!("{}: {error}", path.display())))
    }

    /// Reads and checks a text.
    pub(crate) fn parse(text: &str) -> Result<Self, ConfigError> {
        Self::read(text).map_err(ConfigError::from)
    }

    fn read(text: &str) -> Result<Self, Complaint> {
        let config = reading::file(text, |file| {
            Ok(Config {
                site: file.needed_section("site", Site::read)?,
                portal: file.needed_section("portal", Portal::read)?,
                radius: file.needed_section("radius", Radius::read)?,
                enforcement: file.section("enforcement", Enforcement::read)?.unwrap_or_default(),
                management: file.section("management", Management::read)?.unwrap_or_default(),
                console: file.section("console", Console::read)?.unwrap_or_default(),
                mpesa: file.section("mpesa", Mpesa::read)?,
                cloud: file.section("cloud", Cloud::read)?.unwrap_or_default(),
            })
        })?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), Complaint> {
        let complain = |section, key, sentence| Err(Complaint::of_the_whole(section, key, sentence));
        if self.site.name.trim().is_empty() {
            return complain("site", "name", "[site] name is empty: write what guests know the place by".to_owned());
        }
        if self.radius.nas.is_empty() {
            return complain(
                "radius.nas",
                "",
                "no [[radius.nas]] is listed: add the router with its address and secret".to_owned(),
            );
        }
        if !(10..=3600).contains(&self.radius.interim_seconds) {
            return complain("radius", "interim_seconds", "[radius] interim_seconds is between 10 and 3600".to_owned());
        }
        for (index, nas) in self.radius.nas.iter().enumerate() {
            let name = &nas.name;
            if nas.secret.expose().is_empty() || nas.secret.expose() == PLACEHOLDER_SECRET {
                return complain(
                    "radius.nas",
                    "secret",
                    format!(
                        "[[radius.nas]] {name}: secret is not set: put a secret of your own there, such as {}",
                        crate::chance::hexadecimal(16)
                    ),
                );
            }
            let is_network = nas.address.prefix_len() < nas.address.max_prefix_len();
            if nas.name.contains('@') || (is_network && nas.name.len() > LONGEST_NETWORK_NAME) {
                return complain(
                    "radius.nas",
                    "name",
                    format!(
                        "[[radius.nas]] {name}: a name has no @, and that of a network at most {LONGEST_NETWORK_NAME} letters"
                    ),
                );
            }
            if nas.name.is_empty() || self.radius.nas.iter().take(index).any(|other| other.name == nas.name) {
                return complain(
                    "radius.nas",
                    "name",
                    format!("[[radius.nas]] name `{name}` is empty or used twice: give each router its own"),
                );
            }
            if let Some(rest) = &nas.rest {
                rest.check(name, is_network)?;
            }
        }
        if let Some(mpesa) = &self.mpesa {
            mpesa.check()?;
        }
        if jiff::tz::TimeZone::get(&self.site.timezone).is_err() {
            // Small routers carry no time zone database; the name is still checked for its shape.
            let shaped =
                self.site.timezone.split('/').all(|part| !part.is_empty()) && !self.site.timezone.contains(' ');
            if !shaped {
                return complain(
                    "site",
                    "timezone",
                    format!("[site] timezone `{}` is no name like Africa/Nairobi", self.site.timezone),
                );
            }
        }
        Ok(())
    }
}

/// Where things are.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    pub(crate) config: PathBuf,
    pub(crate) data: PathBuf,
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
[site]
name = "Kibanda WiFi"
provider_id = "7b0c2a52-0a51-4f0e-9a43-0d6f0f5a9c11"
language = "en"
timezone = "Africa/Nairobi"
support_phone = "0700000000"
[portal]
listen = "0.0.0.0:8088"
[radius]
auth_listen = "0.0.0.0:1812"
acct_listen = "0.0.0.0:1813"
interim_seconds = 60
[[radius.nas]]
name = "router"
address = "172.31.255.1"
secret = "d41d8cd98f00b204"
coa = "172.31.255.1:3799"
[enforcement]
driver = "radius"
[management]
listen = "127.0.0.1:9090"
"#;

    fn complaint(from: &str, to: &str) -> String {
        assert!(GOOD.contains(from));
        Config::parse(&GOOD.replace(from, to)).unwrap_err().to_string()
    }

    #[test]
    fn the_contracts_file_is_read() {
        let config = Config::parse(GOOD).unwrap();
        assert_eq!(config.site.name, "Kibanda WiFi");
        assert!(config.radius.nas[0].address.contains(&"172.31.255.1".parse::<IpAddr>().unwrap()));
        assert!(!config.radius.nas[0].address.contains(&"172.31.255.2".parse::<IpAddr>().unwrap()));
    }

    #[test]
    fn every_complaint_is_one_sentence_that_names_the_key() {
        for (from, to, named) in [
            ("language = \"en\"", "langauge = \"en\"", "langauge"),
            ("language = \"en\"", "language = \"xx\"", "xx"),
            ("secret = \"d41d8cd98f00b204\"", "", "secret"),
            ("d41d8cd98f00b204", PLACEHOLDER_SECRET, "secret"),
            ("\"172.31.255.1\"", "\"router.lan\"", "router.lan"),
            ("interim_seconds = 60", "interim_seconds = 5", "interim_seconds"),
            ("driver = \"radius\"", "driver = \"magic\"", "magic"),
            ("name = \"Kibanda WiFi\"", "name = \" \"", "[site] name"),
            ("7b0c2a52-0a51-4f0e-9a43-0d6f0f5a9c11", "me", "UUID"),
        ] {
            let sentence = complaint(from, to);
            assert!(sentence.contains(named) && !sentence.contains('\n'), "{sentence}");
        }
    }

    #[test]
    fn the_template_is_a_good_file_and_its_secret_is_new_each_time() {
        let (one, other) = (template(), template());
        let secret = |text: &str| Config::parse(text).unwrap().radius.nas[0].secret.expose().to_owned();
        assert_ne!(secret(&one), secret(&other));
    }

    #[test]
    fn secrets_do_not_print_themselves() {
        let config = Config::parse(GOOD).unwrap();
        assert!(!format!("{config:?}").contains("d41d8cd98f00b204"));
    }
}
