#![doc = include_str!("../README.md")]

mod columns;
mod fence;
mod m0001_a_provider_owns_sites;
mod m0002_a_site_tells_what_happened_in_order;
mod m0003_the_cloud_directs_sites_in_order;
mod m0004_what_happened_is_shown_as_sales;
mod m0005_notices_of_payments_are_kept_as_they_came;
mod m0006_providers_pay_for_the_service;
mod m0007_people_and_programs_sign_in;
mod m0008_what_people_did_is_written_down;
mod m0009_a_provider_sees_its_own_rows_only;
mod m0010_sites_share_the_token_of_an_app;
mod m0011_jobs_run_once_when_they_are_due;
mod m0012_reports_of_months_are_kept;
mod m0013_tickets_are_found_by_their_use_and_end;
mod m0014_a_ticket_travels_between_sites;
mod m0015_a_site_speaks_as_its_owner_says;
mod m0016_guests_are_forgotten_in_time;

use sea_orm_migration::prelude::*;

/// What a step does that may take long where there are many rows: on PostgreSQL nobody writes to these tables meanwhile.
pub fn takes_long(step: &str) -> Option<&'static str> {
    match step {
        "m0013_tickets_are_found_by_their_use_and_end" => Some("makes two indexes of all tickets"),
        "m0016_guests_are_forgotten_in_time" => {
            Some("makes an index each of all sessions, tickets and notices of payments")
        }
        _ => None,
    }
}

/// All steps of the schema, the oldest first.
#[derive(Clone, Copy, Debug)]
pub struct Migrations;

impl MigratorTrait for Migrations {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_a_provider_owns_sites::Migration),
            Box::new(m0002_a_site_tells_what_happened_in_order::Migration),
            Box::new(m0003_the_cloud_directs_sites_in_order::Migration),
            Box::new(m0004_what_happened_is_shown_as_sales::Migration),
            Box::new(m0005_notices_of_payments_are_kept_as_they_came::Migration),
            Box::new(m0006_providers_pay_for_the_service::Migration),
            Box::new(m0007_people_and_programs_sign_in::Migration),
            Box::new(m0008_what_people_did_is_written_down::Migration),
            Box::new(m0009_a_provider_sees_its_own_rows_only::Migration),
            Box::new(m0010_sites_share_the_token_of_an_app::Migration),
            Box::new(m0011_jobs_run_once_when_they_are_due::Migration),
            Box::new(m0012_reports_of_months_are_kept::Migration),
            Box::new(m0013_tickets_are_found_by_their_use_and_end::Migration),
            Box::new(m0014_a_ticket_travels_between_sites::Migration),
            Box::new(m0015_a_site_speaks_as_its_owner_says::Migration),
            Box::new(m0016_guests_are_forgotten_in_time::Migration),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_that_take_long_are_steps_of_the_schema() {
        let steps: Vec<String> = Migrations::migrations().iter().map(|step| step.name().to_owned()).collect();
        assert_eq!(steps.iter().filter(|step| takes_long(step).is_some()).count(), 2, "{steps:?}");
        // What makes a table makes its indexes of nothing.
        assert_eq!(takes_long(&steps[0]), None);
    }
}
