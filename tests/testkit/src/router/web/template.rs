//! The language of the hotspot's pages (RouterOS manual, HotSpot customisation): `$(variable)`, `$(variable-esc)`,
//! `$(if …)`, `$(elif …)`, `$(else)`, `$(endif)`, and the two conditions that write the answer's head instead of its body.
//! Pure. What RouterOS would not know is an error here, so that a page with a slip of the pen is found out.

use crate::form::encode;

/// A page with its variables filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rendered {
    /// The status, if the page sets one.
    pub(super) status: Option<u16>,
    /// Headers the page sets.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

/// Where the text of a branch goes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Body,
    Status(u16),
    Header(String),
    Nowhere,
}

/// An `$(if …)` that is open.
struct Branch {
    place: Place,
    /// Whether one of its branches has been taken.
    taken: bool,
    /// Where the text around it goes.
    around: Place,
}

/// Fills a page in; `variable` knows the values, as texts.
pub(super) fn render(page: &str, variable: impl Fn(&str) -> Option<String>) -> Result<Rendered, String> {
    let value = |name: &str| {
        let escaped = name.strip_suffix("-esc").and_then(&variable).map(|value| encode(&value));
        escaped.or_else(|| variable(name)).ok_or_else(|| format!("$({name}) is no variable"))
    };
    let (mut rendered, mut open) = (Rendered::default(), Vec::<Branch>::new());
    let mut rest = page;
    while let Some(start) = rest.find("$(") {
        let (text, from) = rest.split_at(start);
        let end = from.find(')').ok_or("a $( is never closed")?;
        write(&mut rendered, &open, text);
        let told = from.get(2..end).unwrap_or_default().trim();
        rest = from.get(end + 1..).unwrap_or_default();
        let (word, more) = told.split_once(' ').unwrap_or((told, ""));
        match word {
            "if" => {
                let around = place(&open);
                let place = if around == Place::Nowhere { Place::Nowhere } else { judged(more, &around, &value)? };
                open.push(Branch { taken: place != Place::Nowhere, place, around });
            }
            "elif" | "else" => {
                let branch = open.last_mut().ok_or_else(|| format!("$({word}) without an if"))?;
                branch.place = match word {
                    _ if branch.taken || branch.around == Place::Nowhere => Place::Nowhere,
                    "elif" => judged(more, &branch.around, &value)?,
                    _ => branch.around.clone(),
                };
                branch.taken |= branch.place != Place::Nowhere;
            }
            "endif" => drop(open.pop().ok_or("$(endif) without an if")?),
            // Also where it is not written: a slip of the pen shows only to whom the branch is taken.
            _ => write(&mut rendered, &open, &value(told)?),
        }
    }
    write(&mut rendered, &open, rest);
    if open.is_empty() { Ok(rendered) } else { Err("an $(if) is never closed".to_owned()) }
}

fn place(open: &[Branch]) -> Place {
    open.last().map_or(Place::Body, |branch| branch.place.clone())
}

fn write(rendered: &mut Rendered, open: &[Branch], text: &str) {
    match place(open) {
        Place::Body => rendered.body.push_str(text),
        Place::Status(status) => rendered.status = Some(status),
        Place::Header(name) => match rendered.headers.iter_mut().find(|(known, _)| *known == name) {
            Some((_, value)) => value.push_str(text),
            None => rendered.headers.push((name, text.to_owned())),
        },
        Place::Nowhere => {}
    }
}

/// Where the text behind a condition goes.
fn judged(told: &str, around: &Place, value: &impl Fn(&str) -> Result<String, String>) -> Result<Place, String> {
    let (name, wanted) = match told.split_once("==").or_else(|| told.split_once("!=")) {
        Some((name, wanted)) => (name.trim(), Some(wanted.trim().trim_matches(['"', '\'']))),
        None => (told.trim(), None),
    };
    let holds = match (name, wanted) {
        ("http-status", Some(status)) => return status.parse().map(Place::Status).map_err(|_| told.to_owned()),
        ("http-header", Some(header)) => return Ok(Place::Header(header.to_owned())),
        (name, None) => !value(name)?.is_empty(),
        (name, Some(wanted)) => (value(name)? == wanted) == told.contains("=="),
    };
    Ok(if holds { around.clone() } else { Place::Nowhere })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(page: &str) -> Result<Rendered, String> {
        render(page, |name| match name {
            "mac" => Some("02:00:00:00:01:01".to_owned()),
            "error" => Some(String::new()),
            "logged-in" => Some("no".to_owned()),
            "link-redirect" => Some("http://10.5.50.1/login?dst=x".to_owned()),
            _ => None,
        })
    }

    fn body(page: &str) -> String {
        of(page).unwrap().body
    }

    #[test]
    fn variables_are_written_plain_and_for_addresses() {
        assert_eq!(body("a $(mac) b $(mac-esc)."), "a 02:00:00:00:01:01 b 02%3A00%3A00%3A00%3A01%3A01.");
    }

    #[test]
    fn one_branch_is_taken() {
        assert_eq!(body("$(if error)bad$(endif)fine"), "fine");
        assert_eq!(body("$(if logged-in == 'yes')1$(elif logged-in != \"no\")2$(else)3$(endif)"), "3");
        assert_eq!(body("$(if logged-in == no)1$(if error)2$(else)3$(endif)$(else)4$(endif)5"), "135");
    }

    #[test]
    fn a_page_may_write_its_own_head() {
        let page = "$(if http-status == 302)Found$(endif)$(if http-header == \"Location\")$(link-redirect)$(endif)\n";
        let rendered = of(page).unwrap();
        let location = ("Location".to_owned(), "http://10.5.50.1/login?dst=x".to_owned());
        assert_eq!((rendered.status, rendered.headers), (Some(302), vec![location]));
        assert_eq!(rendered.body, "\n");
    }

    #[test]
    fn slips_of_the_pen_are_found_out() {
        let hidden = "$(if error)$(mack)$(endif)";
        for page in ["$(mack)", hidden, "$(if mac)", "$(endif)", "$(mac", "$(else)", "$(if nothing)x$(endif)"] {
            assert!(of(page).is_err(), "{page}");
        }
    }
}
