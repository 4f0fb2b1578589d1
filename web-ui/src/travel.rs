//! A ticket of another place: it is asked for while its guest waits, or stays where it is. Said in plain words, with the
//! place's name.

use domain::code::Code;
use domain::ids::SiteId;

use crate::frame::bounded;
use crate::words::Advice;
use crate::words::travel::TravelWords;
use crate::{Frame, Language};

/// The longest name of a place that is shown.
const NAME_CHARACTERS: usize = 40;
/// After so many seconds the page looks again.
const AGAIN_SECS: u32 = 3;

/// How it is with a ticket of another place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Travel {
    /// It was asked for.
    OnItsWay {
        /// The ticket.
        code: Code,
        /// Where it is, if that is known.
        at: Option<String>,
        /// How often the page has looked.
        looks: u32,
    },
    /// Several places have a ticket with this code.
    Several {
        /// The code.
        code: Code,
        /// The places.
        places: Vec<(SiteId, String)>,
    },
    /// The place that has it does not answer.
    PlaceAway {
        /// Its name, if that is known.
        at: Option<String>,
    },
    /// Another place honours it, or has not told yet what was used there.
    HeldElsewhere {
        /// The name of its home, if that is known.
        at: Option<String>,
    },
    /// It is not known here, and nobody can be asked.
    NobodyToAsk,
    /// The money was received for another place.
    MoneyElsewhere {
        /// Its name.
        at: String,
    },
}

impl Travel {
    pub(crate) fn advice(&self, language: Language) -> &'static Advice {
        let words = words(language);
        match self {
            Travel::OnItsWay { .. } => &words.on_its_way,
            Travel::Several { .. } => &words.several,
            Travel::PlaceAway { .. } => &words.place_away,
            Travel::HeldElsewhere { .. } => &words.held_elsewhere,
            Travel::NobodyToAsk => &words.nobody_to_ask,
            Travel::MoneyElsewhere { .. } => &words.money_elsewhere,
        }
    }

    /// What happened, with the name of the place where there is one.
    pub(crate) fn happened(&self, language: Language) -> String {
        let words = words(language);
        let said = match self {
            Travel::OnItsWay { at, .. } => at.as_deref().map(|at| (words.asking)(&name(at))),
            Travel::PlaceAway { at } => at.as_deref().map(|at| (words.silent)(&name(at))),
            Travel::HeldElsewhere { at } => at.as_deref().map(|at| (words.held)(&name(at))),
            Travel::MoneyElsewhere { at } => Some((words.money_at)(&name(at))),
            Travel::Several { .. } | Travel::NobodyToAsk => None,
        };
        said.unwrap_or_else(|| self.advice(language).happened.to_owned())
    }

    /// Where the page looks again by itself, and after how long.
    pub(crate) fn again(&self, frame: &Frame) -> Option<String> {
        match self {
            Travel::OnItsWay { code, looks, .. } => {
                let link = frame.link(&format!("/seek/{}/{}", code.plain(), looks.saturating_add(1)));
                Some(format!("{AGAIN_SECS};url={link}"))
            }
            _ => None,
        }
    }

    /// The places to choose from, each with its link.
    pub(crate) fn places(&self, frame: &Frame) -> Vec<(String, String)> {
        let Travel::Several { code, places } = self else { return Vec::new() };
        let path = format!("/seek/{}/0", code.plain());
        places.iter().map(|(id, at)| (name(at), frame.link_with(&path, "site", &id.to_string()))).collect()
    }
}

fn words(language: Language) -> &'static TravelWords {
    &language.words().travel
}

fn name(at: &str) -> String {
    bounded(at, NAME_CHARACTERS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Page as _, Refusal, Refused};

    fn page(travel: Travel) -> String {
        Refusal::new(Frame::default(), Refused::Travel(travel)).html().unwrap()
    }

    #[test]
    fn a_page_that_waits_looks_again_and_one_that_tells_the_end_does_not() {
        let code = Code::from_random(7);
        let waiting = page(Travel::OnItsWay { code, at: Some("Soko <b>".into()), looks: 2 });
        assert!(waiting.contains(&format!("content=\"3;url=/seek/{}/3?", code.plain())), "{waiting}");
        assert!(waiting.contains("Soko &#60;b&#62;") && !waiting.contains("<b>"), "{waiting}");
        for end in [Travel::NobodyToAsk, Travel::PlaceAway { at: None }, Travel::HeldElsewhere { at: None }] {
            assert!(!page(end).contains("http-equiv=\"refresh\""));
        }
    }

    #[test]
    fn a_guest_chooses_among_the_places_that_have_the_code() {
        let code = Code::from_random(7);
        let places =
            vec![(SiteId::from_bytes([1; 16]), "Soko".to_owned()), (SiteId::from_bytes([2; 16]), "Duka".to_owned())];
        let choice = page(Travel::Several { code, places });
        assert_eq!(choice.matches(&format!("/seek/{}/0?", code.plain())).count(), 2, "{choice}");
    }
}
