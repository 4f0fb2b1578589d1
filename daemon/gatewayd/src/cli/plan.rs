//! `langod plan`: what can be bought.

use domain::ids::PlanId;
use domain::money::Money;
use domain::plan::{Plan, Terms};
use domain::written::allowance;
use serde_json::Value;
use web_ui::gives_in_words;

use crate::chance::Kernel;
use crate::cli::arguments::{AddPlan, ListPlans, PlanCommand};
use crate::cli::books::ask;
use crate::cli::{Failure, print};
use crate::config::{Config, Places};
use crate::desk::{Ask, Said};

pub(super) fn run(command: PlanCommand, places: &Places) -> Result<(), Failure> {
    match command {
        PlanCommand::Add(plan) => add(&plan, places),
        PlanCommand::List(ListPlans { json }) => list(places, json),
    }
}

fn add(wanted: &AddPlan, places: &Places) -> Result<(), Failure> {
    let config = Config::load(&places.config)?;
    let price = Money::parse(&wanted.price, config.site.currency.0)
        .map_err(|error| Failure::Wrong(format!("--price {}: {error}", wanted.price)))?;
    let terms = Terms {
        allowance: allowance(wanted.kind, wanted.duration, wanted.data, wanted.validity)
            .map_err(|missing| Failure::Wrong(missing.to_owned()))?,
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
    print::out(&format!("{} for {}: {}.\n", plan.name, plan.price, gives_in_words(plan.terms.allowance)))
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
        vec![
            plan.name.clone(),
            plan.price.to_string(),
            gives_in_words(plan.terms.allowance),
            rate,
            plan.terms.devices.to_string(),
        ]
    };
    let rows: Vec<_> = plans.iter().map(row).collect();
    let none = "No plans yet. Add one: langod plan add --name \"1 hour\" --price 20 --kind elapsed --duration 1h";
    print::table(&["NAME", "PRICE", "GIVES", "UP/DOWN", "DEVICES"], &rows, none)
}
