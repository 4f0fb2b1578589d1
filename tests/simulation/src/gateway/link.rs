//! A gateway's end of the link: what it says to the cloud, and what it does with the answers.

use domain::decisions::{open_sale, recollect, run_errand};
use domain::event::Record;
use domain::link::{Cursor, Link};
use payment_proto::mpesa::booking::book_callback;
use payment_proto::mpesa::{CallbackToken, StkCallback};
use sync_proto::{
    Answer, Counter, Directive, Down, Find, Inquiry, Lane, MOST_RECORDS, Nonce, Numbered, Purpose, Push, Recalled,
    Report, Todo, TokenWord, Up, Wan, open, sign,
};

use super::{Gateway, MOST_AT_SITE, heapless_text, purchase};
use crate::app::Wish;

/// A frame it sends, and what its answer repeats.
#[derive(Clone, Debug)]
pub struct Frame {
    /// On which lane.
    pub lane: Lane,
    /// What the answer repeats.
    pub nonce: Nonce,
    /// Signed.
    pub bytes: Vec<u8>,
}

impl Gateway {
    pub(super) fn begin_link(&mut self, now_ms: u64, behind: Counter) {
        let begun = self.decide(now_ms, |ledger, _, _| {
            let link = ledger.link()?;
            let starts = link.starts.max(behind.start).saturating_add(1);
            ledger.put_link(Link { starts, ..link });
            Ok(starts)
        });
        let last = self.place();
        if let (Some(start), Some(running)) = (begun, &mut self.running) {
            let link = running.store.link();
            running.end.begin(start, &link, last);
        }
    }

    /// What it says now, if anything.
    pub fn speaks(&mut self, now_ms: u64) -> Vec<Frame> {
        self.asks(now_ms).into_iter().chain(self.tells(now_ms)).collect()
    }

    fn asks(&mut self, now_ms: u64) -> Option<Frame> {
        let (uptime_ms, report) = (self.uptime_ms(now_ms), self.report());
        let running = self.running.as_mut()?;
        let lacks_its_past = running.store.link().recalls_behind(report.epoch).is_some();
        if !running.end.may_hold(uptime_ms, lacks_its_past) {
            return None;
        }
        let up = running.end.hold(25, report, &mut self.dice);
        self.frame(&up)
    }

    fn tells(&mut self, now_ms: u64) -> Option<Frame> {
        let (uptime_ms, report) = (self.uptime_ms(now_ms), self.report());
        let running = self.running.as_mut()?;
        if !running.end.may_push(uptime_ms) {
            return None;
        }
        let recalls = running.store.link().recalls_behind(report.epoch).filter(|_| running.end.is_confirmed());
        let records = running.store.outbox_after(running.end.told(), MOST_RECORDS).unwrap_or_default();
        let is_asking = recalls.is_some() || running.inquiries.is_any_waiting();
        if records.is_empty() && !is_asking && !running.end.lags_behind(report.epoch) {
            return None;
        }
        let push = Push { records, recalls, inquiries: running.inquiries.depart() };
        let up = running.end.push(push, report, &mut self.dice);
        self.frame(&up)
    }

    /// What it says while somebody waits to hear something.
    pub fn inquires(&mut self, now_ms: u64) -> Option<Frame> {
        self.running.as_ref().filter(|running| running.inquiries.is_any_waiting())?;
        self.tells(now_ms)
    }

    fn frame(&mut self, up: &Up) -> Option<Frame> {
        let (lane, nonce) = (up.lane(), up.nonce);
        let bytes = sign(Purpose::Up, &self.keys, up)?;
        self.running.as_mut()?.nonces[lane as usize] = Some(nonce);
        Some(Frame { lane, nonce, bytes })
    }

    fn report(&self) -> Report {
        let place = self.place();
        let version = heapless_text("0.1.0");
        Report { version, epoch: place.epoch, last_sequence: place.sequence, wan: Wan::Up, online: 0 }
    }

    /// The last place of its outbox.
    pub fn place(&self) -> Cursor {
        self.running.as_ref().map_or(Cursor::default(), |running| Cursor {
            epoch: running.store.identity().epoch,
            sequence: running.store.last_sequence(),
        })
    }

    /// Up to where it thinks the cloud has its outbox.
    pub fn told(&self) -> Cursor {
        self.running.as_ref().map_or(Cursor::default(), |running| running.end.told())
    }

