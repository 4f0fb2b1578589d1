//! One of each message, and of each event a gateway can tell.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "each test uses its part; a test fails by panicking"
)]

use domain::code::Code;
use domain::custody::{Errand, FirstUse, Homecoming, Lending, Release};
use domain::decisions::Refusal;
use domain::device::Mac;
use domain::event::{Event, Record};
use domain::ids::{Chance, CheckoutId, EventId, PlanId, ProviderId, ReviewId, SiteId, TicketId};
use domain::link::Cursor;
use domain::money::{Currency, Money};
use domain::phone::Phone;
use domain::plan::{Allowance, Offer, Plan, Rate, Terms};
use domain::receipt::ReceiptNumber;
use domain::review::Trouble;
use domain::session::{Closing, SessionKey};
use domain::settings::Settings;
use domain::ticket::Ending;
use domain::time::Moment;
use domain::usage::Usage;
use sync_proto::{
    Answer, AppKey, ClaimCode, Counter, Directive, Down, Enrolled, Enrolment, Find, Inquiry, Keys, Numbered, Push,
    Recalled, Report, Sale, Taken, TokenWord, Up, Wan, Wants, Whereabouts,
};

pub struct Counting(pub u8);

impl Chance for Counting {
    fn fill(&mut self, buffer: &mut [u8]) {
        buffer.fill_with(|| {
            self.0 = self.0.wrapping_add(37);
            self.0
        });
    }
}

fn price() -> Money {
    Money::from_cents(2000, Currency::Kes).unwrap()
}

fn terms() -> Terms {
    Terms {
        allowance: Allowance::Elapsed { duration_secs: 3600 },
        rate: Some(Rate { up_bits_per_sec: 2_000_000, down_bits_per_sec: 5_000_000 }),
        devices: 1,
        idle_timeout_secs: None,
        unused_validity_secs: Terms::USUAL_UNUSED_VALIDITY_SECS,
        outage_credit: true,
    }
}

pub fn plan() -> Plan {
    Plan { id: PlanId::from_bytes([3; 16]), name: "Saa 1".to_owned(), price: price(), terms: terms() }
}

pub fn events() -> Vec<(&'static str, Event)> {
    let ticket = TicketId::from_bytes([4; 16]);
    let checkout = CheckoutId::from_bytes([5; 16]);
    let receipt = ReceiptNumber::parse("UAF0AB12CD").unwrap();
    let review = ReviewId::from_bytes([6; 16]);
    let device = Mac::from_bytes([2, 0, 0, 0, 0, 9]).unwrap();
    let session = SessionKey { nas: "router".parse().unwrap(), id: "80100014".parse().unwrap() };
    let usage = Usage { secs: 600, bytes_up: 70_000, bytes_down: 900_000 };
    let payer = Phone::from_number(254_700_000_001).unwrap();
    let offer = Offer { plan: plan().id, price: price(), terms: terms() };
    vec![
        ("plan_added", Event::PlanAdded(plan())),
        ("ticket_minted", Event::TicketMinted { ticket, code: Code::from_random(77), offer }),
        ("ticket_activated", Event::TicketActivated { ticket, device }),
        ("ticket_ended", Event::TicketEnded { ticket, ending: Ending::Expired }),
        ("ticket_revoked", Event::TicketRevoked { ticket }),
        ("ticket_moved", Event::TicketMoved { ticket, device }),
        ("session_started", Event::SessionStarted { ticket, session: session.clone(), device }),
        ("session_closed", Event::SessionClosed { ticket, session, usage, closing: Closing::Stopped { cause: 1 } }),
        ("checkout_opened", Event::CheckoutOpened { checkout, offer, payer }),
        ("checkout_failed", Event::CheckoutFailed { checkout, code: "1032".parse().unwrap() }),
        ("checkout_paid", Event::CheckoutPaid { checkout, amount: price(), ticket, receipt: Some(receipt) }),
        ("receipt_bound", Event::ReceiptBound { receipt, checkout }),
        ("receipt_unmatched", Event::ReceiptUnmatched { receipt, amount: Some(price()) }),
        ("receipt_redeemed", Event::ReceiptRedeemed { receipt, ticket }),
        (
            "review_opened",
            Event::ReviewOpened {
                review,
                trouble: Trouble::Remainder { left: price() },
                checkout: None,
                receipt: None,
            },
        ),
        ("review_resolved", Event::ReviewResolved { review, by_itself: true }),
        ("ticket_lent", Event::TicketLent { ticket, lending: Box::new(lending()) }),
        ("ticket_kept", Event::TicketKept { ticket, visit: 7, why: Some(Refusal::Expired) }),
        ("ticket_hosted", Event::TicketHosted { ticket, home: elsewhere(), lending: Box::new(lending()) }),
        ("ticket_sent_home", Event::TicketSentHome { ticket, visit: 7, used: usage, first_use: first_use() }),
        ("ticket_fell_home", Event::TicketFellHome { ticket, visit: 7 }),
        ("time_given", Event::TimeGiven { ticket, secs: 600, total_secs: 900 }),
    ]
}

