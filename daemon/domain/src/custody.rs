//! Custody: a ticket is honoured by one site at a time. Its home lends it for a visit that ends by itself; the cloud
//! carries the word from one site to the other and numbers the visits, so that a word heard twice or late changes nothing.

use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::device::Mac;
use crate::ids::{SiteId, TicketId};
use crate::phone::Phone;
use crate::plan::{Allowance, Offer, Terms};
use crate::ticket::{Remaining, Standing, Ticket};
use crate::time::{Moment, Now};
use crate::usage::Usage;

/// Who may honour a ticket, as far as this site knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Custody {
    /// It was made here and has never left.
    Home,
    /// It was made here and is at another site.
    Lent(Loan),
    /// It was made here and is here again.
    Back(Loan),
    /// It was made elsewhere and is here for a while.
    Visiting(Visit),
    /// It was made elsewhere and is no longer here.
    Gone(Visit),
}

/// A visit as the home of the ticket knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loan {
    /// Which visit of this ticket, as the cloud counts them.
    pub visit: u64,
    /// The site it went to.
    pub to: SiteId,
    /// When it left.
    pub since: Moment,
    /// How long the other site may honour it.
    pub secs: u32,
    /// Whether it had never been used before.
    pub was_new: bool,
    /// What stands in the ticket's own account for this visit.
    pub charged: Usage,
    /// Where that comes from.
    pub report: Report,
}

/// What the home of a ticket knows of a visit's use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Report {
    /// Nothing yet.
    Awaited,
    /// Nothing, and the ticket fell home: all that could have been used counts as used until the report comes.
    Presumed {
        /// When it fell home.
        since: Moment,
    },
    /// What the other site told.
    Told,
}

/// A visit as the site that is visited knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Which visit of this ticket, as the cloud counts them.
    pub visit: u64,
    /// Where the ticket was made.
    pub home: SiteId,
    /// When it came.
    pub since: Moment,
    /// How long it may be honoured here.
    pub secs: u32,
    /// The same by the cloud's clock, in milliseconds since 1970.
    pub until_ms: u64,
    /// Whether it had never been used before.
    pub was_new: bool,
    /// Its first use, if that was here; known once it is gone.
    pub first_use: Option<FirstUse>,
}

/// A ticket's first use, told to its home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstUse {
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
    /// On which device.
    pub device: Mac,
}

/// The cloud's request that a home lend a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// The ticket.
    pub ticket: TicketId,
    /// Which visit this would be; larger than all before.
    pub visit: u64,
    /// Where a guest waits for it.
    pub to: SiteId,
    /// Nobody waits any more after this, in milliseconds since 1970.
    pub answer_by_ms: u64,
    /// The end of the visit, in milliseconds since 1970.
    pub until_ms: u64,
}

/// A ticket on its way: all the other site needs to honour what is left of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lending {
    /// Which visit.
    pub visit: u64,
    /// Where to.
    pub to: SiteId,
    /// What the guest types.
    pub code: Code,
    /// What was bought. The conditions give what is left at `lent_ms`, and no more.
    pub offer: Offer,
    /// Whether its clock has started.
    pub is_running: bool,
    /// When it left, in milliseconds since 1970.
    pub lent_ms: u64,
    /// The end of the visit, in milliseconds since 1970.
    pub until_ms: u64,
    /// Devices that used it.
    pub devices: Vec<Mac>,
    /// Who paid for it by phone.
    pub payer: Option<Phone>,
}

/// What the site that was visited tells of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Homecoming {
    /// The ticket.
    pub ticket: TicketId,
    /// Which visit.
    pub visit: u64,
    /// What was used in it.
    pub used: Usage,
    /// Its first use, if that was during the visit.
    pub first_use: Option<FirstUse>,
}

/// What the cloud asks of a site so that a ticket gets to where its guest is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Errand {
    /// Lend a ticket.
    Release(Release),
    /// Take in a ticket of another site.
    Host {
        /// The ticket.
        ticket: TicketId,
        /// Where it was made.
        home: SiteId,
        /// All there is to honour.
        lending: Box<Lending>,
    },
    /// Send a visiting ticket home: its guest is waiting elsewhere.
    SendHome {
        /// The ticket.
        ticket: TicketId,
        /// Which visit is over.
        visit: u64,
    },
    /// Take a ticket back that was lent.
    TakeBack(Homecoming),
    /// The site it visits was told to take it back for good.
    Revoke(TicketId),
}

impl Errand {
    /// The stable word for listings.
    pub fn as_str(&self) -> &'static str {
        match self {
            Errand::Release(_) => "release_ticket",
            Errand::Host { .. } => "host_ticket",
            Errand::SendHome { .. } => "send_ticket_home",
            Errand::TakeBack(_) => "take_ticket_back",
            Errand::Revoke(_) => "revoke_ticket",
        }
    }
}

impl Custody {
    /// The last visit this site knows of; zero if there was none.
    pub fn visit(&self) -> u64 {
        match self {
            Custody::Home => 0,
            Custody::Lent(loan) | Custody::Back(loan) => loan.visit,
            Custody::Visiting(visit) | Custody::Gone(visit) => visit.visit,
        }
    }

