//! `[mpesa]`: the owner's own Daraja app. Left out, the site sells by voucher only.

use std::net::IpAddr;

use domain::decisions::MOST_TRIES_OF_A_SITE;
use payment_proto::mpesa::pace::Rules;
use payment_proto::mpesa::{
    CallbackBase, Credentials, CredentialsRefused, Merchant, MerchantKind, PRODUCTION, Shortcode,
};

use crate::config::reading::Section;
use crate::config::{Complaint, Masked};
use crate::vault::is_sealed;

/// The section as it is written.
#[derive(Clone, Debug)]
pub(crate) struct Mpesa {
    pub(crate) base_url: String,
    pub(crate) kind: Kind,
    pub(crate) shortcode: String,
    pub(crate) till_number: Option<String>,
    pub(crate) consumer_key: Masked,
    pub(crate) consumer_secret: Masked,
    pub(crate) passkey: Masked,
    /// Where M-PESA posts how a payment ended: the cloud, which reaches the site through sync.
    pub(crate) callback_base: String,
    /// The first question about a payment comes so long after the push.
    pub(crate) query_after_seconds: u64,
    /// Any two questions are at least so far apart.
    pub(crate) query_interval_seconds: u64,
    /// Guests asked to pay within ten minutes, all together: nobody rings a whole town through this site.
    pub(crate) most_in_ten_minutes: u32,
}

/// How the business takes money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Paybill,
    Till,
}

impl Mpesa {
    /// Nobody's account, at the usual pace.
    pub(super) fn unset() -> Self {
        Mpesa {
            base_url: PRODUCTION.to_owned(),
            kind: Kind::Paybill,
            shortcode: String::new(),
            till_number: None,
            consumer_key: String::new().into(),
            consumer_secret: String::new().into(),
            passkey: String::new().into(),
            callback_base: String::new(),
            query_after_seconds: 20,
            query_interval_seconds: 15,
            most_in_ten_minutes: MOST_TRIES_OF_A_SITE,
        }
    }

    pub(super) fn read(section: &mut Section<'_>) -> Result<Self, Complaint> {
        let usual = Mpesa::unset();
        let kind = |text: &str| match text {
            "paybill" => Ok(Kind::Paybill),
            "till" => Ok(Kind::Till),
            _ => Err(format!("`{text}` is neither paybill nor till")),
        };
        Ok(Mpesa {
            base_url: section.text("base_url")?.unwrap_or(usual.base_url),
            kind: section.meant("kind", kind)?.ok_or_else(|| section.missing("kind"))?,
            shortcode: section.needed("shortcode")?,
            till_number: section.text("till_number")?,
            consumer_key: section.secret("consumer_key")?,
            consumer_secret: section.secret("consumer_secret")?,
            passkey: section.secret("passkey")?,
            callback_base: section.needed("callback_base")?,
            query_after_seconds: section.number("query_after_seconds")?.map_or(usual.query_after_seconds, u64::from),
            query_interval_seconds: section
                .number("query_interval_seconds")?
                .map_or(usual.query_interval_seconds, u64::from),
            most_in_ten_minutes: section.number("most_in_ten_minutes")?.unwrap_or(usual.most_in_ten_minutes),
        })
    }

    pub(super) fn check(&self) -> Result<(), Complaint> {
        let complain = |key, sentence: &str| Err(complaint(key, sentence));
        self.merchant()?;
        self.callback_base()?;
        if !is_allowed(&self.base_url) {
            return complain(
                "base_url",
                &format!(
                    "base_url `{}` is no https address: write {PRODUCTION}, or https://sandbox.safaricom.co.ke to try things out",
                    self.base_url
                ),
            );
        }
        if !(1..=600).contains(&self.query_after_seconds) {
            return complain("query_after_seconds", "query_after_seconds is between 1 and 600");
        }
        if self.most_in_ten_minutes == 0 {
            return complain(
                "most_in_ten_minutes",
                "most_in_ten_minutes is at least 1; leave out [mpesa] to sell by voucher only",
            );
        }
        if self.query_interval_seconds > 600 {
            return complain("query_interval_seconds", "query_interval_seconds is at most 600");
        }
        for (key, secret) in self.secrets() {
            if is_placeholder(secret.expose().trim()) {
                return complain(key, &format!("{key} is not set: copy it from the app on developer.safaricom.co.ke"));
            }
        }
        // What is sealed is looked at when it is opened.
        if !self.secrets().iter().any(|(_, secret)| is_sealed(secret.expose())) {
            self.credentials()?;
        }
        Ok(())
    }

