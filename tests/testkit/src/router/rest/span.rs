//! Lengths of time as RouterOS writes them: `1w2d3h4m5s`.

const UNITS: [(char, u32); 5] = [('w', 604_800), ('d', 86_400), ('h', 3600), ('m', 60), ('s', 1)];

pub(super) fn written(secs: u32) -> String {
    let mut left = secs;
    let mut text = String::new();
    for (unit, length) in UNITS {
        let count = left / length;
        left %= length;
        if count > 0 {
            text.push_str(&format!("{count}{unit}"));
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}

/// Reads what the console takes for one: with units, as `hh:mm:ss`, or plain seconds.
pub(super) fn read(text: &str) -> Option<u32> {
    if let [hours, minutes, secs] = text.split(':').collect::<Vec<_>>()[..] {
        let [hours, minutes, secs]: [u32; 3] = [hours.parse().ok()?, minutes.parse().ok()?, secs.parse().ok()?];
        return hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(secs);
    }
    let (mut secs, mut number) = (0u32, String::new());
    for character in text.chars() {
        if character.is_ascii_digit() && number.len() < 9 {
            number.push(character);
            continue;
        }
        let (_, length) = UNITS.into_iter().find(|(unit, _)| *unit == character)?;
        secs = secs.checked_add(number.parse::<u32>().ok()?.checked_mul(length)?)?;
        number.clear();
    }
    if number.is_empty() { (!text.is_empty()).then_some(secs) } else { secs.checked_add(number.parse().ok()?) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_written_as_routeros_does_and_read_back() {
        for (secs, text) in [(0, "0s"), (55, "55s"), (3600, "1h"), (114_260, "1d7h44m20s"), (605_000, "1w3m20s")] {
            assert_eq!(written(secs), text);
            assert_eq!(read(text), Some(secs));
        }
        assert_eq!((read("02:15:03"), read("90"), read(""), read("5x")), (Some(8103), Some(90), None, None));
    }
}
