//! `lango-cloud provider grant`: a provider's subscription goes on, without a payment. Until when is decided here, by day.

use cloud_store::CloudStore;
use cloud_store::ids::SubscriptionId;
use cloud_store::platform::{Provider, ProviderStatus};
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::chance::Kernel;
use crate::cli::audit::{Deed, Done};
use crate::cli::{Failure, books, print, provider};
use crate::clock::Clock;
use crate::config::Config;
use crate::jobs::{day_of, end_of};

/// Ten years: more is a slip of the hand.
const MOST_DAYS: u32 = 3650;

/// For how long somebody wants it to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Term {
    /// So many days behind what is paid for already, or behind today.
    Days(u32),
    /// To the end of a day.
    Until(Date),
}

/// Why it does not go on for so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unfit {
    #[error(
        "a subscription goes on for 1 to {MOST_DAYS} days at once, and for no more than {MOST_DAYS} days from today"
    )]
    Length,
    #[error("{0} is over: name today or a day to come")]
    Past(Date),
    #[error("it is paid through {0} already: a later day prolongs it")]
    NoGain(Date),
}

impl Term {
    /// As it was typed: one of the two.
    pub(super) fn typed(days: Option<u32>, until: Option<Date>) -> Result<Self, Failure> {
        match (days, until) {
            (Some(days), None) => Ok(Term::Days(days)),
            (None, Some(day)) => Ok(Term::Until(day)),
            _ => Err(Failure::Wrong("either --days or --until is needed".to_owned())),
        }
    }

    /// The last day of the subscription, once it was prolonged.
    fn last_day(self, paid_until_ms: Option<u64>, now_ms: u64) -> Result<Date, Unfit> {
        let today = day_of(now_ms).ok_or(Unfit::Length)?;
        // What ends at midnight ends with the day before.
        let paid_through = paid_until_ms.and_then(|ms| day_of(ms.saturating_sub(1))).filter(|day| *day >= today);
        let last = match self {
            Term::Days(days @ 1..=MOST_DAYS) => {
                paid_through.unwrap_or(today).checked_add(i64::from(days).days()).map_err(|_| Unfit::Length)?
            }
            Term::Days(_) => return Err(Unfit::Length),
            Term::Until(day) if day < today => return Err(Unfit::Past(day)),
            Term::Until(day) => day,
        };
        match paid_through {
            Some(paid_through) if last <= paid_through => Err(Unfit::NoGain(paid_through)),
            _ if today.checked_add(i64::from(MOST_DAYS).days()).is_ok_and(|furthest| last <= furthest) => Ok(last),
            _ => Err(Unfit::Length),
        }
    }

    fn until_ms(self, paid_until_ms: Option<u64>, now_ms: u64) -> Result<u64, Unfit> {
        end_of(self.last_day(paid_until_ms, now_ms)?).ok_or(Unfit::Length)
    }
}

/// Its gateways hear of it with the next answer they get, at the end of a held question at the latest.
pub(super) async fn run(
    provider: Provider,
    term: Term,
    json: bool,
    store: &CloudStore,
    config: &Config,
) -> Result<(), Failure> {
    let (books, explain) = (store.provider(provider.id), |error| books::explain(error, &config.database));
    let (id, now_ms) = (SubscriptionId::draw(&mut Kernel), Clock.unix_ms());
    let granted = books.grant_subscription(id, |paid_until_ms| term.until_ms(paid_until_ms, now_ms), now_ms).await;
    let until_ms = granted.map_err(explain)?.map_err(|unfit| Failure::Wrong(unfit.to_string()))?;
    let granted = Done::new(Deed::Grant, provider.id).concerns(provider.id).with("until", print::moment(until_ms));
    granted.add_to_log(store, config).await;
    if json {
        return print::json(&provider::value(&provider, Some(until_ms)));
    }
    print::out(&sentence(&provider, until_ms))
}

fn sentence(provider: &Provider, until_ms: u64) -> String {
    let (name, id) = (&provider.business_name, provider.id);
    let last = day_of(until_ms.saturating_sub(1)).map(|day| day.strftime("%-d %B %Y").to_string()).unwrap_or_default();
    let sentence = format!("{name} is paid through {last}, until midnight in Nairobi.");
    if provider.status == ProviderStatus::Suspended {
        return format!("{sentence} It is suspended all the same: lango-cloud provider resume {id}\n");
    }
    format!("{sentence} Its gateways hear of it within half a minute where the line is good.\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-22, noon in Nairobi.
    const NOW_MS: u64 = 1_795_338_000_000;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn last_day(term: Term, paid_through: Option<&str>) -> Result<Date, Unfit> {
        let paid_until_ms = paid_through.and_then(|text| end_of(day(text)));
        term.last_day(paid_until_ms, NOW_MS)
    }

    #[test]
    fn days_count_from_what_is_paid_for_or_from_today() {
        for (paid_through, days, last) in [
            (None, 1, "2026-11-23"),
            (None, 30, "2026-12-22"),
            (Some("2026-11-21"), 30, "2026-12-22"),
            (Some("2026-11-22"), 30, "2026-12-22"),
            (Some("2026-12-22"), 30, "2027-01-21"),
            (None, MOST_DAYS, "2036-11-19"),
        ] {
            assert_eq!(last_day(Term::Days(days), paid_through), Ok(day(last)), "{paid_through:?} {days}");
        }
    }

    #[test]
    fn a_subscription_lasts_to_the_end_of_its_last_day() {
        // 2026-11-22T21:00:00Z is midnight in Nairobi.
        assert_eq!(Term::Until(day("2026-11-22")).until_ms(None, NOW_MS), Ok(1_795_381_200_000));
        assert_eq!(
            Term::Days(1).until_ms(Some(1_795_381_200_000), NOW_MS),
            end_of(day("2026-11-23")).ok_or(Unfit::Length)
        );
    }

    #[test]
    fn days_that_are_over_or_paid_for_or_absurd_are_refused() {
        let until = |text: &str| Term::Until(day(text));
        assert_eq!(last_day(until("2026-11-21"), None), Err(Unfit::Past(day("2026-11-21"))));
        assert_eq!(last_day(until("2026-12-01"), Some("2026-12-01")), Err(Unfit::NoGain(day("2026-12-01"))));
        assert_eq!(last_day(until("2026-12-02"), Some("2026-12-01")), Ok(day("2026-12-02")));
        for absurd in
            [Term::Days(0), Term::Days(MOST_DAYS + 1), Term::Days(u32::MAX), until("2036-11-20"), until("9999-12-31")]
        {
            assert_eq!(last_day(absurd, None), Err(Unfit::Length), "{absurd:?}");
        }
        assert_eq!(last_day(Term::Days(MOST_DAYS), Some("2026-11-23")), Err(Unfit::Length));
    }
}
