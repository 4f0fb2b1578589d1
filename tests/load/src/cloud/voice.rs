//! A gateway as far as a cloud hears it: keys, counters and frames, without books. It is enrolled as any other.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use domain::event::Record;
use domain::ids::{ProviderId, SiteId};
use payment_proto::mpesa::{C2bToken, CallbackKey};
use sync_proto::{
    ClaimCode, Counter, Down, Enrolled, Enrolment, Keys, Lane, Nonce, Pair, PublicKeys, Purpose, Push, Report, Up, Wan,
    Wants, open, peek, sign,
};

use super::Line;
use crate::chance::Chance;

const ENROL: &str = "/sync/v1/enrol";

/// One gateway's voice, on one lane.
#[derive(Clone, Debug)]
pub struct Voice {
    provider: ProviderId,
    site: SiteId,
    ends: Arc<Ends>,
    counter: Counter,
    chance: Chance,
    applied: u64,
    told: u64,
}

/// The keys of both ends. Copies of a site share them: ten thousand pairs would weigh more than what is measured.
#[derive(Debug)]
struct Ends {
    keys: Keys,
    cloud: PublicKeys,
}

/// A frame on its way, and what its answer has to repeat.
#[derive(Clone, Debug)]
pub struct Spoken {
    /// Where it is posted.
    pub path: &'static str,
    /// The bytes.
    pub frame: Vec<u8>,
    nonce: Nonce,
}

impl Voice {
    /// Shows a claim code to the cloud.
    pub async fn enrol(line: &mut Line, claim: &str, seed: u64) -> Result<Self> {
        let mut chance = Chance::new(seed);
        let [one, other] = [chance.sixteen(), chance.sixteen()];
        let mut key_seed = [0; 32];
        key_seed.iter_mut().zip(one.into_iter().chain(other)).for_each(|(slot, byte)| *slot = byte);
        let (keys, nonce) = (Keys::from_seed(&key_seed), chance.sixteen());
        let claim = ClaimCode::parse(claim).context("the cloud's claim code")?;
        let asked = Enrolment { claim, keys: keys.public(), version: Default::default(), nonce };
        let frame = sign(Purpose::Enrolment, &keys, &asked).context("an enrolment is small")?;
        let answer = line.post(ENROL, &frame).await?;
        let Enrolled { keys: cloud, .. } = peek(Purpose::Enrolled, &answer)?;
        let Enrolled { provider, site, .. } = open(Purpose::Enrolled, &cloud, &answer)?;
        let (ends, counter) = (Arc::new(Ends { keys, cloud }), Counter { start: 1, number: 0 });
        Ok(Voice { provider, site, ends, counter, chance, applied: 0, told: 0 })
    }

    /// The site it speaks for.
    pub fn site(&self) -> SiteId {
        self.site
    }

    /// The voice of another site of this provider whose gateway has the same keys and begins to speak for the `start`th
    /// time.
    pub fn of_site(&self, site: SiteId, start: u32, seed: u64) -> Self {
        let counter = Counter { start, number: 0 };
        Voice { site, counter, chance: Chance::new(seed), ..self.clone() }
    }

    /// Asks for directives, to be held so long.
    pub fn hold(&mut self, wait_secs: u16) -> Result<Spoken> {
        self.speak(Lane::Hold, Wants::Hold { wait_secs, is_confirmed: true })
    }

    /// Tells what happened.
    pub fn push(&mut self, records: Vec<Record>) -> Result<Spoken> {
        self.told = records.last().map_or(self.told, |record| record.sequence);
        self.speak(Lane::Push, Wants::Push(Push { records, ..Push::default() }))
    }

    /// Reads the answer to a frame: signed by the cloud, for this very frame.
    pub fn hear(&mut self, spoken: &Spoken, answer: &[u8]) -> Result<Down> {
        let down: Down = open(Purpose::Down, &self.ends.cloud, answer)?;
        ensure!(down.nonce == spoken.nonce, "the answer is to another question");
        self.applied = down.directives.last().map_or(self.applied, |directive| directive.number);
        Ok(down)
    }

    /// Where the rail posts notices of money received for this site.
    pub fn receiver_path(&self) -> Result<String> {
        let Ends { keys, cloud } = &*self.ends;
        let pair = Pair::of(keys, cloud, self.provider, self.site).context("the cloud's keys are none")?;
        let token = C2bToken::make(&CallbackKey::from_bytes(pair.callback_key()), self.site).reveal();
        Ok(format!("/api/c2b/{}/{token}/confirmation", self.provider))
    }

    fn speak(&mut self, lane: Lane, wants: Wants) -> Result<Spoken> {
        self.counter = self.counter.next();
        let nonce = self.chance.sixteen();
        let report =
            Report { version: Default::default(), epoch: 1, last_sequence: self.told, wan: Wan::Up, online: 0 };
        let Voice { provider, site, counter, applied, .. } = *self;
        let up = Up { provider, site, counter, nonce, applied, report, wants };
        let frame = sign(Purpose::Up, &self.ends.keys, &up).context("the frame is too large")?;
        Ok(Spoken { path: lane.path(), frame, nonce })
    }
}