    /// Whether the ticket was made here.
    pub fn is_own(&self) -> bool {
        matches!(self, Custody::Home | Custody::Lent(_) | Custody::Back(_))
    }

    /// The stable word for listings.
    pub fn as_str(&self) -> &'static str {
        match self {
            Custody::Home | Custody::Back(_) => "home",
            Custody::Lent(_) => "lent",
            Custody::Visiting(_) => "visiting",
            Custody::Gone(_) => "gone",
        }
    }
}

impl Loan {
    /// Clocks differ, and what is under way wants its time: so long after the end of a visit the ticket falls home by itself.
    pub const MARGIN_SECS: u64 = 15 * 60;

    /// Whether the ticket is home's again although nobody has told what was used of it.
    pub fn has_lapsed(&self, now: &Now<'_>) -> bool {
        now.secs_since(self.since) >= u64::from(self.secs).saturating_add(Self::MARGIN_SECS)
    }
}

impl Visit {
    /// Whether the right to honour it is over. After a restart that does not know the time, it is: nobody can tell how long
    /// the box was off.
    pub fn has_lapsed(&self, now: &Now<'_>) -> bool {
        let is_past = match now.wall_ms() {
            Some(wall_ms) => wall_ms >= self.until_ms,
            None => !now.moment().is_in_boot_of(self.since),
        };
        is_past || now.secs_since(self.since) >= u64::from(self.secs)
    }
}

impl Ticket {
    /// Whether this site may neither honour the ticket nor say that it is over: somebody else does, or may still tell what
    /// was used of it.
    pub fn is_elsewhere(&self, open: Usage, now: &Now<'_>) -> bool {
        match self.custody {
            Custody::Home => false,
            Custody::Lent(_) | Custody::Gone(_) => true,
            Custody::Visiting(visit) => visit.has_lapsed(now),
            Custody::Back(loan) => {
                let is_presumed = matches!(loan.report, Report::Presumed { .. });
                is_presumed && self.is_used_up(open, now) && !self.without(loan, now).is_used_up(open, now)
            }
        }
    }

    /// The ticket as if nothing had been presumed of a visit.
    fn without(&self, loan: Loan, now: &Now<'_>) -> Ticket {
        let standing = match self.standing {
            // Not as new: how long it may lie unused has perhaps passed while it was away.
            Standing::Active { .. } if loan.was_new && self.devices.is_empty() => {
                Standing::Active { since: now.moment() }
            }
            recorded => recorded,
        };
        Ticket { settled: self.settled.since(loan.charged), standing, ..self.clone() }
    }

    fn is_used_up(&self, open: Usage, now: &Now<'_>) -> bool {
        let Remaining { secs, bytes } = self.remaining(open, now);
        secs == Some(0) || bytes == Some(0)
    }

    /// The conditions that give what is left, and no more.
    pub fn terms_left(&self, now: &Now<'_>) -> Terms {
        let Remaining { secs, bytes } = self.remaining(Usage::default(), now);
        let secs = u32::try_from(secs.unwrap_or(0)).unwrap_or(u32::MAX);
        let allowance = match self.terms.allowance {
            Allowance::Elapsed { .. } => Allowance::Elapsed { duration_secs: secs },
            Allowance::Online { .. } => Allowance::Online { duration_secs: secs },
            Allowance::Data { .. } => Allowance::Data { quota_bytes: bytes.unwrap_or(0), validity_secs: secs },
        };
        let age_secs = u32::try_from(now.secs_since(self.minted)).unwrap_or(u32::MAX);
        let unused_validity_secs = match self.standing {
            Standing::New => self.terms.unused_validity_secs.saturating_sub(age_secs),
            _ => self.terms.unused_validity_secs,
        };
        Terms { allowance, unused_validity_secs, ..self.terms }
    }
}

impl Lending {
    /// What its home writes down: as of when the ticket left, be it now or in a past that comes back.
    pub(crate) fn loan(&self, now: &Now<'_>) -> Loan {
        let ago_ms = now.wall_ms().map_or(0, |wall_ms| wall_ms.saturating_sub(self.lent_ms));
        Loan {
            visit: self.visit,
            to: self.to,
            since: now.moment_ago(ago_ms).unwrap_or(now.moment()),
            secs: u32::try_from(self.until_ms.saturating_sub(self.lent_ms) / 1000).unwrap_or(u32::MAX),
            was_new: !self.is_running,
            charged: Usage::default(),
            report: Report::Awaited,
        }
    }

    /// The conditions once so much time has passed on the way.
    pub fn terms_after(&self, passed_secs: u32) -> Terms {
        let terms = self.offer.terms;
        if !self.is_running {
            let unused_validity_secs = terms.unused_validity_secs.saturating_sub(passed_secs);
            return Terms { unused_validity_secs, ..terms };
        }
        let allowance = match terms.allowance {
            Allowance::Elapsed { duration_secs } => {
                Allowance::Elapsed { duration_secs: duration_secs.saturating_sub(passed_secs) }
            }
            Allowance::Data { quota_bytes, validity_secs } => {
                Allowance::Data { quota_bytes, validity_secs: validity_secs.saturating_sub(passed_secs) }
            }
            connected @ Allowance::Online { .. } => connected,
        };
        Terms { allowance, ..terms }
    }
}