    /// How often the rail is asked how payments ended.
    pub(crate) fn rules(&self) -> Rules {
        Rules {
            query_after_ms: self.query_after_seconds * 1000,
            query_interval_ms: self.query_interval_seconds * 1000,
            ..Rules::default()
        }
    }

    /// The secrets and their keys.
    pub(crate) fn secrets(&self) -> [(&'static str, &Masked); 3] {
        [("consumer_key", &self.consumer_key), ("consumer_secret", &self.consumer_secret), ("passkey", &self.passkey)]
    }

    /// Who is paid.
    pub(crate) fn merchant(&self) -> Result<Merchant, Complaint> {
        let number = |key, text: &str| {
            text.parse::<Shortcode>().map_err(|error| complaint(key, &format!("{key} `{text}`: {error}")))
        };
        let complain = |sentence: &str| Err(complaint("till_number", sentence));
        let kind = match (self.kind, &self.till_number) {
            (Kind::Paybill, None) => MerchantKind::Paybill,
            (Kind::Till, Some(till)) => MerchantKind::Till { till_number: number("till_number", till)? },
            (Kind::Paybill, Some(_)) => {
                return complain("a paybill has no till_number: remove it, or write kind = \"till\"");
            }
            (Kind::Till, None) => {
                return complain(
                    "kind = \"till\" needs till_number, the number guests see; shortcode is then the store number",
                );
            }
        };
        Ok(Merchant { kind, shortcode: number("shortcode", &self.shortcode)? })
    }

    /// Where callbacks come back to.
    pub(crate) fn callback_base(&self) -> Result<CallbackBase, Complaint> {
        CallbackBase::parse(&self.callback_base)
            .map_err(|error| complaint("callback_base", &format!("callback_base: {error}")))
    }

    /// The keys of the app, once they are unsealed.
    pub(crate) fn credentials(&self) -> Result<Credentials, Complaint> {
        Credentials::new(self.consumer_key.expose(), self.consumer_secret.expose(), self.passkey.expose())
            .map_err(|error| complaint(key_of(error), &error.to_string()))
    }
}

/// The key it is about; its field is named in words.
fn key_of(error: CredentialsRefused) -> &'static str {
    let (CredentialsRefused::Empty { field }
    | CredentialsRefused::TooLong { field }
    | CredentialsRefused::StrangeCharacter { field }) = error;
    match field {
        "consumer key" => "consumer_key",
        "consumer secret" => "consumer_secret",
        _ => "passkey",
    }
}

/// About a key of the section.
fn complaint(key: &'static str, sentence: &str) -> Complaint {
    Complaint::of_the_whole("mpesa", key, format!("[mpesa] {sentence}"))
}

/// What stands in documents where a secret belongs: nothing, dots, `<passkey>`.
fn is_placeholder(secret: &str) -> bool {
    secret.chars().all(|character| character == '.') || secret.contains('…') || secret.starts_with('<')
}

/// https; plain http only towards this machine, for a stand-in to practise with.
fn is_allowed(base_url: &str) -> bool {
    let Ok(uri) = base_url.parse::<hyper::Uri>() else { return false };
    let is_here = uri.host().is_some_and(|host| {
        host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    });
    let plain = uri.path() == "/" && uri.query().is_none() && !base_url.contains(['@', '#']);
    plain && (uri.scheme_str() == Some("https") || (uri.scheme_str() == Some("http") && is_here))
}
