//! The configuration: environment variables, read once at the door into typed fields. Secrets never print themselves, and
//! every complaint is one sentence that names the variable and the remedy. Variables of others are none of our business.

mod database;
mod hosts;
mod key_file;
mod keys;
mod masked;
mod public_url;
mod variables;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::ids::Chance;

pub(crate) use database::{Database, Engine};
pub(crate) use hosts::AllowedHosts;
pub(crate) use key_file::{key_file, open_key_file};
pub(crate) use keys::{GivenKeys, Key, Keys};
pub(crate) use masked::Masked;
pub(crate) use public_url::PublicUrl;
pub(crate) use variables::Variables;

const DATA: &str = "/var/lib/lango-cloud";
const DAY: Duration = Duration::from_secs(24 * 3600);
const SAFARICOM: &str = "https://api.safaricom.co.ke";

/// A configuration that cannot be used, in one sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct ConfigError(pub(crate) String);

/// The certificate and key files of a process that ends TLS itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TlsFiles {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

/// Everything the environment says.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    /// The data directory; with PostgreSQL nothing is in it.
    pub(crate) data: PathBuf,
    pub(crate) listen: SocketAddr,
    pub(crate) public_url: PublicUrl,
    pub(crate) allowed_hosts: AllowedHosts,
    pub(crate) database: Database,
    /// As given; [`Config::keys`] completes them.
    pub(crate) keys: GivenKeys,
    pub(crate) tls: Option<TlsFiles>,
    pub(crate) metrics_listen: Option<SocketAddr>,
    /// Where M-PESA is asked.
    pub(crate) mpesa_base_url: PublicUrl,
    /// How long a gateway's question for directives is held.
    pub(crate) hold: Duration,
    /// How long tickets that are over are remembered.
    pub(crate) keep_tickets: Duration,
    /// How long it is remembered who a guest was, by device and phone.
    pub(crate) keep_guests: Duration,
    /// Connections at once; who comes beyond waits.
    pub(crate) most_connections: u32,
}

impl Config {
    /// Reads and checks the variables. The command line's data directory goes before the environment's.
    pub(crate) fn load(variables: Variables<'_>, data: Option<&Path>) -> Result<Self, ConfigError> {
        let data = data.map(Path::to_owned).or_else(|| variables.text("LANGO_CLOUD_DATA").map(PathBuf::from));
        let data = data.unwrap_or_else(|| PathBuf::from(DATA));
        let tls = tls(variables)?;
        let port = variables.read("PORT", "a port number such as 8080")?.unwrap_or(8080);
        let address = variables.read("LISTEN", "an address of this machine such as 127.0.0.1")?;
        let public_url = match variables.text("PUBLIC_URL") {
            Some(url) => PublicUrl::parse("PUBLIC_URL", &url)?,
            None => PublicUrl::local(port, tls.is_some()),
        };
        let mpesa = variables.text("MPESA_BASE_URL").unwrap_or_else(|| SAFARICOM.to_owned());
        let config = Config {
            listen: SocketAddr::new(address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)), port),
            allowed_hosts: allowed_hosts(variables, &public_url),
            public_url,
            database: match variables.text("DATABASE_URL") {
                Some(url) => Database::parse(url)?,
                None => Database::embedded(&data),
            },
            keys: GivenKeys::read(variables)?,
            tls,
            metrics_listen: variables.read("METRICS_LISTEN", "an address with a port such as 127.0.0.1:9090")?,
            mpesa_base_url: PublicUrl::parse("MPESA_BASE_URL", &mpesa)?,
            hold: Duration::from_secs(variables.number("HOLD_SECONDS", 1, 55, 25)?.into()),
            // The reports of two months count them.
            keep_tickets: DAY * variables.number("TICKET_DAYS", 100, 3650, 400)?,
            // When the first guest of a month is forgotten, that month has to be over: its report counts them.
            keep_guests: DAY * variables.number("GUEST_DATA_DAYS", 31, 3650, 90)?,
            most_connections: variables.number("MAX_CONNECTIONS", 16, 1_000_000, 20_000)?,
            data,
        };
        config.check()
    }

    /// The keys, from the environment or, where the books are a file of ours, from the key file, which is made if need be.
    pub(crate) fn keys(&self, chance: &mut dyn Chance) -> Result<Keys, ConfigError> {
        let given = self.keys.clone();
        let keys = if given.can_seal() { given } else { given.or(open_key_file(&self.data, chance)?) };
        keys.complete().ok_or_else(no_key)
    }

    /// Several processes on a server must share their keys; none of them may make its own.
    fn check(self) -> Result<Self, ConfigError> {
        if self.database.engine() == Engine::Postgresql && !self.keys.can_seal() {
            return Err(no_key());
        }
        Ok(self)
    }
}

fn no_key() -> ConfigError {
    ConfigError("ENCRYPTION_KEY is not set: make one with `openssl rand -base64 32` and keep a copy of it".to_owned())
}

