//! Reports of months, kept for when the tickets they tell of are forgotten. What stands in one is the roof's business.

use sea_orm::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, OnConflict};
use sea_orm::{QueryTrait as _, Set};

use super::{ProviderBooks, payload};
use crate::columns::{at, ms};
use crate::entities::monthly_report;
use crate::error::StoreError;

/// What a month brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthlyReport {
    /// As JSON.
    pub report: String,
    /// Whether it is the last word: what it counted may be forgotten since.
    pub is_final: bool,
    /// When it was made, in milliseconds since 1970.
    pub made_ms: u64,
}

impl ProviderBooks<'_> {
    /// Keeps the report of a month, such as `2026-11`, in the place of an older one. False if that was the last word.
    pub async fn keep_monthly_report(
        &self,
        month: &str,
        report: &str,
        is_final: bool,
        now_ms: u64,
    ) -> Result<bool, StoreError> {
        let transaction = self.write().await?;
        let row = monthly_report::ActiveModel {
            provider_id: Set(self.uuid()),
            month: Set(month.to_owned()),
            report: Set(payload(report.as_bytes())),
            is_final: Set(is_final),
            made_at: Set(at(now_ms)),
        };
        use monthly_report::Column::{IsFinal, MadeAt, Report};
        let in_its_place = OnConflict::columns([monthly_report::Column::ProviderId, monthly_report::Column::Month])
            .update_columns([IsFinal, MadeAt, Report])
            .action_and_where(Expr::col((monthly_report::Entity, IsFinal)).eq(false))
            .to_owned();
        let insert = monthly_report::Entity::insert(row).on_conflict(in_its_place).into_query();
        let done = transaction.execute(&insert).await?;
        transaction.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// The report of a month that was kept.
    pub async fn monthly_report(&self, month: &str) -> Result<Option<MonthlyReport>, StoreError> {
        let transaction = self.read().await?;
        let row = monthly_report::Entity::find_by_id((self.uuid(), month.to_owned())).one(&*transaction).await?;
        Ok(row.map(|row| {
            let (report, made_ms) = (row.report.to_string(), ms(row.made_at));
            MonthlyReport { report, is_final: row.is_final, made_ms }
        }))
    }
}
