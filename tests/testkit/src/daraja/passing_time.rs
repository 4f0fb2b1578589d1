//! Time passes: by command on a virtual clock, by itself on a real one. Either way what falls due is carried out here.

use std::sync::Arc;
use std::time::Duration;

use super::agenda::Due;
use super::clock::ClockMode;
use super::event::Event;
use super::mpesa::{Mpesa, as_ms};

impl Mpesa {
    /// Has something happen this long from now.
    pub(super) fn plan(&self, after: Duration, due: Due) {
        let at = self.clock.now() + after;
        self.state().agenda.plan(at, due);
        self.replanned.notify_one();
    }

    /// Lets time pass: everything that falls due meanwhile happens at its own moment, one after the other, and is done
    /// when this returns.
    pub(super) async fn advance(self: &Arc<Self>, by: Duration) {
        let _turn = self.advancing.lock().await;
        let until = self.clock.now() + by;
        self.note(Event::TimeSkipped { by_ms: as_ms(by) });
        loop {
            let due = self.state().agenda.take_due(until);
            let Some((at, due)) = due else { break };
            self.clock.reach(at);
            self.perform(due).await;
        }
        self.clock.reach(until);
    }

    /// Lets time pass until nothing is planned any more.
    pub(super) async fn advance_until_quiet(self: &Arc<Self>) {
        loop {
            let next = self.state().agenda.next_at();
            let Some(next) = next else { return };
            self.advance(next.saturating_sub(self.clock.now())).await;
        }
    }

    /// Carries out the agenda as a real clock goes. Each entry has a task of its own, so that a receiver that does not
    /// answer holds up nobody else.
    pub(super) async fn keep_the_agenda(self: Arc<Self>) {
        if self.config.clock != ClockMode::Real {
            return;
        }
        loop {
            let due = self.state().agenda.take_due(self.clock.now());
            if let Some((_, due)) = due {
                let mpesa = Arc::clone(&self);
                self.spawn(async move { mpesa.perform(due).await });
                continue;
            }
            let next = self.state().agenda.next_at();
            tokio::select! {
                () = self.clock.reached(next.unwrap_or(Duration::MAX)), if next.is_some() => {}
                () = self.replanned.notified() => {}
            }
        }
    }

    async fn perform(self: &Arc<Self>, due: Due) {
        match due {
            Due::EndPush(id) => self.end_as_planned(&id),
            Due::PayLate(id) => drop(self.pay_after_all(&id)),
            Due::Post(posting) => self.post(posting).await,
            Due::Settle(job) => self.settle(job).await,
        }
    }
}
