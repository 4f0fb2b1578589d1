//! The table as text, fit for a terminal and for a README.

use super::line::{Budget, Line, short};

const HEAD: [&str; 6] = ["line", "measured", "peer", "ratio", "budget", ""];

/// Prints the lines, the machine's remark, and the notes.
pub(super) fn print(lines: &[Line], remark: &str) -> String {
    let mut notes: Vec<&str> = Vec::new();
    let mut rows = vec![HEAD.map(String::from)];
    for line in lines {
        rows.push(row(line, line.note.as_deref().map(|note| number(&mut notes, note))));
    }
    let widths: [usize; 6] = std::array::from_fn(|column| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    });
    rows.insert(1, widths.map(|width| "-".repeat(width)));
    let mut text: String = rows.iter().map(|row| aligned(row, &widths)).collect();
    text.push_str(&format!("\n{remark}\n"));
    for (index, note) in notes.iter().enumerate() {
        text.push_str(&format!("[{}] {note}\n", index + 1));
    }
    text
}

/// The same note is printed once.
fn number<'a>(notes: &mut Vec<&'a str>, note: &'a str) -> usize {
    let known = notes.iter().position(|known| *known == note);
    known.unwrap_or_else(|| {
        notes.push(note);
        notes.len() - 1
    }) + 1
}

fn row(line: &Line, note: Option<usize>) -> [String; 6] {
    let figure = |figure: Option<f64>| figure.map_or("–".into(), |figure| line.unit.show(figure));
    let name = note.map_or(line.name.clone(), |note| format!("{} [{note}]", line.name));
    let budget = match line.budget {
        Budget::AtMost(most) => format!("≤ {}", line.unit.show(most)),
        Budget::AtLeast(least) => format!("≥ {}", line.unit.show(least)),
        Budget::AtMostOfPeer(most) => format!("≤ {} × peer", short(most)),
        Budget::AtLeastOfPeer(least) => format!("≥ {} × peer", short(least)),
        Budget::None => "–".into(),
    };
    let verdict = line.is_kept().map_or("–", |kept| if kept { "pass" } else { "short" });
    let ratio = line.ratio().map_or("–".into(), short);
    [name, figure(line.measured), figure(line.peer), ratio, budget, verdict.into()]
}

fn aligned(row: &[String; 6], widths: &[usize; 6]) -> String {
    let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
    format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
}

#[cfg(test)]
mod tests {
    use super::super::line::Unit;
    use super::*;

    #[test]
    fn a_table_reads_as_one() {
        let lines = [
            Line::new("logins", Unit::PerSecond, Budget::AtLeastOfPeer(10.0))
                .measured(5000.0)
                .peer(250.0)
                .note("same disk"),
            Line::new("page", Unit::Bytes, Budget::AtMost(14_000.0)).measured(15_000.0).note("same disk"),
        ];
        let expected = "\
| line       | measured | peer  | ratio | budget        |       |
| ---------- | -------- | ----- | ----- | ------------- | ----- |
| logins [1] | 5000/s   | 250/s | 20.0  | ≥ 10.0 × peer | pass  |
| page [1]   | 15.0 KB  | –     | –     | ≤ 14.0 KB     | short |

fast
[1] same disk
";
        assert_eq!(print(&lines, "fast"), expected);
    }
}
