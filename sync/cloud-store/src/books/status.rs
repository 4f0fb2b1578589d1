//! The words in which the tables say how far something has come.

use sea_orm::prelude::*;

/// How far a site has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum SiteStatus {
    /// Waits for a gateway that shows its claim code.
    #[sea_orm(string_value = "waiting")]
    Waiting,
    /// A gateway claimed it; the owner has not confirmed its fingerprint.
    #[sea_orm(string_value = "enrolled")]
    Enrolled,
    /// The owner confirmed the gateway: secrets may flow.
    #[sea_orm(string_value = "confirmed")]
    Confirmed,
}

/// Which way money flows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Flow {
    /// The provider pays for the service.
    #[sea_orm(string_value = "pesapal_provider_subscription")]
    PesapalProviderSubscription,
    /// A guest pays the provider.
    #[sea_orm(string_value = "mpesa_customer_payment")]
    MpesaCustomerPayment,
}

/// How far a payment has come. Success is final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum PaymentStatus {
    /// Nobody knows yet.
    #[sea_orm(string_value = "pending")]
    Pending,
    /// The rail said no.
    #[sea_orm(string_value = "failed")]
    Failed,
    /// The money is there.
    #[sea_orm(string_value = "success")]
    Success,
}

/// How far a ticket has come; of two words the later is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum TicketStatus {
    /// Sold, never used.
    #[sea_orm(string_value = "new")]
    New,
    /// Its clock runs.
    #[sea_orm(string_value = "active")]
    Active,
    /// Its data or its connected time is used.
    #[sea_orm(string_value = "used")]
    Used,
    /// Its time is over.
    #[sea_orm(string_value = "expired")]
    Expired,
    /// Taken back by the owner.
    #[sea_orm(string_value = "revoked")]
    Revoked,
}

/// Whether somebody still has to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ReviewStatus {
    /// It waits.
    #[sea_orm(string_value = "open")]
    Open,
    /// It is settled.
    #[sea_orm(string_value = "resolved")]
    Resolved,
}

/// How far a subscription has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum SubscriptionStatus {
    /// Not paid yet.
    #[sea_orm(string_value = "pending")]
    Pending,
    /// Paid, and not over.
    #[sea_orm(string_value = "active")]
    Active,
    /// Over.
    #[sea_orm(string_value = "expired")]
    Expired,
}
