//! The link to the cloud: what `sync-proto` decides is said and done here. Nothing here is ever waited for by a guest. How far
//! the cloud has the outbox is held in memory and brought to the books at checkpoints: what is told twice changes nothing
//! there. How far directives are carried out moves with what they change.

use std::collections::VecDeque;

use domain::event::Record;
use domain::link::{Cursor, Link};
use store::CommitNumber;
use sync_proto::{
    AROUND_A_FRAME, Allowance, Answer, Counter, Down, GatewayEnd, Lane, MOST_RECORDS, Pace, Pair, Push, Refusal,
    Report, Todo, Up, Wan,
};

use crate::chance::Kernel;
use crate::cloud::{Cloud, CloudWord, Enrolment, GivenFile, HOLD_SECS, Unheard, version};
use crate::desk::CloudHealth;
use crate::gateway::Gateway;
use crate::gateway::asking::Inquiries;

/// What the event loop holds of the link.
pub(crate) struct Uplink {
    enrolment: Enrolment,
    cloud: Cloud,
    /// Where the owner's account with the rail is kept, once the cloud has given it.
    pub(super) given: GivenFile,
    pub(super) end: GatewayEnd,
    pub(super) inquiries: Inquiries,
    /// What the line may carry.
    allowance: Allowance,
    /// Once this is on disk no earlier frame can be newer than the next one.
    begun: CommitNumber,
    /// Directives carried out whose consequences are on their way to the disk.
    on_the_way: VecDeque<(CommitNumber, u64)>,
    heard_ms: Option<u64>,
    /// What was in the way last, and on which lane.
    trouble: Option<(Lane, Unheard)>,
}

impl Uplink {
    pub(crate) fn new(enrolment: Enrolment, cloud: Cloud, given: GivenFile, allowance: Allowance) -> Self {
        let end = GatewayEnd::new(enrolment.provider, enrolment.site, Pace::default());
        let (begun, on_the_way) = (CommitNumber::default(), VecDeque::new());
        let inquiries = Inquiries::default();
        Uplink { enrolment, cloud, given, end, inquiries, allowance, begun, on_the_way, heard_ms: None, trouble: None }
    }

    /// What this gateway and the cloud share.
    pub(super) fn pair(&self) -> Option<Pair> {
        self.enrolment.pair()
    }

    /// Whether the cloud answered last, or has not been spoken to yet.
    pub(super) fn is_in_reach(&self) -> bool {
        !self.trouble.as_ref().is_some_and(|(lane, unheard)| *lane == Lane::Push || *unheard != Unheard::Newer)
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
        let (now_ms, lacks_its_past) = (self.clock.read().uptime_ms, self.lacks_its_past());
        let Some(uplink) = &mut self.uplink else { return };
        if !self.store.is_durable(uplink.begun) {
            return;
        }
        while let Some(&(_, number)) = uplink.on_the_way.front().filter(|(at, _)| self.store.is_durable(*at)) {
            uplink.end.applied(number);
            uplink.on_the_way.pop_front();
        }
        let may_wait = uplink.allowance.has_some(now_ms) || self.payments.awaits_news(now_ms);
        if uplink.end.may_hold(now_ms, lacks_its_past) && may_wait {
            self.speak("cloud_hold", |end, report| end.hold(HOLD_SECS, report, &mut Kernel));
        }
        self.tell();
    }

    /// Tells what happened since the cloud was told last, and asks for what these books have lost and for what somebody
    /// waits to hear.
    fn tell(&mut self) {
        let now_ms = self.clock.read().uptime_ms;
        let (last, lost) = (self.last_place(), self.recalls());
        let Some(uplink) = &mut self.uplink else { return };
        let told = uplink.end.told();
        // Who is not confirmed is given nothing back.
        let recalls = lost.filter(|_| uplink.end.is_confirmed());
        let is_asking = recalls.is_some() || uplink.inquiries.is_any_waiting();
        if !uplink.end.may_push(now_ms) || (told >= last && !is_asking) {
            return;
        }
        match self.store.outbox_after(told, MOST_RECORDS) {
            Ok(records) if records.is_empty() && !is_asking && !uplink.end.lags_behind(last.epoch) => {}
            Ok(records) if !follows(told, records.first()) => self.begin_behind_the_gap(&records),
            Ok(records) => {
                let inquiries = uplink.inquiries.depart();
                let push = Push { records, recalls, inquiries };
                self.speak("cloud_push", |end, report| end.push(push, report, &mut Kernel));
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
        if let Some(bytes) = uplink.cloud.speak(&up) {
            uplink.allowance.spent(bytes as u64 + AROUND_A_FRAME);
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
        let CloudWord { lane, said, bytes } = word;
        if let Some(uplink) = &mut self.uplink {
            uplink.allowance.spent(bytes as u64);
        }
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
            Unheard::Newer => "cloud_newer",
        });
        let Some(uplink) = &mut self.uplink else { return };
        uplink.end.unheard(lane, now_ms, &mut Kernel);
        // They go up with pushes, and with nothing else.
        if lane == Lane::Push {
            uplink.inquiries.unheard();
        }
        if uplink.trouble.as_ref().map(|(_, known)| known) != Some(&unheard) {
            match &unheard {
                Unheard::Refused(refusal) if *refusal != Refusal::Unavailable => {
                    tracing::error!("the cloud refuses: {refusal}");
                }
                unheard => tracing::warn!("{unheard}; selling and admitting go on without it"),
            }
        }
        uplink.trouble = Some((lane, unheard));
    }

    fn take_down(&mut self, lane: Lane, down: Down) {
        let (now_ms, told_ms, last) = (self.clock.read().uptime_ms, down.now_ms, self.last_place());
        self.clock.tell(told_ms);
        let Some(uplink) = &mut self.uplink else { return };
        uplink.heard_ms = Some(now_ms);
        if uplink.trouble.take_if(|(of, unheard)| *of == lane || *unheard != Unheard::Newer).is_some() {
            tracing::info!("the cloud answers again");
            uplink.end.encourage(now_ms);
        }
        for todo in uplink.end.heard(lane, down, last) {
            match todo {
                Todo::BeginAnew(behind) => self.begin_link(behind),
                Todo::BeginEpoch { common, epoch } => self.begin_epoch(common, epoch),
                Todo::Recollect(recalled) => self.take_recalled(&recalled),
                Todo::Answer(answers) => self.take_answers(answers),
                Todo::Lease(until_ms) => self.take_lease(until_ms, told_ms),
                // What these books lack comes back first; they are said again then.
                Todo::CarryOut(_) if self.lacks_its_past() => {}
                Todo::CarryOut(directives) => {
                    if self.carry_out_directives(directives) == 0 {
                        self.rest(Lane::Hold);
                    }
                }
            }
        }
    }

    fn take_answers(&mut self, answers: Vec<Answer>) {
        for answer in &answers {
            if let Answer::Token { sites, .. } = answer {
                self.payments.budget.divide_among(*sites);
            }
        }
        if let Some(uplink) = &mut self.uplink {
            uplink.inquiries.answered(answers);
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
            is_confirmed: uplink.end.is_confirmed(),
            heard_secs_ago: uplink.heard_ms.map(|heard_ms| now_ms.saturating_sub(heard_ms) / 1000),
            trouble: uplink.trouble.as_ref().map(|(_, unheard)| unheard.to_string()),
            is_newer: matches!(uplink.trouble, Some((_, Unheard::Newer))),
            untold: last.sequence.saturating_sub(known),
        })
    }
}

