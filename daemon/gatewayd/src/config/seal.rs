//! Sealing the secrets of the configuration where they stand: the file keeps its comments, and nobody who reads it over
//! a shoulder or finds a copy learns a key.

use std::io::Write as _;
use std::ops::Range;
use std::os::unix::fs::{MetadataExt as _, fchown};
use std::path::Path;

use toml::de::{DeTable, DeValue};

use crate::config::{Config, ConfigError, Masked};
use crate::vault::{Vault, is_sealed};

/// The place a router's secret is sealed for.
fn place_of_nas(name: &str) -> String {
    format!("radius.nas.{name}")
}

/// The place of the password its REST interface asks for.
fn place_of_rest(name: &str) -> String {
    format!("radius.nas.{name}.rest.password")
}

fn place_of_mpesa(key: &str) -> String {
    format!("mpesa.{key}")
}

impl Config {
    /// Opens whatever is sealed.
    pub(crate) fn unseal(&mut self, vault: &Vault) -> Result<(), ConfigError> {
        let open = |place: String, secret: &mut Masked| -> Result<(), ConfigError> {
            let opened = vault.unseal(&place, secret.expose());
            *secret = opened.map_err(|error| ConfigError(format!("{place}: {error}")))?.into();
            Ok(())
        };
        for nas in &mut self.radius.nas {
            open(place_of_nas(&nas.name), &mut nas.secret)?;
            if let Some(rest) = &mut nas.rest {
                open(place_of_rest(&nas.name), &mut rest.password)?;
            }
        }
        if let Some(mpesa) = &mut self.mpesa {
            open(place_of_mpesa("consumer_key"), &mut mpesa.consumer_key)?;
            open(place_of_mpesa("consumer_secret"), &mut mpesa.consumer_secret)?;
            open(place_of_mpesa("passkey"), &mut mpesa.passkey)?;
            mpesa.credentials()?;
        }
        Ok(())
    }

    /// The secrets that stand in the clear, by their keys.
    pub(crate) fn in_the_clear(&self) -> Vec<String> {
        self.secrets().filter(|(_, secret)| !is_sealed(secret.expose())).map(|(place, _)| place).collect()
    }

    /// Whether it takes the key of a data directory to use this file.
    pub(crate) fn is_sealed(&self) -> bool {
        self.secrets().any(|(_, secret)| is_sealed(secret.expose()))
    }

    fn secrets(&self) -> impl Iterator<Item = (String, &Masked)> {
        let of_nas = self.radius.nas.iter().flat_map(|nas| {
            let of_rest = nas.rest.as_ref().map(|rest| (place_of_rest(&nas.name), &rest.password));
            [(place_of_nas(&nas.name), &nas.secret)].into_iter().chain(of_rest)
        });
        let of_mpesa = self.mpesa.iter().flat_map(|mpesa| mpesa.secrets());
        of_nas.chain(of_mpesa.map(|(key, secret)| (place_of_mpesa(key), secret)))
    }
}

/// Seals every secret that stands in the clear; says how many there were.
pub(crate) fn seal_file(path: &Path, vault: &Vault) -> Result<usize, ConfigError> {
    Config::load(path)?;
    let failed = |error: std::io::Error| ConfigError(format!("{} cannot be rewritten: {error}", path.display()));
    let mut text = std::fs::read_to_string(path).map_err(failed)?;
    let mut found = in_the_clear(&text)?;
    // From the end, so that the places before stay where they are.
    found.sort_by_key(|secret| std::cmp::Reverse(secret.span.start));
    for Secret { place, text: secret, span } in &found {
        let sealed = vault.seal(place, secret).map_err(failed)?;
        text.replace_range(span.clone(), &format!("\"{sealed}\""));
    }
    if !found.is_empty() {
        replace(path, &text).map_err(failed)?;
    }
    Ok(found.len())
}

/// A secret that stands in the clear, and where.
struct Secret {
    place: String,
    text: String,
    span: Range<usize>,
}

/// The secrets of a file that is good otherwise.
fn in_the_clear(text: &str) -> Result<Vec<Secret>, ConfigError> {
    let file = DeTable::parse(text).map_err(|error| ConfigError(error.message().to_owned()))?;
    let file = file.get_ref();
    let mut found = Vec::new();
    let routers = file.get("radius").and_then(|radius| radius.get_ref().get("nas")?.get_ref().as_array());
    for nas in routers.into_iter().flat_map(|routers| routers.iter()).map(|nas| nas.get_ref()) {
        let name = nas.get("name").and_then(|name| name.get_ref().as_str()).unwrap_or_default();
        found.extend(clear(nas, "secret", place_of_nas(name)));
        found.extend(nas.get("rest").and_then(|rest| clear(rest.get_ref(), "password", place_of_rest(name))));
    }
    if let Some(mpesa) = file.get("mpesa") {
        let keys = ["consumer_key", "consumer_secret", "passkey"];
        found.extend(keys.into_iter().filter_map(|key| clear(mpesa.get_ref(), key, place_of_mpesa(key))));
    }
    Ok(found)
}

fn clear(section: &DeValue<'_>, key: &str, place: String) -> Option<Secret> {
    let value = section.get(key)?;
    let text = value.get_ref().as_str().filter(|text| !is_sealed(text))?.to_owned();
    Some(Secret { place, text, span: value.span() })
}

/// The whole file or none of it, with the rights and the owner it had: who seals may not be who runs the daemon.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let unfinished = path.with_extension("toml.new");
    let mut file = std::fs::File::create(&unfinished)?;
    let before = std::fs::metadata(path)?;
    // Who is not root may not give files away, and keeps theirs.
    let _ = fchown(&file, Some(before.uid()), Some(before.gid()));
    file.set_permissions(before.permissions())?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&unfinished, path)?;
    std::fs::File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::template;

    const MPESA: &str = "\n[mpesa] # ours\nkind = \"paybill\"\nshortcode = \"600111\"\nconsumer_key = \"kkk\" # from the portal\nconsumer_secret = 'sss'\npasskey = \"ppp\"\ncallback_base = \"https://cloud.example.net\"\n";

    #[test]
    fn secrets_are_sealed_where_they_stand_and_open_again() {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open(folder.path()).unwrap();
        let path = folder.path().join("langod.toml");
        std::fs::write(&path, template() + MPESA).unwrap();
        let before = Config::load(&path).unwrap();
        assert_eq!(before.in_the_clear().len(), 4);
        assert_eq!(seal_file(&path, &vault).unwrap(), 4);
        assert_eq!(seal_file(&path, &vault).unwrap(), 0);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("kkk") && !text.contains("sss") && text.contains("# from the portal"), "{text}");
        let mut config = Config::load(&path).unwrap();
        assert_eq!(config.in_the_clear(), Vec::<String>::new());
        config.unseal(&vault).unwrap();
        let mpesa = config.mpesa.unwrap();
        let opened = mpesa.secrets().map(|(_, secret)| secret.expose().to_owned());
        assert_eq!(opened, ["kkk", "sss", "ppp"]);
        assert_eq!(config.radius.nas[0].secret.expose(), before.radius.nas[0].secret.expose());
    }

    #[test]
    fn what_another_key_sealed_is_named() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let path = folder.path().join("langod.toml");
        std::fs::write(&path, template() + MPESA).unwrap();
        seal_file(&path, &Vault::open(folder.path()).unwrap()).unwrap();
        let refused = Config::load(&path).unwrap().unseal(&Vault::open(other.path()).unwrap()).unwrap_err();
        assert!(refused.to_string().contains("radius.nas.router"), "{refused}");
    }
}
