//! The account with M-PESA and the settings that come from the cloud. They are used from the next beginning on, and that is
//! at once.

use std::io;

use domain::ledger::{LedgerError, Read};
use domain::settings::Settings;
use sync_proto::{Account, Sealed};

use crate::cloud::Given;
use crate::config::ConfigError;
use crate::gateway::Gateway;

/// Why what counts stays as it was.
pub(super) enum NotTaken {
    /// It can never be used.
    Unusable(String),
    /// The disk did not take it: it is to come again.
    NotKept(io::Error),
}

impl From<ConfigError> for NotTaken {
    fn from(error: ConfigError) -> Self {
        NotTaken::Unusable(error.to_string())
    }
}

impl Gateway {
    /// Keeps the account the cloud gives; says whether it is another one than before.
    pub(super) fn take_account(&self, sealed: Option<&Sealed>) -> Result<bool, NotTaken> {
        let account = sealed.map(|sealed| self.open_account(sealed)).transpose()?;
        self.keep(|given| given.account = account)
    }

    fn open_account(&self, sealed: &Sealed) -> Result<Account, NotTaken> {
        let pair = self.uplink.as_ref().and_then(|uplink| uplink.pair());
        let opened = pair.and_then(|pair| Account::unseal(sealed, &pair).ok());
        let account = opened.ok_or_else(|| NotTaken::Unusable("its seal does not open".to_owned()))?;
        // What cannot be used is not kept: the one before goes on.
        self.config.clone().take_account(account.clone())?;
        Ok(account)
    }

    /// Keeps the settings the cloud gives; says whether they are others than before.
    pub(super) fn take_settings(&self, settings: Settings) -> Result<bool, NotTaken> {
        self.config.clone().take_settings(settings.clone())?;
        self.keep(|given| given.settings = settings)
    }

    fn keep(&self, change: impl FnOnce(&mut Given)) -> Result<bool, NotTaken> {
        let Some(uplink) = &self.uplink else { return Ok(false) };
        let known = match uplink.given.read() {
            Ok(known) => Some(known),
            // What is damaged is given anew, piece by piece; what cannot be read just now is still there.
            Err(error) if error.kind() == io::ErrorKind::Other => None,
            Err(error) => return Err(NotTaken::NotKept(error)),
        };
        let mut given = known.clone().unwrap_or_default();
        change(&mut given);
        if known.as_ref() == Some(&given) {
            return Ok(false);
        }
        uplink.given.write(&given).map_err(NotTaken::NotKept)?;
        Ok(true)
    }

    /// What became of it, for the log; what counts anew makes the daemon begin anew.
    pub(super) fn note_taken(&mut self, what: &str, taken: Result<bool, NotTaken>) -> Read<()> {
        match taken {
            Ok(true) => {
                tracing::info!("{what} came from the cloud");
                self.begins_anew.get_or_insert(self.seconds);
            }
            Ok(false) => {}
            Err(NotTaken::NotKept(error)) => return Err(LedgerError { cause: error.to_string() }),
            Err(NotTaken::Unusable(refused)) => {
                self.counters.count("directive_refused");
                tracing::warn!("{what} came from the cloud and cannot be used: {refused}");
            }
        }
        Ok(())
    }
}
