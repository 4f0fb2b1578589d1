//! `lango-cloud plan`: what places sell. A gateway takes a plan as a directive and tells when it sells it; only then it is
//! listed here.

use cloud_store::books::{Plan, Site};
use domain::ids::{PlanId, SiteId};
use domain::money::Money;
use domain::plan::{Allowance, Terms};
use domain::written::allowance;
use serde_json::{Value, json};
use sync_proto::Directive;
use web_ui::gives_in_words;

use crate::chance::Kernel;
use crate::cli::arguments::{PlanCommand, PutPlan};
use crate::cli::audit::{Deed, Done};
use crate::cli::site::Desk;
use crate::cli::{Failure, books, gate, print, provider};
use crate::clock::Clock;
use crate::config::Config;
use crate::vault::Vault;

/// Plans asked for at once; a provider with more of them has lost track anyway.
const MOST: u64 = 10_000;

pub(super) async fn run(command: PlanCommand, config: &Config) -> Result<(), Failure> {
    let store = &books::open(config).await?;
    let desk = |provider, json| Desk { store, config, provider, json };
    match command {
        PlanCommand::Put(wanted) => {
            let plan = plan(&wanted)?;
            let provider = provider::find(wanted.provider, store, config).await?.id;
            desk(provider, wanted.form.json).put_plan(plan, &wanted).await
        }
        PlanCommand::List { provider, site, form } => {
            let provider = provider::find(provider, store, config).await?.id;
            desk(provider, form.json).list_plans(site).await
        }
    }
}

fn plan(wanted: &PutPlan) -> Result<domain::plan::Plan, Failure> {
    let wrong = |what: &dyn std::fmt::Display| Failure::Wrong(what.to_string());
    let price = Money::parse(&wanted.price, wanted.currency)
        .map_err(|error| wrong(&format_args!("--price {}: {error}", wanted.price)))?;
    let terms = Terms {
        allowance: allowance(wanted.kind, wanted.duration, wanted.amount, wanted.validity)
            .map_err(|what| wrong(&what))?,
        rate: wanted.rate,
        devices: wanted.devices,
        idle_timeout_secs: wanted.idle_timeout,
        unused_validity_secs: wanted.unused_validity,
        outage_credit: !wanted.no_outage_credit,
    };
    let id = wanted.id.unwrap_or_else(|| PlanId::draw(&mut Kernel));
    let plan = domain::plan::Plan { id, name: wanted.name.clone(), price, terms };
    plan.check().map_err(|refused| wrong(&refused))?;
    Ok(plan)
}

impl Desk<'_> {
    async fn put_plan(&self, plan: domain::plan::Plan, wanted: &PutPlan) -> Result<(), Failure> {
        let sites = match wanted.site {
            Some(id) => vec![self.find(id).await?],
            None => self.sites().await?,
        };
        let form = match (wanted.id, wanted.site) {
            (None, _) => Form::New,
            (Some(_), None) => Form::Changed,
            (Some(_), Some(_)) => Form::ChangedOrAdded,
        };
        let sites = sellers(sites, &self.plans(None).await?, &plan, form)?;
        let gate = gate::open(self.store, &Vault::new(&self.config.keys(&mut Kernel)?), self.config).await?;
        let directive = Directive::PutPlan(plan.clone());
        for site in &sites {
            let asked = gate.direct(self.provider, site.id, &directive, Clock.unix_ms()).await;
            asked.map_err(|error| self.explain(error))?;
        }
        let asked: Vec<_> = sites.iter().map(|site| site.id.to_string()).collect();
        self.add_to_log(Done::new(Deed::PutPlan, plan.id).with("sites", asked)).await;
        if self.json {
            let sites: Vec<_> = sites.iter().map(|site| site.id.to_string()).collect();
            return print::json(&json!({ "id": plan.id.to_string(), "sites": sites }));
        }
        let names: Vec<_> = sites.iter().map(|site| site.name.as_str()).collect();
        print::out(&format!(
            "{} for {}: {}. This is plan {}. Asked to sell it, and doing so within half a minute where the line is good: {}.\n",
            plan.name,
            plan.price,
            gives_in_words(plan.terms.allowance),
            plan.id,
            names.join(", ")
        ))
    }

    async fn list_plans(&self, site: Option<SiteId>) -> Result<(), Failure> {
        let (plans, sites) = (self.plans(site).await?, self.sites().await?);
        if self.json {
            return print::json(&Value::Array(plans.iter().map(value).collect()));
        }
        let place =
            |id: SiteId| sites.iter().find(|site| site.id == id).map_or_else(String::new, |site| site.name.clone());
        let row = |plan: &Plan| {
            let Plan { site, plan } = plan;
            let rate = plan.terms.rate.map_or_else(|| "no limit".to_owned(), |rate| rate.to_string());
            let gives = gives_in_words(plan.terms.allowance);
            vec![place(*site), plan.name.clone(), plan.price.to_string(), gives, rate, plan.id.to_string()]
        };
        let rows: Vec<_> = plans.iter().map(row).collect();
        let none = "No place has told of a plan yet. Have one sold: lango-cloud plan put --help";
        print::table(&["PLACE", "NAME", "PRICE", "GIVES", "UP/DOWN", "ID"], &rows, none)
    }

    async fn plans(&self, site: Option<SiteId>) -> Result<Vec<Plan>, Failure> {
        self.store.provider(self.provider).plans(site, MOST).await.map_err(|error| self.explain(error))
    }
}

