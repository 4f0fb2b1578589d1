//! A gateway made by hand: its keys, and its frames byte by byte, for what the real one would never send.

use domain::event::{Event, Record};
use domain::ids::{CheckoutId, EventId, ProviderId, SiteId, TicketId};
use domain::time::Moment;
use payment_proto::mpesa::{C2bToken, CallbackKey, CallbackToken};
use serde_json::Value;
use sync_proto::{
    ClaimCode, Counter, Down, Enrolled, Enrolment, Keys, Lane, Nonce, Pair, PublicKeys, Purpose, Push, Report, Up, Wan,
    Wants, open, peek, sign,
};
use testkit::Cloud;

use crate::chain::post;
use crate::web::Answer;

/// Where a gateway asks to be taken in.
pub const ENROL: &str = "/sync/v1/enrol";
/// Every frame's, unless a test says otherwise: what matters is that the answer repeats it.
pub const NONCE: Nonce = [7; 16];

/// Such a gateway, enrolled.
pub struct HandMade {
    /// Its keys.
    pub keys: Keys,
    /// Whose site it is.
    pub provider: ProviderId,
    /// The site.
    pub site: SiteId,
    cloud: PublicKeys,
}

impl HandMade {
    /// A new site of a provider, claimed with keys of this seed and confirmed.
    pub fn enrol(cloud: &Cloud, provider: &str, name: &str, seed: u8) -> Self {
        let gateway = Self::claim(cloud, provider, name, seed);
        cloud.confirm_site(provider, &gateway.site.to_string()).unwrap();
        gateway
    }

    /// The same before anybody has confirmed it.
    pub fn claim(cloud: &Cloud, provider: &str, name: &str, seed: u8) -> Self {
        let claim = cloud.create_site(provider, name).unwrap();
        let keys = Keys::from_seed(&[seed; 32]);
        let answer = post(cloud, ENROL, &enrolment(&claim.code, &keys));
        assert_eq!(answer.status, 200, "{answer:?}");
        let claimed: Enrolled = peek(Purpose::Enrolled, &answer.content).unwrap();
        let enrolled: Enrolled = open(Purpose::Enrolled, &claimed.keys, &answer.content).unwrap();
        assert_eq!((enrolled.nonce, enrolled.site.to_string()), (NONCE, claim.site));
        HandMade { keys, provider: enrolled.provider, site: enrolled.site, cloud: enrolled.keys }
    }

    /// A frame that tells these records, the `number`th on its lane.
    pub fn push(&self, number: u32, records: Vec<Record>) -> Up {
        self.up(number, Wants::Push(Push { records, ..Push::default() }))
    }

    /// A frame that asks for directives and does not wait, the `number`th on its lane.
    pub fn hold(&self, number: u32) -> Up {
        self.up(number, Wants::Hold { wait_secs: 0, is_confirmed: true })
    }

    fn up(&self, number: u32, wants: Wants) -> Up {
        let version = "1.0.0".try_into().unwrap();
        let report = Report { version, epoch: 1, last_sequence: 1000, wan: Wan::Up, online: 0 };
        let counter = Counter { start: 1, number };
        Up { provider: self.provider, site: self.site, counter, nonce: NONCE, applied: 0, report, wants }
    }

    /// A frame as bytes, signed by this gateway.
    pub fn signed(&self, up: &Up) -> Vec<u8> {
        sign(Purpose::Up, &self.keys, up).unwrap()
    }

    /// Posts a frame where it belongs; it is to be answered.
    #[track_caller]
    pub fn says(&self, cloud: &Cloud, up: &Up) -> Down {
        self.heard(&post(cloud, up.lane().path(), &self.signed(up)))
    }

    /// A signed answer, read.
    #[track_caller]
    pub fn heard(&self, answer: &Answer) -> Down {
        assert_eq!(answer.status, 200, "{answer:?}");
        let down: Down = open(Purpose::Down, &self.cloud, &answer.content).unwrap();
        assert_eq!(down.nonce, NONCE);
        down
    }

    /// Where a rail posts how a payment of this site ended.
    pub fn callback_path(&self) -> String {
        let pair = Pair::of(&self.keys, &self.cloud, self.provider, self.site).unwrap();
        let key = CallbackKey::from_bytes(pair.callback_key());
        let token = CallbackToken::make(&key, self.site, CheckoutId::from_bytes([9; 16])).reveal();
        format!("/api/stk/callback/{}/{token}", self.provider)
    }

    /// Where a rail posts that money was received for this site.
    pub fn receipt_path(&self) -> String {
        let pair = Pair::of(&self.keys, &self.cloud, self.provider, self.site).unwrap();
        let token = C2bToken::make(&CallbackKey::from_bytes(pair.callback_key()), self.site).reveal();
        format!("/api/c2b/{}/{token}/confirmation", self.provider)
    }

    /// The site as the cloud's own list shows it.
    pub fn seen(&self, cloud: &Cloud) -> Value {
        cloud.site(&self.provider.to_string(), &self.site.to_string()).unwrap()
    }
}

/// The `sequence`th line of a first outbox.
pub fn record(sequence: u64) -> Record {
    let id = u8::try_from(sequence).unwrap();
    let event = Event::TicketRevoked { ticket: TicketId::from_bytes([id; 16]) };
    Record { epoch: 1, sequence, id: EventId::from_bytes([id; 16]), moment: Moment::BEGINNING, wall_ms: None, event }
}

/// What asks to be taken in with a claim code, signed with the keys it brings.
pub fn enrolment(code: &str, keys: &Keys) -> Vec<u8> {
    let claim = ClaimCode::parse(code).unwrap();
    let version = "1.0.0".try_into().unwrap();
    sign(Purpose::Enrolment, keys, &Enrolment { claim, keys: keys.public(), version, nonce: NONCE }).unwrap()
}

/// Both lanes' addresses.
pub fn lanes() -> [&'static str; 2] {
    [Lane::Push, Lane::Hold].map(Lane::path)
}
