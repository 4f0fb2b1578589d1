//! One round: load, kill, restart, audit, and the routers' retransmission of what was in the air.

use std::fmt;
use std::time::Duration;

use anyhow::Result;

use super::Fault;
use super::load::{Answered, until_killed};
use super::promises::Promises;
use crate::client::{Answer, Ask, Deck, Guests, Load, Tally, drive};
use crate::gateway::{Open, Site};

/// Unused tickets at the beginning of a round; more than a round can use.
const FRESH: usize = 800;

/// What a round came to.
#[derive(Clone, Debug)]
pub struct Round {
    /// Which one.
    pub number: u32,
    /// When the power went.
    pub killed_after: Duration,
    /// First logins answered with Accept.
    pub logins: usize,
    /// Logins in the air.
    pub open_logins: usize,
    /// Sales answered with a code.
    pub sales: usize,
    /// How long the start after it took.
    pub start_time: Duration,
    /// Tickets that run now.
    pub active: usize,
    /// What was not as promised.
    pub faults: Vec<Fault>,
}

/// The site, through all its power cuts.
#[derive(Debug)]
pub(super) struct Survivor {
    site: Site,
    open: Option<Open>,
    fresh: Vec<String>,
    promises: Promises,
    sessions: usize,
}

impl Survivor {
    pub(super) fn begin(site: Site) -> Result<Self> {
        let open = Some(site.open()?);
        Ok(Survivor { site, open, fresh: Vec::new(), promises: Promises::default(), sessions: 0 })
    }

    pub(super) fn play(&mut self, number: u32, killed_after: Duration, seed: u64) -> Result<Round> {
        self.mint()?;
        let guests = Guests::new(Ask::Login, self.fresh.clone()).after_sessions(self.sessions);
        let open = match self.open.take() {
            Some(open) => open,
            None => self.site.open()?,
        };
        let answered = until_killed(&self.site, open, &guests, killed_after, seed)?;
        let mut faults = self.note(&guests, &answered);
        let open = self.site.open()?;
        let start_time = open.start_time;
        self.open = Some(open);
        faults.extend(self.promises.audit(&self.site.tickets()?));
        let open_logins = self.promises.open_logins();
        let again = Guests::new(Ask::Login, open_logins.clone()).after_sessions(self.sessions);
        faults.extend(self.ask_again(&again)?);
        Ok(Round {
            number,
            killed_after,
            logins: answered.logins.accepted(),
            open_logins: open_logins.len(),
            sales: answered.sales.len(),
            start_time,
            active: self.promises.active_count(),
            faults,
        })
    }

    fn mint(&mut self) -> Result<()> {
        let minted = self.site.mint(FRESH.saturating_sub(self.fresh.len()))?;
        minted.iter().for_each(|code| self.promises.sold(code.clone()));
        self.fresh.extend(minted);
        Ok(())
    }

    /// Remembers what was answered, and what was not.
    fn note(&mut self, guests: &Guests, answered: &Answered) -> Vec<Fault> {
        let Answered { logins, sales, sales_unanswered } = answered;
        for nth in logins.unanswered.iter().chain(&logins.lost) {
            self.promises.login_unanswered(guests.code(*nth));
        }
        sales.iter().for_each(|code| self.promises.sold(code.clone()));
        (0..*sales_unanswered).for_each(|_| self.promises.sale_unanswered());
        let dealt = logins.answers.len() + logins.unanswered.len() + logins.lost.len();
        self.sessions += dealt;
        // Codes are dealt in order, so what is left was never asked for.
        self.fresh.drain(..dealt.min(self.fresh.len()));
        self.note_answers(guests, logins)
    }

    fn note_answers(&mut self, guests: &Guests, logins: &Tally) -> Vec<Fault> {
        logins.answers.iter().filter_map(|answer| self.note_answer(guests.code(answer.nth), answer)).collect()
    }

    fn note_answer(&mut self, code: &str, answer: &Answer) -> Option<Fault> {
        if answer.is_yes() {
            self.promises.login_accepted(code, answer.session_timeout_secs)
        } else {
            Some(Fault::Refused { code: code.to_owned() })
        }
    }

    /// As routers do; whether the first request was carried out or not, the second is answered alike.
    fn ask_again(&mut self, guests: &Guests) -> Result<Vec<Fault>> {
        let load = Load::full(self.site.auth, self.site.secret.clone(), 8);
        let answered = drive(&load, guests, &Deck::of(guests.len(), Duration::from_secs(30)))?;
        self.sessions += guests.len();
        Ok(self.note_answers(guests, &answered))
    }
}

impl fmt::Display for Round {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "round {:>3}: killed after {:>5.1} ms with {} logins answered, {} in the air, {} sales; started in {:.0} ms; {} run: ",
            self.number,
            self.killed_after.as_secs_f64() * 1000.0,
            self.logins,
            self.open_logins,
            self.sales,
            self.start_time.as_secs_f64() * 1000.0,
            self.active,
        )?;
        if self.faults.is_empty() {
            return f.write_str("all there");
        }
        self.faults.iter().try_for_each(|fault| write!(f, "\n    {fault}"))
    }
}
