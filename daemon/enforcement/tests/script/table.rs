//! What each version of RouterOS knows: `data/routeros/commands.txt`, row by row.

use std::fmt::Write as _;

use super::grammar::{Argument, Command};

const TABLE: &str = include_str!("../../data/routeros/commands.txt");
/// The minor versions the table was made for.
pub(crate) const MINORS: [u16; 5] = [16, 20, 21, 23, 24];
/// How sure a source is; see the references' own list.
const MARKS: [&str; 7] = ["[O]", "[S]", "[M]", "[1]", "[I]", "[K]", "[?]"];

struct Row<'a> {
    menu: &'a str,
    verbs: Vec<&'a str>,
    item: &'a str,
    /// The values it may have; none for any.
    values: Vec<&'a str>,
    first: u16,
    last: u16,
}

/// The table.
pub(crate) struct Table(Vec<Row<'static>>);

impl Table {
    pub(crate) fn read() -> Self {
        let lines = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        Table(lines.map(row).collect())
    }

    /// Rows that no script needs.
    pub(crate) fn unused(&self, said: &[Command]) -> Vec<String> {
        let says = |row: &Row, command: &Command| {
            row.menu == command.menu
                && row.verbs.contains(&verb(command))
                && (row.item == "-" || command.arguments.iter().any(|argument| argument.name == row.item))
        };
        let unused = self.0.iter().filter(|row| !said.iter().any(|command| says(row, command)));
        unused.map(|row| format!("{} {:?} {}", row.menu, row.verbs, row.item)).collect()
    }

    /// What a version does not know of a script; empty if all is well.
    pub(crate) fn unknown(&self, commands: &[Command], minor: u16) -> String {
        let mut unknown = String::new();
        for command in commands {
            let mut wrong = self.unknown_of(command, minor);
            if command.is_second_try && MINORS.iter().any(|minor| self.unknown_of(command, *minor).is_empty()) {
                wrong.clear();
            }
            for item in wrong {
                let _ = writeln!(unknown, "7.{minor} {} {} {item}", command.menu, command.verb);
            }
        }
        unknown
    }

    fn unknown_of(&self, command: &Command, minor: u16) -> Vec<String> {
        if command.menu == "$" {
            return Vec::new();
        }
        let verb = verb(command);
        let of_command = |row: &&Row| {
            row.menu == command.menu && row.verbs.contains(&verb) && (row.first..=row.last).contains(&minor)
        };
        let rows: Vec<&Row> = self.0.iter().filter(of_command).collect();
        if rows.is_empty() {
            return vec!["as a command".to_owned()];
        }
        let is_known = |argument: &&Argument| {
            rows.iter().any(|row| row.item == argument.name && row.takes(argument.value.as_deref()))
        };
        // Variables and numbers stand for rows, or for what the language counts.
        let is_checked = |argument: &&Argument| {
            let is_row = argument.name.starts_with(|first: char| first == '$' || first.is_ascii_digit());
            !argument.is_bare || !(is_row || command.menu.starts_with(':'))
        };
        let wrong = command.arguments.iter().filter(is_checked).filter(|argument| !is_known(argument));
        wrong.map(|argument| format!("{}={:?}", argument.name, argument.value)).collect()
    }
}

fn verb(command: &Command) -> &str {
    match command.verb.as_str() {
        "get" | "find" => "read",
        verb => verb,
    }
}

impl Row<'_> {
    fn takes(&self, value: Option<&str>) -> bool {
        let Some(value) = value else { return true };
        self.values.is_empty() || value.split(',').all(|part| self.values.contains(&part.trim_start_matches('!')))
    }
}

/// `menu  verbs  item[=values]  versions  [mark] where`
fn row(line: &'static str) -> Row<'static> {
    let mut columns = line.split_whitespace();
    let mut column = || columns.next().unwrap_or_else(|| panic!("five columns: {line}"));
    let (menu, verbs, item, versions, mark) = (column(), column(), column(), column(), column());
    assert!(MARKS.contains(&mark) && columns.next().is_some(), "a mark and its source: {line}");
    let (item, values) = item.split_once('=').unwrap_or((item, ""));
    let (first, last) = versions.split_once('-').unwrap_or_else(|| panic!("versions: {line}"));
    let minor = |text: &str| text.strip_prefix("7.").and_then(|minor| minor.parse().ok());
    Row {
        menu,
        verbs: verbs.split(',').collect(),
        item,
        values: values.split('|').filter(|value| !value.is_empty()).collect(),
        first: minor(first).unwrap_or_else(|| panic!("versions: {line}")),
        last: if last.is_empty() { u16::MAX } else { minor(last).unwrap_or_else(|| panic!("versions: {line}")) },
    }
}
