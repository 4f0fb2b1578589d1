//! The desk: what people ask of the books. The running daemon answers it from its event loop (for the portal, and for
//! commands that come through the control socket); without a daemon the command line opens the books and asks itself.

mod payment;
mod story;
mod view;

use std::net::Ipv4Addr;

use domain::code::Code;
use domain::decisions::{
    Disconnect, MintRefused, NotGiven, Refusal, add_plan, give_time, kick, look_up, mint, mint_batch, relocate, revoke,
    trust_restored,
};
use domain::device::Mac;
use domain::ids::{PlanId, TicketId};
use domain::lease::{RightToSell, right_to_sell};
use domain::ledger::{Ledger, Read};
use domain::plan::Plan;
use domain::session::{Session, SessionKey};
use domain::time::{ClockReading, Now};
use serde::{Deserialize, Serialize};
use store::{Decided, Store};

pub(crate) use payment::{Closed, PaymentAsk, PaymentSaid, PaymentView, ReviewView, SalesState, Stands};
pub(crate) use story::{Chapter, Clue, StoryAsk, StorySaid, StoryView, Subject};
pub(crate) use view::{SessionView, Status, TicketView};

/// A question.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Ask {
    /// Offer a plan.
    AddPlan(Plan),
    /// All plans, cheapest first.
    Plans,
    /// Mint tickets under the plan of this name.
    Mint {
        /// The plan's name or id.
        plan: String,
        /// How many, [`MOST_MINTED_AT_ONCE`] at most.
        count: u32,
    },
    /// Whether tickets may be sold at the counter.
    MaySell,
    /// Mint tickets whose identities begin with `first`; asked again, they are there already and are shown.
    MintOnce {
        /// The plan.
        plan: PlanId,
        /// How many, [`MOST_MINTED_AT_ONCE`] at most.
        count: u16,
        /// Drawn by whoever asks.
        first: TicketId,
    },
    /// So many tickets from `first` on, as far as they are there.
    Batch {
        /// The first one's identity.
        first: TicketId,
        /// How many.
        count: u16,
    },
    /// Give a guest time.
    Give {
        /// The ticket's code.
        code: Code,
        /// How much.
        secs: u32,
    },
    /// What is known of a ticket, a payment or a device.
    Story(StoryAsk),
    /// One ticket.
    Ticket {
        /// Its code.
        code: Code,
    },
    /// A page of tickets, in the order of ids.
    Tickets {
        /// The last one of the page before.
        after: Option<TicketId>,
    },
    /// Take a ticket back.
    Revoke {
        /// Its code.
        code: Code,
    },
    /// Honour the unused tickets of a backup without waiting for the cloud.
    TrustRestored,
    /// All open sessions.
    Sessions,
    /// Send a guest off: every session of this ticket, or of this device, or with this Acct-Session-Id.
    Kick {
        /// A code, a MAC, or a session id.
        who: String,
    },
    /// Whether this device could log in with this code now. Changes nothing.
    Check {
        /// The code.
        code: Code,
        /// The device.
        device: Mac,
    },
    /// Make room for this device.
    Relocate {
        /// The code.
        code: Code,
        /// The device.
        device: Mac,
        /// The last three digits of the phone that paid, if the ticket was paid by phone.
        payers_digits: Option<u16>,
    },
    /// The ticket someone is online with.
    Whoami {
        /// By the device,
        device: Option<Mac>,
        /// or by the address.
        ip: Option<Ipv4Addr>,
    },
    /// Something about money.
    Payment(PaymentAsk),
    /// All rows of the books.
    Backup,
    /// How the daemon is.
    Health,
    /// Read enrolment and account again, as after a start.
    BeginAnew,
}

/// An answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Said {
    /// Plans.
    Plans(Vec<Plan>),
    /// Tickets with what is left of them.
    Tickets(Vec<TicketView>),
    /// Sessions.
    Sessions(Vec<SessionView>),
    /// How many were revoked or kicked.
    Done(usize),
    /// A ticket was given time.
    Given {
        /// The ticket.
        ticket: TicketId,
        /// How much, in seconds.
        secs: u32,
    },
    /// No time was given.
    NotGiven(NotGiven),
    /// What is known of a ticket, a payment or a device.
    Story(StorySaid),
    /// The rules say no.
    Refused(Refusal),
    /// Nothing has that name or code.
    NotFound,
    /// Too many wrong codes: wait so many seconds.
    Wait(u64),
    /// The request makes no sense; a sentence that says why.
    Wrong(String),
    /// Sales are paused: the disk is full.
    SalesPaused,
    /// Sales are paused: the owner's subscription has lapsed.
    Lapsed,
    /// The books cannot be read or written; what the storage said.
    Trouble(String),
    /// Something about money.
    Payment(PaymentSaid),
    /// The bytes of a backup.
    Backup(Vec<u8>),
    /// How the daemon is.
    Health(Health),
}

