//! The link to the cloud: what `sync-proto` decides is said and done here. Nothing here is ever waited for by a guest. How far
//! the cloud has the outbox is held in memory and brought to the books at checkpoints: what is told twice changes nothing
//! there. How far directives are carried out moves with what they change.

use std::collections::VecDeque;

use domain::event::Record;
use domain::link::{Cursor, Link};
use store::CommitNumber;
use sync_proto::{Counter, Down, GatewayEnd, Lane, MOST_RECORDS, Pace, Refusal, Report, Todo, Up, Wan};

use crate::chance::Kernel;
use crate::cloud::{Cloud, CloudWord, Enrolment, HOLD_SECS, Unheard, version};
use crate::desk::CloudHealth;
use crate::gateway::Gateway;

/// What the event loop holds of the link.
pub(crate) struct Uplink {
    enrolment: Enrolment,
    cloud: Cloud,
    pub(super) end: GatewayEnd,
    /// Once this is on disk no earlier frame can be newer than the next one.
    begun: CommitNumber,
    /// Directives carried out whose consequences are on their way to the disk.
    on_the_way: VecDeque<(CommitNumber, u64)>,
    heard_ms: Option<u64>,
    trouble: Option<Unheard>,
}

impl Uplink {
    pub(crate) fn new(enrolment: Enrolment, cloud: Cloud) -> Self {
        let end = GatewayEnd::new(enrolment.provider, enrolment.site, Pace::default());
        let (begun, on_the_way) = (CommitNumber::default(), VecDeque::new());
        Uplink { enrolment, cloud, end, begun, on_the_way, heard_ms: None, trouble: None }
    }

    /// A directive is carried out as far as memory goes.
    pub(super) fn carried_out(&mut self, number: u64, rests_on: CommitNumber) {
        self.end.carried_out(number);
        self.on_the_way.push_back((rests_on, number));
    }
}

impl Gateway {
    /// Begins to speak: every frame from now on is newer than those of the start before.
    pub(super) fn begin_link(&mut self, behind: Counter) {
        if self.uplink.is_none() {
            return;
        }
        let reading = self.clock.read();
        let begun = self.store.decide(&reading, |ledger, _, _| {
            let link = ledger.link()?;
            let starts = link.starts.max(behind.start).saturating_add(1);
            ledger.put_link(Link { starts, ..link });
            Ok(starts)
        });
        let (link, last) = (self.store.link(), self.last_place());
        let (Ok(begun), Some(uplink)) = (begun, &mut self.uplink) else { return };
        uplink.end.begin(begun.outcome, &link, last);
        uplink.begun = begun.rests_on;
    }

    /// What was on its way to the disk never arrived.
    pub(super) fn forget_directives_on_the_way(&mut self) {
        let (link, last) = (self.store.link(), self.last_place());
        if let Some(uplink) = &mut self.uplink {
            uplink.on_the_way.clear();
            uplink.end.lost(&link, last);
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
            uplink.end.applied(number);
            uplink.on_the_way.pop_front();
        }
        if uplink.end.may_hold(now_ms) && self.recalls().is_none() {
            self.speak("cloud_hold", |end, report| end.hold(HOLD_SECS, report, &mut Kernel));
        }
        self.tell();
    }

    /// Tells what happened since the cloud was told last, and asks for what these books have lost.
    fn tell(&mut self) {
        let now_ms = self.clock.read().uptime_ms;
        let last = self.last_place();
        let recalls = self.recalls();
        let Some(end) = self.uplink.as_ref().map(|uplink| &uplink.end) else { return };
        if !end.may_push(now_ms) || (end.told() >= last && recalls.is_none()) {
            return;
        }
        match self.store.outbox_after(end.told(), MOST_RECORDS) {
            Ok(records) if records.is_empty() && recalls.is_none() => {}
            Ok(records) if !follows(end.told(), records.first()) => self.begin_behind_the_gap(&records),
            Ok(records) => {
                self.speak("cloud_push", |end, report| end.push(records, recalls, report, &mut Kernel));
            }
            Err(_) => self.counters.count("storage_trouble"),
        }
    }

