//! What people did, written down in the log of the provider it concerns, or of nobody if it concerns none.

use cloud_store::StoreError;
use cloud_store::books::NewAuditEntry;
use cloud_store::ids::AuditId;
use cloud_store::platform::User;
use domain::ids::ProviderId;

use crate::chance::Kernel;
use crate::cloud::Cloud;

/// Under this the log keeps what concerns no provider.
const NOBODY: ProviderId = ProviderId::from_bytes([0; 16]);

/// What was done.
#[derive(Clone, Copy, Debug)]
pub(super) enum Deed {
    SignIn,
    Recover,
    CreateSite,
    RenewClaim,
    ConfirmSite,
}

impl Deed {
    fn word(self) -> &'static str {
        match self {
            Deed::SignIn => "user.sign_in",
            Deed::Recover => "user.recover",
            Deed::CreateSite => "site.create",
            Deed::RenewClaim => "site.claim",
            Deed::ConfirmSite => "site.confirm",
        }
    }
}

/// Adds a line. What an admin did for a provider stands in that provider's log, marked as such.
pub(super) async fn write_down(
    cloud: &Cloud,
    user: &User,
    concerns: Option<ProviderId>,
    deed: Deed,
    subject: &str,
) -> Result<(), StoreError> {
    let is_on_behalf = concerns.is_some() && concerns != user.provider;
    let entry = NewAuditEntry {
        id: AuditId::draw(&mut Kernel),
        user: Some(user.id),
        action: deed.word(),
        subject: Some(subject),
        detail: is_on_behalf.then_some(r#"{"on_behalf":true}"#),
    };
    cloud.store.provider(concerns.unwrap_or(NOBODY)).write_down(entry, cloud.clock.unix_ms()).await
}