/// How the books are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Health {
    /// Whether a daemon holds the books.
    pub(crate) is_running: bool,
    /// The site.
    pub(crate) site: String,
    /// Which life of the books.
    pub(crate) epoch: u32,
    /// How far the outbox has come.
    pub(crate) last_sequence: u64,
    /// Since its start, if a daemon runs.
    pub(crate) running_secs: u64,
    /// Open sessions.
    pub(crate) open_sessions: usize,
    /// Whether selling is paused.
    pub(crate) sales_paused: bool,
    /// Whether unused tickets of a backup wait for the cloud.
    pub(crate) doubts_restored: bool,
    /// Whether the wall clock can be trusted.
    pub(crate) wall_trusted: bool,
    /// Packets by what became of them, if a daemon runs.
    pub(crate) counters: Vec<(String, u64)>,
    /// The link to the cloud, if a daemon runs that is enrolled.
    pub(crate) cloud: Option<CloudHealth>,
}

/// How the link to the cloud is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CloudHealth {
    /// Where the cloud is.
    pub(crate) url: String,
    /// What the site is called there.
    pub(crate) site_name: String,
    /// What people compare to be sure that nobody stands in between.
    pub(crate) words: String,
    /// Whether the owner has confirmed this gateway there, as far as is known.
    pub(crate) is_confirmed: bool,
    /// When it answered last, if it has since the start.
    pub(crate) heard_secs_ago: Option<u64>,
    /// What is in the way.
    pub(crate) trouble: Option<String>,
    /// Whether it answers, and is not understood.
    pub(crate) is_newer: bool,
    /// Records it has not stored yet.
    pub(crate) untold: u64,
}

/// An answer, and whom to disconnect once it is true.
pub(crate) type Answered = (Said, Vec<Disconnect>);

/// Tickets minted by one request: one group commit holds them.
pub(crate) const MOST_MINTED_AT_ONCE: u16 = 500;
/// Tickets on one page of a listing.
pub(crate) const PAGE: usize = 500;

/// Answers a question.
pub(crate) fn serve(store: &mut Store, reading: &ClockReading, ask: Ask) -> Read<Decided<Answered>> {
    match ask {
        Ask::MaySell | Ask::Mint { .. } | Ask::MintOnce { .. } | Ask::Payment(PaymentAsk::Buy { .. })
            if store.sales_paused() =>
        {
            at_once(store, reading, Said::SalesPaused)
        }
        Ask::Payment(PaymentAsk::List { after }) => {
            let page = store.checkouts_after(after, PAGE)?;
            store.decide(reading, |ledger, _, now| {
                let views: Read<Vec<_>> =
                    page.into_iter().map(|checkout| PaymentView::of(ledger, checkout, now)).collect();
                Ok((Said::Payment(PaymentSaid::Payments(views?)), Vec::new()))
            })
        }
        Ask::Tickets { after } => {
            let page = store.tickets_after(after, PAGE)?;
            store.decide(reading, |ledger, _, now| {
                let views: Read<Vec<_>> = page.into_iter().map(|ticket| TicketView::of(ledger, ticket, now)).collect();
                Ok((Said::Tickets(views?), Vec::new()))
            })
        }
        Ask::Story(StoryAsk::Chapters { of, before }) => {
            let window = story::window(store, &of, before)?;
            store.decide(reading, |_, _, now| Ok((Said::Story(window.told(now)), Vec::new())))
        }
        Ask::Backup => {
            let mut bytes = Vec::new();
            store.backup(|piece| {
                bytes.extend_from_slice(piece);
                Ok(())
            })?;
            at_once(store, reading, Said::Backup(bytes))
        }
        Ask::Health => {
            let health = Health {
                is_running: false,
                site: store.identity().site.to_string(),
                epoch: store.identity().epoch,
                last_sequence: store.last_sequence(),
                running_secs: 0,
                open_sessions: store.open_sessions().count(),
                sales_paused: store.sales_paused(),
                doubts_restored: store.link().in_doubt().is_some(),
                wall_trusted: reading.wall_trusted,
                counters: Vec::new(),
                cloud: None,
            };
            at_once(store, reading, Said::Health(health))
        }
        ask => store.decide(reading, |ledger, chance, now| match ask {
            Ask::Mint { plan, count } => mint_some(ledger, chance, &plan, count, now),
            Ask::MintOnce { plan, count, first } => mint_once(ledger, chance, plan, count, first, now),
            Ask::Payment(ask) => Ok((payment::answer(ledger, chance, ask, now)?, Vec::new())),
            ask => answer(ledger, ask, now),
        }),
    }
}