    /// The cloud lacks what is no longer kept here: what is kept goes on in an epoch of its own.
    fn begin_behind_the_gap(&mut self, records: &[Record]) {
        let Some(first) = records.first() else { return };
        let common = Cursor { epoch: first.epoch, sequence: first.sequence.saturating_sub(1) };
        self.begin_epoch(common, self.store.identity().epoch.saturating_add(1));
    }

    fn speak(&mut self, counted_as: &'static str, frame: impl FnOnce(&mut GatewayEnd, Report) -> Up) {
        let (now_ms, report) = (self.clock.read().uptime_ms, self.report());
        let Some(uplink) = &mut self.uplink else { return };
        let up = frame(&mut uplink.end, report);
        if uplink.cloud.speak(&up) {
            self.counters.count(counted_as);
        } else {
            uplink.end.unheard(up.lane(), now_ms, &mut Kernel);
            self.counters.count("cloud_frame_too_large");
        }
    }

    /// What these books may lack.
    pub(super) fn recalls(&self) -> Option<Cursor> {
        self.store.link().recalls_behind(self.store.identity().epoch)
    }

    /// Whether the cloud is still to give back what these books may lack.
    pub(super) fn lacks_its_past(&self) -> bool {
        self.uplink.is_some() && self.recalls().is_some()
    }

    fn last_place(&self) -> Cursor {
        Cursor { epoch: self.store.identity().epoch, sequence: self.store.last_sequence() }
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
        uplink.end.unheard(lane, now_ms, &mut Kernel);
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
        let (now_ms, told_ms, last) = (self.clock.read().uptime_ms, down.now_ms, self.last_place());
        self.clock.tell(told_ms);
        let Some(uplink) = &mut self.uplink else { return };
        uplink.heard_ms = Some(now_ms);
        if uplink.trouble.take().is_some() {
            tracing::info!("the cloud answers again");
            uplink.end.encourage(now_ms);
        }
        for todo in uplink.end.heard(lane, down, last) {
            match todo {
                Todo::BeginAnew(behind) => self.begin_link(behind),
                Todo::BeginEpoch { common, epoch } => self.begin_epoch(common, epoch),
                Todo::Recollect(recalled) => self.take_recalled(&recalled),
                Todo::Lease(until_ms) => self.take_lease(until_ms, told_ms),
                Todo::CarryOut(directives) => {
                    if self.carry_out_directives(directives) == 0 {
                        self.rest(Lane::Hold);
                    }
                }
            }
        }
    }

    /// An answer that leads nowhere is no reason to ask again at once.
    fn rest(&mut self, lane: Lane) {
        let now_ms = self.clock.read().uptime_ms;
        if let Some(uplink) = &mut self.uplink {
            uplink.end.unheard(lane, now_ms, &mut Kernel);
        }
    }

    /// The cloud knows another past than these books: they were restored, rolled back or copied.
    fn begin_epoch(&mut self, common: Cursor, epoch: u32) {
        self.counters.count("fork");
        tracing::error!(?common, epoch, "these books are a copy or an older state of others; a new epoch begins");
        if self.store.begin_epoch(epoch, common).is_err() {
            return self.counters.count("storage_trouble");
        }
        let link = self.store.link();
        if let Some(uplink) = &mut self.uplink {
            uplink.end.epoch_began(&link);
        }
    }

    /// Brings to the books how far the cloud has the outbox.
    pub(super) fn checkpoint_link(&mut self) {
        let Some(told) = self.uplink.as_ref().map(|uplink| uplink.end.told()) else { return };
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
        let (told, last) = (uplink.end.told(), self.last_place());
        let known = if told.epoch == last.epoch { told.sequence } else { 0 };
        Some(CloudHealth {
            url: uplink.enrolment.url.clone(),
            site_name: uplink.enrolment.name.clone(),
            words: uplink.enrolment.words(),
            heard_secs_ago: uplink.heard_ms.map(|heard_ms| now_ms.saturating_sub(heard_ms) / 1000),
            trouble: uplink.trouble.as_ref().map(ToString::to_string),
            untold: last.sequence.saturating_sub(known),
        })
    }
}

/// Whether a record is the one behind a place: the next of its epoch, or the first of a later one.
fn follows(told: Cursor, first: Option<&Record>) -> bool {
    first.is_none_or(|first| first.sequence == if first.epoch == told.epoch { told.sequence + 1 } else { 1 })
}
