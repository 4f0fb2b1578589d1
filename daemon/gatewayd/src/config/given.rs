//! What the cloud gave: once enrolled, who is paid and how guests are spoken to is the cloud's to say. What it leaves open
//! stays as the file says.

use domain::settings::Settings;
use sync_proto::Account;

use crate::config::mpesa::{Kind, Mpesa};
use crate::config::{Config, ConfigError, Site};

impl Config {
    /// Puts the cloud's account in the place of the file's, if it can be used. How often the rail is asked stays.
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

    /// Puts the cloud's settings in the place of the file's, if guests can be shown them.
    pub(crate) fn take_settings(&mut self, settings: Settings) -> Result<(), ConfigError> {
        settings.check().map_err(|error| ConfigError(format!("a setting: {error}")))?;
        let Settings { name, language, support_phone, opening_hours, wifi_name } = settings;
        let language = language.map(|tag| tag.try_into().map_err(ConfigError)).transpose()?;
        let file = &self.site;
        self.site = Site {
            name: name.unwrap_or_else(|| file.name.clone()),
            language: language.unwrap_or(file.language),
            support_phone: support_phone.or_else(|| file.support_phone.clone()),
            opening_hours: opening_hours.or_else(|| file.opening_hours.clone()),
            wifi_name: wifi_name.or_else(|| file.wifi_name.clone()),
            ..file.clone()
        };
        Ok(())
    }
}
