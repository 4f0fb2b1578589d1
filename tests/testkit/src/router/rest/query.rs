//! `.query`: the words of the API's queries without their question mark, worked off as a stack (RouterOS manual, API).

use std::cmp::Ordering;

use super::refusal::Refusal;
use super::row::Row;

/// More words than anybody writes.
const MOST: usize = 64;

/// Whether the words let a row through.
pub(super) fn fits(words: &[String], row: &Row) -> Result<bool, Refusal> {
    if words.len() > MOST {
        return Err(Refusal::invalid(".query"));
    }
    let mut stack = Vec::new();
    for word in words {
        match word.strip_prefix('#') {
            Some(operators) => operate(&mut stack, operators)?,
            None => stack.push(holds(word, row)),
        }
    }
    Ok(stack.into_iter().all(|held| held))
}

fn holds(word: &str, row: &Row) -> bool {
    if let Some(absent) = word.strip_prefix('-') {
        return row.get(absent).is_none();
    }
    let compare = |rest: &str, wanted: Ordering| {
        let Some((property, value)) = rest.split_once('=') else { return false };
        row.get(property).is_some_and(|own| order(own, value) == wanted)
    };
    match word.split_at_checked(1) {
        Some((">", rest)) => compare(rest, Ordering::Greater),
        Some(("<", rest)) => compare(rest, Ordering::Less),
        Some(("=", rest)) => equals_word(rest, row),
        _ => equals_word(word, row),
    }
}

fn equals_word(word: &str, row: &Row) -> bool {
    match word.split_once('=') {
        Some((property, value)) => row.get(property).is_some_and(|own| equals(own, value)),
        None => row.get(word).is_some(),
    }
}

/// Whether a property has this value; truths may be asked for in either spelling.
pub(super) fn equals(own: &str, asked: &str) -> bool {
    fn plain(value: &str) -> &str {
        match value {
            "yes" => "true",
            "no" => "false",
            other => other,
        }
    }
    plain(own) == plain(asked)
}

fn order(own: &str, asked: &str) -> Ordering {
    match (own.parse::<u64>(), asked.parse::<u64>()) {
        (Ok(own), Ok(asked)) => own.cmp(&asked),
        _ => own.cmp(asked),
    }
}

fn operate(stack: &mut Vec<bool>, operators: &str) -> Result<(), Refusal> {
    let wrong = || Refusal::invalid(".query");
    for operator in operators.chars() {
        let top = stack.pop().ok_or_else(wrong)?;
        let result = match operator {
            '!' => !top,
            '&' => stack.pop().ok_or_else(wrong)? && top,
            '|' => stack.pop().ok_or_else(wrong)? || top,
            _ => return Err(wrong()),
        };
        stack.push(result);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::quirks::RestQuirks;
    use super::super::row::Pen;
    use super::*;

    #[test]
    fn words_are_worked_off_as_a_stack() {
        let quirks = RestQuirks::default();
        let row = Pen::row(&quirks, 26).text("type", "ether").text("mtu", "1500").flag("running", true).done();
        for (words, holds) in [
            (&["type=ether", "type=vlan", "#|"][..], true),
            (&["type=ether", "type=vlan", "#|!"], false),
            (&["type=ether", "running=yes", "#&"], true),
            (&["type=ether", "running=false"], false),
            (&["-comment", "mtu", ">mtu=900", "<mtu=9000"], true),
            (&["=.id=*1A"], true),
            (&[], true),
        ] {
            let words: Vec<String> = words.iter().map(ToString::to_string).collect();
            assert_eq!(fits(&words, &row), Ok(holds), "{words:?}");
        }
        assert!(fits(&["#!".to_owned()], &row).is_err());
    }
}
