//! A fuse: the database goes away in the middle of something, at a step chosen beforehand. Simulations choose; in the
//! service it is never lit.

use std::sync::{Arc, Mutex, PoisonError};

use crate::error::StoreError;

/// Steps left until it blows; `None` if it is not lit.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fuse(Arc<Mutex<Option<u32>>>);

impl Fuse {
    pub(crate) fn light(&self, steps: Option<u32>) {
        *self.left() = steps;
    }

    /// A transaction begins, or has just been committed.
    pub(crate) fn burn(&self) -> Result<(), StoreError> {
        match &mut *self.left() {
            Some(0) => Err(StoreError::Unreachable("the fuse has blown".to_owned())),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn left(&self) -> std::sync::MutexGuard<'_, Option<u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