/// Whether a record is the one behind a place: the next of its epoch, or the first of a later one.
fn follows(told: Cursor, first: Option<&Record>) -> bool {
    first.is_none_or(|first| first.sequence == if first.epoch == told.epoch { told.sequence + 1 } else { 1 })
}

#[cfg(test)]
mod tests {
    use sync_proto::Taken;
    use tokio::task::LocalSet;

    use super::*;
    use crate::gateway::trial::enrolled;

    fn stored() -> Down {
        Down {
            nonce: [0; 16],
            now_ms: 1,
            taken: Taken::Stored { through: Cursor { epoch: 1, sequence: 0 }, unused_epoch: 2 },
            directives: Vec::new(),
            recalled: None,
            answers: Vec::new(),
            is_confirmed: true,
            lease_until_ms: None,
        }
    }

    #[test]
    fn a_newer_cloud_is_asked_ever_more_seldom_while_it_is_told_what_happens() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let folder = tempfile::tempdir().unwrap();
        LocalSet::new().block_on(&runtime, async {
            let mut gateway = enrolled(folder.path());
            for _ in 0..12 {
                gateway.take_cloud_word(CloudWord { lane: Lane::Hold, said: Err(Unheard::Newer), bytes: 0 });
                gateway.take_cloud_word(CloudWord { lane: Lane::Push, said: Ok(stored()), bytes: 100 });
            }
            let health = gateway.cloud_health().unwrap();
            assert!(health.is_newer && health.trouble.is_some_and(|trouble| trouble.contains("update langod")));
            let count = |wanted: &str| gateway.counters.snapshot().into_iter().find(|(name, _)| name == wanted);
            assert_eq!(count("cloud_newer").map(|(_, count)| count), Some(12));
            let now_ms = gateway.clock.read().uptime_ms;
            let uplink = gateway.uplink.as_ref().unwrap();
            assert!(uplink.is_in_reach() && !uplink.end.may_hold(now_ms + 100_000, false));
            assert!(uplink.end.may_hold(now_ms + 300_000, false));
            gateway.take_cloud_word(CloudWord { lane: Lane::Hold, said: Ok(stored()), bytes: 100 });
            assert!(gateway.cloud_health().unwrap().trouble.is_none());
        });
    }

    #[test]
    fn a_line_that_is_paid_for_by_the_megabyte_is_asked_more_rarely_and_told_all_the_same() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let folder = tempfile::tempdir().unwrap();
        LocalSet::new().block_on(&runtime, async {
            let spoken = |bytes_a_month: Option<u64>| {
                let mut gateway = enrolled(folder.path());
                let now_ms = gateway.clock.read().uptime_ms;
                gateway.uplink.as_mut().unwrap().allowance = Allowance::a_month(bytes_a_month, now_ms);
                let recalled = Some(sync_proto::Recalled { records: Vec::new(), is_partial: false });
                for _ in 0..3 {
                    let said = Ok(Down { recalled: recalled.clone(), ..stored() });
                    gateway.take_cloud_word(CloudWord { lane: Lane::Push, said, bytes: 100 });
                }
                let counted = gateway.counters.snapshot();
                let count =
                    |wanted: &str| counted.iter().find(|(name, _)| name == wanted).map_or(0, |(_, count)| *count);
                (count("cloud_push") > 0, count("cloud_hold"))
            };
            assert_eq!(spoken(None), (true, 1));
            assert_eq!(spoken(Some(100_000_000)), (true, 1));
            assert_eq!(spoken(Some(0)), (true, 0));
        });
    }
}
