//! `lango-cloud job`: work that `serve` does by itself when it is due, done now.

use serde_json::{Value, json};

use crate::chance::Kernel;
use crate::cli::arguments::{Form, JobCommand};
use crate::cli::site::explain_identity;
use crate::cli::{Failure, books, print};
use crate::clock::Clock;
use crate::config::Config;
use crate::jobs::{
    Figures, Memory, Month, NoReport, NotRotated, ProviderReport, Sum, clean_tickets, expire_subscriptions,
    report_month, rotate_keys,
};
use crate::vault::Vault;

pub(super) async fn run(command: JobCommand, config: &Config) -> Result<(), Failure> {
    match command {
        JobCommand::ExpireSubscriptions { form } => expire(form, config).await,
        JobCommand::CleanTickets { form } => clean(form, config).await,
        JobCommand::MonthlyReport { month, form } => report(month, form, config).await,
        JobCommand::RotateKeys { form } => rotate(form, config).await,
    }
}

async fn expire(form: Form, config: &Config) -> Result<(), Failure> {
    let store = books::open(config).await?;
    let expired = expire_subscriptions(&store, Clock.unix_ms()).await;
    let expired = expired.map_err(|error| books::explain(error, &config.database))?;
    if form.json {
        return print::json(&json!({ "expired": expired }));
    }
    print::out(&format!("{} over.\n", counted(expired, "subscription is", "subscriptions are")))
}

async fn clean(form: Form, config: &Config) -> Result<(), Failure> {
    let store = books::open(config).await?;
    let forgotten = clean_tickets(&store, Memory::from(config), Clock.unix_ms()).await;
    let forgotten = forgotten.map_err(|error| books::explain(error, &config.database))?;
    if form.json {
        return print::json(&json!(forgotten));
    }
    let passed_over = match forgotten.unreadable {
        0 => String::new(),
        unreadable => format!("{} cannot be read and may tell who it was. ", counted(unreadable, "record", "records")),
    };
    print::out(&format!(
        "Forgot {}, {}, {} and {}, and who it was in {}. {passed_over}Payments stay.\n",
        counted(forgotten.tickets, "ticket", "tickets"),
        counted(forgotten.notices, "notice of a stranger", "notices of strangers"),
        counted(forgotten.claims, "claim code", "claim codes"),
        counted(forgotten.logins, "login", "logins"),
        counted(forgotten.guests, "row", "rows"),
    ))
}

async fn report(month: Option<Month>, form: Form, config: &Config) -> Result<(), Failure> {
    let now_ms = Clock.unix_ms();
    let month = month.or_else(|| Month::of(now_ms).and_then(Month::before));
    let month = month.ok_or_else(|| Failure::NotDone("this machine's clock is wrong".to_owned()))?;
    let store = books::open(config).await?;
    let report = report_month(&store, month, config.keep_tickets, now_ms).await.map_err(|no| match no {
        NoReport::Store(error) => books::explain(error, &config.database),
        NoReport::NotOver(_) => Failure::Wrong(no.to_string()),
        NoReport::Forgotten(_) => Failure::NotDone(no.to_string()),
    })?;
    if form.json {
        print::json(&document(month, &report.providers))?;
    } else {
        let rows: Vec<Vec<String>> = report.providers.iter().flat_map(rows).collect();
        let heading = ["PROVIDER", "SITE", "M-PESA", "SUM", "CASH", "SUM", "ISSUED", "USED", "GUESTS"];
        print::table(&heading, &rows, &format!("No provider had a site in {month}."))?;
    }
    // The others are shown all the same.
    report.trouble.map_or(Ok(()), |error| Err(books::explain(error, &config.database)))
}

async fn rotate(form: Form, config: &Config) -> Result<(), Failure> {
    let vault = Vault::new(&config.keys(&mut Kernel)?);
    let store = books::open(config).await?;
    let resealed = rotate_keys(&store, &vault, &mut Kernel).await.map_err(|not| match not {
        NotRotated::Store(error) => books::explain(error, &config.database),
        NotRotated::Identity(error) => explain_identity(error, config),
        NotRotated::Unopened(..) => Failure::NotDone(not.to_string()),
    })?;
    if form.json {
        return print::json(&json!({ "resealed": resealed }));
    }
    print::out(&format!("{resealed} sealed anew. ENCRYPTION_KEYS_OLD is not needed for this database any more.\n"))
}