/// What is wanted of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// One that nobody sells yet.
    New,
    /// Another form of it, wherever it is sold.
    Changed,
    /// The same at one place, which may not sell it yet.
    ChangedOrAdded,
}

/// The places that are to sell it: all that can, or the sentence that says what is in the way.
fn sellers(sites: Vec<Site>, sold: &[Plan], plan: &domain::plan::Plan, form: Form) -> Result<Vec<Site>, Failure> {
    let at = |site: &Site| sold.iter().filter(|sold| sold.site == site.id).map(|sold| &sold.plan).collect::<Vec<_>>();
    if let Some(site) =
        sites.iter().find(|site| at(site).iter().any(|other| other.name == plan.name && other.id != plan.id))
    {
        let why = "has a plan with this name: change that one with --id, or choose another name";
        return Err(Failure::NotDone(format!("{} {why}", site.name)));
    }
    // Nobody adds a plan by a slip of the pen.
    if form != Form::New && sold.iter().all(|sold| sold.plan.id != plan.id) {
        let why = "`lango-cloud plan list` shows all";
        return Err(Failure::NotDone(format!("no place sells a plan {}: {why}", plan.id)));
    }
    let is_wanted = |site: &Site| form != Form::Changed || at(site).iter().any(|other| other.id == plan.id);
    let sellers: Vec<Site> = sites.into_iter().filter(is_wanted).collect();
    if sellers.is_empty() {
        return Err(Failure::NotDone("there is no place yet: `lango-cloud site create` makes one".to_owned()));
    }
    Ok(sellers)
}

fn value(sold: &Plan) -> Value {
    let Plan { site, plan } = sold;
    let (kind, secs, bytes) = match plan.terms.allowance {
        Allowance::Elapsed { duration_secs } => ("elapsed", duration_secs, None),
        Allowance::Online { duration_secs } => ("online", duration_secs, None),
        Allowance::Data { quota_bytes, validity_secs } => ("data", validity_secs, Some(quota_bytes)),
    };
    json!({
        "id": plan.id.to_string(),
        "site_id": site.to_string(),
        "name": plan.name,
        "price": plan.price.cents() as f64 / 100.0,
        "currency": plan.price.currency().code(),
        "kind": kind,
        "plan_type": if bytes.is_some() { "data" } else { "time" },
        "duration_hours": f64::from(secs) / 3600.0,
        "data_limit_mb": bytes.map(|bytes| bytes as f64 / 1e6),
        "rate": plan.terms.rate.map(|rate| rate.to_string()),
        "devices": plan.terms.devices,
    })
}
