//! The M-PESA account that comes from the cloud. It is used from the next beginning on, and that is at once.

use std::io;

use domain::ledger::{LedgerError, Read};
use sync_proto::{Account, Sealed};

use crate::gateway::Gateway;

/// Why the account stays as it was.
pub(super) enum NotPut {
    /// It can never be used.
    Unusable(String),
    /// The disk did not take it: it is to come again.
    NotKept(io::Error),
}

impl From<&str> for NotPut {
    fn from(why: &str) -> Self {
        NotPut::Unusable(why.to_owned())
    }
}

impl Gateway {
    /// Keeps the account the cloud gives; says whether it is another one than before.
    pub(super) fn put_account(&mut self, sealed: Option<&Sealed>) -> Result<bool, NotPut> {
        let unusable = |error: &dyn std::fmt::Display| NotPut::Unusable(error.to_string());
        let uplink = self.uplink.as_ref().ok_or("this gateway is not enrolled")?;
        let account = match sealed {
            Some(sealed) => {
                let pair = uplink.pair().ok_or("the cloud's keys are none")?;
                let account = Account::unseal(sealed, &pair).map_err(|error| unusable(&error))?;
                // What cannot be used is not kept: the one before goes on.
                self.config.clone().take_account(account.clone()).map_err(|error| unusable(&error))?;
                Some(account)
            }
            None => None,
        };
        let file = &uplink.account;
        if file.read().is_ok_and(|known| known == account) {
            return Ok(false);
        }
        file.write(account.as_ref()).map_err(NotPut::NotKept)?;
        Ok(true)
    }

    /// What became of it, for the log; a new account makes the daemon begin anew.
    pub(super) fn note_account(&mut self, put: Result<bool, NotPut>) -> Read<()> {
        match put {
            Ok(true) => {
                tracing::info!("the owner's account with M-PESA has come from the cloud");
                self.begins_anew = true;
            }
            Ok(false) => {}
            Err(NotPut::NotKept(error)) => return Err(LedgerError { cause: error.to_string() }),
            Err(NotPut::Unusable(refused)) => {
                self.counters.count("directive_refused");
                tracing::warn!("the account with M-PESA that came from the cloud is not taken: {refused}");
            }
        }
        Ok(())
    }
}
