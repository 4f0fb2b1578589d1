//! The account with M-PESA that the cloud gave: once enrolled, who is paid is the cloud's to say. How often the rail is
//! asked stays as the file says.

use sync_proto::Account;

use crate::config::mpesa::{Kind, Mpesa};
use crate::config::{Config, ConfigError};

impl Config {
    /// Puts the cloud's account in the place of the file's, if it can be used.
    pub(crate) fn take_account(&mut self, account: Account) -> Result<(), ConfigError> {
        let Account { shortcode, till, consumer_key, consumer_secret, passkey, base_url, callback_base } = account;
        let kind = if till.is_some() { Kind::Till } else { Kind::Paybill };
        let mpesa = Mpesa {
            base_url,
            kind,
            shortcode,
            till_number: till,
            consumer_key: consumer_key.into(),
            consumer_secret: consumer_secret.into(),
            passkey: passkey.into(),
            callback_base,
            ..self.mpesa.clone().unwrap_or_else(Mpesa::unset)
        };
        mpesa.check()?;
        self.mpesa = Some(mpesa);
        Ok(())
    }
}
