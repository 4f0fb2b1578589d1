//! Work that is done now and then: by `serve` when it is due, by `lango-cloud job` when somebody asks. What is due when is
//! decided in `schedule`; of many processes on one database one does it. Each job may be done twice: the second time finds
//! nothing to do.

mod calendar;
mod clean_tickets;
mod expire_subscriptions;
mod failures;
mod kept_reports;
mod monthly_report;
mod rotate_keys;
mod schedule;
mod scheduler;

pub(crate) use calendar::{Month, day_of, end_of};
pub(crate) use clean_tickets::{Memory, clean_tickets};
pub(crate) use expire_subscriptions::expire_subscriptions;
pub(crate) use kept_reports::{NoReport, report_month};
pub(crate) use monthly_report::{Figures, ProviderReport, Sum};
pub(crate) use rotate_keys::{NotRotated, rotate_keys};
pub(crate) use scheduler::run_when_due;

/// Rows looked at or changed at once: nobody waits long behind a job.
const AT_ONCE: u64 = 500;
