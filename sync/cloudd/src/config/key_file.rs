//! The key file of an installation that was given no keys: made once, its owner's alone, in the environment's own words,
//! so that it can be moved there later.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::ids::Chance;

use super::variables::Variables;
use super::{ConfigError, GivenKeys};

const FILE_NAME: &str = "keys.env";
const HEADING: &str =
    "# Seals the secrets in this folder's database. Keep a copy somewhere else; nothing opens them without it.\n";

/// Where a data directory's key file is.
pub(crate) fn key_file(data: &Path) -> PathBuf {
    data.join(FILE_NAME)
}

/// Reads the key file, or makes it, and the data directory with it.
pub(crate) fn open_key_file(data: &Path, chance: &mut dyn Chance) -> Result<GivenKeys, ConfigError> {
    let path = key_file(data);
    let text = match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(data, chance),
        read => read,
    };
    let text = text.map_err(|error| ConfigError(format!("{} cannot be used: {error}", path.display())))?;
    let keys = read(&text).map_err(|error| ConfigError(format!("{}: {error}", path.display())))?;
    if keys.can_seal() {
        return Ok(keys);
    }
    Err(ConfigError(format!("{} holds no ENCRYPTION_KEY: bring the file back from a copy", path.display())))
}

/// Reads `NAME=value` lines.
fn read(text: &str) -> Result<GivenKeys, ConfigError> {
    let lookup = |name: &str| {
        let lines = text.lines().filter_map(|line| line.split_once('='));
        lines.filter(|(key, _)| key.trim() == name).map(|(_, value)| value.to_owned()).next_back()
    };
    GivenKeys::read(Variables(&lookup))
}

fn make(data: &Path, chance: &mut dyn Chance) -> io::Result<String> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(data)?;
    let mut line = |name: &str| {
        let mut key = [0; 32];
        chance.fill(&mut key);
        format!("{name}={}\n", STANDARD.encode(key))
    };
    let text = format!("{HEADING}{}{}", line("ENCRYPTION_KEY"), line("SECRET_KEY"));
    // Whole or not at all: half a key file would lock everybody out.
    let unfinished = data.join(format!("{FILE_NAME}.{}", std::process::id()));
    let mut file = File::options().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    // A link does not replace: of two that make one at the same time, the first is everybody's.
    let linked = fs::hard_link(&unfinished, key_file(data));
    fs::remove_file(&unfinished)?;
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return fs::read_to_string(key_file(data)),
        linked => linked?,
    }
    File::open(data)?.sync_all()?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::chance::Kernel;

    #[test]
    fn it_is_made_once_for_its_owner_alone_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("lango-cloud");
        let made = open_key_file(&data, &mut Kernel).unwrap();
        assert_eq!(open_key_file(&data, &mut Kernel).unwrap(), made);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&key_file(&data)), mode(&data)), (0o600, 0o700));
    }

    #[test]
    fn a_torn_one_is_refused_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        for torn in ["", "ENCRYPTION_KEY=AAEC\n", "ENCRYPTION_KEY=\nSECRET_KEY=\n"] {
            fs::write(key_file(folder.path()), torn).unwrap();
            let sentence = open_key_file(folder.path(), &mut Kernel).unwrap_err().to_string();
            assert!(sentence.contains("keys.env"), "{sentence}");
            assert_eq!(fs::read_to_string(key_file(folder.path())).unwrap(), torn);
        }
    }
}
