//! Runs the bodies in `tests/vectors/mpesa` at the root of the repository. The format is explained there.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says so")]

mod words;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use payment_proto::mpesa::{
    C2bKind, C2bNotice, CallbackBase, Endpoint, Match, Msisdn, Shape, StkCallback, meaning, phone, read_answer, sms,
};
use serde::Deserialize;
use serde_json::value::RawValue;

/// What is asked about in every query of the vectors.
const ASKED: &str = "ws_CO_15012026093000123700000001";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    kind: String,
    cases: Vec<Case>,
}

/// One case: its members as they were written.
#[derive(Deserialize)]
struct Case(BTreeMap<String, Box<RawValue>>);

#[test]
fn every_vector_says_what_its_file_claims() {
    let files = files();
    assert!(files.len() >= 11, "vectors are missing: {files:?}");
    for path in files {
        let text = fs::read_to_string(&path).expect("a readable file");
        let file: File = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(!file.cases.is_empty(), "{} has no case", path.display());
        for case in &file.cases {
            let name = format!("{}: {}", path.display(), case.text("case").expect("a name"));
            case.check(&file.kind, &name);
        }
    }
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/mpesa");
    let entries = fs::read_dir(folder).expect("the folder of vectors");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> = paths.filter(|path| path.extension().is_some_and(|kind| kind == "json")).collect();
    files.sort();
    files
}

impl Case {
    /// A string's text, or any other value as it was written.
    fn text(&self, key: &str) -> Option<String> {
        let written = self.0.get(key)?.get();
        Some(serde_json::from_str::<String>(written).unwrap_or_else(|_| written.to_owned()))
    }

    fn needed(&self, key: &str, name: &str) -> String {
        self.text(key).unwrap_or_else(|| panic!("{name}: {key} is missing"))
    }

    fn list(&self, key: &str) -> Vec<String> {
        self.0.get(key).map(|list| serde_json::from_str(list.get()).expect("a list of texts")).unwrap_or_default()
    }

    fn check(&self, kind: &str, name: &str) {
        let known = match kind {
            "answer" => self.check_answer(name),
            "result" => {
                assert_eq!(words::meaning(meaning(&self.needed("code", name))), self.needed("meaning", name), "{name}");
                &["code", "meaning"]
            }
            "callback" => self.check_read(StkCallback::read(self.needed("body", name).as_bytes()), callback, name),
            "c2b" => self.check_read(C2bNotice::read(self.needed("body", name).as_bytes()), notice, name),
            "msisdn" => self.check_msisdn(name),
            "phone" => {
                let number = phone::parse(&self.needed("text", name)).map(|phone| phone.number().to_string());
                assert_eq!(number.unwrap_or_else(|_| "none".to_owned()), self.needed("number", name), "{name}");
                &["text", "number"]
            }
            "sms" => {
                let receipt = sms::find_receipt(&self.needed("text", name));
                assert_eq!(words::shown(receipt), self.needed("receipt", name), "{name}");
                &["text", "receipt"]
            }
            "address" => {
                let refused = CallbackBase::parse(&self.needed("base", name)).err().map(|refused| refused.to_string());
                assert_eq!(refused, self.text("refused"), "{name}");
                &["base", "refused"][..]
            }
            _ => panic!("{name}: no reader for {kind}"),
        };
        let unknown = self.0.keys().find(|key| *key != "case" && !known.contains(&key.as_str()));
        assert_eq!(unknown, None, "{name}: a member the runner does not know");
    }

