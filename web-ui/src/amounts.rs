//! Amounts as people say them: durations, data, speeds, prices. Always rounded down, so that a page never promises
//! more than is left. 1 MB is 1,000,000 bytes.

use domain::money::{Currency, Money};
use domain::plan::Allowance;

use crate::Language;
use crate::words::Unit;

const KB: u64 = 1_000;
const MB: u64 = 1_000_000;
const GB: u64 = 1_000_000_000;

const UNITS: [(Unit, u64); 4] = [(Unit::Day, 86_400), (Unit::Hour, 3_600), (Unit::Minute, 60), (Unit::Second, 1)];
/// Above this, seconds are noise.
const SECONDS_MATTER_BELOW: u64 = 300;

/// A duration in its two largest units: `2 hours 15 minutes`, `saa 2 dakika 15`.
pub fn duration_in_words(language: Language, secs: u64) -> String {
    let secs = if secs < SECONDS_MATTER_BELOW { secs } else { secs / 60 * 60 };
    let unit = language.words().amounts.unit;
    let largest = UNITS.iter().position(|(_, length)| secs >= *length).unwrap_or(UNITS.len() - 1);
    let mut rest = secs;
    let mut parts = Vec::new();
    for (name, length) in UNITS.iter().skip(largest).take(2) {
        let count = rest / length;
        rest %= length;
        if count > 0 || secs == 0 {
            parts.push(unit(*name, count));
        }
    }
    parts.join(" ")
}

/// How long ago something was, in its largest unit: `2 minutes ago`, `dakika 2 zilizopita`. Seconds have passed before a
/// page is read, so they are not counted.
pub(crate) fn ago(language: Language, secs: u64) -> String {
    let words = &language.words().amounts;
    match UNITS.iter().find(|(_, length)| *length >= 60 && secs >= *length) {
        None => words.just_now.to_owned(),
        Some((unit, length)) => {
            let count = secs / length;
            (words.ago)(&(words.unit)(*unit, count), count)
        }
    }
}

/// An amount of data: `1.5 GB`, `850 MB`; in Swahili the unit comes first.
pub fn bytes_in_words(language: Language, bytes: u64) -> String {
    let (number, unit) = match bytes {
        GB.. => (tenths(bytes / (GB / 10)), "GB"),
        MB.. => (grouped((bytes / MB).to_string()), "MB"),
        _ => ((bytes / KB).to_string(), "KB"),
    };
    (language.words().amounts.measure)(&number, unit)
}

/// What a plan gives, for commands: `1 hour from first use`, `2 GB within 30 days`.
pub fn gives_in_words(allowance: Allowance) -> String {
    let time = |secs: u32| duration_in_words(Language::English, u64::from(secs));
    match allowance {
        Allowance::Elapsed { duration_secs } => format!("{} from first use", time(duration_secs)),
        Allowance::Online { duration_secs } => format!("{} online", time(duration_secs)),
        Allowance::Data { quota_bytes, validity_secs } => {
            format!("{} within {}", bytes_in_words(Language::English, quota_bytes), time(validity_secs))
        }
    }
}

/// A speed: `5 Mbps`, `512 kbps`.
pub(crate) fn speed_in_words(language: Language, kbps: u32) -> String {
    let kbps = u64::from(kbps);
    let (number, unit) = if kbps >= 1_000 { (tenths(kbps / 100), "Mbps") } else { (kbps.to_string(), "kbps") };
    (language.words().amounts.measure)(&number, unit)
}

/// An amount of money as it is said and sent by SMS: `KSh 1,500`, on one line.
pub(crate) fn price_in_words(price: Money) -> String {
    format!("{}\u{a0}{}", currency_sign(price.currency()), price_number(price))
}

/// The shilling as its own people write it.
pub(crate) fn currency_sign(currency: Currency) -> &'static str {
    match currency {
        Currency::Kes => "KSh",
        Currency::Ugx => "USh",
        Currency::Tzs => "TSh",
    }
}

/// The number of a price with its thousands apart: `5,000`.
pub(crate) fn price_number(price: Money) -> String {
    grouped(price.decimal())
}

fn tenths(count: u64) -> String {
    let whole = grouped((count / 10).to_string());
    if count.is_multiple_of(10) { whole } else { format!("{whole}.{}", count % 10) }
}

pub(crate) fn grouped(number: String) -> String {
    let whole = number.find('.').unwrap_or(number.len());
    let mut text = String::with_capacity(number.len() + whole / 3);
    for (index, digit) in number.chars().enumerate() {
        if index > 0 && index < whole && (whole - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Swahili};

    #[test]
    fn durations_read_as_people_say_them() {
        for (secs, english, swahili) in [
            (0, "0 seconds", "sekunde 0"),
            (1, "1 second", "sekunde 1"),
            (90, "1 minute 30 seconds", "dakika 1 sekunde 30"),
            (3_599, "59 minutes", "dakika 59"),
            (3_600, "1 hour", "saa 1"),
            (8_100, "2 hours 15 minutes", "saa 2 dakika 15"),
            (86_400, "1 day", "siku 1"),
            (86_400 * 30 + 3_600, "30 days 1 hour", "siku 30 saa 1"),
            (86_400 + 60, "1 day", "siku 1"),
        ] {
            assert_eq!(duration_in_words(English, secs), english);
            assert_eq!(duration_in_words(Swahili, secs), swahili);
        }
        assert!(duration_in_words(English, u64::MAX).ends_with("hours"));
    }

    #[test]
    fn the_past_is_told_in_its_largest_unit() {
        for (secs, english, swahili) in [
            (0, "just now", "sasa hivi"),
            (59, "just now", "sasa hivi"),
            (60, "1 minute ago", "dakika 1 iliyopita"),
            (179, "2 minutes ago", "dakika 2 zilizopita"),
            (7_200, "2 hours ago", "saa 2 zilizopita"),
            (86_400 * 40, "40 days ago", "siku 40 zilizopita"),
        ] {
            assert_eq!(ago(English, secs), english);
            assert_eq!(ago(Swahili, secs), swahili);
        }
    }

    #[test]
    fn data_is_decimal_and_rounded_down() {
        for (bytes, english, swahili) in [
            (0, "0 KB", "KB 0"),
            (999_999, "999 KB", "KB 999"),
            (1_999_999, "1 MB", "MB 1"),
            (999_999_999, "999 MB", "MB 999"),
            (1_000_000_000, "1 GB", "GB 1"),
            (1_599_999_999, "1.5 GB", "GB 1.5"),
            (1_200_000_000_000, "1,200 GB", "GB 1,200"),
        ] {
            assert_eq!(bytes_in_words(English, bytes), english);
            assert_eq!(bytes_in_words(Swahili, bytes), swahili);
        }
        assert!(bytes_in_words(English, u64::MAX).ends_with(" GB"));
    }

    #[test]
    fn speeds_and_prices_keep_their_fractions() {
        assert_eq!(speed_in_words(English, 512), "512 kbps");
        assert_eq!(speed_in_words(English, 2_500), "2.5 Mbps");
        assert_eq!(speed_in_words(Swahili, 10_000), "Mbps 10");
        for (price, text) in [("20", "20"), ("1500.5", "1,500.50"), ("1000000", "1,000,000")] {
            let price = Money::parse(price, Currency::Kes).unwrap();
            assert_eq!(price_number(price), text);
            assert_eq!(price_in_words(price), format!("KSh\u{a0}{text}"));
        }
    }
}
