//! Reading the configuration by hand, section by section: what is asked for is read, what nobody asked for is refused, and
//! whatever is wrong is said with its line. A derived reader would cost a router a fiftieth of its whole program.

use std::net::SocketAddr;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::config::{Complaint, Masked, Wrong};

/// A table of the file.
pub(super) struct Section<'t> {
    text: &'t str,
    table: &'t DeTable<'t>,
    /// What it is called: `radius.nas`.
    name: &'static str,
    /// Where it begins in the text.
    begins: usize,
    /// The keys that were asked for.
    known: Vec<&'static str>,
}

type Value<'t> = &'t Spanned<DeValue<'t>>;

/// Reads a text: the whole file's section goes to `read`.
pub(super) fn file<T>(text: &str, read: impl FnOnce(&mut Section<'_>) -> Result<T, Complaint>) -> Result<T, Complaint> {
    let table = DeTable::parse(text).map_err(|error| {
        let line = line_of(text, error.span().map_or(0, |span| span.start));
        Complaint::at(Some(line), "", "", Wrong::Other(error.message().to_owned()))
    })?;
    Section { text, table: table.get_ref(), name: "", begins: 0, known: Vec::new() }.whole(read)
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
        Err(self.complaint(key.span().start, "", Wrong::Other(sentence)))
    }

    fn complaint(&self, at: usize, key: &'static str, wrong: Wrong) -> Complaint {
        Complaint::at(Some(line_of(self.text, at)), self.name, key, wrong)
    }

    fn value(&mut self, key: &'static str) -> Option<Value<'t>> {
        self.known.push(key);
        self.table.get(key)
    }

    /// What has to be there, and is not; or stands there under a name that is nearly right.
    pub(super) fn missing(&self, key: &'static str) -> Complaint {
        let mut others = self.table.keys().filter(|other| !self.known.contains(&other.get_ref().as_ref()));
        let (at, wrong) = match others.find(|other| differ_by(key, other.get_ref()) <= 2) {
            Some(other) => {
                let written = other.get_ref().escape_debug();
                (other.span().start, Wrong::Other(format!("unknown field `{written}`: correct its name, `{key}`")))
            }
            None => (self.begins, Wrong::Missing),
        };
        self.complaint(at, key, wrong)
    }

    /// A value that is of another kind.
    fn other(&self, key: &'static str, value: Value<'_>, sentence: String) -> Complaint {
        self.complaint(value.span().start, key, Wrong::Other(sentence))
    }

    /// A text.
    pub(super) fn text(&mut self, key: &'static str) -> Result<Option<String>, Complaint> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let text = value.get_ref().as_str();
        let text = text.ok_or_else(|| self.other(key, value, format!("{key} is a text: put it in quotes")))?;
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
        let text = text.ok_or_else(|| self.about(key, "a secret is a text: put it in quotes".to_owned()))?;
        Ok(Masked::from(text.to_owned()))
    }

    /// A text that means something; why it does not is said by whoever reads it.
    pub(super) fn meant<T>(
        &mut self,
        key: &'static str,
        read: fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Complaint> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        read(&text).map(Some).map_err(|why| self.about(key, why))
    }

    /// A complaint about what the value of a key that was read says.
    fn about(&self, key: &'static str, why: String) -> Complaint {
        let at = self.table.get(key).map_or(self.begins, |value| value.span().start);
        self.complaint(at, key, Wrong::Value(why))
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
        flag.ok_or_else(|| self.other(key, value, format!("{key} is a boolean: true or false, without quotes")))
    }

    /// A number, where there is one.
    pub(super) fn number(&mut self, key: &'static str) -> Result<Option<u32>, Complaint> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let number = value.get_ref().as_integer().filter(|number| number.radix() == 10);
        let number = number.and_then(|number| number.as_str().parse().ok());
        let wanted = || format!("{key} is a whole number from 0 to {}, such as 60", u32::MAX);
        number.map(Some).ok_or_else(|| self.other(key, value, wanted()))
    }

    /// A list of texts; none is an empty one.
    pub(super) fn texts(&mut self, key: &'static str) -> Result<Vec<String>, Complaint> {
        let Some(value) = self.value(key) else { return Ok(Vec::new()) };
        let texts = value.get_ref().as_array().and_then(|list| {
            list.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        });
        texts.ok_or_else(|| self.other(key, value, format!("{key} is a list of texts, such as [\"one\", \"two\"]")))
    }

    /// The same, each of which means something.
    pub(super) fn all_meant<T>(
        &mut self,
        key: &'static str,
        read: fn(&str) -> Result<T, String>,
    ) -> Result<Vec<T>, Complaint> {
        let texts = self.texts(key)?;
        texts.iter().map(|text| read(text).map_err(|why| self.about(key, why))).collect()
    }

    /// A section of this one by its whole name, where there is one.
    pub(super) fn section<T>(
        &mut self,
        name: &'static str,
        read: fn(&mut Section<'_>) -> Result<T, Complaint>,
    ) -> Result<Option<T>, Complaint> {
        let Some(value) = self.value(last_of(name)) else { return Ok(None) };
        self.below(name, value)?.whole(read).map(Some)
    }

    /// The same where it has to be there.
    pub(super) fn needed_section<T>(
        &mut self,
        name: &'static str,
        read: fn(&mut Section<'_>) -> Result<T, Complaint>,
    ) -> Result<T, Complaint> {
        self.section(name, read)?.ok_or_else(|| self.missing(last_of(name)))
    }

    /// All sections of this name: `[[radius.nas]]`.
    pub(super) fn sections<T>(
        &mut self,
        name: &'static str,
        read: fn(&mut Section<'_>) -> Result<T, Complaint>,
    ) -> Result<Vec<T>, Complaint> {
        let key = last_of(name);
        let Some(value) = self.value(key) else { return Ok(Vec::new()) };
        let list = value.get_ref().as_array();
        let list =
            list.ok_or_else(|| self.other(key, value, format!("{key} is a list: write it in double brackets")))?;
        list.iter().map(|item| self.below(name, item)?.whole(read)).collect()
    }

    fn below(&self, name: &'static str, value: Value<'t>) -> Result<Section<'t>, Complaint> {
        let (key, table) = (last_of(name), value.get_ref().as_table());
        let table = table.ok_or_else(|| self.other(key, value, format!("{key} is a section: write it in brackets")))?;
        Ok(Section { text: self.text, table, name, begins: value.span().start, known: Vec::new() })
    }
}

/// The key under which a section stands in the one above it.
fn last_of(name: &'static str) -> &'static str {
    name.rsplit_once('.').map_or(name, |(_, key)| key)
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
            ("language = \"en\" ", "language = \"fr\" ", "line 6: language: `fr` is no language"),
            ("language = \"en\" ", "language = \"en\"\nlanguage = \"sw\" ", "line 7: duplicate key"),
            ("\n[mpesa]", "\n[site]", "duplicate key"),
            ("\n[mpesa]", "\n[mpesa]\n[mpesa]", "duplicate key"),
            ("interim_seconds = 60", "interim_seconds = -60", "from 0 to 4294967295"),
            ("interim_seconds = 60", "interim_seconds = 60.5", "interim_seconds is a whole number"),
            ("timezone = ", "timezone = 2026-11-23 # ", "line 7: timezone is a text: put it in quotes"),
            ("driver = \"radius\"", "driver = \"mag\\nic\"", "driver: `mag ic` is no driver"),
            ("\npasskey = \"ppp\"", "\n\"pass\\nphrase\" = \"ppp\"", "missing field `passkey`"),
            ("\npasskey", "\n\"a\\nb\" = 1\npasskey", "unknown field `a\\nb`, known are base_url, kind, "),
            ("listen = \"127.0.0.1:9090\"", "[management.listen]", "listen is a text: put it in quotes"),
            ("[console]", "[[console]]", "console is a section: write it in brackets"),
            ("[site]", "\u{feff}{\"site\": 1}", "line 3: "),
        ] {
            let sentence = said(from, to);
            assert!(sentence.contains(expected) && !sentence.contains('\n'), "{to}: {sentence}");
            assert!(sentence.starts_with("line "), "{sentence}");
        }
    }

    #[test]
    fn a_value_outside_its_range_is_named_with_its_section() {
        for (from, to, expected) in [
            ("interim_seconds = 60", "interim_seconds = 9", "[radius] interim_seconds is between 10 and 3600"),
            ("interim_seconds = 60", "interim_seconds = 3601", "[radius] interim_seconds is between 10 and 3600"),
            ("\npasskey", "\nquery_after_seconds = 0\npasskey", "[mpesa] query_after_seconds is between 1 and 600"),
            ("\npasskey", "\nquery_interval_seconds = 601\npasskey", "[mpesa] query_interval_seconds is at most 600"),
            ("\npasskey", "\nmost_in_ten_minutes = 0\npasskey", "[mpesa] most_in_ten_minutes is at least 1"),
        ] {
            assert!(said(from, to).starts_with(expected), "{}", said(from, to));
        }
    }

    #[test]
    fn what_is_no_toml_at_all_is_answered_with_one_sentence() {
        let deep = |opening: &str| format!("[site]\nname = {}", opening.repeat(100_000));
        let binary = (0_u8..=255).map(char::from).collect::<String>();
        for text in [
            "",
            "\n\n",
            "My WiFi",
            "{\"site\": {\"name\": \"My WiFi\"}}",
            "<?xml version=\"1.0\"?>\n<site/>",
            "\0",
            &binary,
            &deep("["),
            &deep("{a="),
            &format!("{}a = 1", "a.".repeat(100_000)),
            &format!("[{}a]", "a.".repeat(100_000)),
        ] {
            let sentence = Config::parse(text).unwrap_err().to_string();
            assert!(sentence.starts_with("line ") && !sentence.contains(char::is_control), "{sentence}");
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
        let sentence = said("\npasskey = \"ppp\"", "\npasskey = 271828");
        assert!(sentence.contains("passkey: a secret is a text") && !sentence.contains("271828"), "{sentence}");
    }

    #[test]
    fn every_beginning_and_every_damage_is_read_or_answered_with_one_sentence() {
        let text = template() + MPESA;
        let is_answered = |damaged: &str| match Config::parse(damaged) {
            Ok(_) => true,
            Err(error) => !error.to_string().contains(char::is_control) && !error.to_string().is_empty(),
        };
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            assert!(is_answered(&text[..end]), "{}", &text[..end]);
        }
        for (at, _) in text.char_indices() {
            for damage in ["\"", "[", "=", "\0", "é", "\\n", "\n"] {
                let mut damaged = text.clone();
                damaged.insert_str(at, damage);
                assert!(is_answered(&damaged), "{damage} at {at}");
            }
            let mut without = text.clone();
            without.remove(at);
            assert!(is_answered(&without), "without {at}");
        }
        for left_out in 0..text.lines().count() {
            let rest = text.lines().enumerate().filter(|(index, _)| *index != left_out).map(|(_, line)| line);
            assert!(is_answered(&rest.collect::<Vec<_>>().join("\n")), "without line {left_out}");
        }
    }
}
