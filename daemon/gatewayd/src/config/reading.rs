//! Reading the configuration by hand, section by section: what is asked for is read, what nobody asked for is refused, and
//! whatever is wrong is said with its line. A derived reader would cost a router a fiftieth of its whole program.

use std::fmt::Display;
use std::net::SocketAddr;
use std::str::FromStr;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::config::{Complaint, Masked};

/// A table of the file.
pub(super) struct Section<'t> {
    text: &'t str,
    table: &'t DeTable<'t>,
    /// Where it begins in the text.
    begins: usize,
    /// The keys that were asked for.
    known: Vec<&'static str>,
}

type Value<'t> = &'t Spanned<DeValue<'t>>;

/// Reads a text: the whole file's section goes to `read`.
pub(super) fn file<T>(text: &str, read: impl FnOnce(&mut Section<'_>) -> Result<T, Complaint>) -> Result<T, Complaint> {
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        Complaint { line: line_of(text, at), sentence: error.message().replace('\n', " ") }
    })?;
    Section { text, table: table.get_ref(), begins: 0, known: Vec::new() }.whole(read)
}

fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).map_or(1, |before| before.split('\n').count())
}

impl<'t> Section<'t> {
    /// Reads it, and refuses what was not asked for.
    fn whole<T>(mut self, read: impl FnOnce(&mut Self) -> Result<T, Complaint>) -> Result<T, Complaint> {
        let read = read(&mut self)?;
        self.ends()?;
        Ok(read)
    }

    fn ends(&self) -> Result<(), Complaint> {
        let Some((key, _)) = self.table.iter().find(|(key, _)| !self.known.contains(&key.get_ref().as_ref())) else {
            return Ok(());
        };
        let known = self.known.join(", ");
        let sentence = format!(
            "unknown field `{}`, known are {known}: remove the key or correct its name",
            key.get_ref().escape_debug()
        );
        Err(self.complaint(key.span().start, sentence))
    }

    fn complaint(&self, at: usize, sentence: String) -> Complaint {
        Complaint { line: line_of(self.text, at), sentence }
    }

