//! What the demo's owner sells.

use testkit::Langod;
use testkit::langod::LangodError;

/// Tickets of each plan on the counter.
const TICKETS_EACH: usize = 3;

/// A plan and its freshly minted tickets.
pub(crate) struct Offer {
    pub(crate) plan: &'static str,
    pub(crate) terms: &'static str,
    pub(crate) codes: Vec<String>,
}

/// Adds the plans and mints their tickets, and one more of the first plan for each of the other stories.
pub(crate) fn prepare(langod: &Langod) -> Result<Vec<Offer>, LangodError> {
    let hour = "--kind elapsed --duration 1h --rate 2M/5M --devices 1";
    let day = "--kind elapsed --duration 24h --rate 2M/5M --devices 2";
    let data = "--kind data --data 500MB --validity 7d --devices 1";
    Ok(vec![
        offer(langod, "1 hour", "20", hour, "KES 20, one hour from first use, one device")?,
        offer(langod, "1 day", "50", day, "KES 50, 24 hours from first use, two devices")?,
        offer(langod, "500 MB", "30", data, "KES 30, 500 MB within seven days, one device")?,
    ])
}

fn offer(
    langod: &Langod,
    plan: &'static str,
    price: &str,
    options: &str,
    terms: &'static str,
) -> Result<Offer, LangodError> {
    let named = ["--name", plan, "--price", price];
    let options: Vec<&str> = named.into_iter().chain(options.split(' ')).collect();
    langod.add_plan(&options)?;
    Ok(Offer { plan, terms, codes: langod.mint(plan, TICKETS_EACH)? })
}