fn tls(variables: Variables<'_>) -> Result<Option<TlsFiles>, ConfigError> {
    match (variables.text("TLS_CERT"), variables.text("TLS_KEY")) {
        (Some(certificate), Some(key)) => Ok(Some(TlsFiles { certificate: certificate.into(), key: key.into() })),
        (None, None) => Ok(None),
        _ => Err(ConfigError("TLS_CERT and TLS_KEY belong together: set both, or none behind a proxy".to_owned())),
    }
}

fn allowed_hosts(variables: Variables<'_>, public_url: &PublicUrl) -> AllowedHosts {
    match variables.text("ALLOWED_HOSTS") {
        Some(list) => AllowedHosts::parse(&list),
        None => AllowedHosts::of(public_url.host()),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::chance::Kernel;

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    /// A configuration of these variables alone.
    pub(crate) fn config(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let lookup = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Config::load(Variables(&lookup), None)
    }

    #[test]
    fn nothing_needs_to_be_set() {
        let config = config(&[("PORT", ""), ("SOMEBODY_ELSES", "variable")]).unwrap();
        assert_eq!(config.listen.to_string(), "0.0.0.0:8080");
        assert_eq!(config.public_url.to_string(), "http://localhost:8080");
        assert_eq!(config.database.url(), "sqlite:///var/lib/lango-cloud/lango-cloud.db?mode=rwc");
        assert_eq!(config.hold, Duration::from_secs(25));
        assert_eq!((config.keep_tickets, config.keep_guests), (400 * DAY, 90 * DAY));
        assert!(config.allowed_hosts.allow("localhost:8080") && config.tls.is_none());
    }

    #[test]
    fn the_command_lines_data_directory_goes_before_the_environments() {
        let lookup = |name: &str| (name == "LANGO_CLOUD_DATA").then(|| "/srv/from-environment".to_owned());
        let load = |data: Option<&str>| Config::load(Variables(&lookup), data.map(Path::new)).unwrap().data;
        assert_eq!(load(None), Path::new("/srv/from-environment"));
        assert_eq!(load(Some("/srv/typed")), Path::new("/srv/typed"));
    }

    #[test]
    fn every_complaint_is_one_sentence_that_names_the_variable() {
        let postgres = ("DATABASE_URL", "postgres://lango:geheim@db/lango");
        for (pairs, named) in [
            (vec![("PORT", "http")], "PORT"),
            (vec![("PORT", "70000")], "PORT"),
            (vec![("LISTEN", "localhost")], "LISTEN"),
            (vec![("PUBLIC_URL", "cloud.example.net")], "PUBLIC_URL"),
            (vec![("PUBLIC_URL", "https://cloud.example.net/lango")], "PUBLIC_URL"),
            (vec![("MPESA_BASE_URL", "ftp://sandbox")], "MPESA_BASE_URL"),
            (vec![("TLS_CERT", "/etc/cert.pem")], "TLS_KEY"),
            (vec![("HOLD_SECONDS", "60")], "HOLD_SECONDS"),
            (vec![("TICKET_DAYS", "99")], "TICKET_DAYS"),
            (vec![("GUEST_DATA_DAYS", "30")], "GUEST_DATA_DAYS=30 is not a number from 31 to 3650"),
            (vec![("GUEST_DATA_DAYS", "for ever")], "GUEST_DATA_DAYS"),
            (vec![("METRICS_LISTEN", "9090")], "METRICS_LISTEN"),
            (vec![("DATABASE_URL", "mysql://db")], "DATABASE_URL"),
            (vec![postgres], "ENCRYPTION_KEY"),
            (vec![postgres, ("ENCRYPTION_KEY", "short")], "ENCRYPTION_KEY"),
            (vec![postgres, ("ENCRYPTION_KEY", KEY), ("SECRET_KEY", "short")], "SECRET_KEY"),
        ] {
            let sentence = config(&pairs).unwrap_err().to_string();
            assert!(
                sentence.contains(named) && !sentence.contains(['\n']) && !sentence.contains("geheim"),
                "{sentence}"
            );
        }
    }

    #[test]
    fn keys_of_the_environment_go_before_the_key_file() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().to_str().unwrap();
        let made = config(&[("LANGO_CLOUD_DATA", data)]).unwrap().keys(&mut Kernel).unwrap();
        let again = config(&[("LANGO_CLOUD_DATA", data)]).unwrap().keys(&mut Kernel).unwrap();
        let given = config(&[("LANGO_CLOUD_DATA", data), ("ENCRYPTION_KEY", KEY)]).unwrap().keys(&mut Kernel).unwrap();
        assert_eq!(made, again);
        assert_ne!(made.encryption, given.encryption);
    }

    #[test]
    fn secrets_do_not_print_themselves() {
        let secret = "a text of at least thirty-two characters";
        let postgres = ("DATABASE_URL", "postgres://lango:geheim@db/lango");
        let config = config(&[postgres, ("ENCRYPTION_KEY", KEY), ("SECRET_KEY", secret)]).unwrap();
        let shown = format!("{config:?}");
        assert!(!["geheim", KEY, secret, "[0, 1, 2"].iter().any(|hidden| shown.contains(hidden)), "{shown}");
    }
}
