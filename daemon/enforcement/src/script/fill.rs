//! Filling in what a piece of script leaves open, and trying a command in several spellings.

use super::quote::spliced;

/// Replaces each `@name@` by what stands for it. What is filled in is not looked at again.
pub(super) fn filled(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('@') {
        out.push_str(before);
        let named = after.split_once('@');
        let value = named.and_then(|(name, _)| values.iter().find(|(known, _)| *known == name));
        match (named, value) {
            (Some((_, behind)), Some((_, value))) => {
                out.push_str(value);
                rest = behind;
            }
            _ => {
                out.push('@');
                rest = after;
            }
        }
    }
    out + rest
}

/// Tries a command that not every version can even read; a failure passes.
pub(super) fn tried(command: &str, splices: &[(&str, &str)]) -> String {
    format!(":do {{ [[:parse {}]] }} on-error={{}}\n", spliced(command, splices))
}

/// Puts what an expression says into a variable, where the expression can be read.
pub(super) fn asked(variable: &str, expression: &str) -> String {
    format!(":do {{ :set {variable} [[:parse {}]] }} on-error={{}}\n", spliced(&format!(":return {expression}"), &[]))
}

/// Tries one spelling after the other until one is taken; the variable `done` tells whether any was.
pub(super) fn first_taken(commands: &[String], splices: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (index, command) in commands.iter().enumerate() {
        let attempt = format!(":do {{ [[:parse {}]]; :set done true }} on-error={{}}", spliced(command, splices));
        out += &if index == 0 { format!("{attempt}\n") } else { format!(":if (!$done) do={{ {attempt} }}\n") };
    }
    out
}

/// Moves lines to the right, to stand well in their block; without the last line end.
pub(super) fn indented(blanks: usize, lines: &str) -> String {
    let margin = " ".repeat(blanks);
    lines.lines().map(|line| format!("{margin}{line}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_not_filled_again() {
        let values = [("a", "@b@"), ("b", "1")];
        assert_eq!(filled("x@a@ @b@ me@c @d@.", &values), "x@b@ 1 me@c @d@.");
    }

    #[test]
    fn spellings_are_tried_until_one_is_taken() {
        let text = first_taken(&["/x add list=a".to_owned(), "/x add name=a".to_owned()], &[]);
        let (first, second) = text.split_once('\n').unwrap();
        assert_eq!(first, r#":do { [[:parse "/x add list=a"]]; :set done true } on-error={}"#);
        assert!(second.starts_with(":if (!$done) do={ :do { [[:parse \"/x add name=a\"]]"), "{second}");
    }
}
