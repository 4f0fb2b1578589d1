//! Whether a page fits a phone and its reader's eyes, measured in the browser: nothing beside the screen, everything
//! to press large enough for a thumb, text that stands out from what is behind it.

use super::{Browser, PHONE, text};

/// A thumb's width: the smallest height of anything to press, in CSS pixels. Measured below with room for rounding.
const THUMB: u32 = 48;

/// The least contrast between text and what is behind it (WCAG 2.2, success criterion 1.4.3).
const READABLE: f64 = 4.5;

/// Darker paper than this is dark (WCAG's relative luminance, 0 to 1).
const DUSK: f64 = 0.05;

impl Browser {
    /// What is wrong with the look of the page that has loaded; with LANGO_SHOTS also a picture of it. Nothing, on a
    /// good page.
    #[track_caller]
    pub fn blemishes(&self, page: &str, language: &str) -> Vec<String> {
        let page = format!("{page}-{language}");
        assert_eq!(self.script("return document.documentElement.lang"), language, "{page}");
        self.is_pictured(&page);
        let mut found = self.misfits();
        for scheme in ["dark", "light"] {
            self.prefers(scheme);
            found.extend(self.faint(scheme == "dark").into_iter().map(|faint| format!("in {scheme} colours {faint}")));
        }
        found.extend(self.barriers());
        found.extend(self.complaints());
        found.into_iter().map(|what| format!("{page}: {what}")).collect()
    }

    /// What does not fit a phone's screen and its reader's thumb. Nothing, on a good page.
    #[track_caller]
    pub fn misfits(&self) -> Vec<String> {
        let width = PHONE.0;
        let measured = self.script(FIT);
        let found = |key: &str| measured[key].as_array().cloned().unwrap_or_default().into_iter().map(text);
        let beside = found("beside").map(|thing| format!("{thing} reaches beyond the screen"));
        let small = found("small").map(|thing| format!("{thing} is smaller than a thumb's {THUMB} px"));
        let wide = measured["width"].as_f64().filter(|all| *all > f64::from(width));
        let wide = wide.map(|all| format!("the page is {all} wide on a screen of {width}"));
        let dead = (measured["targets"] == 0).then(|| "there is nothing to press".to_owned());
        wide.into_iter().chain(dead).chain(beside).chain(small).collect()
    }

    /// The words that do not stand out from what is behind them, and paper that is not as asked for. Nothing, on a good
    /// page.
    #[track_caller]
    pub fn faint(&self, wants_dark: bool) -> Vec<String> {
        let measured = self.script(COLOURS);
        let paper = measured["paper"].as_f64().unwrap();
        let wrong = ((paper < DUSK) != wants_dark).then(|| format!("paper of brightness {paper}"));
        let texts = measured["contrasts"].as_array().cloned().unwrap_or_default();
        assert!(!texts.is_empty(), "there is no text to read\n{}", self.story());
        let faint = texts.into_iter().filter(|row| row[1].as_f64().is_none_or(|contrast| contrast < READABLE));
        wrong.into_iter().chain(faint.map(|row| format!("{} has a contrast of {}", row[0], row[1]))).collect()
    }
}

const FIT: &str = r#"
const named = e => `<${e.tagName.toLowerCase()}> "${e.innerText || e.name || e.className}"`;
const all = [...document.body.querySelectorAll('*')].filter(e => e.getClientRects().length);
const beside = all.filter(e => { const b = e.getBoundingClientRect(); return b.left < -0.5 || b.right > screen.width + 0.5 });
const targets = all.filter(e => e.matches('a[href],button,select,textarea,summary,input:not([type=hidden])'));
const small = targets.filter(e => e.getBoundingClientRect().height < 47.95 || e.getBoundingClientRect().width < 24);
return {
  width: Math.max(document.documentElement.scrollWidth, document.body.scrollWidth, innerWidth),
  beside: beside.map(e => `${named(e)} to ${e.getBoundingClientRect().right}`),
  small: small.map(e => `${named(e)} ${e.getBoundingClientRect().width} × ${e.getBoundingClientRect().height} px`),
  targets: targets.length,
}"#;

/// Contrast as WCAG 2.2 computes it, of every element that has words of its own, and of the placeholder.
const COLOURS: &str = r#"
const part = v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 };
const parse = c => c.match(/[\d.]+/g).map(Number);
const light = c => { const [r, g, b] = parse(c).map(part); return 0.2126 * r + 0.7152 * g + 0.0722 * b };
const solid = c => { const [, , , a = 1] = parse(c); return a === 1 };
const behind = e => {
  for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (solid(c)) return c }
  return 'rgb(255, 255, 255)';
};
const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((x, y) => y - x); return (x + 0.05) / (y + 0.05) };
const own = e => [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data.trim()).join(' ').trim();
const contrasts = [...document.body.querySelectorAll('*')].filter(e => e.getClientRects().length).flatMap(e => {
  const field = e.matches('input:not([type=hidden])');
  const pairs = own(e) || field ? [[own(e) || e.name, contrast(getComputedStyle(e).color, behind(e))]] : [];
  if (field) pairs.push([e.placeholder, contrast(getComputedStyle(e, '::placeholder').color, behind(e))]);
  return pairs;
});
return { paper: light(behind(document.body)), contrasts }"#;
