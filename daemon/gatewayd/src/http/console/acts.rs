//! What was done at the counter: a line each, on disk before it is done, in two files of bounded size. The books tell what
//! came of it.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::net::IpAddr;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use domain::code::Code;
use serde_json::{Value, json};

const FILE: &str = "console.log";
const BEFORE: &str = "console.log.1";
/// Some two thousand acts.
const LARGEST: u64 = 256 << 10;
/// What is read back to be shown.
const SHOWN_BYTES: u64 = 16 << 10;
/// And how much of it.
const SHOWN: usize = 100;

/// The files.
#[derive(Clone, Debug)]
pub(super) struct Acts {
    data: PathBuf,
}

/// One act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Act {
    /// When, in milliseconds since 1970, if the clock was trusted.
    pub(super) at_ms: Option<u64>,
    /// From where.
    pub(super) from: IpAddr,
    /// What.
    pub(super) what: Deed,
}

/// What can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    SignIn,
    WrongPin,
    SignOut,
    Sell { plan: String },
    Mint { count: u16, plan: String },
    SendOff { who: String },
    GiveTime { code: Code, minutes: u32 },
    Resolve { review: String },
    BackUp,
}

impl Acts {
    pub(super) fn of(data: &Path) -> Self {
        Acts { data: data.to_owned() }
    }

    /// Writes one down, for good.
    pub(super) fn write(&self, act: &Act) -> io::Result<()> {
        let path = self.data.join(FILE);
        if fs::metadata(&path).is_ok_and(|about| about.len() >= LARGEST) {
            fs::rename(&path, self.data.join(BEFORE))?;
        }
        let line = format!("{}\n", act.written());
        let mut file = File::options().append(true).create(true).mode(0o600).open(&path)?;
        file.write_all(line.as_bytes())?;
        file.sync_data()
    }

    /// The latest, newest first. A line torn by a power cut is left out.
    pub(super) fn latest(&self) -> Vec<Act> {
        let mut text = tail(&self.data.join(FILE)).unwrap_or_default();
        if (text.len() as u64) < SHOWN_BYTES {
            text = tail(&self.data.join(BEFORE)).unwrap_or_default() + &text;
        }
        let acts = text.lines().rev().filter_map(|line| Act::read(&serde_json::from_str(line).ok()?));
        acts.take(SHOWN).collect()
    }
}

impl Act {
    fn written(&self) -> Value {
        let (deed, about, number) = match &self.what {
            Deed::SignIn => ("sign_in", String::new(), 0),
            Deed::WrongPin => ("wrong_pin", String::new(), 0),
            Deed::SignOut => ("sign_out", String::new(), 0),
            Deed::Sell { plan } => ("sell", plan.clone(), 1),
            Deed::Mint { count, plan } => ("mint", plan.clone(), u32::from(*count)),
            Deed::SendOff { who } => ("send_off", who.clone(), 0),
            Deed::GiveTime { code, minutes } => ("give_time", code.to_string(), *minutes),
            Deed::Resolve { review } => ("resolve", review.clone(), 0),
            Deed::BackUp => ("back_up", String::new(), 0),
        };
        json!({ "at_ms": self.at_ms, "from": self.from.to_string(), "deed": deed, "about": about, "number": number })
    }

    fn read(line: &Value) -> Option<Self> {
        let text = |key: &str| line[key].as_str();
        let about = || text("about").map(str::to_owned);
        let number = u32::try_from(line["number"].as_u64()?).ok()?;
        let what = match text("deed")? {
            "sign_in" => Deed::SignIn,
            "wrong_pin" => Deed::WrongPin,
            "sign_out" => Deed::SignOut,
            "sell" => Deed::Sell { plan: about()? },
            "mint" => Deed::Mint { count: u16::try_from(number).ok()?, plan: about()? },
            "send_off" => Deed::SendOff { who: about()? },
            "give_time" => Deed::GiveTime { code: Code::parse(text("about")?).ok()?, minutes: number },
            "resolve" => Deed::Resolve { review: about()? },
            "back_up" => Deed::BackUp,
            _ => return None,
        };
        Some(Act { at_ms: line["at_ms"].as_u64(), from: text("from")?.parse().ok()?, what })
    }
}

fn tail(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(SHOWN_BYTES)))?;
    let mut bytes = Vec::new();
    file.take(SHOWN_BYTES).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(number: u16) -> Act {
        let what = Deed::Mint { count: number, plan: "1 hour".to_owned() };
        Act { at_ms: Some(1_800_000_000_000), from: "192.168.88.10".parse().unwrap(), what }
    }

    #[test]
    fn the_latest_acts_are_read_back_newest_first() {
        let folder = tempfile::tempdir().unwrap();
        let acts = Acts::of(folder.path());
        assert!(acts.latest().is_empty());
        (1..=3).for_each(|number| acts.write(&act(number)).unwrap());
        assert_eq!(acts.latest(), [act(3), act(2), act(1)]);
        let mut file = File::options().append(true).open(folder.path().join(FILE)).unwrap();
        file.write_all(b"{\"at_ms\":18").unwrap();
        assert_eq!(acts.latest(), [act(3), act(2), act(1)]);
    }

    #[test]
    fn every_act_is_read_as_it_was_written() {
        let (plan, who, review) = ("1 hour \"fast\"\n".to_owned(), "7KM-2PX-9DT".to_owned(), "a1".to_owned());
        let code = Code::from_random(77);
        for what in [
            Deed::SignIn,
            Deed::WrongPin,
            Deed::SignOut,
            Deed::Sell { plan: plan.clone() },
            Deed::Mint { count: 240, plan },
            Deed::SendOff { who },
            Deed::GiveTime { code, minutes: 30 },
            Deed::Resolve { review },
            Deed::BackUp,
        ] {
            let act = Act { at_ms: None, from: "fd00::7".parse().unwrap(), what };
            let line = act.written().to_string();
            assert!(!line.contains('\n'), "{line}");
            assert_eq!(Act::read(&serde_json::from_str(&line).unwrap()), Some(act));
        }
    }

    #[test]
    fn the_files_stay_small_and_the_latest_are_there_after_a_change_of_file() {
        let folder = tempfile::tempdir().unwrap();
        let acts = Acts::of(folder.path());
        acts.write(&act(1)).unwrap();
        let file = File::options().append(true).open(folder.path().join(FILE)).unwrap();
        file.set_len(LARGEST - 10).unwrap();
        (2..=4).for_each(|number| acts.write(&act(number)).unwrap());
        assert!(fs::metadata(folder.path().join(FILE)).unwrap().len() < 1000);
        assert_eq!(acts.latest().first(), Some(&act(4)));
    }
}
