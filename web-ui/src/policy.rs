//! The Content-Security-Policy of every page, and the style sheets it pins by hash (CSP level 3, section 2.3).
//! Nothing is loaded, nothing is scripted, nothing may frame us; the one inline style is named by its SHA-256.

use crate::router_url::origin;

/// One inline style sheet with the hash a browser will compute for it.
pub(crate) struct Style {
    pub(crate) css: &'static str,
    /// Base64 of the SHA-256 of `css`; the test below prints the right value when the sheet has changed.
    sha256: &'static str,
}

pub(crate) static PORTAL: Style =
    Style { css: include_str!("../styles/portal.css"), sha256: "4yLxgH0jCp/VueqeY5GM6IRg6p/rNyfVOxB9jnhWMco=" };

pub(crate) static A4: Style =
    Style { css: include_str!("../styles/a4.css"), sha256: "zNYyEeX3w0yQBd+l2rVnAi6Tx+HcSYWUOZPELdZiYps=" };

pub(crate) static THERMAL: Style =
    Style { css: include_str!("../styles/thermal.css"), sha256: "UZO5NR6nov7x6DzinzaQEOvzjsSnFd0NySn3UZpejRo=" };

/// The policy of a portal page whose forms post to us and to the given addresses, of which only the origin counts.
/// An address that is not plain http or https is left out.
pub fn content_security_policy(form_targets: &[&str]) -> String {
    policy(&PORTAL, form_targets)
}

/// The same for any of our style sheets.
pub(crate) fn policy(style: &Style, form_targets: &[&str]) -> String {
    let mut form_action = String::from("'self'");
    for target in form_targets.iter().filter_map(|target| origin(target)) {
        form_action.push(' ');
        form_action.push_str(target);
    }
    let sha256 = style.sha256;
    format!(
        "default-src 'none'; style-src 'sha256-{sha256}'; img-src data:; form-action {form_action}; \
         base-uri 'none'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn each_style_sheet_has_the_hash_the_policy_names() {
        for (name, style) in [("PORTAL", &PORTAL), ("A4", &A4), ("THERMAL", &THERMAL)] {
            let right = base64(&Sha256::digest(style.css.as_bytes()));
            assert_eq!(style.sha256, right, "{name} has changed; its hash is now {right}");
        }
    }

    #[test]
    fn every_page_carries_its_style_sheet_unchanged_under_its_own_policy() {
        for page in crate::samples::gallery().unwrap() {
            let style = [&PORTAL, &A4, &THERMAL].into_iter().find(|style| page.html.contains(style.css)).unwrap();
            assert!(page.html.contains(&format!("<style>{}</style>", style.css)), "{}", page.name);
            assert!(page.content_security_policy.contains(style.sha256), "{}", page.name);
        }
    }

    #[test]
    fn the_policy_names_only_the_origins_of_form_targets() {
        let policy = content_security_policy(&["http://10.5.50.1/login?x=1", "http://h; script-src *", "javascript:x"]);
        assert!(policy.contains("form-action 'self' http://10.5.50.1; base-uri 'none'"), "{policy}");
        assert!(!policy.contains("script"), "{policy}");
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    }

    fn base64(bytes: &[u8]) -> String {
        const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut text = String::new();
        for chunk in bytes.chunks(3) {
            let bits = (0..3).fold(0u32, |bits, i| bits << 8 | u32::from(chunk.get(i).copied().unwrap_or(0)));
            for place in 0..4 {
                let letter = ALPHABET[(bits >> (18 - 6 * place) & 63) as usize];
                text.push(if place <= chunk.len() { char::from(letter) } else { '=' });
            }
        }
        text
    }
}
