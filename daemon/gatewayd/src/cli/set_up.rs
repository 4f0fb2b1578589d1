//! What the configuration says, and what the cloud says in its place.

use crate::cli::Failure;
use crate::cloud::{Enrolment, Given, GivenFile};
use crate::config::{Config, Places};
use crate::vault::Vault;

/// A configuration as it counts, and who this gateway is to the cloud, if it is enrolled.
pub(super) type SetUp = (Config, Option<Enrolment>);

/// The configuration file with its secrets open, as it counts now.
pub(super) fn set_up(places: &Places, vault: &Vault) -> Result<SetUp, Failure> {
    let mut written = Config::load(&places.config)?;
    written.unseal(vault)?;
    as_enrolled(&written, vault, places)
}

/// The configuration as it was at the start, and what the cloud has to say of it: once enrolled, whose site this is and who
/// is paid. What the owner edits counts from the next start on.
pub(super) fn as_enrolled(written: &Config, vault: &Vault, places: &Places) -> Result<SetUp, Failure> {
    let mut config = written.clone();
    let enrolment = Enrolment::load(&places.data)?;
    if let Some(enrolment) = &enrolment {
        config.site.provider_id = enrolment.provider;
        let given = GivenFile::of(&places.data, vault.clone()).read().unwrap_or_else(|error| {
            tracing::error!("what came from the cloud does not count: {error}");
            config.mpesa = None;
            Given::default()
        });
        if let Err(why) = config.take_settings(given.settings) {
            tracing::error!("the settings that came from the cloud are unusable: {why}");
        }
        // Tickets are honoured all the same; but nobody else is paid instead.
        if let Some(Err(why)) = given.account.map(|account| config.take_account(account)) {
            tracing::error!("nothing is sold by M-PESA: the account that came from the cloud is unusable: {why}");
            config.mpesa = None;
        }
    }
    Ok((config, enrolment))
}
