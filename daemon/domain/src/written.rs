//! Times, amounts of data and what a plan gives, as people write them on a command line or a page.

use std::str::FromStr;

use crate::plan::Allowance;

/// What uses a plan up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Time from the first use on.
    Elapsed,
    /// Time while connected.
    Online,
    /// An amount of data.
    Data,
}

impl FromStr for Kind {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "elapsed" => Ok(Kind::Elapsed),
            "online" => Ok(Kind::Online),
            "data" => Ok(Kind::Data),
            _ => Err("it is elapsed, online or data"),
        }
    }
}

/// What a plan of a kind gives; `duration` is for time, `data` and `validity` are for data. The error names what is missing
/// or too much as options of a command.
pub fn allowance(
    kind: Kind,
    duration: Option<u32>,
    data: Option<u64>,
    validity_secs: u32,
) -> Result<Allowance, &'static str> {
    match (kind, duration, data) {
        (Kind::Elapsed, Some(duration_secs), None) => Ok(Allowance::Elapsed { duration_secs }),
        (Kind::Online, Some(duration_secs), None) => Ok(Allowance::Online { duration_secs }),
        (Kind::Data, None, Some(quota_bytes)) => Ok(Allowance::Data { quota_bytes, validity_secs }),
        (Kind::Data, Some(_), _) => Err("--kind data is sold by amount and --validity: leave out --duration"),
        (Kind::Data, None, None) => Err("--kind data needs an amount, such as 500MB"),
        (_, _, Some(_)) => Err("--kind elapsed and online are sold by --duration: leave out the amount of data"),
        (_, None, None) => Err("--kind elapsed and online need --duration, such as --duration 1h"),
    }
}

/// Reads `90s`, `30m`, `1h`, `7d`, or several parts such as `1h30m`.
pub fn span_secs(text: &str) -> Result<u32, String> {
    const HOW: &str = "a time is written like 30m, 1h, 1h30m or 7d";
    let mut secs = 0u32;
    let mut digits = String::new();
    for character in text.trim().chars() {
        let unit = match character {
            '0'..='9' => {
                digits.push(character);
                continue;
            }
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            'w' => 604_800,
            _ => return Err(HOW.to_owned()),
        };
        let number: u32 = digits.parse().map_err(|_| HOW)?;
        digits.clear();
        secs =
            number.checked_mul(unit).and_then(|part| secs.checked_add(part)).ok_or("that is longer than a lifetime")?;
    }
    if digits.is_empty() && secs > 0 { Ok(secs) } else { Err(HOW.to_owned()) }
}

/// Reads `500MB`, `2GB`, `1.5GB`; 1 MB is 1,000,000 bytes.
pub fn data_bytes(text: &str) -> Result<u64, String> {
    const HOW: &str = "an amount of data is written like 500MB or 2GB";
    let upper = text.trim().to_ascii_uppercase();
    let units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("G", 1_000_000_000), ("M", 1_000_000)];
    let (digits, unit) = units
        .into_iter()
        .find_map(|(name, unit)| upper.strip_suffix(name).map(|digits| (digits.trim(), unit)))
        .ok_or(HOW)?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let scale = u32::try_from(fraction.len()).ok().filter(|&length| (1..=6).contains(&length)).ok_or(HOW)?;
    let number = |part: &str| part.parse::<u64>().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()));
    let (whole, fraction) = number(whole).zip(number(fraction)).ok_or(HOW)?;
    let bytes = whole.checked_mul(unit).and_then(|bytes| bytes.checked_add(fraction * unit / 10u64.pow(scale)));
    bytes.ok_or_else(|| HOW.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, secs) in [("30m", 1800), ("1h", 3600), ("1h30m", 5400), ("7d", 604_800), ("90s", 90)] {
            assert_eq!(span_secs(text), Ok(secs), "{text}");
        }
        for text in ["", "1", "h", "1y", "-1h", "99999999d", "0h", "1h30"] {
            assert!(span_secs(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_plan_gives_time_or_data_and_not_both() {
        let (hour, gigabyte) = (Some(3600), Some(1_000_000_000));
        let gives = |kind: &str, duration, data| allowance(kind.parse().unwrap(), duration, data, 60);
        assert_eq!(gives("elapsed", hour, None), Ok(Allowance::Elapsed { duration_secs: 3600 }));
        assert_eq!(gives("online", hour, None), Ok(Allowance::Online { duration_secs: 3600 }));
        let quota = Allowance::Data { quota_bytes: 1_000_000_000, validity_secs: 60 };
        assert_eq!(gives("data", None, gigabyte), Ok(quota));
        for (kind, duration, data) in [("data", hour, gigabyte), ("data", None, None), ("online", hour, gigabyte)] {
            assert!(gives(kind, duration, data).is_err(), "{kind}");
        }
        assert!(gives("elapsed", None, None).is_err() && "magic".parse::<Kind>().is_err());
    }

    #[test]
    fn amounts_are_decimal() {
        for (text, bytes) in
            [("500MB", 500_000_000), ("2gb", 2_000_000_000), ("1.5GB", 1_500_000_000), ("10 M", 10_000_000)]
        {
            assert_eq!(data_bytes(text), Ok(bytes), "{text}");
        }
        for text in ["", "MB", "1", "1TB", "-1MB", "1.MB", "99999999999999999GB"] {
            assert!(data_bytes(text).is_err(), "{text}");
        }
    }
}
