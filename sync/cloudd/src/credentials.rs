//! A provider's secrets, field by field: the place each is sealed for, and all of them under a new key.

use cloud_store::books::Credentials;
use domain::ids::{Chance, ProviderId};

use crate::vault::{Unopened, Vault};

/// Where a secret belongs: elsewhere it does not open. Fields have their column's name.
pub(crate) fn place(provider: ProviderId, field: &str) -> String {
    format!("providers/{provider}/{field}")
}

/// Seals what an old key sealed under the current one; returns how many that were.
pub(crate) fn reseal(
    credentials: &mut Credentials,
    provider: ProviderId,
    vault: &Vault,
    chance: &mut dyn Chance,
) -> Result<u32, Unopened> {
    let secrets = [
        ("mpesa_consumer_key", &mut credentials.mpesa_consumer_key),
        ("mpesa_consumer_secret", &mut credentials.mpesa_consumer_secret),
        ("mpesa_passkey", &mut credentials.mpesa_passkey),
        ("mpesa_initiator_password", &mut credentials.mpesa_initiator_password),
    ];
    let mut resealed = 0;
    for (field, secret) in secrets {
        let Some(sealed) = secret else { continue };
        if let Some(anew) = vault.reseal(&place(provider, field), sealed, chance)? {
            *sealed = anew;
            resealed += 1;
        }
    }
    Ok(resealed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Kernel;
    use crate::config::{Key, Keys};

    const OWNER: ProviderId = ProviderId::from_bytes([7; 16]);

    fn vault(current: u8, old: &[u8]) -> Vault {
        let key = |byte: &u8| Key::from_bytes([*byte; 32]);
        Vault::new(&Keys { encryption: key(&current), old: old.iter().map(key).collect(), secret: key(&0) })
    }

    #[test]
    fn every_secret_of_a_provider_moves_to_the_new_key_once() {
        let seal = |field: &str| vault(1, &[]).seal(&place(OWNER, field), field.as_bytes(), &mut Kernel);
        let mut credentials = Credentials {
            mpesa_shortcode: Some("174379".to_owned()),
            mpesa_consumer_key: seal("mpesa_consumer_key"),
            mpesa_consumer_secret: seal("mpesa_consumer_secret"),
            mpesa_passkey: seal("mpesa_passkey"),
            mpesa_initiator_password: seal("mpesa_initiator_password"),
            ..Credentials::default()
        };
        let rotating = vault(2, &[1]);
        assert_eq!(reseal(&mut credentials, OWNER, &rotating, &mut Kernel), Ok(4));
        assert_eq!(reseal(&mut credentials, OWNER, &rotating, &mut Kernel), Ok(0));
        let passkey = vault(2, &[]).open(&place(OWNER, "mpesa_passkey"), &credentials.mpesa_passkey.unwrap());
        assert_eq!(passkey.as_deref(), Ok(&b"mpesa_passkey"[..]));
        assert_eq!(credentials.mpesa_shortcode.as_deref(), Some("174379"));
    }

    #[test]
    fn a_secret_of_another_provider_does_not_open_here() {
        let theirs = vault(1, &[]).seal(&place(ProviderId::from_bytes([8; 16]), "mpesa_passkey"), b"x", &mut Kernel);
        let mut credentials = Credentials { mpesa_passkey: theirs, ..Credentials::default() };
        assert_eq!(reseal(&mut credentials, OWNER, &vault(2, &[1]), &mut Kernel), Err(Unopened::Damaged));
    }
}
