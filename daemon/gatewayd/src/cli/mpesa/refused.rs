//! What M-PESA's no means, for whoever set it up.

use domain::checkout::Cause;
use payment_proto::mpesa::Verdict;

use crate::cli::Failure;
use crate::mpesa::Heard;
use crate::outbound::Trouble;

/// What stands in the way, and what to do about it.
pub(super) fn refused(heard: &Heard) -> Failure {
    let said = if heard.said.is_empty() { String::new() } else { format!(" M-PESA says: {}", heard.said) };
    Failure::NotDone(match (&heard.verdict, &heard.trouble) {
        (Verdict::Misconfigured { fault, code }, _) => format!("{fault}{}{said}", in_brackets(code)),
        (_, Some(trouble)) => unreachable(trouble),
        (Verdict::BackOff { code }, None) => {
            format!("M-PESA is busy{}: try again in some minutes.{said}", in_brackets(code))
        }
        (Verdict::Failed { cause: Cause::RailUnreachable, .. }, None) => {
            "M-PESA gave no usable answer when a token was fetched: try again in a minute".to_owned()
        }
        (Verdict::Failed { cause, code }, None) => {
            let why = cause.as_str().replace('_', " ");
            format!("M-PESA refuses for now: {why}{}.{said}", in_brackets(code))
        }
        (Verdict::UnknownResult { code }, None) => format!("M-PESA gave a result nobody knows: {code}.{said}"),
        _ => format!("M-PESA gave no usable answer ({}): try again in a minute.{said}", heard.kind),
    })
}

/// The rail's code, where it gave one.
fn in_brackets(code: &str) -> String {
    if code.is_empty() { String::new() } else { format!(" (code {code})") }
}

/// What is in the way to the rail, and what to do about it.
pub(crate) fn unreachable(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Name => "its name has no address: there is no internet here, or no DNS (in a RouterOS container: \
                          `dns=` of /container, and a srcnat rule for its veth)"
            .to_owned(),
        Trouble::Connection => "nobody answers at its address: check the internet connection, the firewall and \
                                base_url"
            .to_owned(),
        Trouble::Tls(why) => format!(
            "the connection is not the rail's, or the clock is wrong ({why}): somebody may stand in between, such as \
             another hotspot's login page"
        ),
        Trouble::Time => "it does not answer in time: the line is slow or something swallows the packets".to_owned(),
        Trouble::Cut => "the connection breaks off: try again, and look at the line if it stays".to_owned(),
    }
}
