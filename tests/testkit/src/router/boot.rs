//! Going down and coming up: what is said before, what is gone, and what is still there.

use std::sync::Arc;

use radius_proto::{AcctStatusType, TerminateCause};
use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::cookies::Cookie;
use super::event::Event;
use super::firewall::Firewall;
use super::hotspot::{Hotspot, State};
use super::quirks::{ClockAfterBoot, OrderlyReboot};

/// How a router goes down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reboot {
    /// By command: Stops are sent first.
    Orderly,
    /// By losing power: nothing is sent.
    PowerCut,
}

impl Hotspot {
    pub(super) async fn reboot(self: &Arc<Self>, how: Reboot) {
        if how == Reboot::Orderly {
            let quirks = self.quirks();
            let cause = match quirks.orderly_reboot {
                OrderlyReboot::NasReboot => TerminateCause::NasReboot,
                OrderlyReboot::AdminReboot => TerminateCause::AdminReboot,
            };
            self.end_all(cause).await;
            if quirks.accounting_on_off {
                self.deliver(self.report_of_the_router(AcctStatusType::AccountingOff)).await;
            }
        }
        self.boot(false);
    }

    /// Everything that lives in memory is gone; cookies, users and settings are on flash.
    pub(super) fn boot(self: &Arc<Self>, is_first: bool) {
        let (boot, reports) = {
            let mut state = self.state();
            let now = self.now();
            let boot = if is_first { state.boot } else { state.boot.wrapping_add(1) & 0xf };
            let clock = match state.quirks.clock_after_boot {
                ClockAfterBoot::Right => Clock::Right,
                ClockAfterBoot::Of1970 => Clock::of_1970(now),
                ClockAfterBoot::LastSaved => Clock::set(state.clock.secs(now, self.time.unix_secs()), now),
            };
            let mut cookies = std::mem::take(&mut state.cookies);
            if !state.quirks.http_cookie_survives_reboot {
                cookies.retain(Cookie::is_by_mac);
            }
            *state = State {
                quirks: state.quirks.clone(),
                cookies,
                users: std::mem::take(&mut state.users),
                rest_users: std::mem::take(&mut state.rest_users),
                last_row: state.last_row,
                reports_under_way: state.reports_under_way,
                clock,
                boot,
                boots: state.boots + 1,
                booted_at: Some(now),
                ..State::default()
            };
            (boot, state.quirks.accounting_on_off)
        };
        self.firewall(Firewall::shut_all_out);
        self.rescheduled.notify_waiters();
        self.log.note(Event::Booted { boot });
        if reports {
            self.send_report(self.report_of_the_router(AcctStatusType::AccountingOn));
        }
    }
}
