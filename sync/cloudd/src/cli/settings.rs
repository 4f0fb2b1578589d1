//! `lango-cloud site settings`: how a place speaks to its guests. Its gateway is asked to take it.

use domain::settings::Settings;
use serde_json::json;

use crate::cli::arguments::SiteSettings;
use crate::cli::audit::{Deed, Done};
use crate::cli::site::Desk;
use crate::cli::{Failure, print};
use crate::clock::Clock;

impl Desk<'_> {
    pub(super) async fn settings(&self, wanted: SiteSettings) -> Result<(), Failure> {
        let SiteSettings { id, provider: _, name, language, support_phone, opening_hours, wifi_name, form: _ } = wanted;
        let site = self.find(id).await?;
        let books = self.store.provider(self.provider);
        let given = [&name, &language, &support_phone, &opening_hours, &wifi_name];
        let (settings, directive) = if given.into_iter().all(Option::is_none) {
            (books.settings(id).await.map_err(|error| self.explain(error))?, None)
        } else {
            let change = move |settings: &mut Settings| {
                put(&mut settings.name, name);
                put(&mut settings.language, language);
                put(&mut settings.support_phone, support_phone);
                put(&mut settings.opening_hours, opening_hours);
                put(&mut settings.wifi_name, wifi_name);
            };
            let changed = books.change_settings(id, change, Clock.unix_ms()).await;
            let (settings, place) = changed.map_err(|error| self.explain(error))?;
            self.add_to_log(Done::new(Deed::ChangeSettings, id).with("directive", place)).await;
            (settings, Some(place))
        };
        if self.json {
            return print::json(&json!({ "site": id.to_string(), "directive": directive, "settings": settings }));
        }
        let rows: Vec<_> = lines(&settings).into_iter().map(|(what, text)| vec![what.to_owned(), text]).collect();
        print::table(&["SETTING", "VALUE"], &rows, "")?;
        match directive {
            Some(number) => print::out(&format!(
                "{} is asked, and does it within half a minute where the line is good; this is its directive {number}.\n",
                site.name
            )),
            None => Ok(()),
        }
    }
}

/// What is given counts; an empty text opens the setting again.
fn put(setting: &mut Option<String>, given: Option<String>) {
    if let Some(text) = given {
        *setting = Some(text).filter(|text| !text.is_empty());
    }
}

fn lines(settings: &Settings) -> [(&'static str, String); 5] {
    let Settings { name, language, support_phone, opening_hours, wifi_name } = settings;
    let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "as the gateway's file says".to_owned());
    [
        ("name", shown(name)),
        ("language", shown(language)),
        ("support phone", shown(support_phone)),
        ("opening hours", shown(opening_hours)),
        ("WiFi name", shown(wifi_name)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_counts_and_an_empty_text_opens_the_setting() {
        let mut setting = Some("before".to_owned());
        put(&mut setting, None);
        assert_eq!(setting.as_deref(), Some("before"));
        put(&mut setting, Some("now".to_owned()));
        assert_eq!(setting.as_deref(), Some("now"));
        put(&mut setting, Some(String::new()));
        assert_eq!(setting, None);
    }
}
