//! The pages in the router's html-directory. They are small, and whole without any other file.
//!
//! `login.html` shows a form at once that posts a code to the router itself, so a guest can sign in while the portal does
//! not answer; RADIUS still decides. Its script asks the portal's `/healthz` without caring what comes back, and goes
//! there as soon as anything does, unless a code is being typed; it asks again every three seconds. A browser without
//! scripts is sent on after a second, one without `fetch` at once. So nobody lands on a browser's error page while there
//! is something better to show. A probe of a phone is not answered with that page but sent on to it (`rlogin.html`):
//! a page that seems to come from the internet may not ask a private address.
//!
//! RouterOS escapes nothing for HTML: what a stranger can choose stands in the pages only as `-esc` in an address.

/// One file of the html-directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its name in that folder.
    pub name: &'static str,
    /// What is in it, with RouterOS's variables.
    pub text: String,
}

const LOGIN: &str = include_str!("../../data/pages/login.html");
const REDIRECT: &str = include_str!("../../data/pages/redirect.html");
const STATUS: &str = include_str!("../../data/pages/status.html");
const LOGOUT: &str = include_str!("../../data/pages/logout.html");
const STYLE: &str = include_str!("../../data/pages/style.css");
const ERRORS: &str = include_str!("../../data/pages/errors.txt");
const API: &str = include_str!("../../data/pages/api.json");

/// The files; several show the same.
pub(super) const FILES: [(&str, &str); 9] = [
    ("login.html", LOGIN),
    ("rlogin.html", REDIRECT),
    ("alogin.html", REDIRECT),
    ("redirect.html", REDIRECT),
    ("status.html", STATUS),
    ("logout.html", LOGOUT),
    ("error.html", LOGOUT),
    ("errors.txt", ERRORS),
    ("api.json", API),
];

/// The router's variables the portal takes, under the names it takes them by.
const VARIABLES: [&str; 11] = [
    "mac",
    "ip",
    "link-login-only",
    "link-logout",
    "link-status",
    "link-orig",
    "chap-id",
    "chap-challenge",
    "server-name",
    "identity",
    "error",
];

/// The pages of a site whose portal is at this address: `http://172.31.255.2:8088`.
pub fn pages(site: &str, portal: &str) -> Vec<Page> {
    let site = escaped(site);
    let query = VARIABLES.map(|name| format!("{name}=$({name}-esc)")).join("&amp;");
    let values = [("site", site.as_str()), ("portal", portal), ("query", &query), ("style", STYLE)];
    FILES.map(|(name, text)| Page { name, text: super::fill::filled(text, &values) }).into()
}

/// A name in markup; a dollar would be RouterOS's.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' | '<' | '>' | '"' | '\'' | '$' => out.push_str(&format!("&#{};", u32::from(character))),
            _ if character.is_control() => out.push(' '),
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a stranger cannot choose: addresses the router makes of its own name.
    const TRUSTED: [&str; 5] =
        ["link-login-only", "link-logout", "link-redirect", "session-time-left-secs", "remain-bytes-total"];

    fn site() -> Vec<Page> {
        pages("Mama's <b> & $(error) café", "http://172.31.255.2:8088")
    }

    /// The variables a page shows, without the conditions.
    fn shown(text: &str) -> Vec<&str> {
        let variables = text.split("$(").skip(1).map(|rest| rest.split(')').next().unwrap());
        variables.filter(|name| !name.starts_with("if ") && !["else", "endif"].contains(name)).collect()
    }

    #[test]
    fn no_stranger_writes_into_a_page() {
        for Page { name, text } in site() {
            for variable in shown(&text) {
                let is_error = name == "errors.txt" && variable == "error-orig";
                assert!(variable.ends_with("-esc") || TRUSTED.contains(&variable) || is_error, "{name}: {variable}");
            }
            assert!(!text.contains("<b>") && !text.contains('@'), "{name}: {text}");
        }
    }

    #[test]
    fn the_login_page_leads_to_the_portal_with_all_it_needs_and_has_a_form_beside() {
        let pages = site();
        let login = &pages[0].text;
        let href = login.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(href.starts_with("http://172.31.255.2:8088/?mac=$(mac-esc)&amp;ip=$(ip-esc)&amp;"), "{href}");
        assert!(href.ends_with("&amp;error=$(error-esc)"), "{href}");
        assert!(
            login.contains("<noscript><meta http-equiv=\"refresh\" content=\"1;url=http://172.31.255.2:8088/?mac=")
        );
        assert!(login.contains("action=\"$(link-login-only)\"") && login.contains("name=\"username\""));
        assert!(login.contains("Mama&#39;s &#60;b&#62; &#38; &#36;(error) café"));
    }

    #[test]
    fn each_fits_where_files_are_smallest() {
        for Page { name, text } in site() {
            assert!(text.len() < 4000, "{name} has {} bytes", text.len());
        }
    }

    #[test]
    fn conditions_end_where_they_begin() {
        for Page { name, text } in site() {
            assert_eq!(text.matches("$(if ").count(), text.matches("$(endif)").count(), "{name}");
        }
    }
}