    /// Asks the cloud with the next push where a ticket is.
    pub fn seek(&mut self, find: Find) {
        if let Some(running) = &mut self.running {
            running.inquiries.ask(Inquiry::Whereabouts(find));
        }
    }

    /// Whether the cloud has heard it since its start and given back all it had lost.
    pub fn is_told_everything(&self) -> bool {
        self.running.as_ref().is_some_and(|running| running.is_answered) && self.is_in_step()
    }

    fn lacks_its_past(&self) -> bool {
        let epoch = self.place().epoch;
        self.running.as_ref().is_some_and(|running| running.store.link().recalls_behind(epoch).is_some())
    }

    /// Whether it has nothing more to tell or to ask back.
    pub fn is_in_step(&self) -> bool {
        let Some(running) = &self.running else { return false };
        let place = self.place();
        running.end.told() >= place && running.store.link().recalls_behind(place.epoch).is_none()
    }

    /// Whether it knows that its owner confirmed it, and has been told what only such a one is told.
    pub fn is_confirmed(&self) -> bool {
        self.running.as_ref().is_some_and(|running| running.end.is_confirmed() && running.has_lease)
    }

    /// Up to which directive it has done what it was asked.
    pub fn applied(&self) -> u64 {
        self.running.as_ref().map_or(0, |running| running.store.link().applied)
    }

    /// Nobody answered a frame, or not the cloud.
    pub fn unheard(&mut self, lane: Lane, nonce: Nonce, now_ms: u64) {
        let uptime_ms = self.uptime_ms(now_ms);
        let Some(running) = &mut self.running else { return };
        if running.nonces[lane as usize].take_if(|waiting| *waiting == nonce).is_some() {
            running.end.unheard(lane, uptime_ms, &mut self.dice);
            running.inquiries.unheard(lane);
        }
    }

    /// The way to the cloud seems open again.
    pub fn encourage(&mut self, now_ms: u64) {
        let uptime_ms = self.uptime_ms(now_ms);
        if let Some(running) = &mut self.running {
            running.end.encourage(uptime_ms);
        }
    }

    /// An answer arrives, perhaps an old one.
    pub fn hears(&mut self, lane: Lane, bytes: &[u8], now_ms: u64) {
        let (last, cloud, uptime_ms) = (self.place(), self.cloud, self.uptime_ms(now_ms));
        let Some(running) = &mut self.running else { return };
        let Ok(down) = open::<Down>(Purpose::Down, &cloud, bytes) else { return };
        // A late answer to an earlier question is nobody's.
        if running.nonces[lane as usize] != Some(down.nonce) {
            return;
        }
        running.nonces[lane as usize] = None;
        running.time_told = Some((down.now_ms, uptime_ms));
        running.is_answered |= lane == Lane::Push;
        running.inquiries.heard();
        self.diary.push(format!("hears on {lane:?}: {:?}", down.taken));
        for todo in running.end.heard(lane, down, last) {
            self.carry_out(todo, now_ms);
        }
    }

    fn carry_out(&mut self, todo: Todo, now_ms: u64) {
        match &todo {
            Todo::BeginEpoch { common, epoch } => self.diary.push(format!("epoch {epoch} begins behind {common:?}")),
            Todo::Recollect(back) => {
                let places: Vec<_> = back.records.iter().map(|record| (record.epoch, record.sequence)).collect();
                self.diary.push(format!(
                    "gets back {:?} to {:?}, partial {}",
                    places.first(),
                    places.last(),
                    back.is_partial
                ));
            }
            Todo::BeginAnew(counter) => self.diary.push(format!("begins to speak anew behind {counter:?}")),
            _ => {}
        }
        match todo {
            Todo::BeginAnew(behind) => self.begin_link(now_ms, behind),
            Todo::BeginEpoch { common, epoch } => {
                let Some(running) = &mut self.running else { return };
                let begun = running.store.begin_epoch(epoch, common);
                let link = running.store.link();
                running.end.epoch_began(&link);
                if begun.is_ok() {
                    self.settle();
                }
            }
            Todo::Recollect(recalled) => self.recollect(&recalled, now_ms),
            Todo::Lease(until_ms) => {
                if let Some(running) = &mut self.running {
                    running.has_lease = until_ms.is_some();
                }
            }
            Todo::Answer(answers) => self.take(answers, now_ms),
            Todo::CarryOut(_) if self.lacks_its_past() => {}
            Todo::CarryOut(directives) => directives.into_iter().for_each(|numbered| self.directed(numbered, now_ms)),
        }
    }

