//! The languages guests are spoken to in, and how a browser's wish is read. Header rules: RFC 9110 section 12.5.4.

/// A language the pages are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Language {
    /// Plain English.
    #[default]
    English,
    /// Swahili as spoken in Kenya and Tanzania.
    Swahili,
}

impl Language {
    /// Every language, in the order of the switch on the page.
    pub const ALL: [Language; 2] = [Language::English, Language::Swahili];

    /// The BCP 47 tag, as in the `lang` attribute and the `lang` query field.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Swahili => "sw",
        }
    }

    /// The language's own name.
    pub fn name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::Swahili => "Kiswahili",
        }
    }

    /// Reads a tag such as `sw` or `sw-KE`, in any case.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Language::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The page's language: what the guest chose, else what the browser asks for, else the site's own.
    pub fn pick(chosen: Option<&str>, accept_language: Option<&str>, default: Language) -> Self {
        chosen
            .and_then(Language::from_tag)
            .unwrap_or_else(|| Language::from_accept_language(accept_language.unwrap_or_default(), default))
    }

    /// The language an `Accept-Language` header likes best; `default` when it names none of ours.
    pub fn from_accept_language(header: &str, default: Language) -> Self {
        let mut best = (default, 0);
        for (language, weight) in header.split(',').filter_map(wish) {
            if weight > best.1 {
                best = (language, weight);
            }
        }
        best.0
    }
}

/// One element of the header with its weight in thousandths; unreadable weights count as not wished.
fn wish(element: &str) -> Option<(Language, u16)> {
    let (tag, parameters) = element.split_once(';').unwrap_or((element, ""));
    let weight = match parameters.trim().strip_prefix("q=") {
        Some(quality) => quality.trim().parse::<f32>().ok().filter(|q| (0.0..=1.0).contains(q))?,
        None => 1.0,
    };
    Some((Language::from_tag(tag)?, (weight * 1000.0) as u16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_with_region_and_in_any_case() {
        for (tag, language) in [
            ("en", Some(Language::English)),
            ("SW-ke", Some(Language::Swahili)),
            (" sw_TZ ", Some(Language::Swahili)),
            ("swahili", None),
            ("fr", None),
            ("", None),
        ] {
            assert_eq!(Language::from_tag(tag), language, "{tag}");
        }
    }

    #[test]
    fn the_heaviest_wish_we_speak_wins() {
        for (header, language) in [
            ("sw-KE,sw;q=0.9,en;q=0.8", Language::Swahili),
            ("en;q=0.5, sw;q=0.7", Language::Swahili),
            ("fr-FR,fr;q=0.9,en;q=0.2", Language::English),
            ("en,sw", Language::English),
        ] {
            assert_eq!(Language::from_accept_language(header, Language::Swahili), language, "{header}");
        }
    }

    #[test]
    fn a_choice_outranks_the_browser_and_the_browser_the_site() {
        for (chosen, header, language) in [
            (Some("sw"), Some("en"), Language::Swahili),
            (Some("xx"), Some("sw"), Language::Swahili),
            (None, None, Language::English),
        ] {
            assert_eq!(Language::pick(chosen, header, Language::English), language);
        }
    }

    #[test]
    fn a_header_without_our_languages_leaves_the_default() {
        for header in ["", "*", "fr", "en;q=0", "en;q=-3", "en;q=NaN", "en;q=x", ";;;,,,"] {
            assert_eq!(Language::from_accept_language(header, Language::Swahili), Language::Swahili, "{header}");
        }
    }
}
