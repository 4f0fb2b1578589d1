//! The Content-Security-Policy of every page, and what it pins by hash (CSP level 3, section 2.3). Nothing is loaded
//! and nothing may frame us; inline style sheets, and on three pages one inline script, are named by their SHA-256.

use crate::router_url::origin;

/// A style sheet or script written into a page, with the hash a browser will compute for it.
pub(crate) struct Inline {
    pub(crate) text: &'static str,
    /// Base64 of the SHA-256 of `text`; the test below prints the right value when the text has changed.
    sha256: &'static str,
}

/// What every portal page is drawn with.
pub(crate) static PORTAL: Inline =
    Inline { text: include_str!("../styles/portal.css"), sha256: "VHFoGmEM1SMQqNRqEiMyvvCcfjz3nJgeP28ghgtJgck=" };

/// Price lists and plans, beside `PORTAL`.
pub(crate) static LIST: Inline =
    Inline { text: include_str!("../styles/list.css"), sha256: "NO2YGsj1+sD3WzrmC+tbFiMpJh5tbCLkaA2qn4MYwlc=" };

/// Tickets and payments, beside `PORTAL`.
pub(crate) static TICKET: Inline =
    Inline { text: include_str!("../styles/ticket.css"), sha256: "nWM7DCRp8weNpFfUjbTqFr5MntCsuF57n4sevNzLKgs=" };

pub(crate) static A4: Inline =
    Inline { text: include_str!("../styles/a4.css"), sha256: "fNgx19a60V5wpgzDwxqvMoqqNMkmk/NjWm8O3PHQrIQ=" };

pub(crate) static THERMAL: Inline =
    Inline { text: include_str!("../styles/thermal.css"), sha256: "pPA7WWbsmkF6WJ9VEkc3fRbeNFtNh1VKeS9qmE9/o9w=" };

/// The cloud's pages, beside `PORTAL`.
pub(crate) static CLOUD: Inline =
    Inline { text: include_str!("../styles/cloud.css"), sha256: "Y+YB9SQyYVmlcPBErWgznn85W7XzBV2rNIPzBBAMbNs=" };

/// The pages of the site console, beside `PORTAL`.
pub(crate) static CONSOLE: Inline =
    Inline { text: include_str!("../styles/console.css"), sha256: "93T8suWTLps9LxRHeJPGhaOODc/EiOQTy1XHg8O0+BA=" };

/// Opens the dialog that prints.
pub(crate) static PRINT: Inline =
    Inline { text: include_str!("../scripts/print.js"), sha256: "IKvFQ0pwaKhZQMD9+MFlLVxh+zQF9JF/6fjXeDe8q2o=" };

/// Asks for the waiting page again as soon as there is news of the payment.
pub(crate) static WAIT: Inline =
    Inline { text: include_str!("../scripts/wait.js"), sha256: "fbBv7kn3MOUZ8/nafgXdq/HYyvTTyCCWU6klHXvetSU=" };

/// Sends the sign-in form.
pub(crate) static GO: Inline =
    Inline { text: include_str!("../scripts/go.js"), sha256: "xNKYj5sySMrHJB+FDUqnG8l585K8QK4KlnX7JLxU/Eo=" };

/// A portal page carries the first and at most one of the others.
const PORTAL_SHEETS: [&Inline; 3] = [&PORTAL, &LIST, &TICKET];

/// The policy of a portal page whose forms post to us and to the given addresses, of which only the origin counts.
/// An address that is not plain http or https is left out.
pub fn content_security_policy(form_targets: &[&str]) -> String {
    written(&PORTAL_SHEETS, "", form_targets)
}

/// The policy of a page of the cloud, whose forms post to us alone.
pub(crate) fn cloud_policy() -> String {
    written(&[&PORTAL, &CLOUD], "", &[])
}

/// The policy of a page of the site console, whose forms post to us alone.
pub(crate) fn console_policy() -> String {
    written(&[&PORTAL, &CONSOLE], "", &[])
}

