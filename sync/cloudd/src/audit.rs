//! What people did, by their own will, written down in the log of the provider it concerns, or of nobody if it concerns
//! none. Pages and commands write by this way.

use cloud_store::books::NewAuditEntry;
use cloud_store::ids::{AuditId, UserId};
use cloud_store::{CloudStore, StoreError};
use domain::ids::ProviderId;
use serde_json::Value;

use crate::chance::Kernel;

/// Under this the log keeps what concerns no provider.
const NOBODY: ProviderId = ProviderId::from_bytes([0; 16]);

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    SignIn,
    Recover,
    CreateUser,
    ResetPassword,
    CreateProvider,
    ApproveProvider,
    SuspendProvider,
    ResumeProvider,
    Grant,
    SaveAccount,
    RemoveAccount,
    CreateSite,
    RenewClaim,
    ConfirmSite,
    ChangeSettings,
    PutPlan,
    MintTickets,
    RevokeTicket,
    ForceMove,
}

impl Deed {
    fn word(self) -> &'static str {
        match self {
            Deed::SignIn => "user.sign_in",
            Deed::Recover => "user.recover",
            Deed::CreateUser => "user.create",
            Deed::ResetPassword => "user.reset_password",
            Deed::CreateProvider => "provider.create",
            Deed::ApproveProvider => "provider.approve",
            Deed::SuspendProvider => "provider.suspend",
            Deed::ResumeProvider => "provider.resume",
            Deed::Grant => "provider.grant",
            Deed::SaveAccount => "provider.account",
            Deed::RemoveAccount => "provider.account_removed",
            Deed::CreateSite => "site.create",
            Deed::RenewClaim => "site.claim",
            Deed::ConfirmSite => "site.confirm",
            Deed::ChangeSettings => "site.settings",
            Deed::PutPlan => "plan.put",
            Deed::MintTickets => "ticket.mint",
            Deed::RevokeTicket => "ticket.revoke",
            Deed::ForceMove => "ticket.forced_move",
        }
    }
}

/// A line of the log.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Who did it, where the log has a name for them.
    pub(crate) user: Option<UserId>,
    /// The provider it concerns.
    pub(crate) concerns: Option<ProviderId>,
    pub(crate) deed: Deed,
    /// To what.
    pub(crate) subject: String,
    /// What else there is to know of it.
    pub(crate) detail: Option<Value>,
}

impl Line {
    /// Adds it to the log.
    pub(crate) async fn write(self, store: &CloudStore, now_ms: u64) -> Result<(), StoreError> {
        let detail = self.detail.map(|detail| detail.to_string());
        let entry = NewAuditEntry {
            id: AuditId::draw(&mut Kernel),
            user: self.user,
            action: self.deed.word(),
            subject: Some(&self.subject),
            detail: detail.as_deref(),
        };
        store.provider(self.concerns.unwrap_or(NOBODY)).write_down(entry, now_ms).await
    }
}
