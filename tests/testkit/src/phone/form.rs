//! Forms in a page, found with just enough HTML for pages of our own making: tags, attributes, entities.

use crate::form::Fields;

/// A form as it would be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Where it goes.
    pub action: String,
    /// By POST, not GET.
    pub posts: bool,
    /// Its fields as filled in so far.
    pub fields: Fields,
}

impl Form {
    /// The same with a field filled in.
    pub fn with(mut self, field: &str, value: &str) -> Self {
        self.fields.set(field, value);
        self
    }
}

pub(super) fn forms(html: &str) -> Vec<Form> {
    let bodies = html.split("<form").skip(1).filter_map(|rest| rest.split("</form").next());
    bodies
        .map(|form| {
            let head = form.split('>').next().unwrap_or_default();
            let inputs = tags(form, "input").filter_map(|tag| {
                let value = attribute(tag, "value").unwrap_or_default();
                Some((attribute(tag, "name")?, value))
            });
            Form {
                action: attribute(head, "action").unwrap_or_default(),
                posts: attribute(head, "method").is_some_and(|method| method.eq_ignore_ascii_case("post")),
                fields: inputs.collect(),
            }
        })
        .collect()
}

/// The insides of all tags of this name.
pub(super) fn tags<'a>(html: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    html.split('<').filter_map(move |rest| {
        let inside = rest.strip_prefix(name)?;
        let inside = inside.split('>').next()?;
        inside.starts_with([' ', '\n', '/']).then_some(inside)
    })
}

/// The value of an attribute, quoted or not.
pub(super) fn attribute(tag: &str, name: &str) -> Option<String> {
    let mark = format!("{name}=");
    let at = tag.match_indices(&mark).map(|(at, _)| at).find(|at| {
        let before = tag.get(..*at).and_then(|before| before.chars().next_back());
        before.is_none_or(char::is_whitespace)
    })?;
    let value = tag.get(at + mark.len()..)?;
    let value = match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => value.split(char::is_whitespace).next()?,
    };
    Some(unescape(value))
}

fn unescape(text: &str) -> String {
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#34;", "\""), ("&#38;", "&")];
    let text = entities.into_iter().fold(text.to_owned(), |text, (entity, plain)| text.replace(entity, plain));
    text.replace("&#60;", "<").replace("&#62;", ">").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_with_its_hidden_fields() {
        let html = r#"<p><form method=post action="/ticket?a=1&amp;b=2"><input type=hidden name="mac" value="02:00">
            <input id="code" name="code" autocomplete=off><button>Go</button></form><input name="outside">"#;
        let fields = [("mac", "02:00"), ("code", "")].into_iter().collect();
        assert_eq!(forms(html), [Form { action: "/ticket?a=1&b=2".to_owned(), posts: true, fields }]);
    }
}