    fn take(&mut self, answers: Vec<Answer>, now_ms: u64) {
        let uptime_ms = self.uptime_ms(now_ms);
        let Some(running) = &mut self.running else { return };
        for (inquiry, answer) in running.inquiries.answered(answers) {
            self.diary.push(match &answer {
                Answer::Token { word: TokenWord::Use { generation, .. }, .. } => {
                    format!("is given token number {generation}")
                }
                answer => format!("is answered {answer:?}"),
            });
            self.fetches.noted += u64::from(running.app.answered(&inquiry, answer, uptime_ms));
        }
    }

    fn recollect(&mut self, recalled: &Recalled, now_ms: u64) {
        let epoch = self.place().epoch;
        self.decide(now_ms, |ledger, _, now| {
            let link = ledger.link()?;
            let Some(behind) = link.recalls_behind(epoch) else { return Ok(()) };
            let mut through = behind;
            for record in &recalled.records {
                recollect(ledger, record, now)?;
                through = Cursor { epoch: record.epoch, sequence: record.sequence };
            }
            let all = Cursor { epoch, sequence: 0 };
            let recalled = if recalled.is_partial && through > behind { through } else { all };
            let link = ledger.link()?;
            ledger.put_link(Link { recalled, ..link });
            Ok(())
        });
    }

    fn directed(&mut self, numbered: Numbered, now_ms: u64) {
        let next = self.running.as_ref().map_or(0, |running| running.end.next_directive());
        if numbered.number < next {
            return;
        }
        let (key, site) = (self.callback_key.clone(), self.site);
        let sale = if let Directive::Sell(sale) = numbered.directive { Some(sale) } else { None };
        let closed = sale.and_then(|sale| self.why_closed(sale, now_ms));
        let done = self.decide(now_ms, |ledger, chance, now| {
            let link = ledger.link()?;
            ledger.put_link(Link { applied: numbered.number, ..link });
            if let Directive::Custody(errand) = &numbered.directive {
                run_errand(ledger, errand, now)?;
            }
            if let Directive::Notice { path, body } = &numbered.directive {
                let token = path.rsplit('/').next().and_then(|token| CallbackToken::read(token).ok());
                let proven = token.and_then(|token| token.verify(&key).ok()).filter(|proven| proven.site() == site);
                if let (Some(proven), Ok(callback)) = (proven, StkCallback::read(body)) {
                    book_callback(ledger, proven.checkout(), &callback, chance, now)?;
                }
            }
            let Some(sale) = sale else { return Ok(None) };
            let purchase = purchase(sale.plan, sale.payer);
            open_sale(ledger, sale.checkout, purchase, closed, MOST_AT_SITE, chance, now)
        });
        if let (Some(_), Some(running)) = (&done, &mut self.running) {
            running.end.carried_out(numbered.number);
            running.end.applied(numbered.number);
        }
        if let (Some(opened), Some(sale)) = (done, sale) {
            self.diary.push(match (opened, closed) {
                (Some(checkout), _) => format!("{checkout}: takes the sale"),
                (None, why) => format!("{}: does not take the sale: {}", sale.checkout, why.unwrap_or("it knows it")),
            });
            if let Some(checkout) = opened {
                self.wish(Wish::Push { checkout, asked_ms: Some(sale.asked_ms) }, now_ms);
            }
        }
    }

    /// Brings to the books how far the cloud has the outbox.
    pub fn checkpoint(&mut self, now_ms: u64) {
        let told = self.told();
        self.decide(now_ms, |ledger, _, _| {
            let link = ledger.link()?;
            ledger.put_link(Link { acknowledged: told, ..link });
            Ok(())
        });
    }

    /// The lines of its outbox behind a place.
    pub fn outbox_after(&self, after: Cursor) -> Vec<Record> {
        let running = self.running.as_ref();
        running.and_then(|running| running.store.outbox_after(after, usize::MAX).ok()).unwrap_or_default()
    }

    /// Everything the cloud has not acknowledged, of all epochs.
    pub fn untold(&self) -> Vec<Record> {
        let (mut untold, mut told) = (Vec::new(), self.told());
        loop {
            let more = self.outbox_after(told);
            let Some(last) = more.last() else { return untold };
            told = Cursor { epoch: last.epoch, sequence: last.sequence };
            untold.extend(more);
        }
    }
}