    fn value(&mut self, key: &'static str) -> Option<Value<'t>> {
        self.known.push(key);
        self.table.get(key)
    }

    /// What has to be there, and is not; or stands there under a name that is nearly right.
    pub(super) fn missing(&self, key: &str) -> Complaint {
        let mut others = self.table.keys().filter(|other| !self.known.contains(&other.get_ref().as_ref()));
        match others.find(|other| differ_by(key, other.get_ref()) <= 2) {
            Some(other) => {
                let written = other.get_ref().escape_debug();
                self.complaint(other.span().start, format!("unknown field `{written}`: correct its name, `{key}`"))
            }
            None => self.complaint(self.begins, format!("missing field `{key}`")),
        }
    }

    fn wrong(&self, value: Value<'_>, sentence: String) -> Complaint {
        self.complaint(value.span().start, sentence)
    }

    /// A text.
    pub(super) fn text(&mut self, key: &'static str) -> Result<Option<String>, Complaint> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let text = value.get_ref().as_str();
        let text = text.ok_or_else(|| self.wrong(value, format!("{key} is a text: put it in quotes")))?;
        Ok(Some(text.to_owned()))
    }

    /// A text that has to be there.
    pub(super) fn needed(&mut self, key: &'static str) -> Result<String, Complaint> {
        self.text(key)?.ok_or_else(|| self.missing(key))
    }

    /// A secret that has to be there. Whatever is no text is not repeated: it may be the secret without quotes.
    pub(super) fn secret(&mut self, key: &'static str) -> Result<Masked, Complaint> {
        let Some(value) = self.value(key) else { return Err(self.missing(key)) };
        let text = value.get_ref().as_str();
        let text = text.ok_or_else(|| self.wrong(value, "a secret is a text: put it in quotes".to_owned()))?;
        Ok(Masked::from(text.to_owned()))
    }

    /// A text that means something; why it does not is said by whoever reads it.
    pub(super) fn meant<T>(
        &mut self,
        key: &'static str,
        read: fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Complaint> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        read(&text).map(Some).map_err(|why| self.about(key, &why))
    }

    /// A complaint about the value of a key that was read.
    fn about(&self, key: &str, why: &str) -> Complaint {
        let at = self.table.get(key).map_or(self.begins, |value| value.span().start);
        self.complaint(at, why.to_owned())
    }

    /// Where something listens, or is reached.
    pub(super) fn socket(&mut self, key: &'static str) -> Result<Option<SocketAddr>, Complaint> {
        self.meant(key, |text| {
            text.parse().map_err(|_| format!("`{text}` is no socket address such as 172.31.255.1:3799"))
        })
    }

    /// Whether something holds.
    pub(super) fn flag(&mut self, key: &'static str) -> Result<bool, Complaint> {
        let Some(value) = self.value(key) else { return Ok(false) };
        let flag = value.get_ref().as_bool();
        flag.ok_or_else(|| self.wrong(value, format!("{key} is a boolean: true or false, without quotes")))
    }

    /// A number, where there is one.
    pub(super) fn number<N: FromStr + Display>(&mut self, key: &'static str) -> Result<Option<N>, Complaint> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let number = value.get_ref().as_integer().filter(|number| number.radix() == 10);
        let number = number.and_then(|number| number.as_str().parse().ok());
        let number = number.ok_or_else(|| self.wrong(value, format!("{key} is a whole number, such as 60")))?;
        Ok(Some(number))
    }

    /// A list of texts; none is an empty one.
    pub(super) fn texts(&mut self, key: &'static str) -> Result<Vec<String>, Complaint> {
        let Some(value) = self.value(key) else { return Ok(Vec::new()) };
        let texts = value.get_ref().as_array().and_then(|list| {
            list.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        });
        texts.ok_or_else(|| self.wrong(value, format!("{key} is a list of texts, such as [\"one\", \"two\"]")))
    }

    /// The same, each of which means something.
    pub(super) fn all_meant<T>(
        &mut self,
        key: &'static str,
        read: fn(&str) -> Result<T, String>,
    ) -> Result<Vec<T>, Complaint> {
        let texts = self.texts(key)?;
        texts.iter().map(|text| read(text).map_err(|why| self.about(key, &why))).collect()
    }

    /// A section of this one, where there is one.
    pub(super) fn section<T>(
        &mut self,
        key: &'static str,
        read: fn(&mut Section<'_>) -> Result<T, Complaint>,
    ) -> Result<Option<T>, Complaint> {
        let Some(value) = self.value(key) else { return Ok(None) };
        self.below(key, value).and_then(|section| section.whole(read)).map(Some)
    }

    /// The same where it has to be there.
    pub(super) fn needed_section<T>(
        &mut self,
        key: &'static str,
        read: fn(&mut Section<'_>) -> Result<T, Complaint>,
    ) -> Result<T, Complaint> {
        self.section(key, read)?.ok_or_else(|| self.missing(key))
    }

    /// All sections of this name: `[[radius.nas]]`.
    pub(super) fn sections<T>(
        &mut self,
        key: &'static str,
        read: fn(&mut Section<'_>) -> Result<T, Complaint>,
    ) -> Result<Vec<T>, Complaint> {
        let Some(value) = self.value(key) else { return Ok(Vec::new()) };
        let list = value.get_ref().as_array();
        let list = list.ok_or_else(|| self.wrong(value, format!("{key} is a list: write it in double brackets")))?;
        list.iter().map(|item| self.below(key, item).and_then(|section| section.whole(read))).collect()
    }

    fn below(&self, key: &str, value: Value<'t>) -> Result<Section<'t>, Complaint> {
        let table = value.get_ref().as_table();
        let table = table.ok_or_else(|| self.wrong(value, format!("{key} is a section: write it in brackets")))?;
        Ok(Section { text: self.text, table, begins: value.span().start, known: Vec::new() })
    }
}

/// How many letters are to be added, taken away or changed to make one word another (Levenshtein).
fn differ_by(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.bytes().enumerate() {
        let mut before = at;
        let mut left = at + 1;
        for (cell, other) in row.iter_mut().skip(1).zip(other.bytes()) {
            let changed = before + usize::from(letter != other);
            before = *cell;
            left = changed.min(left + 1).min(before + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = at + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, template};

    const MPESA: &str = "\n[mpesa]\nkind = \"paybill\"\nshortcode = \"600111\"\nconsumer_key = \"kkk\"\n\
        consumer_secret = \"sss\"\npasskey = \"ppp\"\ncallback_base = \"https://cloud.example.net\"\n";

    /// What is said of the template with a text of it replaced.
    fn said(from: &str, to: &str) -> String {
        let text = template() + MPESA;
        assert!(text.contains(from), "{from}");
        Config::parse(&text.replacen(from, to, 1)).map(drop).expect_err(to).to_string()
    }

    #[test]
    fn whatever_is_wrong_is_said_with_its_line_and_key() {
        for (from, to, expected) in [
            ("currency = ", "colour = \"red\"\ncurrency = ", "line 8: unknown field `colour`, known are name, "),
            ("language = \"en\" ", "language = 7 ", "line 6: language is a text: put it in quotes"),
            ("interim_seconds = 60", "interim_seconds = \"60\"", "interim_seconds is a whole number"),
            ("interim_seconds = 60", "interim_seconds = 0x3c", "interim_seconds is a whole number"),
            ("interim_seconds = 60", "interim_seconds = 99999999999", "interim_seconds is a whole number"),
            ("# trust_clock = true  ", "trust_clock = \"yes\"", "trust_clock is a boolean"),
            ("guests = [\"10.5.50.0/24\"]", "guests = \"10.5.50.0/24\"", "guests is a list of texts"),
            ("guests = [\"10.5.50.0/24\"]", "guests = [\"guests\"]", "`guests` is no address"),
            ("listen = \"0.0.0.0:8088\"", "listen = \"8088\"", "`8088` is no socket address"),
            ("provider_id = \"", "provider_id = \"x", "is no UUID"),
            ("[[radius.nas]]", "[radius.nas]", "nas is a list"),
            ("[enforcement]", "[site]", "duplicate"),
            ("\nkind = \"paybill\"", "\nkind = \"bank\"", "`bank` is neither paybill nor till"),
            ("\npasskey = \"ppp\"", "", "missing field `passkey`"),
            ("[portal]", "[portals]", "unknown field `portals`: correct its name, `portal`"),
            ("\nshortcode", "\nshort_code", "unknown field `short_code`: correct its name, `shortcode`"),
            ("[site]", "[site", "line 3: "),
        ] {
            let sentence = said(from, to);
            assert!(sentence.contains(expected) && !sentence.contains('\n'), "{to}: {sentence}");
            assert!(sentence.starts_with("line "), "{sentence}");
        }
    }

    #[test]
    fn words_are_as_far_apart_as_letters_have_to_be_changed() {
        for (one, other, letters) in [
            ("", "", 0),
            ("nas", "nas", 0),
            ("calback", "callback", 1),
            ("portals", "portal", 1),
            ("nsa", "nas", 2),
            ("", "url", 3),
        ] {
            assert_eq!(
                (super::differ_by(one, other), super::differ_by(other, one)),
                (letters, letters),
                "{one} {other}"
            );
        }
    }

    #[test]
    fn a_secret_without_quotes_is_not_repeated() {
        assert!(!said("\npasskey = \"ppp\"", "\npasskey = 271828").contains("271828"));
    }

    #[test]
    fn every_beginning_and_every_damage_is_read_or_answered_with_one_sentence() {
        let text = template() + MPESA;
        let is_answered = |damaged: &str| match Config::parse(damaged) {
            Ok(_) => true,
            Err(error) => !error.to_string().contains('\n') && !error.to_string().is_empty(),
        };
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            assert!(is_answered(&text[..end]), "{}", &text[..end]);
        }
        for (at, _) in text.char_indices() {
            for damage in ["\"", "[", "=", "\0", "é"] {
                let mut damaged = text.clone();
                damaged.insert_str(at, damage);
                assert!(is_answered(&damaged), "{damage} at {at}");
            }
        }
    }
}
