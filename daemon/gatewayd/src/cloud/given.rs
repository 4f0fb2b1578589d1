//! What the cloud has given this gateway to begin with: the account with M-PESA and the site's settings, kept in the data
//! directory, sealed with this directory's own key. Like the enrolment it is in no backup: a gateway that is enrolled anew
//! gets it anew.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::settings::Settings;
use serde::{Deserialize, Serialize};
use sync_proto::Account;

use crate::cloud::whole_file::put_in_place;
use crate::vault::Vault;

const FILE_NAME: &str = "given.sealed";
/// What the seal is bound to.
const PLACE: &str = "cloud.given";

/// What counts in the place of the configuration file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Given {
    /// The owner's account with M-PESA.
    pub(crate) account: Option<Account>,
    /// How the site speaks to its guests.
    pub(crate) settings: Settings,
}

/// Where it is kept.
#[derive(Clone)]
pub(crate) struct GivenFile {
    data: PathBuf,
    vault: Vault,
}

impl GivenFile {
    /// The file of a data directory.
    pub(crate) fn of(data: &Path, vault: Vault) -> Self {
        GivenFile { data: data.to_owned(), vault }
    }

    /// What the cloud has given so far.
    pub(crate) fn read(&self) -> io::Result<Given> {
        let path = self.data.join(FILE_NAME);
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Given::default()),
            read => read?,
        };
        let broken = || {
            let advice = "remove it, and have the owner save account and settings in the cloud again";
            io::Error::other(format!("{} cannot be read: {advice}", path.display()))
        };
        let opened = self.vault.unseal(PLACE, &text).map_err(|_| broken())?;
        let bytes = URL_SAFE_NO_PAD.decode(opened).map_err(|_| broken())?;
        postcard::from_bytes(&bytes).map_err(|_| broken())
    }

    /// Forgets what was given to whoever owned this gateway before.
    pub(super) fn forget(data: &Path) -> io::Result<()> {
        match fs::remove_file(data.join(FILE_NAME)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Keeps it: whole or not at all, for its owner alone.
    pub(crate) fn write(&self, given: &Given) -> io::Result<()> {
        let text = URL_SAFE_NO_PAD.encode(postcard::to_stdvec(given).map_err(io::Error::other)?);
        put_in_place(&self.data, FILE_NAME, self.vault.seal(PLACE, &text)?.as_bytes()).map(drop)
    }
}
