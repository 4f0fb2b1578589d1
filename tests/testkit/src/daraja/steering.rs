//! Making happen what subscribers, operators and bad lines do, and letting time pass.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use super::control::Control;
use super::delivery::Posting;
use super::ending::NoPrompt;
use super::event::Event;
use super::fault::{Fault, Schedule};
use super::payments::{HandPayment, NotTaken};
use super::subscriber::Subscriber;
use super::{Connections, Endpoint, Msisdn, Quirks, ResultCode};

impl Control {
    /// Changes what a phone does with the pushes that come next.
    pub fn set_subscriber(&self, phone: Msisdn, subscriber: Subscriber) {
        self.mpesa.state().subscribers.insert(phone, subscriber);
    }

    /// Changes what every phone does that is not in the directory.
    pub fn set_unknown_subscriber(&self, subscriber: Subscriber) {
        self.mpesa.state().unknown_subscriber = subscriber;
    }

    /// Changes how it behaves from now on.
    pub fn set_quirks(&self, change: impl FnOnce(&mut Quirks)) {
        change(&mut self.mpesa.state().quirks);
    }

    /// Changes who gets the callbacks.
    pub fn set_callback_to(&self, address: Option<SocketAddr>) {
        self.mpesa.state().callback_to = address;
    }

    /// Lets requests of one call meet a fault.
    pub fn fail(&self, endpoint: Endpoint, fault: Fault, schedule: Schedule) {
        self.mpesa.state().faults.order(endpoint, fault, schedule);
    }

    /// Lets requests of every call meet a fault; each call counts for itself.
    pub fn fail_all(&self, fault: Fault, schedule: Schedule) {
        Endpoint::ALL.into_iter().for_each(|endpoint| self.fail(endpoint, fault, schedule));
    }

    /// Forgets the faults ordered for a call.
    pub fn heal(&self, endpoint: Endpoint) {
        self.mpesa.state().faults.heal(endpoint);
    }

    /// Forgets all ordered faults.
    pub fn heal_all(&self) {
        Endpoint::ALL.into_iter().for_each(|endpoint| self.heal(endpoint));
    }

    /// Changes how connections to the API are met. It is so when this returns.
    pub fn set_connections(&self, connections: Connections) {
        let control = self.clone();
        self.run(async move { control.shut_or_open(connections).await });
    }

    /// Kills the token, as another process does that asks for one.
    pub fn kill_token(&self) {
        self.mpesa.state().token = None;
    }

    /// Enters the PIN at the phone's prompt: the money moves now, the callback follows.
    pub fn enter_pin(&self, phone: Msisdn) -> Result<(), NoPrompt> {
        self.end_prompt(phone, ResultCode::PAID)
    }

    /// Cancels the phone's prompt: 1032.
    pub fn cancel(&self, phone: Msisdn) -> Result<(), NoPrompt> {
        self.end_prompt(phone, ResultCode::CANCELLED)
    }

    /// Lets the phone's prompt go away by itself: 1037.
    pub fn time_out(&self, phone: Msisdn) -> Result<(), NoPrompt> {
        self.end_prompt(phone, ResultCode::TIMED_OUT)
    }

    /// Ends the phone's open push with any code.
    pub fn end_prompt(&self, phone: Msisdn, code: &str) -> Result<(), NoPrompt> {
        self.mpesa.end_by_hand(phone, code)
    }

    /// Lets the phone's last push, which failed, be paid after all.
    pub fn pay_after_all(&self, phone: Msisdn) -> Result<(), NoPrompt> {
        let push = self.latest_push(phone).ok_or(NoPrompt(phone))?;
        self.mpesa.pay_after_all(&push.checkout_request_id).ok_or(NoPrompt(phone))
    }

    /// Posts the last callback of a push once more, now. False if there was none.
    pub fn repeat_callback(&self, checkout_request_id: &str) -> bool {
        let Some(callback) = self.last_callback(checkout_request_id) else { return false };
        let mpesa = Arc::clone(&self.mpesa);
        self.run(async move { mpesa.post(callback).await });
        true
    }

    /// Pays to the paybill or till by hand, and returns the receipt. Waits for the validation where that is on.
    pub fn pay_by_hand(&self, phone: Msisdn, amount_shillings: u32, bill_ref: &str) -> Result<String, NotTaken> {
        let payment = HandPayment { phone, amount_shillings, bill_ref: bill_ref.to_owned() };
        let mpesa = Arc::clone(&self.mpesa);
        let paid = self.run(async move { mpesa.pay_by_hand(payment).await });
        paid.unwrap_or_else(|| Err(NotTaken("the stand-in is gone".to_owned())))
    }

    /// Reverses a payment in the merchant's portal: nobody is told. The reversal's receipt comes back, or why not.
    pub fn reverse(&self, receipt: &str) -> Result<String, ResultCode> {
        let reversal = self.mpesa.state().next_receipt(self.mpesa.clock.wall());
        self.mpesa.reverse(receipt, None, &reversal).map(|_| reversal)
    }

    /// Lets time pass. What falls due meanwhile has been posted, and answered or refused, when this returns. On a real
    /// clock it skips ahead, and M-PESA's times with it.
    pub fn advance(&self, by: Duration) {
        let mpesa = Arc::clone(&self.mpesa);
        self.run(async move { mpesa.advance(by).await });
    }

    /// Lets time pass until nothing more is going to happen by itself.
    pub fn advance_until_quiet(&self) {
        let mpesa = Arc::clone(&self.mpesa);
        self.run(async move { mpesa.advance_until_quiet().await });
    }

    /// Deletes the C2B URLs, as the owner may in the portal.
    pub fn delete_registration(&self) {
        self.mpesa.state().registration = None;
        self.mpesa.note(Event::UrlsDeleted);
    }

    pub(super) async fn shut_or_open(&self, connections: Connections) {
        self.door.set(connections).await;
        self.mpesa.note(Event::ConnectionsChanged { connections });
    }

    pub(super) fn last_callback(&self, checkout_request_id: &str) -> Option<Posting> {
        let state = self.mpesa.state();
        state.pushes.get(checkout_request_id).and_then(|row| row.callback.clone()).map(Posting::once)
    }

    /// Has the stand-in's own thread do something, and waits. `None` if the stand-in is being dropped.
    fn run<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> Option<T> {
        let (done, wait) = mpsc::channel();
        self.mpesa.spawn(async move {
            // Nobody waits if the stand-in is being dropped.
            let _ = done.send(work.await);
        });
        wait.recv().ok()
    }
}
