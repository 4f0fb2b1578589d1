//! A gateway that sells, with tickets of it, and codes nobody sold.

use domain::code::Code;
use testkit::Langod;

/// The plan most tests sell.
pub const HOUR: &str = "1 hour";

/// A running gateway with the plan [`HOUR`] for one device.
pub fn selling_hours() -> Langod {
    let langod = Langod::start().unwrap();
    langod.add_hour(1).unwrap();
    langod
}

/// A running gateway and one ticket of [`HOUR`] for so many devices.
pub fn with_ticket(devices: u8) -> (Langod, String) {
    let langod = Langod::start().unwrap();
    langod.add_hour(devices).unwrap();
    let code = one_ticket(&langod, HOUR);
    (langod, code)
}

/// A running gateway and one ticket for an amount of data, such as `5GB`.
pub fn with_data_ticket(amount: &str, devices: u8) -> (Langod, String) {
    let langod = Langod::start().unwrap();
    let plan = ["--name", "data", "--price", "100", "--kind", "data", "--data", amount, "--validity", "30d"];
    langod.add_plan(&[&plan[..], &["--devices", &devices.to_string()]].concat()).unwrap();
    let code = one_ticket(&langod, "data");
    (langod, code)
}

/// A new ticket's code.
pub fn one_ticket(langod: &Langod, plan: &str) -> String {
    langod.mint(plan, 1).unwrap().pop().unwrap()
}

/// The nine characters without dashes.
pub fn plain(code: &str) -> String {
    Code::parse(code).unwrap().plain().to_string()
}

/// A well-formed code without a ticket; each number another.
pub fn unsold(number: u64) -> String {
    Code::from_random(0xA5_0000_0000 + number).to_string()
}

/// A code with its last character mistyped.
pub fn mistyped(code: &str) -> String {
    let mut typed = code.to_owned();
    let last = typed.pop();
    typed.push(if last == Some('7') { '8' } else { '7' });
    typed
}

/// A guest's device; each number another.
pub fn device(number: u8) -> String {
    format!("02:00:5E:10:00:{number:02X}")
}
