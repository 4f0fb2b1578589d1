//! The M-PESA account that comes from the cloud. It is used from the next beginning on, and that is at once.

use sync_proto::{Account, Sealed};

use crate::gateway::Gateway;

impl Gateway {
    /// Keeps the account the cloud gives; says whether it is another one than before.
    pub(super) fn put_account(&mut self, sealed: Option<&Sealed>) -> Result<bool, String> {
        let uplink = self.uplink.as_ref().ok_or("this gateway is not enrolled")?;
        let account = match sealed {
            Some(sealed) => {
                let pair = uplink.pair().ok_or("the cloud's keys are none")?;
                let account = Account::unseal(sealed, &pair).map_err(|error| error.to_string())?;
                // What cannot be used is not kept: the one before goes on.
                self.config.clone().take_account(account.clone()).map_err(|error| error.to_string())?;
                Some(account)
            }
            None => None,
        };
        let file = &uplink.account;
        if file.read().is_ok_and(|known| known == account) {
            return Ok(false);
        }
        file.write(account.as_ref()).map_err(|error| error.to_string())?;
        Ok(true)
    }

    /// What became of it, for the log; a new account makes the daemon begin anew.
    pub(super) fn note_account(&mut self, put: Result<bool, String>) {
        match put {
            Ok(true) => {
                tracing::info!("the owner's account with M-PESA has come from the cloud");
                self.begins_anew = true;
            }
            Ok(false) => {}
            Err(refused) => {
                self.counters.count("directive_refused");
                tracing::warn!("the account with M-PESA that came from the cloud is not taken: {refused}");
            }
        }
    }
}
