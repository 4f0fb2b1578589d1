//! The M-PESA account that came from the cloud, kept in the data directory, sealed with this directory's own key. Like the
//! enrolment it is in no backup: a gateway that is enrolled anew gets it anew.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sync_proto::Account;

use crate::cloud::whole_file::put_in_place;
use crate::vault::Vault;

const FILE_NAME: &str = "account.sealed";
/// What the seal is bound to.
const PLACE: &str = "cloud.account";

/// Where the account is kept.
#[derive(Clone)]
pub(crate) struct AccountFile {
    data: PathBuf,
    vault: Vault,
}

impl AccountFile {
    /// The file of a data directory.
    pub(crate) fn of(data: &Path, vault: Vault) -> Self {
        AccountFile { data: data.to_owned(), vault }
    }

    /// The account; none, if the cloud has given none.
    pub(crate) fn read(&self) -> io::Result<Option<Account>> {
        let path = self.data.join(FILE_NAME);
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read?,
        };
        let broken = || {
            let advice = "remove it, and have the owner save the account in the cloud again";
            io::Error::other(format!("{} cannot be read: {advice}", path.display()))
        };
        let opened = self.vault.unseal(PLACE, &text).map_err(|_| broken())?;
        let bytes = URL_SAFE_NO_PAD.decode(opened).map_err(|_| broken())?;
        postcard::from_bytes(&bytes).map(Some).map_err(|_| broken())
    }

    /// Forgets the account of whoever owned this gateway before.
    pub(super) fn forget(data: &Path) -> io::Result<()> {
        match fs::remove_file(data.join(FILE_NAME)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Keeps another account, or none: whole or not at all, for its owner alone.
    pub(crate) fn write(&self, account: Option<&Account>) -> io::Result<()> {
        let Some(account) = account else {
            return Self::forget(&self.data);
        };
        let text = URL_SAFE_NO_PAD.encode(postcard::to_stdvec(account).map_err(io::Error::other)?);
        put_in_place(&self.data, FILE_NAME, self.vault.seal(PLACE, &text)?.as_bytes()).map(drop)
    }
}
