//! How many browsers may live at once: each takes most of a small machine.

use std::sync::{Condvar, Mutex, PoisonError};

const SEATS: usize = 2;

static FREE: Mutex<usize> = Mutex::new(SEATS);
static FREED: Condvar = Condvar::new();

/// The right to one browser, given back when dropped.
pub(super) struct Seat(());

/// Waits until so many seats are free together. Whoever needs two takes both at once, so that nobody waits for a
/// second while holding a first.
pub(super) fn take<const N: usize>() -> [Seat; N] {
    const { assert!(N <= SEATS) };
    let free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut free = FREED.wait_while(free, |free| *free < N).unwrap_or_else(PoisonError::into_inner);
    *free -= N;
    [(); N].map(Seat)
}

impl Drop for Seat {
    fn drop(&mut self) {
        *FREE.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        FREED.notify_all();
    }
}