fn at_once(store: &mut Store, reading: &ClockReading, said: Said) -> Read<Decided<Answered>> {
    store.decide(reading, |_, _, _| Ok((said, Vec::new())))
}

fn answer(ledger: &mut dyn Ledger, ask: Ask, now: &Now<'_>) -> Read<Answered> {
    let only = |said: Said| Ok((said, Vec::new()));
    match ask {
        Ask::AddPlan(plan) => only(match add_plan(ledger, plan.clone())? {
            Ok(_) => Said::Plans(vec![plan]),
            Err(refused) => Said::Wrong(refused.to_string()),
        }),
        Ask::Plans => only(Said::Plans(ledger.plans()?)),
        Ask::Ticket { code } => only(match ledger.ticket_by_code(code)? {
            Some(ticket) => Said::Tickets(vec![TicketView::of(ledger, ticket, now)?]),
            None => Said::NotFound,
        }),
        Ask::Revoke { code } => Ok(match revoke(ledger, code, now)? {
            Some(orders) => (Said::Done(1), orders),
            None => (Said::NotFound, Vec::new()),
        }),
        Ask::MaySell => only(if has_lapsed(ledger, now)? { Said::Lapsed } else { Said::Done(0) }),
        Ask::Batch { first, count } => only(Said::Tickets(batch(ledger, first, count, now)?)),
        Ask::Give { code, secs } => only(match give_time(ledger, code, secs, now)? {
            Ok((ticket, secs)) => Said::Given { ticket: ticket.id, secs },
            Err(not) => Said::NotGiven(not),
        }),
        Ask::Story(StoryAsk::Of(clue)) => only(Said::Story(story::of(ledger, clue, now)?)),
        Ask::TrustRestored => only(Said::Done(usize::from(trust_restored(ledger)?))),
        Ask::Sessions => {
            let sessions = ledger.open_sessions()?;
            only(Said::Sessions(sessions.iter().map(|session| SessionView::of(session, now)).collect()))
        }
        Ask::Kick { who } => kick_all(ledger, &who, now),
        Ask::Check { code, device } => only(check(ledger, code, device, now)?),
        Ask::Relocate { code, device, payers_digits } => {
            Ok(match relocate(ledger, code, device, payers_digits, now)? {
                Ok(orders) => (check(ledger, code, device, now)?, orders),
                Err(refusal) => (Said::Refused(refusal), Vec::new()),
            })
        }
        Ask::Whoami { device, ip } => {
            let by_device = device.map_or(Ok(Vec::new()), |device| ledger.open_sessions_of_device(device))?;
            let by_address = ip.map_or(Ok(Vec::new()), |ip| ledger.open_sessions_at(ip))?;
            match by_device.first().or(by_address.first()) {
                Some(session) => answer(ledger, Ask::Ticket { code: session.code }, now),
                None => only(Said::NotFound),
            }
        }
        Ask::Mint { .. }
        | Ask::Story(StoryAsk::Chapters { .. })
        | Ask::MintOnce { .. }
        | Ask::Tickets { .. }
        | Ask::Payment(_)
        | Ask::Backup
        | Ask::Health
        | Ask::BeginAnew => only(Said::NotFound),
    }
}

