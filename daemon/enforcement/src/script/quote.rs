//! The one way a value from outside gets into a script: as a quoted string in which nothing is left to mean anything.

/// A string literal of RouterOS's language that stands for exactly these bytes. Dollars, quotes and backslashes lose their
/// meaning, line ends and tabs get their names, a question mark stays what it is on a console that would show help, and
/// every other byte that is no plain ASCII is written as two hexadecimal digits.
pub(super) fn quoted(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' | b'$' | b'?' => literal.extend(['\\', char::from(byte)]),
            b'\n' => literal.push_str("\\n"),
            b'\r' => literal.push_str("\\r"),
            b'\t' => literal.push_str("\\t"),
            b' '..=b'~' => literal.push(char::from(byte)),
            _ => literal.push_str(&format!("\\{byte:02X}")),
        }
    }
    literal.push('"');
    literal
}

/// The same with variables of the script spliced in: each `%NAME%` of `splices` becomes the variable beside it.
pub(super) fn spliced(text: &str, splices: &[(&str, &str)]) -> String {
    let mut expression = quoted(text);
    for (mark, variable) in splices {
        expression = expression.replace(mark, &format!("\" . {variable} . \""));
    }
    if splices.iter().any(|(mark, _)| text.contains(mark)) { format!("({expression})") } else { expression }
}

/// What may stand in a comment: one line of it.
pub(super) fn remark(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_value_means_anything_any_more() {
        for (text, literal) in [
            ("", r#""""#),
            ("plain text", r#""plain text""#),
            (r#"a"b"#, r#""a\"b""#),
            (r"c:\x", r#""c:\\x""#),
            ("$secret $(x)", r#""\$secret \$(x)""#),
            ("what?", r#""what\?""#),
            ("a\r\nb\tc", r#""a\r\nb\tc""#),
            ("[:put 1] {;} #", r#""[:put 1] {;} #""#),
            ("é\u{7f}\0", r#""\C3\A9\7F\00""#),
        ] {
            assert_eq!(quoted(text), literal);
        }
    }

    #[test]
    fn what_is_quoted_comes_back_as_it_was() {
        let every = (0..=0x7fu8).map(char::from).chain("ßéü€🙂".chars()).collect::<String>();
        for text in [every.as_str(), "\\n", "\\\\", "\"\"", "\\\"", "A\\41"] {
            let once = quoted(text);
            assert!(once.is_ascii() && once.bytes().all(|byte| !byte.is_ascii_control()));
            assert_eq!(unquoted(&once), text.as_bytes());
            assert_eq!(unquoted(std::str::from_utf8(&unquoted(&quoted(&once))).unwrap()), text.as_bytes());
        }
    }

    /// Reads a literal as the manual describes it.
    fn unquoted(literal: &str) -> Vec<u8> {
        let inner = literal.strip_prefix('"').unwrap().strip_suffix('"').unwrap();
        let mut bytes = Vec::new();
        let mut rest = inner.bytes();
        while let Some(byte) = rest.next() {
            assert!(byte != b'"' && byte != b'$', "{literal}");
            if byte != b'\\' {
                bytes.push(byte);
                continue;
            }
            bytes.push(match rest.next().unwrap() {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                digit @ (b'0'..=b'9' | b'A'..=b'F') => {
                    let pair = [digit, rest.next().unwrap()];
                    u8::from_str_radix(std::str::from_utf8(&pair).unwrap(), 16).unwrap()
                }
                other => other,
            });
        }
        bytes
    }

    #[test]
    fn variables_are_spliced_in_outside_the_quotes() {
        let command = spliced("/x add file=\"%TAR%\" name=a", &[("%TAR%", "$tar")]);
        assert_eq!(command, r#"("/x add file=\"" . $tar . "\" name=a")"#);
        assert_eq!(spliced("/x", &[("%TAR%", "$tar")]), "\"/x\"");
    }

    #[test]
    fn a_remark_has_one_line() {
        assert_eq!(remark("a\r\n/system reset"), "a  /system reset");
    }
}
