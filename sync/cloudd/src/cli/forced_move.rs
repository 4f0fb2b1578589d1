//! `lango-cloud ticket move`: a ticket whose own place does not answer, given its owner's word at another one. Custody moves
//! by itself as long as places answer; this is for the router that was stolen.

use cloud_store::books::{ProviderBooks, Ticket, TicketStatus};
use domain::code::Code;
use domain::ids::{PlanId, ProviderId, SiteId, TicketId};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use sync_proto::Directive;

use crate::chance::Kernel;
use crate::cli::arguments::Form;
use crate::cli::audit::{Deed, Done};
use crate::cli::ticket::found;
use crate::cli::{Failure, books, gate, print, provider};
use crate::clock::Clock;
use crate::config::Config;
use crate::vault::Vault;

/// More sites than have the same code.
const MOST_ALIKE: u64 = 10;

/// What the owner wants.
pub(super) struct Wanted {
    pub(super) code: Code,
    pub(super) to: SiteId,
    pub(super) from: Option<SiteId>,
    pub(super) provider: ProviderId,
    pub(super) reason: String,
}

pub(super) async fn run(wanted: Wanted, form: Form, config: &Config) -> Result<(), Failure> {
    let Wanted { code, to, from, provider, reason } = wanted;
    if reason.trim().is_empty() {
        return Err(Failure::Wrong("--reason is empty: say why, the log keeps it".to_owned()));
    }
    let store = books::open(config).await?;
    let (explain, now_ms) = (|error| books::explain(error, &config.database), Clock.unix_ms());
    let provider = provider::find(provider, &store, config).await?.id;
    let own = store.provider(provider);
    let known = own.tickets_by_code(code.plain().as_str(), MOST_ALIKE).await.map_err(explain)?;
    let ticket = meant(known, code, from)?;
    let plan = usable(&ticket, code, to)?;
    let there = found(own.site(to).await.map_err(explain)?, to, provider)?;
    if own.plan(to, plan).await.map_err(explain)?.is_none() {
        return Err(Failure::NotDone(format!(
            "{} does not sell the plan of {code}: `lango-cloud plan put --id {plan} --site {to} ...` offers it there first",
            there.name
        )));
    }
    let home = name_of(&own, ticket.site).await;
    let new = successor(ticket.id, to);
    let gate = gate::open(&store, &Vault::new(&config.keys(&mut Kernel)?), config).await?;
    // Logged before it is done: what is done and not logged would be nobody's.
    Done::new(Deed::ForceMove, ticket.id)
        .concerns(provider)
        .with("code", code.to_string())
        .with("from", ticket.site.to_string())
        .with("to", to.to_string())
        .with("new_ticket", new.to_string())
        .with("reason", reason.trim())
        .write_down(&store, config)
        .await?;
    // The old one first: should we end in between, the owner says it again, and nobody has two.
    gate.direct(provider, ticket.site, &Directive::RevokeTicket(code), now_ms).await.map_err(explain)?;
    let mint = Directive::Mint { first: new, plan, count: 1 };
    gate.direct(provider, to, &mint, now_ms).await.map_err(explain)?;
    if form.json {
        return print::json(&json!({
            "ticket": ticket.id.to_string(),
            "from": ticket.site.to_string(),
            "to": to.to_string(),
            "new_ticket": new.to_string(),
        }));
    }
    print::out(&format!(
        "{home} stops honouring {code} as soon as it answers, and not before. {} makes a new ticket of the same plan, {new}: \
         `langod ticket list` there shows its code. What was used of the old one is given once more.\n",
        there.name
    ))
}

/// The one ticket with this code, of the site that was named.
fn meant(known: Vec<Ticket>, code: Code, from: Option<SiteId>) -> Result<Ticket, Failure> {
    let mut meant = known.into_iter().filter(|ticket| from.is_none_or(|site| ticket.site == site));
    match (meant.next(), meant.next()) {
        (Some(ticket), None) => Ok(ticket),
        (Some(one), Some(other)) => Err(Failure::NotDone(format!(
            "{code} is a ticket of {} and of {}: say which with --from",
            one.site, other.site
        ))),
        (None, _) => Err(Failure::NotDone(format!("no site of this provider has told of a ticket {code}"))),
    }
}

/// The plan of a ticket that is worth moving there.
fn usable(ticket: &Ticket, code: Code, to: SiteId) -> Result<PlanId, Failure> {
    match ticket.status {
        TicketStatus::New | TicketStatus::Active => {}
        TicketStatus::Used | TicketStatus::Expired | TicketStatus::Revoked => {
            return Err(Failure::NotDone(format!("{code} is over: there is nothing to move")));
        }
    }
    if ticket.site == to {
        return Err(Failure::NotDone(format!("{code} is of that site already")));
    }
    ticket.plan.ok_or_else(|| Failure::NotDone(format!("its site has not told yet what {code} was sold as")))
}

async fn name_of(own: &ProviderBooks<'_>, site: SiteId) -> String {
    own.site(site).await.ok().flatten().map_or_else(|| site.to_string(), |site| site.name)
}

/// The ticket that takes another one's place at a site: the same one whenever it is asked for, so that it is made once.
fn successor(ticket: TicketId, to: SiteId) -> TicketId {
    let digest =
        Sha256::new().chain_update(b"lango forced move 1").chain_update(ticket.bytes()).chain_update(to.bytes());
    let digest = digest.finalize();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(slot, byte)| *slot = byte);
    TicketId::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_has_one_successor_at_each_site() {
        let (ticket, other) = (TicketId::from_bytes([1; 16]), TicketId::from_bytes([2; 16]));
        let (here, there) = (SiteId::from_bytes([3; 16]), SiteId::from_bytes([4; 16]));
        assert_eq!(successor(ticket, here), successor(ticket, here));
        assert_ne!(successor(ticket, here), successor(ticket, there));
        assert_ne!(successor(ticket, here), successor(other, here));
    }
}
