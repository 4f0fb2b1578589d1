//! What cannot be done for one provider holds up no other. It is logged where it happens, and the run as a whole has failed:
//! whoever asked for it is told, and the schedule tries again.

use std::fmt;

use cloud_store::StoreError;
use domain::ids::ProviderId;

use super::NotRotated;
use crate::identity::NoIdentity;

/// Why part of a job could not be done.
pub(super) trait Trouble: fmt::Display {
    /// Whether nobody's part can be done: then there is no use in going on.
    fn is_everybodys(&self) -> bool;
}

impl Trouble for StoreError {
    fn is_everybodys(&self) -> bool {
        matches!(self, StoreError::Unreachable(_) | StoreError::Pending)
    }
}

impl Trouble for NotRotated {
    fn is_everybodys(&self) -> bool {
        match self {
            NotRotated::Store(error) | NotRotated::Identity(NoIdentity::Store(error)) => error.is_everybodys(),
            NotRotated::Identity(NoIdentity::Unopened(_)) | NotRotated::Unopened(..) => false,
        }
    }
}

/// What could not be done in one run of a job.
#[derive(Debug)]
pub(super) struct Failures<E> {
    job: &'static str,
    first: Option<E>,
}

impl<E: Trouble> Failures<E> {
    pub(super) fn of(job: &'static str) -> Self {
        Failures { job, first: None }
    }

    /// What came of a provider's part, if it could be done; fails if nobody's can.
    pub(super) fn pass<T>(&mut self, provider: ProviderId, part: Result<T, E>) -> Result<Option<T>, E> {
        match part {
            Ok(done) => Ok(Some(done)),
            Err(error) if error.is_everybodys() => Err(error),
            Err(error) => {
                tracing::warn!(job = self.job, %provider, %error, "a job could not be done for a provider");
                self.first.get_or_insert(error);
                Ok(None)
            }
        }
    }

    /// What was done for all, unless it could not be done for one.
    pub(super) fn or<T>(self, done: T) -> Result<T, E> {
        self.first.map_or(Ok(done), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: ProviderId = ProviderId::from_bytes([1; 16]);

    #[test]
    fn the_first_failure_is_told_when_all_others_are_done() {
        let mut failures = Failures::of("clean-tickets");
        assert_eq!(failures.pass(ONE, Ok(7)), Ok(Some(7)));
        assert_eq!(failures.pass(ONE, Err::<u32, _>(StoreError::Damaged("a currency"))), Ok(None));
        assert_eq!(failures.pass(ONE, Err::<u32, _>(StoreError::Contended)), Ok(None));
        assert_eq!(failures.pass(ONE, Ok(8)), Ok(Some(8)));
        assert_eq!(failures.or(15), Err(StoreError::Damaged("a currency")));
        assert_eq!(Failures::<StoreError>::of("clean-tickets").or(15), Ok(15));
    }

    #[test]
    fn a_database_that_is_gone_ends_the_run() {
        let gone = || StoreError::Unreachable("no connection".to_owned());
        assert_eq!(Failures::of("clean-tickets").pass(ONE, Err::<(), _>(gone())), Err(gone()));
        let not_rotated = NotRotated::Identity(NoIdentity::Store(gone()));
        assert!(Failures::of("rotate-keys").pass(ONE, Err::<(), _>(not_rotated)).is_err());
    }
}
