//! The link to the cloud. Two lanes, each with one question under way at most; nothing here is ever waited for by a guest.
//! How far the cloud has the outbox is held in memory and brought to the books at checkpoints: what is told twice changes
//! nothing there. How far directives are carried out moves with what they change.

use std::collections::VecDeque;

use domain::ids::Chance as _;
use domain::link::{Cursor, Link};
use store::CommitNumber;
use sync_proto::{Counter, Down, Lane, LaneState, MOST_RECORDS, Pace, Push, Refusal, Report, Taken, Up, Wan, Wants};

use crate::chance::Kernel;
use crate::cloud::{Cloud, CloudWord, Enrolment, HOLD_SECS, Unheard, version};
use crate::desk::CloudHealth;
use crate::gateway::Gateway;

/// What the event loop holds of the link.
pub(crate) struct Uplink {
    pub(super) enrolment: Enrolment,
    cloud: Cloud,
    push: LaneState,
    hold: LaneState,
    /// Once this is on disk no earlier frame can be newer than the next one.
    begun: CommitNumber,
    /// Up to here the cloud has the outbox.
    told: Cursor,
    /// The last directive whose consequences are on disk: what the cloud hears it need not say again.
    applied: u64,
    /// Directives carried out whose consequences are on their way to the disk.
    on_the_way: VecDeque<(CommitNumber, u64)>,
    heard_ms: Option<u64>,
    trouble: Option<Unheard>,
}

impl Uplink {
    pub(crate) fn new(enrolment: Enrolment, cloud: Cloud) -> Self {
        let silent = LaneState::new(0, Pace::default());
        Uplink {
            enrolment,
            cloud,
            push: silent,
            hold: silent,
            begun: CommitNumber::default(),
            told: Cursor::default(),
            applied: 0,
            on_the_way: VecDeque::new(),
            heard_ms: None,
            trouble: None,
        }
    }

    fn lane(&mut self, lane: Lane) -> &mut LaneState {
        match lane {
            Lane::Push => &mut self.push,
            Lane::Hold => &mut self.hold,
        }
    }
}

impl Gateway {
    /// Begins to speak: every frame from now on is newer than those of the start before.
    pub(super) fn begin_link(&mut self, behind: Counter) {
        let reading = self.clock.read();
        let begun = self.store.decide(&reading, |ledger, _, _| {
            let link = ledger.link()?;
            let starts = link.starts.max(behind.start).saturating_add(1);
            ledger.put_link(Link { starts, ..link });
            Ok(starts)
        });
        let link = self.store.link();
        let (Ok(begun), Some(uplink)) = (begun, &mut self.uplink) else { return };
        uplink.push.restarted(begun.outcome);
        uplink.hold.restarted(begun.outcome);
        uplink.begun = begun.rests_on;
        uplink.told = uplink.told.max(link.acknowledged);
        if uplink.on_the_way.is_empty() {
            uplink.applied = link.applied;
        }
    }

    /// A directive is carried out as far as memory goes.
    pub(super) fn carried_out(&mut self, number: u64, rests_on: CommitNumber) {
        if let Some(uplink) = &mut self.uplink {
            uplink.on_the_way.push_back((rests_on, number));
        }
    }

    /// What was on its way to the disk never arrived: the cloud says it again.
    pub(super) fn forget_directives_on_the_way(&mut self) {
        if let Some(uplink) = &mut self.uplink {
            uplink.on_the_way.clear();
        }
    }

    /// Speaks where there is something to say and the pace allows it.
    pub(super) fn tend_link(&mut self) {
        let now_ms = self.clock.read().uptime_ms;
        let Some(uplink) = &mut self.uplink else { return };
        if !self.store.is_durable(uplink.begun) {
            return;
        }
        while let Some(&(_, number)) = uplink.on_the_way.front().filter(|(at, _)| self.store.is_durable(*at)) {
            uplink.applied = number;
            uplink.on_the_way.pop_front();
        }
        let told = uplink.told;
        let may_push = uplink.push.may_speak(now_ms);
        // Before the disk has them, the cloud would only say the same directives again.
        let may_hold = uplink.hold.may_speak(now_ms) && uplink.on_the_way.is_empty();
        if may_hold {
            self.speak(Wants::Hold { wait_secs: HOLD_SECS });
        }
        let last = Cursor { epoch: self.store.identity().epoch, sequence: self.store.last_sequence() };
        let recalls = self.store.link().recalls_behind(last.epoch);
        if may_push && (told < last || recalls.is_some()) {
            match self.store.outbox_after(told, MOST_RECORDS) {
                Ok(records) if records.is_empty() && recalls.is_none() => {}
                Ok(records) => self.speak(Wants::Push(Push { records, recalls })),
                Err(_) => self.counters.count("storage_trouble"),
            }
        }
    }

    fn speak(&mut self, wants: Wants) {
        let report = self.report();
        let Some(uplink) = &mut self.uplink else { return };
        let mut nonce = [0; 16];
        Kernel.fill(&mut nonce);
        let (provider, site) = (uplink.enrolment.provider, uplink.enrolment.site);
        let lane = if matches!(wants, Wants::Push(_)) { Lane::Push } else { Lane::Hold };
        let counter = uplink.lane(lane).speaks();
        let up = Up { provider, site, counter, nonce, applied: uplink.applied, report, wants };
        if uplink.cloud.speak(&up) {
            self.counters.count(if lane == Lane::Push { "cloud_push" } else { "cloud_hold" });
        } else {
            let now_ms = self.clock.read().uptime_ms;
            uplink.lane(lane).failed(now_ms, &mut Kernel);
            self.counters.count("cloud_frame_too_large");
        }
    }