fn elsewhere() -> SiteId {
    SiteId::from_bytes([8; 16])
}

fn first_use() -> Option<FirstUse> {
    Some(FirstUse { at_ms: 1_767_225_700_000, device: Mac::from_bytes([2, 0, 0, 0, 0, 9]).unwrap() })
}

fn lending() -> Lending {
    Lending {
        visit: 7,
        to: SiteId::from_bytes([2; 16]),
        code: Code::from_random(77),
        offer: plan().offer(),
        is_running: true,
        lent_ms: 1_767_225_600_000,
        until_ms: 1_767_268_800_000,
        devices: vec![Mac::from_bytes([2, 0, 0, 0, 0, 9]).unwrap()],
        payer: Some(Phone::from_number(254_700_000_001).unwrap()),
    }
}

/// One of each errand for a ticket's sake.
pub fn errands() -> Vec<Errand> {
    let ticket = TicketId::from_bytes([4; 16]);
    let (answer_by_ms, until_ms) = (1_767_225_720_000, 1_767_268_800_000);
    let used = Usage { secs: 600, bytes_up: 70_000, bytes_down: 900_000 };
    vec![
        Errand::Release(Release { ticket, visit: 7, to: elsewhere(), answer_by_ms, until_ms }),
        Errand::Host { ticket, home: elsewhere(), lending: Box::new(lending()) },
        Errand::SendHome { ticket, visit: 7 },
        Errand::TakeBack(Homecoming { ticket, visit: 7, used, first_use: first_use() }),
        Errand::Revoke(ticket),
    ]
}

fn whereabouts() -> Vec<Whereabouts> {
    let (code, at) = (Code::from_random(77), "Kibanda".to_owned());
    vec![
        Whereabouts::Unknown,
        Whereabouts::Several(vec![(elsewhere(), at.clone())]),
        Whereabouts::Here(code),
        Whereabouts::Asked { code, at: at.clone() },
        Whereabouts::Away { at: at.clone() },
        Whereabouts::Kept { why: Refusal::Revoked, at: at.clone() },
        Whereabouts::Unmatched { at },
    ]
}

pub fn record(sequence: u64, event: Event) -> Record {
    let id = EventId::from_bytes([sequence.to_le_bytes()[0]; 16]);
    Record { epoch: 2, sequence, id, moment: Moment::BEGINNING, wall_ms: Some(1_767_225_600_000), event }
}

pub fn up(wants: Wants) -> Up {
    Up {
        provider: ProviderId::from_bytes([1; 16]),
        site: SiteId::from_bytes([2; 16]),
        counter: Counter { start: 3, number: 300 },
        nonce: [7; 16],
        applied: 41,
        report: Report {
            version: "0.1.0".parse().unwrap(),
            epoch: 2,
            last_sequence: 1000,
            wan: Wan::RailUnreachable,
            online: 12,
        },
        wants,
    }
}

pub fn ups() -> Vec<(&'static str, Up)> {
    let records = (11..).zip(events()).map(|(sequence, (_, event))| record(sequence, event)).collect();
    let recalls = Some(Cursor { epoch: 1, sequence: 80 });
    vec![
        ("push", up(Wants::Push(Push { records, recalls, inquiries: Vec::new() }))),
        ("inquiries", up(Wants::Push(Push { inquiries: inquiries(), ..Push::default() }))),
        ("whereabouts", up(Wants::Push(Push { inquiries: sought(), ..Push::default() }))),
        ("push_of_nothing", up(Wants::Push(Push::default()))),
        ("hold", up(Wants::Hold { wait_secs: 25, is_confirmed: true })),
    ]
}

fn app() -> AppKey {
    AppKey::of("key", "secret")
}

fn sought() -> Vec<Inquiry> {
    let code = Code::from_random(77);
    let receipt = ReceiptNumber::parse("UAF0AB12CD").unwrap();
    let finds = [Find::Code(code, None), Find::Code(code, Some(elsewhere())), Find::Receipt(receipt)];
    finds.map(Inquiry::Whereabouts).to_vec()
}

