//! The hand on the stand-in for tests: looking at its tables and waiting for what happens. Making things happen is in
//! `steering`, and the same over HTTP in `control_http`.

use std::sync::Arc;
use std::time::Duration;

use super::c2b::Registration;
use super::counters::Counters;
use super::delivery::Delivered;
use super::event::Event;
use super::mpesa::Mpesa;
use super::push::Push;
use super::statement::{Entry, Payout};
use super::subscriber::Subscriber;
use super::web::DoorHandle;
use super::{Msisdn, NotInTime, Quirks, Record};
use crate::machine::PATIENCE;

/// The hand on the stand-in. What lets time pass or posts something blocks until it is done, so it is not for a task of
/// the runtime that receives the callbacks.
#[derive(Clone)]
pub struct Control {
    pub(super) mpesa: Arc<Mpesa>,
    pub(super) door: DoorHandle,
}

impl Control {
    /// Every payment that came in, in order, reversed ones too.
    pub fn statement(&self) -> Vec<Entry> {
        self.mpesa.state().statement.entries().to_vec()
    }

    /// Every payment that was made (B2C).
    pub fn payouts(&self) -> Vec<Payout> {
        self.mpesa.state().statement.payouts.clone()
    }

    /// What is on the merchant's account.
    pub fn balance_shillings(&self) -> u32 {
        self.mpesa.state().statement.balance_shillings
    }

    /// Every push that was accepted, in order.
    pub fn pushes(&self) -> Vec<Push> {
        self.mpesa.state().pushes.all()
    }

    /// The push of this CheckoutRequestID.
    pub fn push(&self, checkout_request_id: &str) -> Option<Push> {
        self.mpesa.state().pushes.get(checkout_request_id).map(|row| row.push.clone())
    }

    /// The last push to this phone.
    pub fn latest_push(&self, phone: Msisdn) -> Option<Push> {
        self.mpesa.state().pushes.latest_of(phone).map(|row| row.push.clone())
    }

    /// What was posted to the merchant, or would have been: the last 20 000.
    pub fn delivered(&self) -> Vec<Delivered> {
        self.mpesa.state().delivered.iter().cloned().collect()
    }

    /// What was counted.
    pub fn counters(&self) -> Counters {
        self.mpesa.state().counters.clone()
    }

    /// The C2B URLs, if registered.
    pub fn registration(&self) -> Option<Registration> {
        self.mpesa.state().registration.clone()
    }

    /// The phones and what they do, unknown ones aside.
    pub fn subscribers(&self) -> Vec<(Msisdn, Subscriber)> {
        let state = self.mpesa.state();
        state.subscribers.iter().map(|(phone, subscriber)| (*phone, subscriber.clone())).collect()
    }

    /// How M-PESA behaves now.
    pub fn quirks(&self) -> Quirks {
        self.mpesa.quirks()
    }

    /// Time since the start, by the stand-in's clock.
    pub fn now(&self) -> Duration {
        self.mpesa.clock.now()
    }

    /// The time M-PESA would write now: `20260115093000`, East Africa Time.
    pub fn timestamp(&self) -> String {
        super::eat::compact(self.mpesa.clock.wall())
    }

    /// The number of the latest happening, to wait for what comes after.
    pub fn mark(&self) -> u64 {
        self.mpesa.log.latest()
    }

    /// Waits for the first happening that fits, also one that is past already.
    pub fn wait_for(&self, fits: impl Fn(&Event) -> bool) -> Result<Record, NotInTime> {
        self.wait_after(0, fits)
    }

    /// Waits for the first happening after a mark that fits.
    pub fn wait_after(&self, mark: u64, fits: impl Fn(&Event) -> bool) -> Result<Record, NotInTime> {
        self.mpesa.log.wait(mark, PATIENCE, fits)
    }

    /// What happened after a mark.
    pub fn events_after(&self, mark: u64) -> Vec<Record> {
        self.mpesa.log.after(mark)
    }
}
