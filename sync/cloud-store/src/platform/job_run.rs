//! Who does what is to be done now and then: of many processes one, and another if that one died over it.

use sea_orm::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, OnConflict, Query};
use sea_orm::{Condition, QueryOrder};

use super::Platform;
use crate::columns::{at, ms};
use crate::entities::job_run;
use crate::error::StoreError;

/// The last run of a job. Moments are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRun {
    /// What the job is called.
    pub job: String,
    /// When it was due.
    pub due_ms: u64,
    /// When somebody began.
    pub started_ms: u64,
    /// When that was done.
    pub ended_ms: Option<u64>,
}

impl From<job_run::Model> for JobRun {
    fn from(row: job_run::Model) -> Self {
        let (due_ms, started_ms) = (ms(row.due_at), ms(row.started_at));
        JobRun { job: row.job, due_ms, started_ms, ended_ms: row.ended_at.map(ms) }
    }
}

impl Platform<'_> {
    /// The last run of every job that was ever begun.
    pub async fn job_runs(&self) -> Result<Vec<JobRun>, StoreError> {
        let transaction = self.read().await?;
        let rows = job_run::Entity::find().order_by_asc(job_run::Column::Job).all(&*transaction).await?;
        Ok(rows.into_iter().map(JobRun::from).collect())
    }

    /// Begins a run that is due: true for exactly one of those who try. A run of the same moment that was begun before
    /// `abandoned_ms` and has not ended is begun anew.
    pub async fn begin_job(&self, job: &str, due_ms: u64, now_ms: u64, abandoned_ms: u64) -> Result<bool, StoreError> {
        use job_run::Column::{DueAt, EndedAt, Job, StartedAt};
        let column = |column: job_run::Column| Expr::col((job_run::Entity, column));
        let is_abandoned = Condition::all()
            .add(column(DueAt).eq(at(due_ms)))
            .add(column(EndedAt).is_null())
            .add(column(StartedAt).lt(at(abandoned_ms)));
        let is_open = Condition::any().add(column(DueAt).lt(at(due_ms))).add(is_abandoned);
        let unless_begun =
            OnConflict::column(Job).update_columns([DueAt, StartedAt, EndedAt]).action_cond_where(is_open).to_owned();
        let insert = Query::insert()
            .into_table(job_run::Entity)
            .columns([Job, DueAt, StartedAt, EndedAt])
            .values_panic([job.into(), at(due_ms).into(), at(now_ms).into(), None::<DateTimeUtc>.into()])
            .on_conflict(unless_begun)
            .to_owned();
        let transaction = self.write().await?;
        let done = transaction.execute(&insert).await?;
        transaction.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Writes down that a run is done. False if somebody else has begun it anew since it was started.
    pub async fn end_job(&self, job: &str, due_ms: u64, started_ms: u64, now_ms: u64) -> Result<bool, StoreError> {
        let transaction = self.write().await?;
        let done = job_run::Entity::update_many()
            .col_expr(job_run::Column::EndedAt, Expr::value(at(now_ms)))
            .filter(job_run::Column::Job.eq(job))
            .filter(job_run::Column::DueAt.eq(at(due_ms)))
            .filter(job_run::Column::StartedAt.eq(at(started_ms)))
            .exec(&*transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected == 1)
    }
}
