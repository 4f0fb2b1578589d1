//! Which of the work that is done now and then was begun for when, so that one of many processes does it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text;

use crate::columns::{moment, moment_null};
use crate::fence::fence_platform;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(job_runs()).await?;
        fence_platform(manager, &["job_runs"]).await
    }
}

fn job_runs() -> TableCreateStatement {
    Table::create()
        .table("job_runs")
        .col(text("job").primary_key())
        .col(moment("due_at"))
        .col(moment("started_at"))
        .col(moment_null("ended_at"))
        .to_owned()
}
