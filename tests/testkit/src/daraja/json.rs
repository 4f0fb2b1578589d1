//! JSON as M-PESA writes it: members in the original's order, amounts with their decimals. A general writer would sort
//! the one and round the other.

use std::fmt::Display;

/// A text.
pub(super) fn text(value: impl Display) -> String {
    serde_json::Value::String(value.to_string()).to_string()
}

/// An object of members that are JSON already.
pub(super) fn object(members: &[(&str, String)]) -> String {
    let members = members.iter().map(|(name, value)| format!("{}:{value}", text(name)));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

/// A list of values that are JSON already.
pub(super) fn list(values: &[String]) -> String {
    format!("[{}]", values.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_decimals_stay() {
        let written = object(&[("b", text("say \"x\"")), ("a", list(&["20.00".to_owned(), object(&[])]))]);
        assert_eq!(written, r#"{"b":"say \"x\"","a":[20.00,{}]}"#);
    }
}
