//! The stable word for why a payment failed: the gateway's own where it sold nothing, that of the rail's code otherwise.

use domain::checkout::Cause;
use payment_proto::mpesa;

/// Nobody heard that the site took the sale.
pub(super) const SITE_UNREACHABLE: &str = "site_unreachable";

/// The words with which a gateway says that it asked nobody.
const OF_GATEWAYS: [&str; 8] = [
    "prompt_open",
    "site_busy",
    "unknown_plan",
    "not_payable",
    "sales_paused",
    "not_offered",
    "clock_unknown",
    "too_late",
];

/// From what stands in the books to a word; none where the rail's code alone does not tell.
pub(super) fn reason(code: &str) -> Option<&'static str> {
    if code == "too_often" {
        return Some("too_many_requests");
    }
    let of_gateway = OF_GATEWAYS.into_iter().find(|word| *word == code);
    of_gateway.or_else(|| mpesa::cause(code).map(Cause::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gateways_words_pass_and_codes_of_the_rail_become_words() {
        for (code, word) in [
            ("prompt_open", Some("prompt_open")),
            ("too_often", Some("too_many_requests")),
            ("too_late", Some("too_late")),
            ("1032", Some("cancelled")),
            ("1037", Some("no_pin_in_time")),
            ("SFC_IC0003", Some("owners_trouble")),
            ("500.001.1001", None),
            ("whatever comes", None),
        ] {
            assert_eq!(reason(code), word, "{code}");
        }
    }
}
