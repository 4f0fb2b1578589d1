//! What a gateway and its cloud cost on a metered line: bytes in both directions, with TLS, counted by the testkit's relay
//! between the two. A month cannot be lived through; its parts are measured and added up, and the note says which.

use std::ops::Sub;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, ensure};
use radius_proto::Secret;
use testkit::Relay;
use testkit::daraja::Msisdn;
use testkit::langod::LangodBuilder;
use testkit::relay::Carried;

use super::callback::by_hand;
use super::line::{Budget, Line, Unit};
use super::{Settings, progress};
use crate::client::{Ask, Deck, Guests, Load, drive};
use crate::clock;
use crate::cloud::{Certificate, LangoCloud, Setup, TlsLine};
use crate::scratch::Scratch;
use crate::till::Till;

/// Bytes do not depend on how long a question was held, so these are not held for 25 s.
const HOLD_SECS: u32 = 2;
const HOLD_SECS_AS_IT_COMES: f64 = 25.0;
const MONTH_SECS: f64 = 30.0 * 86_400.0;
const QUESTIONS: u64 = 8;
const SALES: usize = 50;
/// Longer than `langod` keeps a connection that nobody uses: 15 s.
const SILENCE: Duration = Duration::from_secs(17);
/// Each buys once a day.
const GUESTS: f64 = 100.0;
/// 20 bytes of IPv4 and 32 of TCP.
const HEAD: f64 = 52.0;
/// A question, its acknowledgement while it is held, the answer; the next question acknowledges that.
const PACKETS_OF_A_QUESTION: f64 = 3.0;
/// A frame and its answer, each acknowledged.
const PACKETS_OF_A_PUSH: f64 = 4.0;
/// Opening, TLS, closing.
const PACKETS_OF_A_CONNECTION: f64 = 10.0;
const PATIENCE: Duration = Duration::from_secs(30);

/// The site, its cloud, and the relay between them.
struct Metered {
    till: Till,
    cloud: LangoCloud,
    relay: Relay,
    _lines: [TlsLine; 2],
}

/// What went over the line while something was done.
#[derive(Clone, Copy)]
struct Spent {
    bytes: f64,
    connections: f64,
    questions: f64,
    pushes: f64,
}

pub(super) fn measure(settings: &Settings, scratch: &Scratch) -> Result<Vec<Line>> {
    if settings.peers_only {
        return Ok(Vec::new());
    }
    let metered = Metered::open(settings, scratch)?;
    metered.sell(0)?;
    progress("traffic: questions while nothing happens");
    let idle = metered.spends(|| metered.ask_some_questions())?;
    progress("traffic: sales one after another");
    let busy = metered.spends(|| (1..=SALES).try_for_each(|number| metered.sell(number)))?;
    progress("traffic: one guest on a quiet day");
    let quiet = metered.spends(|| metered.serve_slowly(SALES + 1))?;
    Ok(lines(idle, busy, quiet))
}

impl Metered {
    fn open(settings: &Settings, scratch: &Scratch) -> Result<Self> {
        let certificate = Certificate::make(&scratch.room("traffic")?)?;
        let setup = Setup { certificate: Some(certificate.clone()), hold_secs: Some(HOLD_SECS), ..Setup::default() };
        let cloud = LangoCloud::start(scratch, "traffic", &settings.lango_cloud, &setup)?;
        let relay = Relay::to(cloud.address())?;
        let line = TlsLine::to(relay.address(), &certificate)?;
        let rail = TlsLine::to(cloud.address(), &certificate)?;
        // A payment that is asked about came without its callback, and is not what is measured here.
        let unasked = |gateway: LangodBuilder| gateway.edit("query_after_seconds = 1", "query_after_seconds = 600");
        let mut till = Till::open(&settings.langod, by_hand, unasked)?;
        till.join(&cloud, line.address(), rail.address())?;
        Ok(Metered { till, cloud, relay, _lines: [line, rail] })
    }

    /// What one thing costs on the line.
    fn spends(&self, act: impl FnOnce() -> Result<()>) -> Result<Spent> {
        let before = self.spent()?;
        act()?;
        Ok(self.spent()? - before)
    }

    fn spent(&self) -> Result<Spent> {
        let Carried { connections, up_bytes, down_bytes } = self.relay.carried();
        let answered = |lane| anyhow::Ok(self.cloud.metrics().answered(lane)? as f64);
        let (questions, pushes) = (answered("hold")?, answered("push")?);
        Ok(Spent { bytes: (up_bytes + down_bytes) as f64, connections: connections as f64, questions, pushes })
    }