fn document(month: Month, reports: &[ProviderReport]) -> Value {
    let (from, until) = month.range_ms().map_or((None, None), |range| (Some(range.start), Some(range.end)));
    json!({
        "month": month.to_string(),
        "from": from.and_then(print::moment),
        "until": until.and_then(print::moment),
        "providers": reports,
    })
}

/// A line a site, and one for all of them where there are several.
fn rows(report: &ProviderReport) -> Vec<Vec<String>> {
    let sites = report.sites.iter().map(|site| row(&report.name, &site.name, &site.figures));
    let all = (report.sites.len() > 1).then(|| row(&report.name, "all sites", &report.figures));
    sites.chain(all).collect()
}

fn row(provider: &str, site: &str, figures: &Figures) -> Vec<String> {
    let Figures { mpesa, cash, tickets_issued, tickets_used, guests } = figures;
    let counts = [tickets_issued, tickets_used, guests].map(u64::to_string);
    let cells = [provider.to_owned(), site.to_owned(), sales(mpesa), shillings(mpesa), sales(cash), shillings(cash)];
    cells.into_iter().chain(counts).collect()
}

fn sales(sums: &[Sum]) -> String {
    sums.iter().map(|sum| sum.sales).sum::<u64>().to_string()
}

/// `KES 20,500.50`; sums in several currencies stand side by side.
fn shillings(sums: &[Sum]) -> String {
    let texts = sums.iter().map(|sum| {
        let (whole, cents) = (grouped(sum.amount_cents / 100), sum.amount_cents % 100);
        format!("{} {whole}.{cents:02}", sum.currency)
    });
    Some(texts.collect::<Vec<_>>().join(" + ")).filter(|text| !text.is_empty()).unwrap_or_else(|| "0".to_owned())
}

/// A number with a comma before every three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let places = (0..digits.len()).rev();
    let comma = |place: usize| if place > 0 && place.is_multiple_of(3) { "," } else { "" };
    digits.chars().zip(places).map(|(digit, place)| format!("{digit}{}", comma(place))).collect()
}

fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(currency: &str, amount_cents: u64) -> Sum {
        Sum { currency: currency.to_owned(), sales: 2, amount_cents }
    }

    #[test]
    fn sums_are_shown_in_shillings() {
        for (sums, shown) in [
            (vec![], "0"),
            (vec![sum("KES", 0)], "KES 0.00"),
            (vec![sum("KES", 99_905)], "KES 999.05"),
            (vec![sum("KES", 123_456_789)], "KES 1,234,567.89"),
            (vec![sum("KES", 100_000), sum("UGX", 5)], "KES 1,000.00 + UGX 0.05"),
        ] {
            assert_eq!(shillings(&sums), shown);
        }
    }

    #[test]
    fn a_provider_with_several_sites_has_a_line_for_all_of_them() {
        let site = |name: &str| json!({ "id": "1", "name": name, "mpesa": [], "cash": [], "tickets_issued": 3, "tickets_used": 2, "guests": 1 });
        let report = |sites: Vec<Value>| -> ProviderReport {
            let mut report = site("Mama Njeri");
            report["sites"] = Value::Array(sites);
            serde_json::from_value(report).unwrap()
        };
        let names = |sites| rows(&report(sites)).into_iter().map(|row| row[1].clone()).collect::<Vec<_>>();
        assert_eq!(names(vec![site("Stage")]), ["Stage"]);
        assert_eq!(names(vec![site("Market"), site("Stage")]), ["Market", "Stage", "all sites"]);
        assert_eq!(rows(&report(vec![site("Stage")]))[0][2..], ["0", "0", "0", "0", "3", "2", "1"]);
    }
}
