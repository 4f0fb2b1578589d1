//! `lango-cloud ticket`: tickets made and taken back from afar. Their gateway does it, and tells.

use cloud_store::books::{Site, SiteStatus};
use domain::code::Code;
use domain::ids::{PlanId, ProviderId, SiteId, TicketId};
use serde_json::json;
use sync_proto::{Directive, MOST_MINTED};

use crate::chance::Kernel;
use crate::cli::arguments::TicketCommand;
use crate::cli::audit::{Deed, Done};
use crate::cli::{Failure, books, forced_move, gate, print, provider};
use crate::clock::Clock;
use crate::config::Config;
use crate::vault::Vault;

pub(super) async fn run(command: TicketCommand, config: &Config) -> Result<(), Failure> {
    let (provider, site, directive, done, form) = match command {
        TicketCommand::Mint { site, provider, plan, count, form } => {
            (provider, site, mint(plan, count)?, Done::new(Deed::MintTickets, plan).with("count", count), form)
        }
        TicketCommand::Revoke { code, site, provider, form } => {
            let code = read(&code)?;
            (provider, site, Directive::RevokeTicket(code), Done::new(Deed::RevokeTicket, code), form)
        }
        TicketCommand::Move { code, to, from, provider, reason, form } => {
            let wanted = forced_move::Wanted { code: read(&code)?, to, from, provider, reason };
            return forced_move::run(wanted, form, config).await;
        }
    };
    let store = books::open(config).await?;
    let (explain, now_ms) = (|error| books::explain(error, &config.database), Clock.unix_ms());
    let provider = provider::find(provider, &store, config).await?.id;
    let site = found(store.provider(provider).site(site).await.map_err(explain)?, site, provider)?;
    if let Directive::Mint { plan, .. } = directive
        && store.provider(provider).plan(site.id, plan).await.map_err(explain)?.is_none()
    {
        return Err(Failure::NotDone(format!(
            "{} sells no plan {plan}: `langod plan list` there shows all",
            site.name
        )));
    }
    let gate = gate::open(&store, &Vault::new(&config.keys(&mut Kernel)?), config).await?;
    let number = gate.direct(provider, site.id, &directive, now_ms).await.map_err(explain)?;
    done.concerns(provider)
        .with("site", site.id.to_string())
        .with("directive", number)
        .add_to_log(&store, config)
        .await;
    if form.json {
        return print::json(&json!({ "site": site.id.to_string(), "directive": number, "kind": directive.kind() }));
    }
    let when = match site.status {
        SiteStatus::Confirmed => "within half a minute where the line is good",
        _ => "once its gateway is confirmed",
    };
    print::out(&format!("{} is asked, and does it {when}; this is its directive {number}.\n", site.name))
}

fn mint(plan: PlanId, count: u16) -> Result<Directive, Failure> {
    if (1..=MOST_MINTED).contains(&count) {
        let first = TicketId::draw(&mut Kernel);
        return Ok(Directive::Mint { first, plan, count });
    }
    Err(Failure::Wrong(format!("--count is between 1 and {MOST_MINTED}")))
}

fn read(code: &str) -> Result<Code, Failure> {
    Code::parse(code).map_err(|_| Failure::Wrong(format!("{code} is no ticket code: it has nine letters and digits")))
}

pub(super) fn found(site: Option<Site>, id: SiteId, provider: ProviderId) -> Result<Site, Failure> {
    site.ok_or_else(|| {
        Failure::NotDone(format!("there is no site {id}: `lango-cloud site list --provider {provider}` shows all"))
    })
}
