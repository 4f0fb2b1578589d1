//! The files of the html-directory as the script writes them, read out of the script itself.

use std::collections::BTreeMap;

const CALL: &str = "$langoPage \"";

/// All files by their names.
pub(super) fn in_script(script: &str) -> BTreeMap<String, String> {
    let calls = script.split(CALL).skip(1);
    let pages: BTreeMap<String, String> = calls
        .filter_map(|call| {
            let (name, rest) = call.split_once('"')?;
            let (_, text) = rest.split_once('"')?;
            Some((name.to_owned(), unquoted(text)))
        })
        .collect();
    assert!(pages.contains_key("login.html"), "the script writes no login page:\n{script}");
    pages
}

/// A text up to its closing quote, as RouterOS reads it (manual, Scripting: constant escape sequences). A backslash at a
/// line's end joins it with the next, without the blanks that line begins with.
fn unquoted(quoted: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), quoted.bytes().peekable());
    while let Some(byte) = rest.next().filter(|byte| *byte != b'"') {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next() {
            Some(b'n') => bytes.push(b'\n'),
            Some(b'r') => bytes.push(b'\r'),
            Some(b't') => bytes.push(b'\t'),
            Some(b'_') => bytes.push(b' '),
            Some(same @ (b'"' | b'\\' | b'$' | b'?')) => bytes.push(same),
            Some(b'\n') => while rest.next_if(|byte| *byte == b' ').is_some() {},
            Some(high) => {
                let digits = [high, rest.next().unwrap_or_default()];
                let byte = std::str::from_utf8(&digits).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok());
                bytes.push(byte.unwrap_or_else(|| panic!("\\{} is no escape", String::from_utf8_lossy(&digits))));
            }
            None => {}
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_as_routeros_reads_them() {
        let script =
            "$langoPage \"login.html\" \"a\\nb \\\n        c\\\"\\$(mac)\\? caf\\C3\\A9\"\n$langoPage \"x\" \"\"";
        let pages = in_script(script);
        assert_eq!(pages["login.html"], "a\nb c\"$(mac)? café");
        assert_eq!(pages["x"], "");
    }
}