    /// From one answer to another, so that only whole questions are counted.
    fn ask_some_questions(&self) -> Result<()> {
        let begun = self.cloud.metrics().answered("hold")?;
        let is_over = || self.cloud.metrics().answered("hold").is_ok_and(|now| now >= begun + QUESTIONS);
        let waited = clock::wait_for(PATIENCE, Duration::from_millis(20), is_over);
        waited.context("the gateway does not ask").map(drop)
    }

    /// A guest asks, pays, and has the ticket. Returns once the cloud knows of all of it.
    fn sell(&self, number: usize) -> Result<()> {
        self.pay(number, Duration::ZERO)
    }

    fn pay(&self, number: usize, pause: Duration) -> Result<()> {
        let guest = self.till.guest(number as u64)?;
        let payment = guest.ask()?.context("a guest was turned away")?;
        let mut waiting = guest.wait_for(&payment)?;
        let phone: Msisdn = guest.phone.parse().map_err(|_| anyhow!("{} is no phone", guest.phone))?;
        clock::pause(pause);
        self.till.daraja.control().enter_pin(phone)?;
        waiting.ticket()?;
        self.till.is_told()
    }

    /// The same, and the guest's time online, with so much rest between the steps that every one finds the line closed.
    fn serve_slowly(&self, number: usize) -> Result<()> {
        self.pay(number, SILENCE)?;
        let tickets = self.till.langod.json(&["ticket", "list"])?;
        let is_new = |ticket: &&serde_json::Value| ticket["status"] == "new";
        let ticket = tickets.as_array().into_iter().flatten().find(is_new).context("there is no new ticket")?;
        let code = ticket["code"].as_str().context("a ticket has no code")?.to_owned();
        for (ask, port) in [
            (Ask::Login, self.till.langod.auth_port()),
            (Ask::Start, self.till.langod.acct_port()),
            (Ask::Stop, self.till.langod.acct_port()),
        ] {
            // The router reports the beginning of a session right after the login.
            if ask != Ask::Start {
                clock::pause(SILENCE);
            }
            let load = Load::full(([127, 0, 0, 1], port).into(), Secret::new(self.till.langod.secret())?, 1);
            let tally = drive(&load, &Guests::new(ask, vec![code.clone()]), &Deck::of(1, PATIENCE))?;
            ensure!(tally.accepted() == 1, "{ask:?}: {tally}");
            self.till.is_told()?;
        }
        Ok(())
    }
}

impl Sub for Spent {
    type Output = Spent;

    fn sub(self, before: Spent) -> Spent {
        Spent {
            bytes: self.bytes - before.bytes,
            connections: self.connections - before.connections,
            questions: self.questions - before.questions,
            pushes: self.pushes - before.pushes,
        }
    }
}

impl Spent {
    /// With what IP and TCP add.
    fn with_heads(&self) -> f64 {
        let packets = self.questions * PACKETS_OF_A_QUESTION
            + self.pushes * PACKETS_OF_A_PUSH
            + self.connections * PACKETS_OF_A_CONNECTION;
        self.bytes + packets * HEAD
    }
}

fn lines(idle: Spent, busy: Spent, quiet: Spent) -> Vec<Line> {
    let question = idle.bytes / idle.questions;
    let question_with_heads = idle.with_heads() / idle.questions;
    let sales = SALES as f64;
    let per_sale = (busy.bytes - (busy.questions - sales).max(0.0) * question) / sales;
    // What was asked meanwhile because time passed is in the month's own questions; one was ended by the callback.
    let guest = quiet.with_heads() - (quiet.questions - 1.0).max(0.0) * question_with_heads;
    let questions = MONTH_SECS / HOLD_SECS_AS_IT_COMES * question_with_heads;
    let guests = 30.0 * GUESTS * guest;
    let note = format!(
        "Added up, not lived through: a question every 25 s day and night ({question_with_heads:.0} B each with the heads \
         of IP and TCP, {} a month), and 100 guests a day who buy by phone, log in and leave on a line that has closed \
         meanwhile ({guest:.0} B each on {} connections in {} frames, {} a month).",
        Unit::Bytes.show(questions),
        quiet.connections,
        quiet.pushes,
        Unit::Bytes.show(guests)
    );
    let sale = "Both directions with TLS: the frames that tell of it, the callback on its way down; without the heads of IP \
                and TCP, on connections that are open.";
    vec![
        Line::new("on the wire, a question held", Unit::Bytes, Budget::None).measured(question),
        Line::new("on the wire, a sale by phone", Unit::Bytes, Budget::None).measured(per_sale).note(sale),
        Line::new("on the wire, a month, 100 guests", Unit::Bytes, Budget::AtMost(100e6))
            .measured(questions + guests)
            .note(note),
    ]
}
