//! What happens to a session by itself: Session-Timeout, Idle-Timeout and Interim-Updates. One task per session; it
//! leaves when its session has.

use std::sync::Arc;
use std::time::Instant;

use radius_proto::AcctStatusType;
use tokio::time::sleep;

use super::Device;
use super::hotspot::Hotspot;
use super::session::{Alarm, Session, SessionId};

impl Hotspot {
    /// Looks after a session until it ends.
    pub(super) fn watch(self: &Arc<Self>, device: Device, id: SessionId) {
        let hotspot = Arc::clone(self);
        self.spawn(async move {
            loop {
                // Listening begins before looking, so that no change falls between.
                let rescheduled = hotspot.rescheduled.notified();
                tokio::pin!(rescheduled);
                rescheduled.as_mut().enable();
                let Some(next) = hotspot.next_alarm(device, id) else { return };
                let Some((at, alarm)) = next else {
                    rescheduled.await;
                    continue;
                };
                tokio::select! {
                    () = sleep(at.saturating_duration_since(hotspot.now())) => hotspot.ring(device, alarm),
                    () = rescheduled => {}
                }
            }
        });
    }

    /// The session's next alarm, if it has one; `None` if the session is gone.
    fn next_alarm(&self, device: Device, id: SessionId) -> Option<Option<(Instant, Alarm)>> {
        let state = self.state();
        let session = state.sessions.get(&device.ip).filter(|session| session.id == id)?;
        Some(session.next_alarm(&state.quirks))
    }

    /// Whether everything that is due has been done: no alarm is overdue, no login and no report under way.
    pub(super) fn is_quiet(&self) -> bool {
        let (state, now) = (self.state(), self.now());
        let is_due = |session: &Session| session.next_alarm(&state.quirks).is_some_and(|(at, _)| at <= now);
        state.reports_under_way == 0 && state.authorizing.is_empty() && !state.sessions.values().any(is_due)
    }

    fn ring(self: &Arc<Self>, device: Device, alarm: Alarm) {
        match alarm {
            Alarm::Interim => {
                self.interim(device);
            }
            Alarm::End(cause) => {
                self.end(device, cause);
            }
        }
    }

    /// Reports what a session has used so far. False if there is none.
    pub(super) fn interim(self: &Arc<Self>, device: Device) -> bool {
        let session = {
            let mut state = self.state();
            let Some(session) = state.sessions.get_mut(&device.ip) else { return false };
            session.last_interim = self.now();
            session.clone()
        };
        self.send_report(self.report(AcctStatusType::InterimUpdate, &session, None));
        true
    }
}
