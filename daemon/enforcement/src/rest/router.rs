//! How the router itself is: `/system/resource` and `/system/clock`.

use std::fmt;

use super::Row;

/// A RouterOS version, such as 7.20.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// The first number.
    pub major: u16,
    /// The second one.
    pub minor: u16,
}

impl Version {
    /// Reads `7.20.1 (stable)`, `7.24beta3`.
    pub fn read(text: &str) -> Option<Self> {
        let (major, rest) = text.trim().split_once('.')?;
        let digits = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
        Some(Version { major: major.parse().ok()?, minor: rest.get(..digits)?.parse().ok()? })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// What a router says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Router {
    /// Its software, as it writes it.
    pub version: String,
    /// `arm64`, `arm`, `mmips`, …
    pub architecture: String,
    /// What is printed on the box.
    pub board: String,
    /// Seconds since it started.
    pub uptime_secs: Option<u64>,
    /// Bytes of memory that are free.
    pub free_memory: Option<u64>,
    /// Per cent of its processors' time in use.
    pub load_percent: Option<u8>,
}

impl Router {
    /// The row of `/system/resource`.
    pub fn read(row: &Row) -> Option<Self> {
        let text = |property: &str| row.text(property).unwrap_or_default().chars().take(40).collect::<String>();
        Some(Router {
            version: row.text("version").map(|_| text("version"))?,
            architecture: text("architecture-name"),
            board: text("board-name"),
            uptime_secs: row.text("uptime").and_then(span_secs),
            free_memory: row.text("free-memory").and_then(|text| text.parse().ok()),
            load_percent: row.text("cpu-load").and_then(|text| text.parse().ok()),
        })
    }
}

/// Reads `3w2d7h25m31s`, and `02:15:03` as older versions write it, also behind `1d`.
fn span_secs(text: &str) -> Option<u64> {
    let (mut secs, mut number, mut has_unit) = (0u64, String::new(), false);
    let mut clock = None;
    for character in text.chars() {
        let unit = match character {
            '0'..='9' if number.len() < 9 => {
                number.push(character);
                continue;
            }
            'w' => 604_800,
            'd' => 86_400,
            'h' => 3600,
            'm' => 60,
            's' => 1,
            ':' => {
                clock = Some(clock.unwrap_or(0) * 60 + number.parse::<u64>().ok()?);
                number.clear();
                continue;
            }
            _ => return None,
        };
        secs = secs.checked_add(number.parse::<u64>().ok()?.checked_mul(unit)?)?;
        number.clear();
        has_unit = true;
    }
    match (clock, number.parse::<u64>()) {
        (Some(minutes), Ok(last)) => secs.checked_add(minutes.checked_mul(60)?.checked_add(last)?),
        (None, Err(_)) if has_unit && number.is_empty() => Some(secs),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Told, rows};
    use super::*;

    #[test]
    fn versions_are_read_with_what_hangs_on_them() {
        assert_eq!(Version::read("7.20.1 (stable)"), Some(Version { major: 7, minor: 20 }));
        assert_eq!(Version::read("7.24beta3 (testing)"), Some(Version { major: 7, minor: 24 }));
        for wrong in ["", "7", "seven.one", "7.x", ".1"] {
            assert_eq!(Version::read(wrong), None, "{wrong}");
        }
        assert!(Version::read("7.9") < Version::read("7.16"));
    }

    #[test]
    fn spans_are_read_in_both_notations() {
        for (text, secs) in
            [("3w2d7h25m31s", 2_013_931), ("55s", 55), ("02:15:03", 8103), ("1d02:15:03", 94_503), ("0s", 0)]
        {
            assert_eq!(span_secs(text), Some(secs), "{text}");
        }
        for wrong in ["", "5", "5x", "1h5", ":", "99999999999999999999s"] {
            assert_eq!(span_secs(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_router_tells_how_it_is_in_texts() {
        let body = r#"{"version":"7.20.1 (stable)","architecture-name":"arm64","board-name":"hAP ax^2","uptime":"1d2h",
            "free-memory":"612352000","cpu-load":"7"}"#;
        let row = rows(&Told { status: 200, body: body.into() }).unwrap().remove(0);
        let router = Router::read(&row).unwrap();
        assert_eq!((router.architecture.as_str(), router.uptime_secs), ("arm64", Some(93_600)));
        assert_eq!((router.free_memory, router.load_percent), (Some(612_352_000), Some(7)));
        let nobody = rows(&Told { status: 200, body: b"{\"a\":\"b\"}".into() }).unwrap().remove(0);
        assert_eq!(Router::read(&nobody), None);
    }
}
