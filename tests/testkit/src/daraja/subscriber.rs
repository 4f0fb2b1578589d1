//! The phones: what each does with a prompt, and the directory that the demo prints.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::quirks::CallbackMode;
use super::{Msisdn, ResultCode};

/// What happens when a push is sent to a phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Behaviour {
    /// The PIN is entered, and the money is there.
    Pays,
    /// The prompt is cancelled: 1032.
    Cancels,
    /// The prompt is looked at until it goes away: 1037.
    Ignores,
    /// The phone is off, no prompt appears: 1037, sooner.
    Unreachable,
    /// The prompt expires: 1019.
    Expires,
    /// Ends with this code. Codes that the payer cannot cause show no prompt.
    Fails(ResultCode),
    /// 1037 is reported, and some time later the money is there after all.
    PaysLate,
    /// Waits for `enter_pin`, `cancel` or `time_out`.
    Manual,
}

/// A phone and its owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subscriber {
    /// What happens when a push is sent there.
    pub behaviour: Behaviour,
    /// When its callback comes, counted from the push, if not as the quirks say.
    #[serde(default)]
    pub delay_ms: Option<u64>,
    /// How its callbacks come, if not as the quirks say.
    #[serde(default)]
    pub callback: Option<CallbackMode>,
    /// The first name, which C2B confirmations carry.
    #[serde(default = "jane")]
    pub first_name: String,
}

fn jane() -> String {
    "JANE".to_owned()
}

impl Subscriber {
    /// One who behaves so, with everything else as usual.
    pub fn new(behaviour: Behaviour) -> Self {
        Subscriber { behaviour, delay_ms: None, callback: None, first_name: jane() }
    }

    /// The same with callbacks coming this long after the push.
    pub fn after_ms(mut self, delay_ms: u64) -> Self {
        self.delay_ms = Some(delay_ms);
        self
    }

    /// The same with callbacks of this kind.
    pub fn with_callback(mut self, mode: CallbackMode) -> Self {
        self.callback = Some(mode);
        self
    }
}

impl fmt::Display for Subscriber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.behaviour {
            Behaviour::Pays => f.write_str("pays")?,
            Behaviour::Cancels => f.write_str("cancels the prompt (1032)")?,
            Behaviour::Ignores => f.write_str("lets the prompt time out (1037)")?,
            Behaviour::Unreachable => f.write_str("is switched off (1037, sooner)")?,
            Behaviour::Expires => f.write_str("lets the request expire (1019)")?,
            Behaviour::Fails(code) => write!(f, "{} ({code})", trouble(&code.0))?,
            Behaviour::PaysLate => f.write_str("pays late, after 1037 was reported")?,
            Behaviour::Manual => f.write_str("waits until you say enter-pin, cancel or time-out")?,
        }
        match &self.callback {
            None | Some(CallbackMode::Once) => Ok(()),
            Some(CallbackMode::Never) => f.write_str("; no callback ever comes"),
            Some(CallbackMode::Twice) => f.write_str("; the callback comes twice"),
            Some(CallbackMode::TenAtOnce) => f.write_str("; ten callbacks come at once"),
            Some(CallbackMode::BeforeAnswer) => f.write_str("; the callback comes before the push is answered"),
            Some(CallbackMode::After(ms)) => write!(f, "; the callback comes {} s later", ms / 1000),
        }
    }
}

/// What goes wrong, in the directory's words.
fn trouble(code: &str) -> &'static str {
    match code {
        "1" => "has not enough money",
        "2" => "is told that the amount is too small",
        "3" => "is told that the amount is too large",
        "4" => "has reached the daily limit",
        "8" => "finds the receiving account full",
        "17" => "is told to wait two minutes before paying the same again",
        "26" => "finds M-PESA busy",
        "1001" => "has another M-PESA session open",
        "1025" => "cannot be sent a prompt",
        "2001" => "enters a wrong PIN",
        "2028" => "may not pay this kind of merchant",
        "8006" => "has locked the PIN",
        "SFC_IC0003" => "finds no such till or paybill",
        _ => "ends with a code",
    }
}

/// The number Safaricom publishes for its sandbox. Nobody answers it.
const SANDBOX_PHONE: &str = "254708374149";

/// The phones of the demo, 0700 000 001 and onwards, and the sandbox's own; the stand-in prints them. Others pay.
pub fn directory() -> BTreeMap<Msisdn, Subscriber> {
    let fails = |code: &str| Behaviour::Fails(code.into());
    let phones = [
        (Behaviour::Pays, None),
        (Behaviour::Cancels, None),
        (Behaviour::Ignores, None),
        (fails("1"), None),
        (fails("2001"), None),
        (Behaviour::Unreachable, None),
        (fails("8006"), None),
        (Behaviour::Pays, Some(CallbackMode::Never)),
        (Behaviour::PaysLate, None),
        (fails("26"), None),
        (Behaviour::Expires, None),
        (fails("4"), None),
        (fails("3"), None),
        (fails("2"), None),
        (fails("8"), None),
        (fails("2028"), None),
        (fails("SFC_IC0003"), None),
        (fails("17"), None),
        (fails("1001"), None),
        (fails("1025"), None),
        (Behaviour::Manual, None),
        (Behaviour::Pays, Some(CallbackMode::Twice)),
        (Behaviour::Pays, Some(CallbackMode::TenAtOnce)),
        (Behaviour::Pays, Some(CallbackMode::BeforeAnswer)),
        (Behaviour::Pays, Some(CallbackMode::After(60_000))),
    ];
    let numbers = (1..).filter_map(|n: u32| Msisdn::from_wire(&format!("254700{n:06}")));
    let subscribers =
        phones.into_iter().map(|(behaviour, callback)| Subscriber { callback, ..Subscriber::new(behaviour) });
    let sandbox = Msisdn::from_wire(SANDBOX_PHONE).map(|phone| (phone, Subscriber::new(Behaviour::Ignores)));
    numbers.zip(subscribers).chain(sandbox).collect()
}
