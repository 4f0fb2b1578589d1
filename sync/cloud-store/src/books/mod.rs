//! The books of one provider. Every method runs in one transaction that speaks for that provider alone, and names it in
//! every statement besides.

mod api_key;
mod app_token;
mod audit;
mod caller;
mod confirm;
mod credentials;
mod directive;
mod figures;
mod forget;
mod frame;
mod guests;
mod holder;
mod ingest;
mod lease;
mod month;
mod monthly_report;
mod notice;
mod open_claim;
mod order;
mod outbox;
mod page;
mod payment;
mod plan;
mod recall;
mod reissue;
mod reseal;
mod review;
mod sale;
mod session;
mod settings;
mod site;
mod staff;
mod status;
mod subscription;
mod takings;
mod ticket;
mod ticket_use;
mod whereabouts;

pub use api_key::{ApiKey, NewApiKey};
pub use app_token::AppToken;
pub use audit::{AuditEntry, NewAuditEntry};
pub use caller::Caller;
pub use credentials::Credentials;
pub use directive::Directive;
pub use figures::Figures;
pub(crate) use figures::figures;
pub use frame::{Admitted, Lane, Seen};
pub use guests::{Forgotten, Unreadable};
pub use ingest::Ingested;
pub use month::MonthFigures;
pub use monthly_report::MonthlyReport;
pub(crate) use notice::payload;
pub use notice::{NewDirective, NewNotice};
pub use open_claim::OpenClaim;
pub use order::{NewOrder, Settlement};
pub use page::{Page, Place};
pub use payment::Payment;
pub use plan::Plan;
pub use review::ReviewItem;
pub use sale::NewSale;
pub use session::Session;
pub use site::{Counter, NewSite, Site, SiteKeys};
pub use status::{Flow, PaymentStatus, ReviewStatus, SiteStatus, SubscriptionStatus, TicketStatus};
pub use subscription::Subscription;
pub use takings::Takings;
pub(crate) use takings::takings;
pub use ticket::Ticket;
pub use ticket_use::TicketUse;

use domain::ids::ProviderId;
use sea_orm::EntityTrait;
use sea_orm::prelude::Uuid;

use crate::columns::Key;
use crate::entities::provider;
use crate::error::StoreError;
use crate::platform::Provider;
use crate::store::CloudStore;
use crate::transaction::{Scope, Transaction};

/// What one provider may read and write.
#[derive(Clone, Copy, Debug)]
pub struct ProviderBooks<'a> {
    pub(crate) store: &'a CloudStore,
    pub(crate) provider: ProviderId,
}

impl<'a> ProviderBooks<'a> {
    /// Whose books these are.
    pub fn owner(&self) -> ProviderId {
        self.provider
    }

    /// The provider itself, without its secrets.
    pub async fn provider(&self) -> Result<Option<Provider>, StoreError> {
        let transaction = self.read().await?;
        let row = provider::Entity::find_by_id(self.uuid()).one(&*transaction).await?;
        Ok(row.map(Provider::from))
    }

    pub(crate) fn uuid(&self) -> Uuid {
        self.provider.uuid()
    }

    pub(crate) async fn read(&self) -> Result<Transaction<'a>, StoreError> {
        self.store.read(Scope::Provider(self.provider)).await
    }

    pub(crate) async fn write(&self) -> Result<Transaction<'a>, StoreError> {
        self.store.write(Scope::Provider(self.provider)).await
    }

    /// Writing, after what was read. On PostgreSQL the transaction goes on; on SQLite one that has read is refused the lock
    /// after somebody else's commit, so that a new one begins.
    pub(crate) async fn go_on_to_write(&self, read: Transaction<'a>) -> Result<Transaction<'a>, StoreError> {
        if self.store.is_postgres() {
            return Ok(read);
        }
        drop(read);
        self.write().await
    }
}