pub fn inquiries() -> Vec<Inquiry> {
    let sealed = app().seal(8, "token", &mut Counting(0)).unwrap();
    vec![
        Inquiry::Token { app: app().name(), bad: Some(7) },
        Inquiry::TokenFetched { app: app().name(), generation: 8, token: Some((sealed, 3599)) },
    ]
}

pub fn answers() -> Vec<Answer> {
    let sealed = app().seal(8, "token", &mut Counting(0)).unwrap();
    vec![
        Answer::NotConfirmed,
        Answer::Token { word: TokenWord::Use { generation: 8, sealed, lives_secs: 3000 }, sites: 3 },
        Answer::Token { word: TokenWord::Fetch { generation: 9 }, sites: 3 },
        Answer::Token { word: TokenWord::Wait { ms: 1000 }, sites: 3 },
        Answer::Noted,
    ]
}

fn sale() -> Sale {
    Sale {
        checkout: CheckoutId::from_bytes([5; 16]),
        plan: PlanId::from_bytes([3; 16]),
        payer: Phone::from_number(254_700_000_001).unwrap(),
        device: Some(Mac::from_bytes([2, 0, 0, 0, 0, 1]).unwrap()),
        asked_ms: 1_767_225_600_000,
    }
}

fn settings() -> Settings {
    let text = |text: &str| Some(text.to_owned());
    Settings {
        name: text("Kibanda WiFi"),
        language: text("sw"),
        opening_hours: text("8:00-21:00"),
        ..Settings::default()
    }
}

pub fn down(taken: Taken) -> Down {
    Down {
        nonce: [7; 16],
        now_ms: 1_767_225_600_000,
        taken,
        directives: Vec::new(),
        recalled: None,
        answers: Vec::new(),
        is_confirmed: true,
        lease_until_ms: None,
    }
}

fn run(errands: Vec<Errand>) -> Vec<Numbered> {
    let directives = errands.into_iter().map(Directive::Custody);
    (1..).zip(directives).map(|(number, directive)| Numbered { number, directive }).collect()
}

fn told(whereabouts: Vec<Whereabouts>) -> Vec<Answer> {
    whereabouts.into_iter().map(Answer::Whereabouts).collect()
}

pub fn downs() -> Vec<(&'static str, Down)> {
    let at = Cursor { epoch: 2, sequence: 26 };
    let notice = Directive::Notice { path: "/api/stk/callback/p/t".to_owned(), body: b"{}".to_vec() };
    let (sale, plan_id) = (sale(), PlanId::from_bytes([3; 16]));
    let sealed = app().seal(8, "account", &mut Counting(0));
    let asked = [
        notice,
        Directive::PutPlan(plan()),
        Directive::RevokeTicket(Code::from_random(77)),
        Directive::Sell(sale),
        Directive::Mint { first: TicketId::from_bytes([6; 16]), plan: plan_id, count: 50 },
        Directive::PutAccount(sealed),
        Directive::PutAccount(None),
        Directive::PutSettings(settings()),
    ];
    let directives = (42..).zip(asked).map(|(number, directive)| Numbered { number, directive }).collect();
    let records = vec![record(81, events().remove(1).1)];
    let stored = Taken::Stored { through: at, unused_epoch: 3 };
    vec![
        ("stored", Down { lease_until_ms: Some(1_769_904_000_000), ..down(stored.clone()) }),
        ("directives", Down { directives, ..down(stored.clone()) }),
        ("recalled", Down { recalled: Some(Recalled { records, is_partial: true }), ..down(stored) }),
        ("answers", Down { answers: answers(), is_confirmed: false, ..down(Taken::Gap(at)) }),
        ("errands", Down { directives: run(errands()), ..down(Taken::Gap(at)) }),
        ("whereabouts", Down { answers: told(whereabouts()), ..down(Taken::Gap(at)) }),
        ("gap", down(Taken::Gap(at))),
        ("fork", down(Taken::Fork { common: Cursor { epoch: 2, sequence: 20 }, epoch: 3 })),
        ("stale", down(Taken::Stale(Counter { start: 9, number: 1 }))),
    ]
}

pub fn enrolment() -> Enrolment {
    Enrolment {
        claim: ClaimCode::draw(&mut Counting(0)),
        keys: Keys::from_seed(&[1; 32]).public(),
        version: "0.1.0".parse().unwrap(),
        nonce: [8; 16],
    }
}

pub fn enrolled() -> Enrolled {
    Enrolled {
        nonce: [8; 16],
        provider: ProviderId::from_bytes([1; 16]),
        site: SiteId::from_bytes([2; 16]),
        name: "Kibanda".to_owned(),
        keys: Keys::from_seed(&[2; 32]).public(),
    }
}
