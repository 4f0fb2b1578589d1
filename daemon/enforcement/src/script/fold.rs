//! Long lines are folded as RouterOS's own exports fold them: a backslash at the end, and the next line indented. Inside
//! a string the indentation does not count, so a string is never broken before a blank of its own.

/// Columns a line may have; a console shows them without moving sideways.
pub(super) const MOST_COLUMNS: usize = 116;
const INDENT: usize = 4;
/// How far in a folded line goes on at most.
const MOST_MARGIN: usize = 12;
/// How much of a line may stay empty to spare a word.
const NEAR: usize = 40;

/// Folds every line that is too long. Remarks are left alone.
pub(super) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 32);
    for line in text.lines() {
        if line.len() > MOST_COLUMNS && !line.trim_start().starts_with('#') {
            fold(line, &mut out);
        } else {
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

fn fold(line: &str, out: &mut String) {
    let blanks = line.len() - line.trim_start_matches(' ').len();
    let margin = blanks.min(MOST_MARGIN) + INDENT;
    let (mut start, mut width) = (0, MOST_COLUMNS);
    while line.len() - start > width {
        let Some(end) = place(line, start, start + width - 1) else { break };
        out.push_str(line.get(start..end).unwrap_or_default());
        out.push_str("\\\n");
        out.push_str(&" ".repeat(margin));
        (start, width) = (end, MOST_COLUMNS - margin);
    }
    out.push_str(line.get(start..).unwrap_or_default());
}

/// The last place before `limit` where the line may be broken: after a blank, or, where there is none near, anywhere in a
/// string, but not within an escape and not before a blank.
fn place(line: &str, start: usize, limit: usize) -> Option<usize> {
    let bytes = line.as_bytes();
    let (mut in_string, mut index) = (false, 0);
    let (mut after_blank, mut anywhere) = (None, None);
    while index < limit {
        let byte = *bytes.get(index)?;
        let width = match byte {
            b'\\' if in_string => match bytes.get(index + 1)? {
                b'0'..=b'9' | b'A'..=b'F' => 3,
                _ => 2,
            },
            _ => 1,
        };
        in_string ^= byte == b'"';
        index += width;
        let next = *bytes.get(index)?;
        if next == b' '
            || byte == b'\\'
            || !(start + MOST_MARGIN + INDENT..=limit).contains(&index)
            || !line.is_char_boundary(index)
        {
            continue;
        }
        if byte == b' ' {
            after_blank = Some(index);
        } else if in_string {
            anywhere = Some(index);
        }
    }
    after_blank.filter(|index| index + NEAR > limit || anywhere.is_none()).or(anywhere)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unfolded(text: &str) -> String {
        let mut whole = String::new();
        for line in text.lines() {
            let line = if whole.ends_with('\\') { line.trim_start_matches(' ') } else { line };
            if whole.ends_with('\\') {
                whole.pop();
            }
            whole.push_str(line);
        }
        whole
    }

    #[test]
    fn a_long_line_is_broken_and_says_the_same() {
        let string = format!("/file add contents=\"{}\"", "two  words, \\\"one\\\\ \\C3\\A9 ".repeat(40));
        let words = format!("/radius add {}", "secret=\"a b\" timeout=3s ".repeat(20));
        for line in [string, words.trim_end().to_owned()] {
            let text = folded(&line);
            assert!(text.lines().count() > 3 && text.lines().all(|line| line.len() <= MOST_COLUMNS), "{text}");
            assert_eq!(unfolded(&text), line);
        }
    }

    #[test]
    fn short_lines_and_remarks_stay_as_they_are() {
        let remark = format!("# {}\n", "x".repeat(200));
        assert_eq!(folded(&remark), remark);
        assert_eq!(folded(":put 1\n"), ":put 1\n");
    }
}