/// The policy of a printed page that opens the dialog itself: its script runs, and may ask nobody.
pub(crate) fn printing_policy(sheet: &Inline) -> String {
    written(&[sheet], &format!("script-src 'sha256-{}'; ", PRINT.sha256), &[])
}

/// The policy of a printed page with its style sheet.
pub(crate) fn print_policy(sheet: &Inline) -> String {
    written(&[sheet], "", &[])
}

/// The policy of the page that waits for a payment: its script runs, and may ask us and nobody else.
pub(crate) fn waiting_policy() -> String {
    written(&PORTAL_SHEETS, &format!("script-src 'sha256-{}'; connect-src 'self'; ", WAIT.sha256), &[])
}

/// The policy of the page whose sign-in form sends itself: its script runs, and may ask nobody.
pub(crate) fn sign_in_policy(form_targets: &[&str]) -> String {
    written(&PORTAL_SHEETS, &format!("script-src 'sha256-{}'; ", GO.sha256), form_targets)
}

fn written(sheets: &[&Inline], scripts: &str, form_targets: &[&str]) -> String {
    let mut form_action = String::from("'self'");
    for target in form_targets.iter().filter_map(|target| origin(target)) {
        form_action.push(' ');
        form_action.push_str(target);
    }
    let styles: String = sheets.iter().map(|sheet| format!(" 'sha256-{}'", sheet.sha256)).collect();
    format!(
        "default-src 'none'; style-src{styles}; {scripts}img-src data:; form-action {form_action}; \
         base-uri 'none'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use sha2::{Digest, Sha256};

    #[test]
    fn everything_written_inline_has_the_hash_the_policy_names() {
        let all = [
            ("PORTAL", &PORTAL),
            ("LIST", &LIST),
            ("TICKET", &TICKET),
            ("A4", &A4),
            ("THERMAL", &THERMAL),
            ("CLOUD", &CLOUD),
            ("CONSOLE", &CONSOLE),
            ("PRINT", &PRINT),
            ("WAIT", &WAIT),
            ("GO", &GO),
        ];
        for (name, inline) in all {
            let right = base64(&Sha256::digest(inline.text.as_bytes()));
            assert_eq!(inline.sha256, right, "{name} has changed; its hash is now {right}");
        }
    }

    #[test]
    fn every_page_carries_its_style_sheets_unchanged_under_its_own_policy() {
        let all = [&PORTAL, &LIST, &TICKET, &A4, &THERMAL, &CLOUD, &CONSOLE];
        let galleries = [samples::gallery(), samples::cloud::gallery(), samples::console::gallery()];
        for page in galleries.into_iter().flat_map(Result::unwrap) {
            for style in page.html.split("<style>").skip(1) {
                let style = style.split("</style>").next().unwrap();
                let sheet = all.into_iter().find(|sheet| sheet.text == style).unwrap();
                assert!(page.content_security_policy.contains(sheet.sha256), "{}", page.name);
            }
            assert!((1..=2).contains(&page.html.matches("<style").count()), "{}", page.name);
        }
    }

    #[test]
    fn a_script_stands_unchanged_on_its_page_and_is_all_its_policy_lets_run() {
        let allowed = |name: &str| match name {
            name if name.contains("-pay-arrived") => Some((&GO, "img-src")),
            name if name.contains("-console-prints-") => Some((&PRINT, "img-src")),
            name if name.contains("-pay-") => Some((&WAIT, "connect-src 'self'; img-src")),
            _ => None,
        };
        for page in [samples::gallery(), samples::console::gallery()].into_iter().flat_map(Result::unwrap) {
            let policy = &page.content_security_policy;
            let scripts: Vec<&str> = page.html.split("<script").skip(1).collect();
            let Some(script) = scripts.first() else {
                assert!(!policy.contains("script-src") && !policy.contains("connect-src"), "{}", page.name);
                continue;
            };
            assert_eq!(scripts.len(), 1, "{}", page.name);
            let (inline, next) = allowed(&page.name).unwrap();
            assert!(script.starts_with(&format!(">{}</script>", inline.text)), "{}", page.name);
            assert!(policy.contains(&format!("; script-src 'sha256-{}'; {next}", inline.sha256)), "{policy}");
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