    fn check_answer(&self, name: &str) -> &'static [&'static str] {
        let endpoint = match self.needed("endpoint", name).as_str() {
            "token" => Endpoint::Token,
            "push" => Endpoint::Push,
            "query" => Endpoint::Query { checkout_request: ASKED },
            "register_urls" => Endpoint::RegisterUrls,
            other => panic!("{name}: no endpoint is named {other}"),
        };
        let status = self.needed("status", name).parse().expect("an HTTP status");
        let answer = read_answer(endpoint, status, self.needed("body", name).as_bytes());
        assert_eq!(words::verdict(&answer.verdict), self.needed("verdict", name), "{name}");
        assert_eq!(answer.shape.as_str(), self.text("shape").as_deref().unwrap_or("json"), "{name}");
        if let Some(expected) = self.text("checkout") {
            let news = match endpoint {
                Endpoint::Push => answer.verdict.after_push(),
                _ => answer.verdict.after_query(),
            };
            assert_eq!(words::news(news), expected, "{name}");
        }
        &["endpoint", "status", "body", "verdict", "shape", "checkout"]
    }

    fn check_read<T>(
        &self,
        read: Result<T, Shape>,
        found: fn(&T, &str) -> Option<String>,
        name: &str,
    ) -> &'static [&'static str] {
        match (read, self.text("refused")) {
            (Err(shape), Some(refused)) => assert_eq!(shape.as_str(), refused, "{name}"),
            (Ok(read), None) => {
                for key in self.0.keys().filter(|key| !matches!(key.as_str(), "case" | "body")) {
                    let found = found(&read, key).unwrap_or_else(|| panic!("{name}: {key} does not apply"));
                    assert_eq!(found, self.needed(key, name), "{name}: {key}");
                }
            }
            (Ok(_), Some(refused)) => panic!("{name}: read, but expected {refused}"),
            (Err(shape), None) => panic!("{name}: {shape}"),
        }
        &[
            "body",
            "refused",
            "code",
            "meaning",
            "amount",
            "receipt",
            "paid_at",
            "payer",
            "ids",
            "judgement",
            "type",
            "shortcode",
            "reference",
            "moved_at",
            "names",
            "payment",
        ]
    }

    fn check_msisdn(&self, name: &str) -> &'static [&'static str] {
        let msisdn = Msisdn::read(&self.needed("text", name));
        assert_eq!(msisdn.as_str(), self.needed("form", name), "{name}");
        for (key, expected) in [("same", Match::Yes), ("perhaps", Match::Maybe), ("other", Match::No)] {
            for number in self.list(key) {
                assert_eq!(msisdn.matches(phone::parse(&number).expect("a phone")), expected, "{name}: {number}");
            }
        }
        &["text", "form", "same", "perhaps", "other"]
    }
}

fn callback(callback: &StkCallback, key: &str) -> Option<String> {
    Some(match key {
        "code" => callback.code.to_string(),
        "meaning" => words::meaning(callback.meaning),
        "amount" => words::shown(callback.amount.map(|amount| amount.decimal())),
        "receipt" => words::shown(callback.receipt),
        "paid_at" => words::shown(callback.paid_at),
        "payer" => words::shown(callback.payer.map(|payer| payer.number())),
        "ids" => words::shown(callback.ids.as_ref().map(words::ids)),
        "judgement" => words::judgement(callback.judge(words::twenty(), None)),
        _ => return None,
    })
}

fn notice(notice: &C2bNotice, key: &str) -> Option<String> {
    let names = notice.names.iter().flatten().map(|name| name.reveal()).collect::<Vec<_>>();
    Some(match key {
        "type" if matches!(notice.kind, C2bKind::Other(_)) => "Other".to_owned(),
        "type" => format!("{:?}", notice.kind),
        "receipt" => notice.receipt.to_string(),
        "amount" => notice.amount.decimal(),
        "shortcode" => words::shown(notice.shortcode),
        "reference" => words::shown(notice.reference.as_ref()),
        "payer" => notice.payer.as_str().to_owned(),
        "moved_at" => words::shown(notice.moved_at),
        "names" => words::shown((!names.is_empty()).then(|| names.join(" "))),
        "payment" => if notice.is_payment() { "yes" } else { "no" }.to_owned(),
        _ => return None,
    })
}