    fn report(&self) -> Report {
        Report {
            version: version(),
            epoch: self.store.identity().epoch,
            last_sequence: self.store.last_sequence(),
            wan: if self.rail_is_down() { Wan::RailUnreachable } else { Wan::Up },
            online: u32::try_from(self.store.open_sessions().count()).unwrap_or(u32::MAX),
        }
    }

    /// The cloud has answered, or not.
    pub(crate) fn take_cloud_word(&mut self, word: CloudWord) {
        let CloudWord { lane, said } = word;
        match said {
            Ok(down) => self.take_down(lane, down),
            Err(unheard) => self.note_unheard(lane, unheard),
        }
        self.tend_link();
    }

    fn note_unheard(&mut self, lane: Lane, unheard: Unheard) {
        let now_ms = self.clock.read().uptime_ms;
        self.counters.count(match &unheard {
            Unheard::Trouble(_) | Unheard::Unusable(_) => "cloud_unreached",
            Unheard::Refused(_) => "cloud_refused",
            Unheard::Foreign(_) => "cloud_foreign",
        });
        let Some(uplink) = &mut self.uplink else { return };
        uplink.lane(lane).failed(now_ms, &mut Kernel);
        if uplink.trouble.as_ref() != Some(&unheard) {
            match &unheard {
                Unheard::Refused(refusal) if *refusal != Refusal::Unavailable => {
                    tracing::error!("the cloud refuses: {refusal}");
                }
                unheard => tracing::warn!("{unheard}; selling and admitting go on without it"),
            }
        }
        uplink.trouble = Some(unheard);
    }

    fn take_down(&mut self, lane: Lane, down: Down) {
        let now_ms = self.clock.read().uptime_ms;
        self.clock.tell(down.now_ms);
        let Some(uplink) = &mut self.uplink else { return };
        uplink.lane(lane).answered();
        uplink.heard_ms = Some(now_ms);
        if uplink.trouble.take().is_some() {
            tracing::info!("the cloud answers again");
            // The other lane need not wait out its pause.
            uplink.push.encouraged(now_ms);
            uplink.hold.encouraged(now_ms);
        }
        match down.taken {
            Taken::Stored { through, unused_epoch } => self.take_stored(lane, through, unused_epoch),
            Taken::Gap(stored) => uplink.told = stored,
            Taken::Fork { common, epoch } => self.fork(common, epoch),
            Taken::Stale(counter) => self.begin_link(counter),
        }
        if let Some(recalled) = down.recalled {
            self.take_recalled(&recalled);
        }
        self.take_lease(down.lease_until_ms, down.now_ms);
        self.carry_out_directives(down.directives);
    }

    /// The cloud has our outbox up to here; further than we have come ourselves, if our books are an older state.
    fn take_stored(&mut self, lane: Lane, through: Cursor, unused_epoch: u32) {
        let (epoch, last) = (self.store.identity().epoch, self.store.last_sequence());
        if through.epoch == epoch && through.sequence > last {
            return self.fork(last, unused_epoch);
        }
        // What a hold says may be older than what a push has learnt since.
        if let Some(uplink) = self.uplink.as_mut().filter(|_| lane == Lane::Push) {
            uplink.told = uplink.told.max(through);
        }
    }

    /// The cloud knows another past than these books: they were restored, rolled back or copied.
    fn fork(&mut self, common: u64, epoch: u32) {
        self.counters.count("fork");
        tracing::error!(common, epoch, "these books are a copy or an older state of others; a new epoch begins");
        if self.store.begin_epoch(epoch, common).is_err() {
            self.counters.count("storage_trouble");
        }
        let acknowledged = self.store.link().acknowledged;
        if let Some(uplink) = &mut self.uplink {
            uplink.told = acknowledged;
        }
    }

    /// Brings to the books how far the cloud has the outbox.
    pub(super) fn checkpoint_link(&mut self) {
        let Some(told) = self.uplink.as_ref().map(|uplink| uplink.told) else { return };
        if self.store.link().acknowledged == told {
            return;
        }
        let reading = self.clock.read();
        let kept = self.store.decide(&reading, |ledger, _, _| {
            let link = ledger.link()?;
            ledger.put_link(Link { acknowledged: told, ..link });
            Ok(())
        });
        if kept.is_err() {
            self.counters.count("storage_trouble");
        }
    }

    /// How the link is, for `doctor`.
    pub(super) fn cloud_health(&self) -> Option<CloudHealth> {
        let uplink = self.uplink.as_ref()?;
        let now_ms = self.clock.read().uptime_ms;
        let last = Cursor { epoch: self.store.identity().epoch, sequence: self.store.last_sequence() };
        let untold = if uplink.told.epoch == last.epoch {
            last.sequence.saturating_sub(uplink.told.sequence)
        } else {
            last.sequence
        };
        Some(CloudHealth {
            url: uplink.enrolment.url.clone(),
            site_name: uplink.enrolment.name.clone(),
            words: uplink.enrolment.words(),
            heard_secs_ago: uplink.heard_ms.map(|heard_ms| now_ms.saturating_sub(heard_ms) / 1000),
            trouble: uplink.trouble.as_ref().map(ToString::to_string),
            untold,
        })
    }
}