fn mint_some(
    ledger: &mut dyn Ledger,
    chance: &mut dyn domain::ids::Chance,
    plan: &str,
    count: u32,
    now: &Now<'_>,
) -> Read<Answered> {
    let Some(plan) = plan_called(ledger, plan)? else { return Ok((Said::NotFound, Vec::new())) };
    if has_lapsed(ledger, now)? {
        return Ok((Said::Lapsed, Vec::new()));
    }
    let mut views = Vec::new();
    for _ in 0..count.min(MOST_MINTED_AT_ONCE.into()) {
        match mint(ledger, plan, chance, now)? {
            Ok(ticket) => views.push(TicketView::of(ledger, ticket, now)?),
            Err(MintRefused::UnknownPlan) => return Ok((Said::NotFound, Vec::new())),
            Err(MintRefused::NoFreeCode) => return Ok((no_free_code(), Vec::new())),
        }
    }
    Ok((Said::Tickets(views), Vec::new()))
}

fn mint_once(
    ledger: &mut dyn Ledger,
    chance: &mut dyn domain::ids::Chance,
    plan: PlanId,
    count: u16,
    first: TicketId,
    now: &Now<'_>,
) -> Read<Answered> {
    // What was sold before the right lapsed, or the plan changed, stays sold.
    let sold = batch(ledger, first, count, now)?;
    if sold.len() == usize::from(count) {
        return Ok((Said::Tickets(sold), Vec::new()));
    }
    if has_lapsed(ledger, now)? {
        return Ok((Said::Lapsed, Vec::new()));
    }
    let said = match mint_batch(ledger, first, count.min(MOST_MINTED_AT_ONCE), plan, chance, now)? {
        Ok(()) => Said::Tickets(batch(ledger, first, count, now)?),
        Err(MintRefused::UnknownPlan) => Said::NotFound,
        Err(MintRefused::NoFreeCode) => no_free_code(),
    };
    Ok((said, Vec::new()))
}

fn no_free_code() -> Said {
    Said::Trouble("this machine's random numbers repeat: no ticket was made".to_owned())
}

/// A site that never had a lease sells at its counter for ever.
fn has_lapsed(ledger: &dyn Ledger, now: &Now<'_>) -> Read<bool> {
    Ok(ledger.link()?.lease.is_some_and(|lease| right_to_sell(lease, now) == RightToSell::Lapsed))
}

fn batch(ledger: &dyn Ledger, first: TicketId, count: u16, now: &Now<'_>) -> Read<Vec<TicketView>> {
    let mut views = Vec::new();
    for number in 0..count.min(MOST_MINTED_AT_ONCE) {
        let Some(ticket) = ledger.ticket(first.plus(number))? else { break };
        views.push(TicketView::of(ledger, ticket, now)?);
    }
    Ok(views)
}

fn plan_called(ledger: &dyn Ledger, name: &str) -> Read<Option<PlanId>> {
    let by_id = name.parse::<PlanId>().ok();
    let plans = ledger.plans()?;
    let found = plans.iter().find(|plan| plan.name == name || Some(plan.id) == by_id);
    Ok(found.map(|plan| plan.id))
}

/// What `admit` would say; a look must not start the clock.
fn check(ledger: &dyn Ledger, code: Code, device: Mac, now: &Now<'_>) -> Read<Said> {
    let Some((ticket, standing, _)) = look_up(ledger, code, now)? else {
        return Ok(Said::Refused(Refusal::UnknownCode));
    };
    if let Some(refusal) = domain::decisions::would_refuse(ledger, &ticket, standing, device, now)? {
        return Ok(Said::Refused(refusal));
    }
    Ok(Said::Tickets(vec![TicketView::of(ledger, ticket, now)?]))
}

fn kick_all(ledger: &mut dyn Ledger, who: &str, now: &Now<'_>) -> Read<Answered> {
    let keys: Vec<SessionKey> = ledger
        .open_sessions()?
        .into_iter()
        .filter(|session| is_meant(session, who))
        .map(|session| session.key)
        .collect();
    let mut orders = Vec::new();
    for key in &keys {
        orders.extend(kick(ledger, key, now)?);
    }
    let said = if keys.is_empty() { Said::NotFound } else { Said::Done(keys.len()) };
    Ok((said, orders))
}

fn is_meant(session: &Session, who: &str) -> bool {
    let by_code = Code::parse(who).is_ok_and(|code| session.code == code);
    let by_device = Mac::parse(who).is_ok_and(|device| session.device == device);
    by_code || by_device || session.key.id == who
}
