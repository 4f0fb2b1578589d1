//! `langod plan`: what can be bought.

use domain::ids::PlanId;
use domain::money::Money;
use domain::plan::{Allowance, Plan, Terms};
use serde_json::Value;

use crate::chance::Kernel;
use crate::cli::arguments::{AddPlan, Kind, PlanCommand};
use crate::cli::books::ask;
use crate::cli::{Failure, print};
use crate::config::{Config, Places};
use crate::desk::{Ask, Said};

pub(super) fn run(command: PlanCommand, places: &Places) -> Result<(), Failure> {
    match command {
        PlanCommand::Add(plan) => add(&plan, places),
        PlanCommand::List { json } => list(places, json),
    }
}

fn add(wanted: &AddPlan, places: &Places) -> Result<(), Failure> {
    let config = Config::load(&places.config)?;
    let price = Money::parse(&wanted.price, config.site.currency.0)
        .map_err(|error| Failure::Wrong(format!("--price {}: {error}", wanted.price)))?;
    let terms = Terms {
        allowance: allowance(wanted)?,
        rate: wanted.rate,
        devices: wanted.devices,
        idle_timeout_secs: wanted.idle_timeout,
        unused_validity_secs: wanted.unused_validity,
        outage_credit: !wanted.no_outage_credit,
    };
    let plan = Plan { id: PlanId::draw(&mut Kernel), name: wanted.name.trim().to_owned(), price, terms };
    ask(&places.data, Ask::AddPlan(plan.clone()))?;
    if wanted.json {
        return print::json(&print::plan_json(&plan));
    }
    print::out(&format!("{} for {}: {}.\n", plan.name, plan.price, print::gives(&plan.terms)))
}

fn allowance(wanted: &AddPlan) -> Result<Allowance, Failure> {
    let missing = |what: &str| Failure::Wrong(format!("--kind {what}"));
    match (wanted.kind, wanted.duration, wanted.data) {
        (Kind::Elapsed, Some(duration_secs), None) => Ok(Allowance::Elapsed { duration_secs }),
        (Kind::Online, Some(duration_secs), None) => Ok(Allowance::Online { duration_secs }),
        (Kind::Data, None, Some(quota_bytes)) => Ok(Allowance::Data { quota_bytes, validity_secs: wanted.validity }),
        (Kind::Data, Some(_), _) => Err(missing("data takes --data and --validity, not --duration")),
        (Kind::Data, None, None) => Err(missing("data needs --data, such as --data 500MB")),
        (Kind::Elapsed | Kind::Online, _, Some(_)) => Err(missing("elapsed and online take --duration, not --data")),
        (Kind::Elapsed | Kind::Online, None, None) => {
            Err(missing("elapsed and online need --duration, such as --duration 1h"))
        }
    }
}

fn list(places: &Places, json: bool) -> Result<(), Failure> {
    let Said::Plans(plans) = ask(&places.data, Ask::Plans)? else {
        return Err(Failure::NotDone("the plans could not be read".to_owned()));
    };
    if json {
        return print::json(&Value::Array(plans.iter().map(print::plan_json).collect()));
    }
    let row = |plan: &Plan| {
        let rate = plan.terms.rate.map_or_else(|| "no limit".to_owned(), |rate| rate.to_string());
        vec![plan.name.clone(), plan.price.to_string(), print::gives(&plan.terms), rate, plan.terms.devices.to_string()]
    };
    let rows: Vec<_> = plans.iter().map(row).collect();
    let none = "No plans yet. Add one: langod plan add --name \"1 hour\" --price 20 --kind elapsed --duration 1h";
    print::table(&["NAME", "PRICE", "GIVES", "UP/DOWN", "DEVICES"], &rows, none)
}
